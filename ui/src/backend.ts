// The one way from the screens to the rooms below. Nothing else in this folder
// names Tauri; a screen sees only the interface `Backend`.

import { Channel, invoke, isTauri } from '@tauri-apps/api/core';
import { getCurrentWebview } from '@tauri-apps/api/webview';

import type {
  AssessView,
  BackupView,
  BatchView,
  CheckView,
  CountyView,
  DeskState,
  ErrorView,
  FlaggedSet,
  HeaderView,
  PrintedFile,
  PrintView,
  ProgrammeView,
  Progress,
  ProjectList,
  ProjectView,
  ReturnView,
  SheetPage,
  TakeInView,
  TakenView,
  WithdrawalView,
} from './views';

/** Told of every piece of a long job. */
export type Report = (progress: Progress) => void;

/** What happens while files are dragged over the window. */
export type DropEvent = { type: 'over' } | { type: 'leave' } | { type: 'drop'; paths: string[] };

/** Which return is meant: a file on this machine, or one that was taken in. */
export type ReturnRef = { path: string } | { batch: number };

/** What to print. */
export interface PrintOrder {
  programme: string;
  form: string;
  projects: number[];
  copies: number;
  /** Prints what an ineligible project vouches with, too. */
  ineligible_too: boolean;
  folder: string;
}

/** One function per command of the shell. */
export interface Backend {
  state(): Promise<DeskState>;
  createLibrary(folder: string): Promise<DeskState>;
  openLibrary(folder: string): Promise<DeskState>;
  newProgramme(pack: string): Promise<ProgrammeView>;
  checkReturns(programme: string, paths: string[], report: Report): Promise<CheckView>;
  takeInReturns(programme: string, paths: string[], acceptReason: string | null, report: Report): Promise<TakeInView>;
  batches(programme: string): Promise<BatchView[]>;
  /** Exactly what would go if a batch were withdrawn. */
  withdrawal(batch: number): Promise<WithdrawalView>;
  withdrawBatch(batch: number, reason: string): Promise<WithdrawalView>;
  openReturn(programme: string, of: ReturnRef): Promise<ReturnView>;
  sheetPage(programme: string, of: ReturnRef, sheet: string, first: number): Promise<SheetPage>;
  /** The next four name findings by number (`#12`) or kind; the answer is a sentence. */
  repairFindings(batch: number, which: string[], reason: string): Promise<string>;
  acceptFindings(batch: number, which: string[], reason: string): Promise<string>;
  answerFinding(batch: number, which: string, value: string, reason: string): Promise<string>;
  undoFindings(batch: number, which: string[], reason: string): Promise<string>;
  /** Says what a county means by a column; an empty fact forgets it. */
  mapColumn(programme: string, of: ReturnRef, column: string, fact: string): Promise<void>;
  headers(programme: string): Promise<HeaderView[]>;
  forgetHeader(programme: string, county: string, header: string): Promise<void>;
  replaceReturn(programme: string, path: string, reason: string, report: Report): Promise<TakenView>;
  rereadBatch(batch: number, reason: string): Promise<TakenView>;
  /** Writes the workbook for the county; gives its path. */
  returnReply(batch: number, folder: string): Promise<string>;
  returnTemplate(programme: string, path: string): Promise<void>;
  counties(programme: string): Promise<CountyView[]>;
  noteNilReturn(programme: string, county: string, reason: string): Promise<void>;
  dropNilReturn(programme: string, county: string): Promise<void>;
  /** The flagged sets of a programme, or those of one project. */
  flaggedSets(programme: string, project: number | null): Promise<FlaggedSet[]>;
  decideSet(programme: string, set: string, choice: string, kept: number | null, reason: string): Promise<void>;
  backupLibrary(path: string): Promise<BackupView>;
  restoreLibrary(folder: string, backup: string): Promise<DeskState>;
  projects(programme: string): Promise<ProjectList>;
  project(id: number): Promise<ProjectView>;
  setFact(project: number, fact: string, value: string, reason: string): Promise<ProjectView>;
  assess(programme: string, report: Report): Promise<AssessView>;
  previewForm(form: string, project: number): Promise<Uint8Array>;
  printForms(order: PrintOrder, report: Report): Promise<PrintView>;
  /** Prints a form with nothing filled in. */
  printBlank(programme: string, form: string, folder: string): Promise<PrintedFile>;
  exportTable(programme: string, name: string, path: string): Promise<PrintedFile>;
  /** Asks the running job to stop at its next piece. */
  cancel(): Promise<void>;
  pickFiles(): Promise<string[]>;
  pickBackup(): Promise<string | null>;
  pickFolder(title: string, start: string): Promise<string | null>;
  pickSave(title: string, name: string): Promise<string | null>;
  /** Opens a file the program wrote in the system's viewer. */
  openPath(path: string): Promise<void>;
  /** Opens the folder of a file the program wrote. */
  openFolderOf(path: string): Promise<void>;
  /** Copies a file the program wrote to where the clerk wants it. */
  saveCopy(path: string, to: string): Promise<void>;
  /** Listens for files dropped on the window; the answer stops listening. */
  onDrop(handler: (event: DropEvent) => void): Promise<() => void>;
}

