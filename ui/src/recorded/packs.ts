// Recorded answers: packs, coverage, the notice's own text, impact, verifying.

import type { CoverageView, ImpactView, LoadedView, NoticeView, PackShelf, PackView, VerifyView } from '../views';
import type { Backend } from '../backend';
import { SHAOGUAN } from './desk';

const pack = (hash: string, more: Partial<PackView>): PackView => ({
  hash: hash.repeat(64).slice(0, 64),
  id: 'shaoguan-2022',
  title: SHAOGUAN.title,
  document_number: '韶工信函〔2022〕91号',
  city: '韶关',
  year: 2022,
  source: '随程序提供',
  measures: 4,
  readings: 2,
  covered_percent: 83,
  programmes: [],
  is_other_version: false,
  ...more,
});

const OWN = pack('a1', { programmes: [SHAOGUAN.title] });
const NEXT = pack('b2', { source: '经办人甲于2022年7月11日从 /home/office/韶关2022更正 载入', is_other_version: true });
const OTHER = pack('c3', { id: 'jiangmen-2024', title: '2024年江门市工业互联网专项资金项目', document_number: '', city: '江门', year: 2024 });

/** The shelf, before and after the corrected version was loaded. */
export const shelf = (loaded: boolean): PackShelf => ({ packs: loaded ? [NEXT, OWN, OTHER] : [OWN, OTHER], faults: [] });

export const LOADED: LoadedView = { pack: NEXT, faults: [], message: `已载入“${SHAOGUAN.title}”，31个算例全部相符。现有专项仍用原来的版本，直到启用新版本。` };

export const FAULTY: LoadedView = {
  pack: null,
  message: '政策包有1处错误，没有载入，项目库没有改动。请按下面的提示改好再试。',
  faults: [{ file: 'policy.toml', line: 214, reason: '步骤写的上限是120万元，所引条款三（一）里没有这个数。', remedy: '请核对条款原文，改为“100万元”。' }],
};

export const COVERAGE: CoverageView = {
  title: SHAOGUAN.title,
  clauses: [
    { number: '三（一）', quote: '市级财政按照项目获得省级专项资金的基础上按照 10%进行配套扶持，最高不超过 100 万元。', coverage: 'encoded', label: '已编码', reason: '', used_by: ['支持方向“上云上平台”', '上云上平台：配套金额', '口径：10%按什么计？'] },
    { number: '五（五）', quote: '最终支持金额由市工信局根据资金池和项目个数具体确定。', coverage: 'manual', label: '人工认定', reason: '资金池多大、用哪种办法分配，由市工信局确定。', used_by: ['资金池分配'] },
    { number: '一', quote: '为促进我市制造业高质量发展，现将有关事项通知如下。', coverage: 'not_applicable', label: '不涉及', reason: '说明目的，不影响条件和金额。', used_by: [] },
  ],
  encoded: 5,
  manual: 1,
  not_applicable: 9,
  covered_percent: 83,
  summary: '共15条：已编码5条，人工认定1条，不涉及9条；涉及条件和金额的6条中，已编码占83%。',
};

export const NOTICE: NoticeView = {
  clean: false,
  message: '与通知原文不一致：引文不符1条，未引用1句。请交给维护政策包的人在 clauses.toml 中改正、补上。',
  faults: ['三（一）：引文与原文不符，只到“最高不超过”为止相符。', '没有条款引用：各地要加强资金监管。'],
};

export const IMPACT: ImpactView = {
  from: OWN.hash,
  to: NEXT.hash,
  summary: '新版本改变1个项目的结果。',
  rows: [
    {
      id: 1,
      enterprise: '浈江精密铸造有限公司',
      project: '生产管控与能耗优化上云项目',
      kind_before: '可补上限',
      before: '300,000.00',
      kind_after: '可补上限',
      after: '240,000.00',
      difference: '-60,000.00',
      why: '原来配套金额：3,000,000.00元 × 10%；现在配套金额：3,000,000.00元 × 8%',
      clause: '三（一）',
    },
  ],
  sums: [{ label: '可补上限', before: '11,590,722.20（18个）', after: '11,530,722.20（18个）' }],
  lost: [],
};

export const VERIFIED: VerifyView = {
  sound: true,
  message: '项目库完好：数据库、操作日志、原始文件核验一致，历次测算（3次）重新计算结果相同。',
  checks: [
    { what: '数据库、操作日志、原始文件', how_much: '日志128条，原始文件6份', sound: true },
    { what: '历次测算重新计算', how_much: '3次', sound: true },
  ],
  faults: [],
};

/** The clauses and the notice's own text, with a note of what was asked. */
export function recordedCoverage(note: (name: keyof Backend, ...given: unknown[]) => void): Pick<Backend, 'coverage' | 'exportCoverage' | 'checkNotice'> {
  return {
    coverage: async (pack) => {
      note('coverage', pack);
      return COVERAGE;
    },
    exportCoverage: async (pack, path) => {
      note('exportCoverage', pack, path);
      return { path, name: path.split('/').pop() ?? '', kind: 'table', what: '条款对照表', pages: 0, copies: 0 };
    },
    checkNotice: async (pack, file) => {
      note('checkNotice', pack, file);
      return NOTICE;
    },
  };
}
