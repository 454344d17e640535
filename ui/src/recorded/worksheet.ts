// Recorded answers: a return that lies open, with its sheet, its findings and
// what is stored of it. One name is hostile on purpose.

import type { FactView, FindingGroup, FindingItem, ReturnView, SheetCell, SheetPage, SheetRow, StoredRow } from '../views';
import { HOSTILE } from './projects';

const SHEET = '项目表';
const LAST_YEAR = '2021年';
const HEADERS = ['序号', '企业名称', '统一社会信用代码', '项目名称', '支持方向', '总投资额', '其中：设备', '完工时间', '联系电话', '备注'];
const FACTS = ['row_number', 'enterprise_name', 'credit_code', 'project_name', 'direction', 'project_investment', 'equipment_amount', 'completed_on', 'contact_phone', 'remark'];
const LABELS = ['序号', '企业名称', '统一社会信用代码', '项目名称', '支持方向', '项目总投资（万元）', '其中：设备（万元）', '完工日期', '联系电话', '备注'];

const field = (id: string, label: string, fact_type: string): FactView => ({
  id, label, fact_type, shown: '', input: '', options: [], origin: '', raw: '', help: '', missing: false,
});

const FIELDS: FactView[] = FACTS.map((id, at) =>
  field(id, LABELS[at] ?? id, id.endsWith('_investment') || id.endsWith('_amount') ? 'money' : id === 'completed_on' ? 'date' : 'text'),
);

function item(id: number, cell: string, fact: string, found: string, expected: string, more: Partial<FindingItem> = {}): FindingItem {
  return {
    id, sheet: SHEET, cell, row: Number(cell.replace(/\D/g, '')), fact, field: LABELS[FACTS.indexOf(fact)] ?? '', found, expected, count: 1,
    state: 'open', settled: '', repair: '', can_repair: false, can_answer: false, can_accept: false, can_undo: false, ways: [], alike: 1, alike_by_way: 0, ...more,
  };
}

/** What both doubtful dates can be. */
const MONTHS: Partial<FindingItem> = {
  ways: [{ id: '1月', label: '1月，即2022年1月' }, { id: '10月', label: '10月，即2022年10月' }],
  alike: 2,
  alike_by_way: 2,
};

function group(kind: string, label: string, severity: string, findings: FindingItem[]): FindingGroup {
  return {
    kind, label, severity, findings,
    cells: findings.reduce((sum, one) => sum + one.count, 0),
    open: findings.filter((one) => one.state === 'open').length,
  };
}

/** The findings, as they stand after what a test did about them. */
export type Settled = Map<number, { state: 'accepted' | 'repaired'; reason: string }>;

