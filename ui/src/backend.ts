// The one way from the screens to the rooms below. Nothing else in this folder
// names Tauri; a screen sees only the interface `Backend`.

import { Channel, invoke, isTauri } from '@tauri-apps/api/core';
import { getCurrentWebview } from '@tauri-apps/api/webview';

import type {
  AssessView,
  BackupView,
  BatchView,
  CheckView,
  CopyChoice,
  CopyStepRow,
  CountyView,
  CoverageView,
  Decide,
  DecisionsView,
  DeskState,
  FlaggedSet,
  FontsView,
  Grounds,
  HeaderView,
  ImpactView,
  LoadedView,
  MissingRow,
  NoticeView,
  PackShelf,
  PaperChecks,
  PoolChoices,
  PoolOrder,
  PoolView,
  PrintedFile,
  PrintView,
  ProgrammeView,
  Progress,
  ProjectList,
  ProjectView,
  RegisterView,
  ReplacementView,
  ReturnView,
  SettledView,
  SheetPage,
  TakeInView,
  TakenView,
  VerifyView,
  WithdrawalView,
} from './views';
import type { PrintOrder } from './orders';

/** Told of every piece of a long job. */
export type Report = (progress: Progress) => void;

/** What happens while files are dragged over the window. */
export type DropEvent = { type: 'over' } | { type: 'leave' } | { type: 'drop'; paths: string[] };

/** Which return is meant: a file on this machine, or one that was taken in. */
export type ReturnRef = { path: string } | { batch: number };

/** What is done about findings, which are named by number (`#12`) or kind. */
export type FindingAct = { act: 'repair' | 'accept' | 'undo'; which: string[] } | { act: 'answer'; which: string; value: string; alike: boolean };

/** What is written down of printed copies. */
export interface CopyEntry {
  /** No numbers mean every copy of the print that can go there. */
  copies: CopyChoice[];
  to: string;
  /** 2022-07-05. */
  day: string;
  who: string;
  reason: string;
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
  /** Does something about findings of a file or of a batch. */
  actOnFindings(programme: string, of: ReturnRef, act: FindingAct, reason: string): Promise<SettledView>;
  /** Says what a county means by a column; an empty fact forgets it. */
  mapColumn(programme: string, of: ReturnRef, column: string, fact: string): Promise<void>;
  headers(programme: string): Promise<HeaderView[]>;
  forgetHeader(programme: string, county: string, header: string): Promise<void>;
  /** What a corrected return takes over, and what would be lost. */
  replacement(programme: string, path: string, report: Report): Promise<ReplacementView>;
  replaceReturn(programme: string, path: string, reason: string, report: Report): Promise<TakenView>;
  /** What reading a batch's file anew keeps, and what no longer fits. */
  rereading(batch: number): Promise<ReplacementView>;
  rereadBatch(batch: number, reason: string): Promise<TakenView>;
  /** What leaving a sheet out, or taking it back, would change in a batch; nothing is lost of a file. */
  sheetChoice(programme: string, of: ReturnRef, sheet: string, leaveOut: boolean): Promise<ReplacementView | null>;
  chooseSheet(programme: string, of: ReturnRef, sheet: string, leaveOut: boolean, reason: string): Promise<SettledView>;
  /** Writes the workbook for the county; gives its path. */
  returnReply(programme: string, of: ReturnRef, folder: string): Promise<string>;
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
  setFacts(projects: number[], fact: string, value: string, reason: string): Promise<void>;
  factsReplaced(projects: number[], fact: string, value: string): Promise<string[]>;

  decisions(programme: string): Promise<DecisionsView>;
  /** Records a decision; gives its number. */
  decide(programme: string, decide: Decide, grounds: Grounds): Promise<number>;
  revokeDecision(decision: number, reason: string): Promise<void>;

  poolChoices(programme: string): Promise<PoolChoices>;
  previewPool(programme: string, order: PoolOrder): Promise<PoolView>;
  sharePool(programme: string, order: PoolOrder, report: Report): Promise<PoolView>;
  dropPool(programme: string, report: Report): Promise<AssessView>;

