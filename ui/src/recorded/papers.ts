// Recorded answers: the print register and checked sheets. Fictitious
// enterprises.

import type { Backend, Report } from '../backend';
import type { CopyRow, FactView, MissingRow, PaperCheck, PaperChecks, PrintRow, ProjectRow, RegisterView } from '../views';

const account = (id: string, label: string): FactView => ({ id, label, fact_type: 'text', shown: '', input: '', options: [], origin: '', raw: '', help: '逐位核对企业的开户证明。', missing: false });

/** The first two projects have no account to pay into. */
export const missingAccounts = (rows: ProjectRow[]): MissingRow[] =>
  rows.slice(0, 2).map((row) => ({ project: row.id, enterprise: row.enterprise, name: row.project, facts: [account('account_bank', '开户银行'), account('account_number', '银行账号')] }));

const STATES = [
  { id: 'printed', label: '已打印' },
  { id: 'signed', label: '已签字' },
  { id: 'sealed', label: '已盖章' },
  { id: 'handed_in', label: '已交' },
  { id: 'returned', label: '已退回' },
  { id: 'void', label: '已作废' },
];

const NEXT: Record<string, string[]> = {
  printed: ['signed', 'sealed', 'handed_in', 'void'],
  signed: ['sealed', 'handed_in', 'void'],
  sealed: ['handed_in', 'void'],
  handed_in: ['returned'],
  returned: ['signed', 'sealed', 'handed_in', 'void'],
  void: [],
};

const label = (state: string) => STATES.find((one) => one.id === state)?.label ?? state;

function copy(number: number, state: string, who = ''): CopyRow {
  return { copy: number, state, label: label(state), day: '2022年7月6日', who, reason: '', by: '经办人甲', next: NEXT[state] ?? [], can_take_back: state !== 'printed' };
}

function summary(copies: CopyRow[]): string {
  const counted = STATES.map((state) => ({ ...state, count: copies.filter((one) => one.state === state.id).length }));
  return counted.filter((one) => one.count > 0).reverse().map((one) => `${one.label}${one.count}份`).join('、');
}

function row(id: number, subject: string, states: string[], standing: [string, string]): PrintRow {
  const copies = states.map((state, at) => copy(at + 1, state, state === 'handed_in' ? '市工业和信息化局' : ''));
  return {
    id,
    printing: 2,
    form: 'commitment',
    form_short: '承诺书',
    project: id,
    subject,
    version: '2',
    fingerprint: `3A7C-9DK${'MNP'[id % 3] ?? 'M'}-4444-PPPP`,
    printed_at: '2022年7月5日09:00',
    printed_by: '经办人甲',
    pages: 1,
    standing: standing[0],
    standing_label: standing[1],
    copies,
    summary: summary(copies),
  };
}

const sheet = (print: PrintRow, status: string, message: string, changes: PaperCheck['changes']): PaperCheck => ({
  fingerprint: print.fingerprint,
  version: print.version,
  first_page: 0,
  pages: print.pages,
  copies: print.copies.length,
  faults: [],
  status,
  message,
  print: { id: print.id, programme: 'sg2022', form: print.form, title: '承诺书', project: print.project, subject: print.subject, at: '2022-07-05T09:00:00', printed_at: print.printed_at, by: print.printed_by, copies: print.summary },
  changes,
});

type Papers = Pick<Backend, 'printRegister' | 'printHistory' | 'markCopies' | 'takeBackCopies' | 'verifyGroups' | 'verifyPaper' | 'copyOfPrinting' | 'resumePrinting' | 'fontChoice' | 'chooseFonts'>;

