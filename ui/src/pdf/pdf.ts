// pdf.js, with everything it needs taken from the bundle. The legacy build
// runs in the older web views of office computers.

import type { PDFDocumentProxy } from 'pdfjs-dist';
import { getDocument, GlobalWorkerOptions } from 'pdfjs-dist/legacy/build/pdf.mjs';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = worker;

const data = (folder: string) => new URL(`pdfjs/${folder}/`, document.baseURI).href;

/** One page on its way to a canvas. */
export interface Drawing {
  done: Promise<void>;
  cancel(): void;
}

/** An open PDF. */
export interface Pdf {
  pages: number;
  /** Width and height of a page in points. */
  size(page: number): Promise<{ width: number; height: number }>;
  draw(page: number, canvas: HTMLCanvasElement, scale: number): Promise<Drawing>;
  /** Draws a page upright for paper, a wide one turned, at dots per inch. */
  press(page: number, canvas: HTMLCanvasElement, dpi: number): Promise<void>;
  close(): void;
}

export async function openPdf(bytes: Uint8Array): Promise<Pdf> {
  const task = getDocument({
    data: bytes,
    cMapUrl: data('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: data('standard_fonts'),
    isEvalSupported: false,
    useWasm: false,
  });
  const pdf: PDFDocumentProxy = await task.promise;
  return {
    pages: pdf.numPages,
    size: async (number) => {
      const { width, height } = (await pdf.getPage(number)).getViewport({ scale: 1 });
      return { width, height };
    },
    draw: async (number, canvas, scale) => {
      const page = await pdf.getPage(number);
      const density = window.devicePixelRatio || 1;
      const viewport = page.getViewport({ scale: scale * density });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      canvas.style.width = `${Math.floor(viewport.width / density)}px`;
      canvas.style.height = `${Math.floor(viewport.height / density)}px`;
      const render = page.render({ canvas, viewport });
      const done = render.promise.catch((thrown: unknown) => {
        if (!(thrown instanceof Error && thrown.name === 'RenderingCancelledException')) throw thrown;
      });
      return { done, cancel: () => render.cancel() };
    },
    press: async (number, canvas, dpi) => {
      const page = await pdf.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const rotation = (page.rotate + (width > height ? 90 : 0)) % 360;
      const viewport = page.getViewport({ scale: dpi / 72, rotation });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      await page.render({ canvas, viewport, intent: 'print' }).promise;
    },
    close: () => void task.destroy(),
  };
}
