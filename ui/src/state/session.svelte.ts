// What the window knows at this moment: the open library, the chosen
// programme, the screen, the running job, and what the clerk must be told.
// Screens read it and call the backend through it; it adds nothing up.

import { getContext, setContext } from 'svelte';

import type { Backend, Report } from '../backend';
import { errorView } from '../text/failure';
import type { CheckView, DeskState, ErrorView, PrintView, ProgrammeView, Progress, TakeInView } from '../views';
import { holdFocus } from './focus';

export type Screen = 'start' | 'import' | 'projects' | 'project' | 'print' | 'papers' | 'policy';

/** A long job as it is shown. */
export interface RunningJob {
  title: string;
  progress: Progress;
  stopping: boolean;
}

export class Session {
  readonly backend: Backend;

  desk = $state<DeskState | null>(null);
  programmeId = $state('');
  screen = $state<Screen>('start');
  projectId = $state<number | null>(null);
  /** The rows as the grid shows them, for stepping from project to project. */
  projectOrder = $state.raw<number[]>([]);
  printProjects = $state.raw<number[]>([]);
  printForm = $state('');
  checked = $state.raw<CheckView | null>(null);
  taken = $state.raw<TakeInView | null>(null);
  printed = $state.raw<PrintView | null>(null);
  job = $state<RunningJob | null>(null);
  busy = $state(false);
  error = $state.raw<ErrorView | null>(null);
  notice = $state('');

  constructor(backend: Backend) {
    this.backend = backend;
  }

  get programme(): ProgrammeView | null {
    return this.desk?.library?.programmes.find((one) => one.id === this.programmeId) ?? null;
  }

  /** Whether a screen can be shown yet. */
  opens(screen: Screen): boolean {
    return screen === 'start' || this.programme !== null;
  }

  show(screen: Screen): void {
    if (!this.opens(screen) || this.job) return;
    this.error = null;
    this.notice = '';
    this.screen = screen;
  }

  openProject(id: number, order: number[] = this.projectOrder): void {
    this.projectOrder = order;
    this.projectId = id;
    this.show('project');
  }

  choosePrint(projects: number[], form = this.printForm): void {
    this.printProjects = projects;
    this.printForm = form;
    this.printed = null;
    this.show('print');
  }

  chooseProgramme(id: string): void {
    if (id === this.programmeId) return;
    this.programmeId = id;
    this.projectId = null;
    this.projectOrder = [];
    this.printProjects = [];
    this.printForm = '';
    this.checked = null;
    this.taken = null;
    this.printed = null;
  }

  /** Takes over what a library holds, keeping the programme if it is still there. */
  takeState(desk: DeskState): void {
    this.desk = desk;
    const programmes = desk.library?.programmes ?? [];
    if (!programmes.some((one) => one.id === this.programmeId)) this.chooseProgramme(programmes[0]?.id ?? '');
    if (!this.opens(this.screen)) this.screen = 'start';
  }

  /** Runs a short action; a failure becomes the sentence at the top. */
  async run<T>(action: () => Promise<T>): Promise<T | undefined> {
    const giveBack = holdFocus();
    this.error = null;
    this.notice = '';
    this.busy = true;
    try {
      return await action();
    } catch (thrown) {
      this.fail(thrown);
      return undefined;
    } finally {
      this.busy = false;
      void giveBack();
    }
  }

  /** Runs a long job with progress and a way to stop it. */
  async runJob<T>(title: string, action: (report: Report) => Promise<T>): Promise<T | undefined> {
    if (this.job) return undefined;
    const giveBack = holdFocus();
    this.job = { title, progress: { done: 0, total: 0, what: '' }, stopping: false };
    const report: Report = (progress) => {
      if (this.job) this.job.progress = progress;
    };
    try {
      return await this.run(() => action(report));
    } finally {
      this.job = null;
      void giveBack();
    }
  }

  async stopJob(): Promise<void> {
    if (!this.job || this.job.stopping) return;
    this.job.stopping = true;
    try {
      await this.backend.cancel();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  fail(thrown: unknown): void {
    const view = errorView(thrown);
    if (view.code === 'cancelled') this.notice = view.message;
    else this.error = view;
  }
}

const KEY = Symbol('session');

export function provideSession(session: Session): Session {
  return setContext(KEY, session);
}

export function useSession(): Session {
  return getContext<Session>(KEY);
}
