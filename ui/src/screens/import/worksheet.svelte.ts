// A return that lies open: its view, the piece of the sheet that is shown, the
// finding the clerk is at. Every answer reloads it, so that the screen shows
// what is stored and nothing it made up itself.

import type { ReturnRef } from '../../backend';
import type { Session } from '../../state/session.svelte';
import { SEVERITY_ORDER } from '../../text/words';
import type { FindingGroup, FindingItem, ReturnView, SettledView, SheetPage, StoredRow } from '../../views';
import { placeOf, type Place } from './place';

/** A finding with its cause. */
export interface Found {
  group: FindingGroup;
  item: FindingItem;
}

/** Rows shown above the one a finding is in. */
const ROWS_ABOVE = 20;

export class OpenReturn {
  view = $state.raw<ReturnView | null>(null);
  page = $state.raw<SheetPage | null>(null);
  active = $state<Place>({ row: 1, column: 0 });
  /** The number of the finding the clerk is at. */
  at = $state(0);
  /** Something was done about its findings since it was opened. */
  settled = false;

  constructor(
    readonly session: Session,
    readonly of: ReturnRef,
    /** It is another batch now. */
    readonly moved: (batch: number, sentence: string) => void,
  ) {}

  /** The findings a clerk steps through: the gravest causes first, no remarks. */
  get items(): Found[] {
    const groups = this.view?.groups ?? [];
    return groups.filter((group) => group.severity !== 'info').flatMap((group) => group.findings.map((item) => ({ group, item })));
  }

  get current(): Found | null {
    return this.items[this.at] ?? null;
  }

  /** The worst open severity by cell, and by row where no cell is meant. */
  get marks(): Map<string, string> {
    const marks = new Map<string, string>();
    const rank = (severity: string) => SEVERITY_ORDER.indexOf(severity);
    for (const { group, item } of this.items) {
      if (item.sheet !== this.page?.sheet || item.state !== 'open') continue;
      const place = placeOf(item.cell) ? (item.cell.split(':')[0] ?? '') : String(item.row);
      const known = marks.get(place);
      if (!known || rank(group.severity) < rank(known)) marks.set(place, group.severity);
    }
    return marks;
  }

  get storedRow(): StoredRow | null {
    return this.page?.stored.find((row) => row.row === this.active.row) ?? null;
  }

  /** What the active cell says, merged ones included. */
  get activeText(): string {
    const { row, column } = this.active;
    for (const { row: top, cells } of this.page?.rows ?? []) {
      const found = cells.find((cell) => row >= top && row < top + cell.down && column >= cell.column && column < cell.column + cell.across);
      if (found) return found.text;
    }
    return '';
  }

  /** Opens it, or takes over what has changed, and stays where the clerk is. */
  async load(): Promise<void> {
    const { session } = this;
    const first = this.view === null;
    let view: ReturnView;
    try {
      view = await session.backend.openReturn(session.programmeId, this.of);
    } catch (thrown) {
      session.fail(thrown);
      return;
    }
    this.view = view;
    this.at = Math.min(this.at, Math.max(0, this.items.length - 1));
    const start = view.sheets.find((sheet) => sheet.projects > 0) ?? view.sheets[0];
    if (!first && this.page) await this.turn(this.page.sheet, this.page.first);
    else if (this.current?.item.sheet) await this.go(this.current.item);
    else if (start) await this.turn(start.name, 1);
  }

  /** Shows a piece of a sheet. */
  async turn(sheet: string, first: number): Promise<void> {
    const { session } = this;
    const other = this.page?.sheet !== sheet;
    try {
      const page = await session.backend.sheetPage(session.programmeId, this.of, sheet, first);
      this.page = page;
      if (other) this.active = { row: page.first, column: 0 };
    } catch (thrown) {
      session.fail(thrown);
    }
  }

  pick(place: Place): void {
    this.active = place;
  }

  pickCell(cell: string): void {
    const place = placeOf(cell);
    if (place) void this.show(this.page?.sheet ?? '', place);
  }

  /** Goes to a finding and its cell. */
  async go(item: FindingItem): Promise<void> {
    const at = this.items.findIndex((found) => found.item.id === item.id);
    if (at >= 0) this.at = at;
    const place = placeOf(item.cell) ?? (item.row ? { row: item.row, column: 0 } : null);
    const sheet = item.sheet || this.page?.sheet || this.view?.sheets[0]?.name || '';
    if (sheet) await this.show(sheet, place ?? { row: 1, column: 0 });
  }

  /** The next or previous finding, round in a circle. */
  step(by: number): void {
    const { items } = this;
    if (items.length === 0) return;
    const next = items[(this.at + by + items.length) % items.length];
    if (next) void this.go(next.item);
  }

  /** Does something about findings, shows what came of it, and goes on to the next open one. */
  async act(action: (programme: string, of: ReturnRef) => Promise<SettledView>): Promise<boolean> {
    if (!(await this.do(action))) return false;
    const { items } = this;
    const order = items.map((_found, by) => items[(this.at + by) % items.length]);
    const next = order.find((found) => found?.item.state === 'open');
    if (next) await this.go(next.item);
    return true;
  }

  /** Does something to the return, shows what came of it, and stays where the clerk is. */
  async do(action: (programme: string, of: ReturnRef) => Promise<SettledView>): Promise<boolean> {
    const { session } = this;
    const own = this.view?.batch ?? null;
    const of: ReturnRef = own === null ? this.of : { batch: own };
    const settled = await session.run(() => action(session.programmeId, of));
    if (!settled) return false;
    this.settled = true;
    // An answer about the whole file has it read anew, as another batch.
    if (settled.batch !== null && settled.batch !== own) {
      this.moved(settled.batch, settled.sentence);
      return true;
    }
    await this.load();
    session.notice = settled.sentence;
    return true;
  }

  private async show(sheet: string, place: Place): Promise<void> {
    const page = this.page;
    const last = page?.rows.at(-1)?.row ?? 0;
    if (!page || page.sheet !== sheet || place.row < page.first || place.row > last) {
      await this.turn(sheet, Math.max(1, place.row - ROWS_ABOVE));
    }
    this.active = place;
  }
}
