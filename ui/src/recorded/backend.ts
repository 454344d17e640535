// The second form of the backend: recorded answers, for tests and for looking
// at the screens in a browser. A shipping build refuses to contain it.

import type { Backend, DropEvent, PrintOrder, Report } from '../backend';
import type { DeskState, ProjectView } from '../views';
import { deskState, FOLDER, SHAOGUAN } from './desk';
import { samplePdf } from './pdf';
import { projectView } from './project';
import { projectRows } from './projects';
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

const SUMS: [string, string][] = [
  ['ceiling', '11,590,722.20'],
  ['provisional', '3,000,000.00'],
];

export function recordedBackend(options: RecordedOptions = fromAddress()): Recorded {
  let desk: DeskState = deskState(options.library ?? 'full');
  let batches = batchViews();
  let stale = true;
  let drop: (event: DropEvent) => void = () => undefined;
  const rows = projectRows(options.projects ?? 42);
  const views = new Map<number, ProjectView>();
  const calls: Recorded['calls'] = [];
  const note = (...call: [string, ...unknown[]]) => void calls.push(call);

  function viewOf(id: number): ProjectView {
    const row = rows.find((one) => one.id === id);
    if (!row) throw { code: 'not_found', message: '项目库里没有这个项目，可能刚被撤回。请回到项目库刷新。' };
    const view = views.get(id) ?? projectView(row);
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
    replaceReturn: async (programme, path, reason) => {
      note('replaceReturn', programme, path, reason);
      return { name: '南雄市汇总表（二次修改）.xls', outcome: 'taken_in', message: '南雄市汇总表（二次修改）.xls：导入9个项目，替换了第2批。', batch: 4, projects: 9 };
    },
    backupLibrary: async (path) => {
      note('backupLibrary', path);
      return { path, message: `已备份到 ${path}：数据库和6个原始文件都在这一个文件里，已打开核验。` };
    },
    restoreLibrary: async (folder, backup) => {
      note('restoreLibrary', folder, backup);
      desk = deskState('full');
      return desk;
    },
    projects: async () => ({ rows, total: '14,590,722.20', counted: 24, stale }),
    project: async (id) => viewOf(id),
    setFact: async (project, fact, value, reason) => {
      note('setFact', project, fact, value, reason);
      if (value === '三百万') throw { code: 'bad_value', message: '“三百万”不是金额。请填数字，例如 300 或 300.5。' };
      const view = viewOf(project);
      const changed = {
        ...view,
        facts: view.facts.map((one) => (one.id === fact ? { ...one, shown: value, input: value, origin: '手工填写', raw: '' } : one)),
      };
      views.set(project, changed);
      return changed;
    },
    assess: async (programme, report) => {
      note('assess', programme);
      await pieces(report, rows.map((row) => row.enterprise));
      stale = false;
      const kinds = [...new Map(rows.map((row) => [row.kind, row.kind_label]))];
      return {
        run: 1,
        total: '14,590,722.20',
        kinds: kinds.map(([kind, label]) => ({
          kind,
          label,
          count: rows.filter((row) => row.kind === kind).length,
          total: SUMS.find(([one]) => one === kind)?.[1] ?? '',
        })),
      };
    },
    previewForm: async (form, project) => {
      note('previewForm', form, project);
      return samplePdf();
    },
    printForms: async (order: PrintOrder, report) => {
      note('printForms', order);
      await pieces(report, order.projects.map(String));
      const file = (name: string, what: string, pages: number, copies: number) => ({ path: `${order.folder}/${name}`, name, what, pages, copies });
      return {
        folder: order.folder,
        files: [
          file('申报书-全部-一式七份.pdf', '全部项目合订，双面打印', order.projects.length * 14, order.copies),
          ...order.projects.map((id) => file(`申报书-${id}.pdf`, rows.find((row) => row.id === id)?.enterprise ?? '', 2, 1)),
        ],
        refused: [],
        cancelled: false,
      };
    },
    printBlank: async (programme, form, folder) => {
      note('printBlank', programme, form, folder);
      return { path: `${folder}/申报书_空白.pdf`, name: '申报书_空白.pdf', what: '空白申报书', pages: 10, copies: 1 };
    },
    exportTable: async (programme, name, path) => {
      note('exportTable', programme, name, path);
      return { path, name: '测算表.xlsx', what: '测算表', pages: 0, copies: 1 };
    },
    cancel: async () => note('cancel'),
    pickFiles: async () => ['1', '2', '3', '4', '5', '6'].map((name) => `/home/office/桌面/${name}.xlsx`),
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