function channel(report: Report): Channel<Progress> {
  const progress = new Channel<Progress>();
  progress.onmessage = report;
  return progress;
}

const shell: Backend = {
  state: () => invoke('state'),
  createLibrary: (folder) => invoke('create_library', { folder }),
  openLibrary: (folder) => invoke('open_library', { folder }),
  newProgramme: (pack) => invoke('new_programme', { pack }),
  checkReturns: (programme, paths, report) =>
    invoke('check_returns', { programme, paths, progress: channel(report) }),
  takeInReturns: (programme, paths, acceptReason, report) =>
    invoke('take_in_returns', { programme, paths, acceptReason, progress: channel(report) }),
  batches: (programme) => invoke('batches', { programme }),
  withdrawal: (batch) => invoke('withdrawal', { batch }),
  withdrawBatch: (batch, reason) => invoke('withdraw_batch', { batch, reason }),
  openReturn: (programme, of) => invoke('open_return', { programme, of }),
  sheetPage: (programme, of, sheet, first) => invoke('sheet_page', { programme, of, sheet, first }),
  repairFindings: (batch, which, reason) => invoke('repair_findings', { batch, which, reason }),
  acceptFindings: (batch, which, reason) => invoke('accept_findings', { batch, which, reason }),
  answerFinding: (batch, which, value, reason) => invoke('answer_finding', { batch, which, value, reason }),
  undoFindings: (batch, which, reason) => invoke('undo_findings', { batch, which, reason }),
  mapColumn: (programme, of, column, fact) => invoke('map_column', { programme, of, column, fact }),
  headers: (programme) => invoke('headers', { programme }),
  forgetHeader: (programme, county, header) => invoke('forget_header', { programme, county, header }),
  replaceReturn: (programme, path, reason, report) =>
    invoke('replace_return', { programme, path, reason, progress: channel(report) }),
  rereadBatch: (batch, reason) => invoke('reread_batch', { batch, reason }),
  returnReply: (batch, folder) => invoke('return_reply', { batch, folder }),
  returnTemplate: (programme, path) => invoke('return_template', { programme, path }),
  counties: (programme) => invoke('counties', { programme }),
  noteNilReturn: (programme, county, reason) => invoke('note_nil_return', { programme, county, reason }),
  dropNilReturn: (programme, county) => invoke('drop_nil_return', { programme, county }),
  flaggedSets: (programme, project) => invoke('flagged_sets', { programme, project }),
  decideSet: (programme, set, choice, kept, reason) =>
    invoke('decide_set', { programme, set, choice, kept, reason }),
  backupLibrary: (path) => invoke('backup_library', { path }),
  restoreLibrary: (folder, backup) => invoke('restore_library', { folder, backup }),
  projects: (programme) => invoke('projects', { programme }),
  project: (id) => invoke('project', { id }),
  setFact: (project, fact, value, reason) => invoke('set_fact', { project, fact, value, reason }),
  assess: (programme, report) => invoke('assess', { programme, progress: channel(report) }),
  previewForm: async (form, project) =>
    new Uint8Array(await invoke<ArrayBuffer>('preview_form', { form, project })),
  printForms: (order, report) => invoke('print_forms', { order, progress: channel(report) }),
  printBlank: (programme, form, folder) => invoke('print_blank', { programme, form, folder }),
  exportTable: (programme, name, path) => invoke('export_table', { programme, name, path }),
  cancel: () => invoke('cancel'),
  pickFiles: () => invoke('pick_files'),
  pickBackup: () => invoke('pick_backup'),
  pickFolder: (title, start) => invoke('pick_folder', { title, start }),
  pickSave: (title, name) => invoke('pick_save', { title, name }),
  openPath: (path) => invoke('open_path', { path }),
  openFolderOf: (path) => invoke('open_folder_of', { path }),
  saveCopy: (path, to) => invoke('save_copy', { path, to }),
  onDrop: (handler) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === 'drop') handler({ type: 'drop', paths: payload.paths });
      else handler({ type: payload.type === 'leave' ? 'leave' : 'over' });
    }),
};

/**
 * The shell where there is one. In development and in the recorded build a
 * browser is served recorded answers; a shipped bundle contains none.
 */
export async function loadBackend(): Promise<Backend> {
  if (isTauri()) return shell;
  if (import.meta.env.DEV || import.meta.env.MODE === 'recorded') {
    const { recordedBackend } = await import('./recorded/backend');
    return recordedBackend();
  }
  throw new Error('the window was opened without the shell');
}

/** Whatever a command failed with, as the sentence that is shown. */
export function errorView(thrown: unknown): ErrorView {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'code' in thrown) {
    const { code, message } = thrown as ErrorView;
    if (typeof code === 'string' && typeof message === 'string' && message) return { code, message };
  }
  return { code: '', message: '操作没有完成，原因不明。请再试一次；仍不行时，请关闭程序重新打开。' };
}
