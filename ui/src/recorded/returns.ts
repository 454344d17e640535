// Recorded answers: files that were read, and the batches taken in.

import type { BatchView, CheckView, FileView, FindingView } from '../views';
import { HOSTILE } from './projects';

function finding(file: string, severity: string, label: string, cell: string, found: string, expected: string, count = 1): FindingView {
  return { file, sheet: '项目表', cell, severity, label, found, expected, count, row: Number(cell.replace(/\D.*$|^\D+/g, '')) || null, settled: '' };
}

function file(name: string, more: Partial<FileView>): FileView {
  return {
    path: `/home/office/桌面/${name}`,
    name,
    sha256: '3f1c0a'.repeat(10) + '3f1c',
    verdict: 'import',
    message: '可以导入。',
    county: null,
    nil_return: false,
    already_taken_in: false,
    corrects: null,
    rows: 0,
    errors: 0,
    questions: 0,
    warnings: 0,
    settled: 0,
    findings: [],
    done: [],
    lapsed: [],
    sheets: [
      { name: '项目表', role: '项目表', verdict: '项目表，读取6个项目。' },
      { name: '填报说明', role: '填报说明', verdict: '填报说明一类的文字，不是表格，未读取。' },
      { name: 'Sheet3', role: '空白表', verdict: '汇总表的空白表，有表头而没有填写项目，无可读取。' },
    ],
    preview: [],
    ...more,
  };
}

const preview = (count: number, worst: string) =>
  Array.from({ length: count }, (_unused, at) => ({
    sheet: '项目表',
    row: at + 6,
    enterprise: at === 1 ? HOSTILE : `韶关市第${at + 1}精密制造有限公司`,
    project: '生产管控与能耗优化上云项目',
    direction: '上云上平台',
    investment_wan: at === 2 ? '' : `${120 + at * 35}.00`,
    severity: at === 2 ? worst : '',
  }));

export function checkView(paths: string[]): CheckView {
  const nanxiong = '南雄市汇总表（二次修改）.xls';
  const files = [
    file('浈江区2022年入库储备汇总表.xlsx', { county: '浈江区', rows: 6, warnings: 1, findings: [finding('浈江区2022年入库储备汇总表.xlsx', 'warning', '日期是文本', 'K6:K11', '2022.6.30', '已按 2022年6月30日 读取，请核对。', 6)], preview: preview(6, 'warning') }),
    file(nanxiong, {
      county: '南雄市',
      verdict: 'questions',
      message: '可以导入，但有 1 处错误、3 处疑问要先看：信用代码精度丢失，金额单位存疑。',
      rows: 9,
      errors: 1,
      questions: 3,
      warnings: 2,
      findings: [
        finding(nanxiong, 'error', '信用代码精度丢失', 'C8', '9.14402E+17', '表格把 18 位代码当成了数字，末三位已丢失。请县区按营业执照回填，不要猜。'),
        finding(nanxiong, 'question', '金额单位存疑', 'F7', '3200000', '同列其他项目在 100 至 900 之间，请核对是否应为 320 万元。'),
        finding(nanxiong, 'question', '日期可能是10月', 'K9', '2022.1', '单元格里存的是数字 2022.1，可能是 2022年1月，也可能是 2022年10月。', 2),
        finding(nanxiong, 'warning', '合计与明细不符', 'F15', '4,120.50', '按明细重算为 4,102.50，差 18.00。', 2),
      ],
      preview: preview(9, 'error'),
    }),
    file('始兴县-零报送.xlsx', { county: '始兴县', nil_return: true, message: '零报送：本县没有申报项目。' }),
    file('乐昌市汇总表.xlsx', { county: '乐昌市', rows: 4, already_taken_in: true, message: '这个文件已经入库，内容没有变化，不会重复导入。', preview: preview(4, '') }),
    file('曲江区（加密）.xlsx', { verdict: 'refuse', message: '文件设了打开密码，读不出来。请县区在 Excel 或 WPS 里去掉密码，另存后再报。', sheets: [] }),
    file('2021年汇总表（旧）.xlsx', { verdict: 'refuse', message: '这是 2021 年的表，本专项是 2022 年。请县区用今年的表重新填报。', county: '翁源县', sheets: [] }),
  ];
  const wanted = paths.length === 0 ? files : files.slice(0, Math.max(1, paths.length));
  return {
    files: wanted,
    across: wanted.length > 2 ? [finding('浈江区2022年入库储备汇总表.xlsx', 'question', '同一企业出现在两个县区', 'B7', '韶关市第2精密制造有限公司', '南雄市的表里也有它（B9）。请核对由哪个县区推荐。')] : [],
  };
}

export function batchViews(): BatchView[] {
  return [
    { id: 1, file: '乐昌市汇总表.xlsx', sha256: 'ab12'.repeat(16), county: '乐昌市', nil_return: false, taken_in_at: '2022年7月4日 15:02', projects: 4, open_findings: 0 },
    { id: 2, file: '仁化县汇总表7.5.xls', sha256: 'cd34'.repeat(16), county: '仁化县', nil_return: false, taken_in_at: '2022年7月5日 10:41', projects: 7, open_findings: 3 },
  ];
}
