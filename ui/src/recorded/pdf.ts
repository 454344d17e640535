// A recorded form: a small PDF whose Chinese font is not embedded, so that the
// preview has to find its character maps in the bundle.

const LINES: string[][] = [
  ['入库项目申报书', '示意版式', '', '项目名称：生产管控与能耗优化上云项目', '申报单位（盖章）：', '推荐单位（盖章）：', '填报日期：    年  月  日'],
  ['申报单位基本情况表', '', '单位名称：韶关市第一精密制造有限公司', '测算上限：300,000.00元（人民币叁拾万元整）', '第 2 页 共 2 页'],
];

const hex = (text: string) => [...text].map((one) => (one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')).join('');

function content(lines: string[]): string {
  return lines.map((line, at) => `BT /F1 ${at === 0 ? 26 : 14} Tf 90 ${720 - at * 44} Td <${hex(line)}> Tj ET`).join('\n');
}

export function samplePdf(): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${LINES.map((_line, at) => `${5 + at * 2} 0 R`).join(' ')}] /Count ${LINES.length} >>`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>',
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor ${5 + LINES.length * 2} 0 R >>`,
  ];
  for (const lines of LINES) {
    const text = content(lines);
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${objects.length + 2} 0 R >>`,
      `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    );
  }
  objects.push(
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
  );
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new TextEncoder().encode(file);
}