export function recordedPapers(note: (...call: [string, ...unknown[]]) => void, work: (folder: string, report: Report) => Promise<string>): Papers {
  const seven = (state: string) => Array.from({ length: 7 }, () => state);
  let prints = [
    row(3, '仁化县锦江水泥有限公司 窑炉能耗上云项目', [...seven('handed_in').slice(2), 'sealed', 'sealed'], ['same', '与库中一致']),
    row(2, '韶关市第二精密制造有限公司 机加工车间数据采集与排产上云项目', seven('signed'), ['changed', '数据已变动']),
    row(1, '韶关市第一精密制造有限公司 生产管控与能耗优化上云项目', seven('printed'), ['same', '与库中一致']),
  ];
  const view = (): RegisterView => ({
    prints,
    printings: [{ id: 2, form_short: '承诺书', printed_at: '2022年7月5日09:00', printed_by: '经办人甲', forms: 3, copies: 7, copies_total: 21, folder: '/home/office/打印' }],
    states: STATES,
    today: '2022-07-06',
  });
  const checked = (at: number): PaperChecks => {
    const print = prints.find((one) => one.id === at);
    if (!print) throw { code: '', message: '没有这件。' };
    if (print.standing === 'same') {
      const message = '一致：项目库的数据与打印时相同。';
      return { message, verdict: 'same', hints: [], forms: [sheet(print, 'same', message, [])] };
    }
    const message = '打印以后数据有变动，这份纸件不能再用，请重新打印。';
    const changes = [
      { fact: 'project_investment', label: '项目总投资（万元）', printed: '1,200', now: '1,260' },
      { fact: 'completed_on', label: '完工日期', printed: '', now: '2022年6月30日' },
    ];
    return { message, verdict: 'changed', hints: [], forms: [sheet(print, 'changed', message, changes)] };
  };
  const faces = ['宋体', '小标宋', '黑体', '楷体', '仿宋'].map((face) => ({ face, installed: face === '仿宋' ? '仿宋_GB2312' : '' }));
  let official = false;
  return {
    fontChoice: async () => ({ official, available: true, faces }),
    chooseFonts: async (chosen) => {
      note('chooseFonts', chosen);
      official = chosen;
      return { official, available: true, faces };
    },
    printRegister: async () => view(),
    printHistory: async (print) => {
      note('printHistory', print);
      return [{ copy: 0, label: '已打印', day: '2022年7月5日', who: '', reason: '', noted: '经办人甲，2022年7月5日09:00' }];
    },
    markCopies: async (entry) => {
      note('markCopies', entry);
      let gone = 0;
      prints = prints.map((print) => {
        const meant = entry.copies.find((one) => one.print === print.id);
        if (!meant) return print;
        const copies = print.copies.map((one) => {
          const goes = (meant.copies.length === 0 || meant.copies.includes(one.copy)) && one.next.includes(entry.to);
          if (goes) gone += 1;
          return goes ? { ...copy(one.copy, entry.to, entry.who), reason: entry.reason } : one;
        });
        return { ...print, copies, summary: summary(copies) };
      });
      return gone;
    },
    takeBackCopies: async (copies, reason) => note('takeBackCopies', copies, reason),
    verifyGroups: async (groups) => {
      note('verifyGroups', groups);
      const plain = groups.toUpperCase().replace(/[^0-9A-Z]/g, '');
      if (plain.length < 8) throw { code: '', message: '请输入纸面页脚“数据指纹”里的任意两组，每组4个字符，如 3A7C 9DKM。' };
      if (plain === '3A7C9DKN') return checked(1);
      if (plain === '3A7C9DKP') return checked(2);
      return {
        message: `项目库里没有打印过带“${groups}”的纸件：可能看错或输错了字符，也可能由另一个项目库打印。请对照纸面再输入一次。`,
        verdict: 'unknown',
        hints: ['是不是“3A7C 9DKM”？它属于仁化县锦江水泥有限公司 窑炉能耗上云项目（2022年7月5日09:00打印）。请对照纸面再看一遍，确认后改正输入。'],
        forms: [],
      };
    },
    verifyPaper: async (path) => {
      note('verifyPaper', path);
      return checked(2);
    },
    copyOfPrinting: async (printing, number) => {
      note('copyOfPrinting', printing, number);
      return `第${number}份是“韶关市第一精密制造有限公司 生产管控与能耗优化上云项目”的第${number}份（每件7份）；从这一份起还有${22 - number}份要打印。`;
    },
    resumePrinting: async (printing, number, folder, report) => {
      note('resumePrinting', printing, number, folder);
      await work(folder, report);
      const name = `承诺书_第${printing}批_从第${number}份续打.pdf`;
      return { folder, printing, files: [{ path: `${folder}/${name}`, name, kind: 'book', what: '续打', pages: 2 * (22 - number), copies: 22 - number }], summary: [], refused: [], others_can: false, cancelled: false };
    },
  };
}
