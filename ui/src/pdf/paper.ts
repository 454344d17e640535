// Paper through the system's print dialog: every page of a PDF as a picture of
// its sheet, on a surface that only the printer sees.

import { openPdf } from './pdf';

/** Fine enough for ten-point type, and small enough for an office computer. */
const DPI = 220;

/** Prints a PDF; told of every page before it is drawn. */
export async function printPdf(bytes: Uint8Array, report: (done: number, total: number) => void): Promise<void> {
  const pdf = await openPdf(bytes.slice());
  const surface = document.createElement('div');
  surface.className = 'paper-surface';
  const addresses: string[] = [];
  try {
    for (let page = 1; page <= pdf.pages; page += 1) {
      report(page - 1, pdf.pages);
      const canvas = document.createElement('canvas');
      await pdf.press(page, canvas, DPI);
      const sheet = document.createElement('img');
      sheet.alt = `第 ${page} 页`;
      sheet.src = URL.createObjectURL(await picture(canvas));
      addresses.push(sheet.src);
      surface.append(sheet);
      await sheet.decode();
    }
    document.body.append(surface);
    window.print();
  } finally {
    pdf.close();
    surface.remove();
    for (const address of addresses) URL.revokeObjectURL(address);
  }
}

function picture(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('a page was not drawn'))), 'image/png');
  });
}
