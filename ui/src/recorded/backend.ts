// The second form of the backend: recorded answers, for tests and for looking
// at the screens in a browser. A shipping build refuses to contain it.

import type { Backend, DropEvent, Report } from '../backend';
import type { PrintOrder } from '../orders';
import type { AssessView, DeskState, PoolView, ProjectView } from '../views';
import { decisionBook } from './decisions';
import { deskState, FOLDER, SHAOGUAN } from './desk';
import { FAULTY, IMPACT, LOADED, recordedCoverage, shelf, VERIFIED } from './packs';
import { missingAccounts, recordedPapers } from './papers';
import { samplePdf } from './pdf';
import { CHOICES, POOL_KEPT, poolView } from './pool';
import { projectView } from './project';
import { projectRows, SUMS_OF_GRID } from './projects';
import { recordedReturns } from './opened';
import { batchViews, checkView } from './returns';
import { withdrawalView } from './city';

/** The recorded backend, with what a test may look at and do. */
export interface Recorded extends Backend {
  /** Every call: its name and its arguments but the report. */
  calls: [string, ...unknown[]][];
  /** What a drag over the window would tell. */
  drag(event: DropEvent): void;
}

export interface RecordedOptions {
  library?: 'none' | 'bare' | 'full';
  projects?: number;
  /** Holds long jobs until this resolves. */
  gate?: Promise<void>;
}

function fromAddress(): RecordedOptions {
  const query = new URLSearchParams(globalThis.location?.search ?? '');
  const library = query.get('library');
  return {
    library: library === 'none' || library === 'bare' ? library : 'full',
    projects: Number(query.get('projects') ?? 42),
    gate: query.has('hold') ? new Promise(() => undefined) : undefined,
  };
}

