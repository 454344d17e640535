// The cells of a sheet's rows as they are drawn: merged ones once, and titles
// that run on over the empty cells beside them.

import type { SheetCell, SheetPage, SheetRow } from '../../views';

/** A place of a row where something is drawn. */
export interface Slot {
  column: number;
  cell: SheetCell | null;
  /** Its text runs on over the empty cells to its right, as in Excel. */
  runs: boolean;
}

/** The cells of each row that are drawn: those a merged cell covers are not. */
export function drawn(page: SheetPage): { row: SheetRow; slots: Slot[] }[] {
  const covered = new Set<string>();
  return page.rows.map((row, at) => {
    const cells = new Map(row.cells.map((cell) => [cell.column, cell]));
    const slots: Slot[] = [];
    for (let column = 0; column < page.columns.length; column += 1) {
      if (covered.has(`${at}/${column}`)) continue;
      const cell = cells.get(column) ?? null;
      if (cell) {
        for (let down = 0; down < cell.down; down += 1)
          for (let across = 0; across < cell.across; across += 1) covered.add(`${at + down}/${column + across}`);
      }
      slots.push({ column, cell, runs: runsOn(row, cell) });
    }
    return { row, slots };
  });
}

/** A title or a note in a cell of its own widens no column: beside it is nothing. */
function runsOn(row: SheetRow, cell: SheetCell | null): boolean {
  if (!cell || row.role !== '' || cell.number || cell.across > 1 || cell.down > 1) return false;
  return !cell.text.includes('\n') && row.cells.at(-1) === cell;
}
