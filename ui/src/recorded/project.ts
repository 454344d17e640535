// Recorded answers: one project in full, for each kind of result.

import type { FactView, FindingView, ProjectRow, ProjectView, ResultView, StepView } from '../views';
import { CONDITIONS } from './decisions';

const FILE = '浈江区2022年入库储备汇总表.xlsx';

function fact(id: string, label: string, fact_type: string, shown: string, more: Partial<FactView> = {}): FactView {
  return { id, label, fact_type, shown, input: shown, options: [], origin: '', raw: '', help: '', missing: false, ...more };
}

const read = (cell: string, raw: string): Partial<FactView> => ({ origin: `${FILE} · 项目表 · ${cell}`, raw });

const YES_NO = [
  { id: 'true', label: '是' },
  { id: 'false', label: '否' },
];

function facts(row: ProjectRow): FactView[] {
  const unknown = row.kind === 'unknown';
  return [
    fact('enterprise', '企业名称', 'text', row.enterprise, read('B6', row.enterprise)),
    fact('credit_code', '统一社会信用代码', 'credit_code', row.credit_code, read('C6', row.credit_code)),
    fact('project', '项目名称', 'text', row.project, read('D6', row.project)),
    fact('project_investment', '项目总投资（万元）', 'money', row.investment_wan, read('F6', `${row.investment_wan}万`)),
    fact('provincial_award', '已获省级专项资金（万元）', 'money', unknown ? '' : '300.00', {
      missing: unknown,
      help: '以省级资金下达文件的金额为准，没有获得填 0。',
      ...(unknown ? {} : read('H6', '300')),
    }),
    fact('completion_date', '完工日期', 'date', row.kind === 'ineligible' ? '2022-10-15' : '2022-06-30', read('K6', '2022.6.30')),
    fact('registered_here', '在本市登记注册', 'flag', unknown ? '' : '是', {
      input: unknown ? '' : 'true',
      options: YES_NO,
      missing: unknown,
      help: '查营业执照上的登记机关。',
      ...(unknown ? {} : read('M6', '是')),
    }),
    fact('contact_phone', '联系电话', 'phone', '0751-8880000', read('P6', '0751－8880000')),
    fact('contract_number', '合同号', 'text', ''),
    fact('user_consent', '使用单位书面同意', 'flag', '', { options: YES_NO, help: '承建单位申报时需要（五（四））。' }),
  ];
}

const QUOTE_CLOUD =
  '对于工业企业开展“上云上平台”建设项目，市级财政按照项目获得省级专项资金的基础上按照 10%进行配套扶持，最高不超过 100 万元。';
const QUOTE_WINDOW = '项目应在2021年9月30日至2022年8月26日内建设完成。';

const step = (op: string, op_label: string, text: string, more: Partial<StepView> = {}): StepView => ({ op, op_label, text, result: '', clause: '', quote: '', inputs: [], ...more });

function result(row: ProjectRow): ResultView | null {
  if (!row.kind) return null;
  const award = { label: '已获省级专项资金', value: '3,000,000.00元', origin: `${FILE} · 项目表 · H6` };
  const date = { label: '完工日期', value: row.kind === 'ineligible' ? '2022年10月15日' : '2022年6月30日', origin: `${FILE} · 项目表 · K6` };
  return {
    kind: row.kind,
    kind_label: row.kind_label,
    amount: row.amount,
    amount_words: row.amount === '300,000.00' ? '叁拾万元整' : row.amount ? '壹佰万元整' : '',
    missing: row.kind === 'unknown' ? ['缺“已获省级专项资金”：三（一）按它的10%配套。', '缺“在本市登记注册”：二（一）的条件。'] : [],
    failed:
      row.kind === 'ineligible'
        ? [step('condition', '条件', '完工日期2022年10月15日，晚于建设期最后一天2022年8月26日。', { result: '不符合', clause: '五（三）', quote: QUOTE_WINDOW, inputs: [date] })]
        : [],
    binding: row.kind === 'ceiling' ? row.reason : '',
    binding_clause: row.kind === 'ceiling' ? '三（一）' : '',
    limits: [{ level: '单个项目', label: '最高限额', words: '100万元', clause: '三（一）', bound: row.amount === '1,000,000.00', said: '单个项目｜最高限额：100万元，未超过（三（一））' }],
    rejected: row.amount === '1,000,000.00' ? ['“系统性平台”800,000.00元（同一企业同一项目，就高不重复，采用“上云上平台”1,000,000.00元；五（二））'] : [],
    waivers: row.id === 1 ? ['“在本市登记注册”按韶工信函〔2022〕95号豁免（对本专项全部项目，有效期至2022年12月31日，批准人：市工业和信息化局），理由：园区企业正在办理迁入登记'] : [],
    counterfactuals: row.kind === 'ineligible' ? ['完工日期早50天（2022年8月26日），结果为可补上限300,000.00元'] : [],
    steps:
      row.kind === 'unknown'
        ? []
        : [
            step('condition', '条件', '完工日期在建设期内（2021年9月30日至2022年8月26日）', { result: '符合', clause: '五（三）', quote: QUOTE_WINDOW, inputs: [date] }),
            step('rate', '按比例', '省级专项资金 3,000,000.00元 × 10% = 300,000.00元', { result: '300,000.00元', clause: '三（一）', quote: QUOTE_CLOUD, inputs: [award] }),
            step('cap', '封顶', '最高不超过 1,000,000.00元：300,000.00元 没有超过', { result: '300,000.00元', clause: '三（一）', quote: QUOTE_CLOUD }),
            step('round_down', '舍入', '向下取到分：300,000.00元', { result: '300,000.00元' }),
          ],
    readings: ['“获得省级专项资金的基础上按照10%”，10%按什么计？ 采用：按所获省级专项资金的10%（政策包默认）'],
    notes: row.kind === 'ceiling' ? ['最终支持金额由市工信局根据资金池和项目个数具体确定（五（五）），这里只是测算上限。'] : [],
    assessed_at: '2022年7月11日 09:20',
    versions: '韶关2022 第1版 · 程序 0.1.0',
  };
}

const FINDING: FindingView = {
  file: FILE,
  sheet: '项目表',
  cell: 'F6',
  row: 6,
  settled: '',
  severity: 'question',
  label: '金额单位存疑',
  found: '3200000',
  expected: '同列其他项目在 100 至 900 之间，请核对是否应为 320 万元。',
  count: 1,
};

export function projectView(row: ProjectRow): ProjectView {
  return {
    row,
    facts: facts(row),
    findings: row.open_findings ? [FINDING] : [],
    result: result(row),
    remarks: [],
    stale: false,
    stale_why: '',
    decisions: [],
    manual: row.kind === 'manual',
    conditions: CONDITIONS,
  };
}