  packShelf(programme: string | null): Promise<PackShelf>;
  loadPack(folder: string): Promise<LoadedView>;
  coverage(pack: string): Promise<CoverageView>;
  exportCoverage(pack: string, path: string): Promise<PrintedFile>;
  confirmUpgrade(programme: string, reason: string): Promise<DeskState>;
  checkNotice(pack: string, file: string): Promise<NoticeView>;
  impact(programme: string, pack: string): Promise<ImpactView>;
  adoptPack(programme: string, pack: string, reason: string): Promise<void>;
  pickNotice(): Promise<string | null>;

  verifyLibrary(report: Report): Promise<VerifyView>;

  previewForm(form: string, project: number, copies: number): Promise<Uint8Array>;
  previewBlank(programme: string, form: string): Promise<Uint8Array>;
  /** What the form must have and some of the projects do not. */
  missingForPrint(programme: string, form: string, projects: number[]): Promise<MissingRow[]>;
  /** The bytes of a PDF the program printed. */
  printedBytes(path: string): Promise<Uint8Array>;
  printForms(order: PrintOrder, report: Report): Promise<PrintView>;
  /** Prints a form with nothing filled in. */
  printBlank(programme: string, form: string, folder: string): Promise<PrintedFile>;
  /** Prints what is left of a printing from one of its copies on. */
  resumePrinting(printing: number, copy: number, folder: string, report: Report): Promise<PrintView>;
  /** Whose copy the n-th of a printing is, in one sentence. */
  copyOfPrinting(printing: number, copy: number): Promise<string>;
  printRegister(programme: string): Promise<RegisterView>;
  printHistory(print: number): Promise<CopyStepRow[]>;
  /** Takes copies to a state, all or none; gives how many went. */
  markCopies(entry: CopyEntry): Promise<number>;
  takeBackCopies(copies: CopyChoice[], reason: string): Promise<void>;
  /** Checks the sheet that carries two typed groups of a fingerprint. */
  verifyGroups(groups: string): Promise<PaperChecks>;
  /** Checks a printed PDF. */
  verifyPaper(path: string): Promise<PaperChecks>;
  fontChoice(): Promise<FontsView>;
  /** Sets papers in this machine's official fonts, or in the program's own. */
  chooseFonts(official: boolean): Promise<FontsView>;
  exportTable(programme: string, name: string, path: string): Promise<PrintedFile>;
  /** Asks the running job to stop at its next piece. */
  cancel(): Promise<void>;
  pickFiles(): Promise<string[]>;
  pickPaper(): Promise<string | null>;
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
  actOnFindings: (programme, of, act, reason) => invoke('act_on_findings', { programme, of, act, reason }),
  mapColumn: (programme, of, column, fact) => invoke('map_column', { programme, of, column, fact }),
  headers: (programme) => invoke('headers', { programme }),
  forgetHeader: (programme, county, header) => invoke('forget_header', { programme, county, header }),
  replacement: (programme, path, report) => invoke('replacement', { programme, path, progress: channel(report) }),
  replaceReturn: (programme, path, reason, report) =>
    invoke('replace_return', { programme, path, reason, progress: channel(report) }),
  rereading: (batch) => invoke('rereading', { batch }),
  rereadBatch: (batch, reason) => invoke('reread_batch', { batch, reason }),
  sheetChoice: (programme, of, sheet, leaveOut) => invoke('sheet_choice', { programme, of, sheet, leaveOut }),
  chooseSheet: (programme, of, sheet, leaveOut, reason) => invoke('choose_sheet', { programme, of, sheet, leaveOut, reason }),
  returnReply: (programme, of, folder) => invoke('return_reply', { programme, of, folder }),
  returnTemplate: (programme, path) => invoke('return_template', { programme, path }),
  counties: (programme) => invoke('counties', { programme }),
  noteNilReturn: (programme, county, reason) => invoke('note_nil_return', { programme, county, reason }),
  dropNilReturn: (programme, county) => invoke('drop_nil_return', { programme, county }),
  flaggedSets: (programme, project) => invoke('flagged_sets', { programme, project }),
  decideSet: (programme, set, choice, kept, reason) => invoke('decide_set', { programme, set, choice, kept, reason }),
  backupLibrary: (path) => invoke('backup_library', { path }),
  restoreLibrary: (folder, backup) => invoke('restore_library', { folder, backup }),
  projects: (programme) => invoke('projects', { programme }),
  project: (id) => invoke('project', { id }),
  setFact: (project, fact, value, reason) => invoke('set_fact', { project, fact, value, reason }),
  assess: (programme, report) => invoke('assess', { programme, progress: channel(report) }),
  setFacts: (projects, fact, value, reason) => invoke('set_facts', { projects, fact, value, reason }),
  factsReplaced: (projects, fact, value) => invoke('facts_replaced', { projects, fact, value }),

