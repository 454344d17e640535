// Places in a sheet: the clerk's `F7` and the row and column it stands for.

/** A row as the clerk counts it, a column from 0. */
export interface Place {
  row: number;
  column: number;
}

/** The letters of a column counted from 0: `A`, `Z`, `AA`. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** The place of a cell's name; the first one of a range. */
export function placeOf(cell: string): Place | null {
  const found = /^([A-Z]{1,3})([0-9]+)/.exec(cell);
  if (!found) return null;
  const [, letters = '', row = '1'] = found;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(row), column: column - 1 };
}
