// Recorded answers: decisions, open clauses and conditions of a programme.

import type { Choice, Decide, DecisionView, DecisionsView, Grounds, ReadingView } from '../views';

export const CONDITIONS: Choice[] = [
  { id: 'completed_in_window', label: '完工日期在建设期内' },
  { id: 'registered_here', label: '在本市登记注册' },
];

const READINGS: ReadingView[] = [
  {
    id: 'award_basis',
    question: '“获得省级专项资金的基础上按照10%”，10%按什么计？',
    clause: '三（一）',
    quote: '市级财政按照项目获得省级专项资金的基础上按照 10%进行配套扶持，最高不超过 100 万元。',
    options: [
      { id: 'award', label: '按所获省级专项资金的10%' },
      { id: 'investment', label: '以获得省级资金为前提，按项目投资的10%' },
    ],
    chosen: 'award',
    default: 'award',
    by: '',
  },
  {
    id: 'which_two',
    question: '单个企业申请超过2个项目时，留下哪2个？',
    clause: '五（三）',
    quote: '单个企业最多申请2个项目。',
    options: [
      { id: 'best', label: '取测算金额最高的2个' },
      { id: 'first', label: '取名单在前的2个' },
    ],
    chosen: 'best',
    default: 'best',
    by: '',
  },
];

const LABELS: Record<string, string> = { reading: '口径', manual: '人工认定', proposed: '拟安排', waiver: '豁免' };

const FIRST: DecisionView = {
  id: 1,
  kind: 'waiver',
  kind_label: '豁免',
  text: '免除条件“在本市登记注册”（二（一））',
  scope: '本专项全部项目',
  project: null,
  authority: '韶工信函〔2022〕95号',
  approver: '市工业和信息化局',
  expires: '2022年12月31日',
  reason: '园区企业正在办理迁入登记',
  by: '经办人甲',
  at: '2022年7月11日 09:05',
  holds: true,
  state: '有效',
};

/** The decisions as they stand, and what recording one adds. */
export function decisionBook() {
  let decisions: DecisionView[] = [FIRST];
  let readings = READINGS;
  const view = (): DecisionsView => ({ decisions, readings, conditions: CONDITIONS });
  return {
    view,
    about: (project: number) => decisions.filter((one) => one.project === null || one.project === project),
    add(decide: Decide, grounds: Grounds, manual: boolean): number {
      const id = decisions.length + 1;
      const reading = decide.kind === 'reading' ? readings.find((one) => one.id === decide.id) : undefined;
      const option = decide.kind === 'reading' ? reading?.options.find((one) => one.id === decide.option) : undefined;
      const kind = decide.kind === 'manual' && !manual ? 'proposed' : decide.kind;
      const texts: Record<string, string> = {
        reading: `${reading?.question ?? ''} 采用：${option?.label ?? ''}`,
        manual: decide.kind === 'manual' ? `认定${decide.amount}` : '',
        proposed: decide.kind === 'manual' ? `拟安排${decide.amount}` : '',
        waiver: decide.kind === 'waiver' ? `免除条件“${CONDITIONS.find((one) => one.id === decide.condition)?.label ?? ''}”` : '',
      };
      const project = decide.kind === 'reading' ? null : decide.project;
      decisions = [
        {
          ...FIRST,
          ...grounds,
          id,
          kind,
          kind_label: LABELS[kind] ?? '',
          text: texts[kind] ?? '',
          scope: project === null ? '本专项全部项目' : `项目${project}`,
          project,
          expires: decide.kind === 'waiver' ? decide.expires : '',
        },
        ...decisions,
      ];
      if (reading && option) {
        readings = readings.map((one) => (one === reading ? { ...one, chosen: option.id, by: `经办人甲，2022年7月11日：${grounds.reason}` } : one));
      }
      return id;
    },
    revoke(id: number, reason: string): void {
      decisions = decisions.map((one) => (one.id === id ? { ...one, holds: false, state: `已失效：${reason}（经办人甲，2022年7月11日）` } : one));
    },
  };
}