  decisions: (programme) => invoke('decisions', { programme }),
  decide: (programme, decide, grounds) => invoke('decide', { programme, decide, grounds }),
  revokeDecision: (decision, reason) => invoke('revoke_decision', { decision, reason }),

  poolChoices: (programme) => invoke('pool_choices', { programme }),
  previewPool: (programme, order) => invoke('preview_pool', { programme, order }),
  dropPool: (programme, report) => invoke('drop_pool', { programme, progress: channel(report) }),
  sharePool: (programme, order, report) => invoke('share_pool', { programme, order, progress: channel(report) }),

  packShelf: (programme) => invoke('pack_shelf', { programme }),
  loadPack: (folder) => invoke('load_pack', { folder }),
  coverage: (pack) => invoke('coverage', { pack }),
  exportCoverage: (pack, path) => invoke('export_coverage', { pack, path }),
  confirmUpgrade: (programme, reason) => invoke('confirm_upgrade', { programme, reason }),
  checkNotice: (pack, file) => invoke('check_notice', { pack, file }),
  impact: (programme, pack) => invoke('impact', { programme, pack }),
  adoptPack: (programme, pack, reason) => invoke('adopt_pack', { programme, pack, reason }),
  pickNotice: () => invoke('pick_notice'),

  verifyLibrary: (report) => invoke('verify_library', { progress: channel(report) }),

  previewForm: async (form, project, copies) => new Uint8Array(await invoke<ArrayBuffer>('preview_form', { form, project, copies })),
  previewBlank: async (programme, form) => new Uint8Array(await invoke<ArrayBuffer>('preview_blank', { programme, form })),
  missingForPrint: (programme, form, projects) => invoke('missing_for_print', { programme, form, projects }),
  printedBytes: async (path) => new Uint8Array(await invoke<ArrayBuffer>('printed_bytes', { path })),
  printForms: (order, report) => invoke('print_forms', { order, progress: channel(report) }),
  printBlank: (programme, form, folder) => invoke('print_blank', { programme, form, folder }),
  resumePrinting: (printing, copy, folder, report) => invoke('resume_printing', { printing, copy, folder, progress: channel(report) }),
  copyOfPrinting: (printing, copy) => invoke('copy_of_printing', { printing, copy }),
  printRegister: (programme) => invoke('print_register', { programme }),
  printHistory: (print) => invoke('print_history', { print }),
  markCopies: (entry) => invoke('mark_copies', { entry }),
  takeBackCopies: (copies, reason) => invoke('take_back_copies', { copies, reason }),
  verifyGroups: (groups) => invoke('verify_groups', { groups }),
  verifyPaper: (path) => invoke('verify_paper', { path }),
  fontChoice: () => invoke('font_choice'),
  chooseFonts: (official) => invoke('choose_fonts', { official }),
  exportTable: (programme, name, path) => invoke('export_table', { programme, name, path }),
  cancel: () => invoke('cancel'),
  pickFiles: () => invoke('pick_files'),
  pickPaper: () => invoke('pick_paper'),
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