export function returnView(batch: number | null, corrects: boolean, settled: Settled, leftOut = '', remapped = false): ReturnView {
  const live = (one: FindingItem): FindingItem => {
    const done = settled.get(one.id);
    const bare = { ...one, can_repair: false, can_answer: false, can_accept: false };
    if (done) return { ...bare, state: done.state, settled: `2022年7月6日09:10 经办人：${done.reason}`, can_undo: true };
    return one;
  };
  // A file is asked for its unit before it is taken in.
  const unit: FindingItem = {
    ...item(6, '', 'return_unit', '', '表头和表上方都没有注明金额单位（通常为万元），请确认金额单位是元还是万元。', { can_answer: true }),
    sheet: '',
  };
  const groups = [
    group('code_precision_lost', '信用代码精度丢失', 'error', [
      item(1, 'C8', 'credit_code', '9.14402E+17', '表格把 18 位代码当成了数字，末三位已丢失。请县区按营业执照回填，不要猜。', { can_answer: true }),
    ].map(live)),
    ...(batch === null && !corrects ? [group('unit_missing', '未注明金额单位', 'question', [live(unit)])] : []),
    group('date_ambiguous', '日期有歧义', 'question', [
      item(2, 'H7', 'completed_on', '2022.1', '可能是2022年1月，也可能是2022年10月，请核实。', { ...MONTHS, repair: '2022年10月', can_repair: true, can_answer: true }),
      item(3, 'H9', 'completed_on', '2022.1', '可能是2022年1月，也可能是2022年10月，请核实。', { ...MONTHS, repair: '2022年10月', can_repair: true, can_answer: true }),
    ].map(live)),
    group('phone_odd', '电话号码可疑', 'warning', [
      item(4, 'I10', 'contact_phone', '0751-88800', '号码位数不对，请核对。', { can_accept: true, can_answer: true }),
    ].map(live)),
    group('date_as_text', '日期以文本填写', 'info', [
      item(5, 'H6', 'completed_on', '2022年6月30日', '已按2022年6月30日读取。', { state: 'read', count: 4 }),
    ]),
  ];
  return {
    name: '南雄市汇总表（二次修改）.xls',
    sha256: 'ab12'.repeat(16),
    batch,
    county: '南雄市',
    verdict: 'questions',
    message: '可以导入，但有 1 处错误、2 处疑问要先看。',
    sheets: [
      { name: SHEET, role: '项目表', verdict: '项目表，读取6个项目。', rows: 15, projects: 6, hidden: false, can_leave_out: false, left_out: '' },
      { name: '填报说明', role: '填报说明', verdict: '填报说明一类的文字，不是表格，未读取。', rows: 3, projects: 0, hidden: false, can_leave_out: false, left_out: '' },
      { name: LAST_YEAR, role: '项目表', verdict: '项目表，读取4个项目。', rows: 9, projects: 4, hidden: false, can_leave_out: !leftOut, left_out: leftOut },
    ],
    columns: HEADERS.map((header, at) => ({
      sheet: SHEET,
      column: String.fromCharCode(65 + at),
      header,
      facts: [{ id: FACTS[at] ?? '', label: LABELS[at] ?? '' }],
      confidence: at === 5 ? 'similar' : at === 7 ? 'remembered' : 'label',
      confidence_label: at === 5 ? '表头相近，请核对' : at === 7 ? '按经办人指定' : '与通知一致',
      unit: at === 5 || at === 6 ? '万元' : '',
    })),
    fields: [...FIELDS, { ...field('return_unit', '金额单位', 'choice'), help: '整个文件里没有注明单位的金额都按它读取。', options: [{ id: 'wan_yuan', label: '万元' }, { id: 'yuan', label: '元' }] }],
    groups,
    lapsed: batch === null && remapped ? ['韶关市第2精密制造有限公司《上云项目》 项目表!H7 日期有歧义“2022.1”：已更正为2022年10月（县里来电）；现在完工日期读作2022年6月30日'] : [],
    read_otherwise: batch !== null && remapped,
    open: groups.reduce((sum, one) => sum + (one.severity === 'info' ? 0 : one.open), 0),
    comparison: corrects
      ? {
          batch: 2,
          file: '南雄市汇总表.xls',
          asked: [
            { place: `${SHEET} F7`, label: '金额单位可疑', expected: '请核对是否应为 320 万元。', settled: true },
            { place: `${SHEET} C8`, label: '信用代码精度丢失', expected: '请按营业执照回填。', settled: false },
          ],
          changed: [
            { place: `${SHEET} 第7行`, enterprise: '韶关市第2精密制造有限公司', project: '上云项目', field: '项目总投资（万元）', before: '', after: '320.00', asked_for: true, money: true },
            { place: `${SHEET} 第9行`, enterprise: '韶关市第4精密制造有限公司', project: '上云项目', field: '项目总投资（万元）', before: '225.00', after: '825.00', asked_for: false, money: true },
          ],
          added: [{ place: `${SHEET} 第11行`, enterprise: '韶关市第6精密制造有限公司', project: '上云项目' }],
          gone: [],
          summary: '要求更正2处，已更正1处；另有1处改动没有要求；新增1个项目，减少0个项目。',
        }
      : null,
  };
}