export function recordedBackend(options: RecordedOptions = fromAddress()): Recorded {
  let desk: DeskState = deskState(options.library ?? 'full');
  let batches = batchViews();
  let stale = true;
  let loaded = false;
  let shared: PoolView | null = null;
  const book = decisionBook();
  let drop: (event: DropEvent) => void = () => undefined;
  const rows = projectRows(options.projects ?? 42);
  const views = new Map<number, ProjectView>();
  const calls: Recorded['calls'] = [];
  const note = (...call: [string, ...unknown[]]) => void calls.push(call);

  function viewOf(id: number): ProjectView {
    const row = rows.find((one) => one.id === id);
    if (!row) throw { code: 'not_found', message: '项目库里没有这个项目，可能刚被撤回。请回到项目库刷新。' };
    const view = { ...(views.get(id) ?? projectView(row)), decisions: book.about(id) };
    views.set(id, view);
    return view;
  }

  function withdrawalOf(batch: number) {
    const known = batches.find((one) => one.id === batch);
    return withdrawalView(batch, known?.file ?? '', known?.projects ?? 0);
  }

  async function pieces(report: Report, names: string[]): Promise<void> {
    for (const [at, what] of names.entries()) {
      report({ done: at, total: names.length, what });
      if (options.gate) await options.gate;
    }
  }

  async function assessed(report: Report, pool: string): Promise<AssessView> {
    await pieces(report, rows.map((row) => row.enterprise));
    stale = false;
    const kinds = [...new Map(rows.map((row) => [row.kind, row.kind_label]))];
    return {
      run: 1,
      total: '14,590,722.20',
      pool,
      kinds: kinds.map(([kind, label]) => ({
        kind,
        label,
        count: rows.filter((row) => row.kind === kind).length,
        total: SUMS_OF_GRID.subtotals.find((one) => one.kind === kind)?.total ?? '',
      })),
      cautions: [],
    };
  }

  return {
    calls,
    drag: (event) => drop(event),
    state: async () => desk,
    createLibrary: async (folder) => {
      note('createLibrary', folder);
      desk = { ...deskState('bare'), library: { folder, programmes: [] } };
      return desk;
    },
    openLibrary: async (folder) => {
      note('openLibrary', folder);
      desk = deskState('full');
      return desk;
    },
    newProgramme: async (pack) => {
      note('newProgramme', pack);
      const fresh = { ...SHAOGUAN, projects: 0 };
      desk = { ...desk, library: { folder: desk.library?.folder ?? FOLDER, programmes: [fresh] } };
      return fresh;
    },
    checkReturns: async (programme, paths, report) => {
      note('checkReturns', programme, paths);
      const checked = checkView(paths);
      await pieces(report, checked.files.map((file) => file.name));
      return checked;
    },
    takeInReturns: async (programme, paths, acceptReason, report) => {
      note('takeInReturns', programme, paths, acceptReason);
      await pieces(report, paths);
      batches = [
        ...batches,
        { id: 3, file: '浈江区2022年入库储备汇总表.xlsx', sha256: 'ef56'.repeat(16), county: '浈江区', nil_return: false, taken_in_at: '2022年7月6日 08:55', projects: 6, open_findings: 0 },
      ];
      return {
        projects: 6,
        files: [{ name: '浈江区2022年入库储备汇总表.xlsx', outcome: 'taken_in', message: '6 个项目已入库。', batch: 3, projects: 6 }],
      };
    },
    batches: async () => batches,
    withdrawal: async (batch) => withdrawalOf(batch),
    withdrawBatch: async (batch, reason) => {
      note('withdrawBatch', batch, reason);
      const gone = withdrawalOf(batch);
      batches = batches.filter((one) => one.id !== batch);
      return gone;
    },
    ...recordedReturns(note),
    backupLibrary: async (path) => {
      note('backupLibrary', path);
      return { path, message: `已备份到 ${path}：数据库和6个原始文件都在这一个文件里，已打开核验。` };
    },
    restoreLibrary: async (folder, backup) => {
      note('restoreLibrary', folder, backup);
      desk = deskState('full');
      return desk;
    },
    projects: async () => ({ rows, stale, ...SUMS_OF_GRID }),
    project: async (id) => viewOf(id),
    setFact: async (project, fact, value, reason) => {
      note('setFact', project, fact, value, reason);
      if (value === '三百万') throw { code: 'bad_value', message: '“三百万”不是金额。请填数字，例如 300 或 300.5。' };
      const view = viewOf(project);
      const changed = {
        ...view,
        stale: true,
        stale_why: `测算以后改动了：${view.facts.find((one) => one.id === fact)?.label ?? fact}。`,
        facts: view.facts.map((one) => (one.id === fact ? { ...one, shown: value, input: value, origin: `录入人：经办人甲，2022年7月11日，依据：${reason}`, raw: '' } : one)),
      };
      views.set(project, changed);
      return changed;
    },
    setFacts: async (projects, fact, value, reason) => {
      note('setFacts', projects, fact, value, reason);
      stale = true;
    },
    factsReplaced: async (projects, fact, value) => {
      const known = (id: number) => ({ id, old: viewOf(id).facts.find((one) => one.id === fact)?.shown ?? '' });
      return projects.map(known).filter(({ old }) => old !== '' && old !== value).map(({ id, old }) => `项目${id}：原为${old}`);
    },
    decisions: async () => book.view(),
    decide: async (programme, decide, grounds) => {
      note('decide', programme, decide, grounds);
      if (decide.kind === 'manual' && decide.amount === '900万元') {
        throw { code: '', message: '拟安排9,000,000.00元，超过可补上限300,000.00元（最高不超过100万元，三（一））。' };
      }
      return book.add(decide, grounds, decide.kind === 'manual' && viewOf(decide.project).manual);
    },
    revokeDecision: async (decision, reason) => {
      note('revokeDecision', decision, reason);
      book.revoke(decision, reason);
    },
    poolChoices: async () => ({ ...CHOICES, last: shared }),
    previewPool: async (programme, order) => {
      note('previewPool', programme, order);
      return poolView(order, rows, null);
    },
    sharePool: async (programme, order, report) => {
      note('sharePool', programme, order);
      await pieces(report, ['测算并分配', '保存']);
      return (shared = poolView(order, rows, 2));
    },
    packShelf: async () => shelf(loaded),
    loadPack: async (folder) => {
      note('loadPack', folder);
      if (folder.includes('有错')) return FAULTY;
      loaded = true;
      return LOADED;
    },
    ...recordedCoverage(note),
    confirmUpgrade: async (programme, reason) => {
      note('confirmUpgrade', programme, reason);
      return desk;
    },
    impact: async (programme, pack) => {
      note('impact', programme, pack);
      return IMPACT;
    },
    adoptPack: async (programme, pack, reason) => {
      note('adoptPack', programme, pack, reason);
      loaded = false;
    },
    pickNotice: async () => '/home/office/通知/韶工信函〔2022〕91号.docx',
    verifyLibrary: async (report) => {
      note('verifyLibrary');
      await pieces(report, ['数据库、操作日志、原始文件', '重算第1次测算']);
      return VERIFIED;
    },
    assess: async (programme, report) => {
      note('assess', programme);
      return assessed(report, shared ? POOL_KEPT : '');
    },
    dropPool: async (programme, report) => {
      note('dropPool', programme);
      shared = null;
      return assessed(report, '');
    },
    previewForm: async (form, project, copies) => {
      note('previewForm', form, project, copies);
      return samplePdf();
    },
    previewBlank: async (programme, form) => (note('previewBlank', programme, form), samplePdf()),
    missingForPrint: async (programme, form, projects) => {
      note('missingForPrint', programme, form, projects);
      return form === 'payments' ? missingAccounts(rows) : [];
    },
    printedBytes: async (path) => {
      note('printedBytes', path);
      return samplePdf();
    },
    printForms: async (order: PrintOrder, report) => {
      note('printForms', order);
      await pieces(report, order.projects.map(String));
      const file = (name: string, kind: string, what: string, pages: number, copies: number) => ({ path: `${order.folder}/${name}`, name, kind, what, pages, copies });
      return {
        folder: order.folder,
        printing: 3,
        files: [
          file('申报书-全部-一式七份.pdf', 'book', '全部项目合订，双面打印', order.projects.length * 14, order.copies),
          file('申报书_签章清单.pdf', 'checklist', '签章清单：谁签字、章盖在哪里，逐份打勾', 1, 1),
          ...order.projects.map((id) => file(`申报书-${id}.pdf`, 'single', rows.find((row) => row.id === id)?.enterprise ?? '', 2, 1)),
        ],
        summary: [`成册文件 1 个，含全部各份：${order.projects.length * 14} 页，双面用纸 ${order.projects.length * 7} 张`, `单件文件 ${order.projects.length} 个，每个只含一份：共 ${order.projects.length * 2} 页`, '签章清单 1 个：1 页'],
        refused: [],
        others_can: false,
        cancelled: false,
      };
    },
    ...recordedPapers(note, (folder, report) => pieces(report, ['甲', '乙']).then(() => folder)),
    printBlank: async (programme, form, folder) => {
      note('printBlank', programme, form, folder);
      return { path: `${folder}/申报书_空白.pdf`, name: '申报书_空白.pdf', kind: 'blank', what: '空白申报书', pages: 10, copies: 1 };
    },
    exportTable: async (programme, name, path) => {
      note('exportTable', programme, name, path);
      return { path, name: '测算表.xlsx', kind: 'table', what: '测算表', pages: 0, copies: 1 };
    },
    cancel: async () => note('cancel'),
    pickFiles: async () => ['1', '2', '3', '4', '5', '6'].map((name) => `/home/office/桌面/${name}.xlsx`),
    pickPaper: async () => '/home/office/打印/承诺书.pdf',
    pickBackup: async () => '/media/usb/入库通备份_20220706_0900.ruku',
    pickFolder: async () => '/home/office/打印',
    pickSave: async (_title, name) => `/home/office/${name}`,
    openPath: async (path) => note('openPath', path),
    openFolderOf: async (path) => note('openFolderOf', path),
    saveCopy: async (path, to) => note('saveCopy', path, to),
    onDrop: async (handler) => {
      drop = handler;
      return () => (drop = () => undefined);
    },
  };
}
