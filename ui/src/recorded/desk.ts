// Recorded answers: the library, its programme and the packs. Fictitious
// enterprises; the notice's words are those of 韶工信函〔2022〕91号.

import type { DeskState, PackSummary, ProgrammeView } from '../views';

export const SHAOGUAN: ProgrammeView = {
  id: 'sg2022',
  title: '2022年韶关市制造业高质量发展促进工业互联网应用项目',
  pack: 'shaoguan-2022',
  city: '韶关',
  year: 2022,
  projects: 42,
  measures: [
    { id: 'cloud', label: '上云上平台' },
    { id: 'benchmark', label: '行业性平台标杆' },
    { id: 'system', label: '系统性平台' },
    { id: 'fiveg', label: '5G+制造业' },
  ],
  forms: [
    { id: 'application', title: '2022年韶关市制造业高质量发展促进工业互联网应用入库项目申报书', short: '申报书', copies: 7, copies_note: '通知要求一式7份（四(一)）。', illustrative: true, is_list: false, vouches: true },
    { id: 'commitment', title: '承诺书', short: '承诺书', copies: 7, copies_note: '通知要求一式7份（四(二)）。', illustrative: true, is_list: false, vouches: true },
    { id: 'acceptance', title: '2022年韶关市制造业高质量发展促进工业互联网应用项目验收申请报告', short: '验收申请报告', copies: 7, copies_note: '通知要求一式7份（四(二)）。', illustrative: true, is_list: false, vouches: false },
    { id: 'payments', title: '资金拨付明细表', short: '拨付明细表', copies: 1, copies_note: '通知没有写份数，默认1份。', illustrative: false, is_list: true, vouches: false },
  ],
  tables: [
    { id: 'assessment', label: '测算表' },
    { id: 'fund_plan', label: '资金安排计划表' },
  ],
  upgrade: '',
  dates: [
    { label: '入库申报截止', date: '2022年7月8日（周五）', clause: '四（一）', note: '通知没有另定县区报市局的日期，按同一天掌握。' },
    { label: '建设期', date: '2021年9月30日至2022年8月26日', clause: '五（三）', note: '项目应在这段时间内建设完成，首尾两天都算。' },
    { label: '验收申请截止', date: '2022年8月26日（周五）', clause: '四（二）', note: '由项目单位报当地工信主管部门。' },
  ],
};

const PACKS: PackSummary[] = [
  { id: 'shaoguan-2022', title: '2022年韶关市制造业高质量发展促进工业互联网应用项目', document_number: '韶工信函〔2022〕91号', city: '韶关', year: 2022 },
  { id: 'jiangmen-2024', title: '2024年江门市工业互联网专项资金项目', document_number: '', city: '江门', year: 2024 },
];

export const FOLDER = '/home/office/入库通/项目库';

export function deskState(library: 'none' | 'bare' | 'full'): DeskState {
  return {
    library: library === 'none' ? null : { folder: FOLDER, programmes: library === 'full' ? [SHAOGUAN] : [] },
    default_folder: FOLDER,
    packs: PACKS,
    pack_faults: library === 'bare' ? ['政策包“jinjiang-2023”有1处错误，未启用。第一处：policy.toml 第12行：没有条款“七”。'] : [],
    version: '0.1.0',
  };
}