const cell = (column: number, text: string, more: Partial<SheetCell> = {}): SheetCell => ({ column, text, raw: '', down: 1, across: 1, number: false, ...more });

function projectRow(at: number): string[] {
  const date = ['2022年6月30日', '2022.1', '2022-05-18', '2022.1', '2022-04-02', '2022-07-01'][at] ?? '';
  return [
    String(at + 1), at === 1 ? HOSTILE : `韶关市第${at + 1}精密制造有限公司`, at === 2 ? '9.14402E+17' : `91440282MA4W10${10 + at}X${at}`,
    '生产管控与能耗优化上云项目', '上云上平台', `${120 + at * 35}`, `${60 + at * 10}`, date, at === 4 ? '0751-88800' : '0751-8880000', '',
  ];
}

const STORED_DATES: Record<number, string> = { 0: '2022年6月30日', 2: '2022年5月18日', 4: '2022年4月2日', 5: '2022年7月1日' };

export function sheetPage(sheet: string, batch: number | null, settled: Settled): SheetPage {
  const columns = HEADERS.map((_header, at) => ({ letters: String.fromCharCode(65 + at), hidden: at === 9 }));
  if (sheet !== SHEET) {
    const rows: SheetRow[] = ['填报说明', '金额以万元为单位。', '日期写到日。'].map((text, at) => ({ row: at + 1, hidden: false, role: '', cells: [cell(0, text)] }));
    return { sheet, first: 1, last: 3, columns_left: 0, columns: columns.slice(0, 1), rows, stored: [] };
  }
  const rows: SheetRow[] = [
    { row: 1, hidden: false, role: '', cells: [cell(0, '2022年制造业高质量发展促进工业互联网应用入库项目储备汇总表', { across: 10 })] },
    { row: 2, hidden: false, role: '', cells: [cell(0, '填报单位（盖章）：南雄市工业和信息化局', { across: 6 }), cell(6, '单位：万元', { across: 4 })] },
    { row: 3, hidden: false, role: 'header', cells: HEADERS.map((text, at) => (at === 5 ? cell(5, '投资情况', { across: 2 }) : cell(at, text, { down: at === 6 ? 1 : 3 }))).filter((one) => one.column !== 6) },
    { row: 4, hidden: false, role: 'header', cells: [cell(5, '总投资额', { down: 2 }), cell(6, '其中：设备', { down: 2 })] },
    { row: 5, hidden: false, role: 'header', cells: [] },
    ...[0, 1, 2, 3, 4, 5].map((at): SheetRow => ({
      row: at + 6, hidden: at === 5, role: 'project',
      cells: projectRow(at).map((text, column) => cell(column, text, { number: column === 5 || column === 6, raw: column === 7 && at === 1 ? '2022.1' : '' })).filter((one) => one.text !== ''),
    })),
    ...[12, 13, 14].map((row): SheetRow => ({ row, hidden: false, role: '', cells: [] })),
    { row: 15, hidden: false, role: '', cells: [cell(0, '合计', { across: 5 }), cell(5, '1245', { number: true })] },
  ];
  const stored = [0, 1, 2, 3, 4, 5].map((at): StoredRow => ({
    row: at + 6,
    project: batch === null ? null : at + 1,
    facts: projectRow(at).map((raw, column) => {
      const known = column === 7 ? (STORED_DATES[at] ?? (settled.get(at === 1 ? 2 : 3) ? '2022年10月' : '')) : column === 2 && at === 2 ? '' : raw;
      return { fact: FACTS[column] ?? '', label: LABELS[column] ?? '', cell: `${String.fromCharCode(65 + column)}${at + 6}`, raw, value: known, by: '' };
    }).filter((fact) => fact.raw !== ''),
  }));
  return { sheet, first: 1, last: 15, columns_left: 0, columns, rows, stored };
}
