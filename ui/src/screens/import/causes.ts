// The findings of one kind by the column they are in, and which of them one
// answer settles together.

import type { FindingGroup, FindingItem } from '../../views';

/** Findings of one kind in one column of one sheet. */
export interface Column {
  key: string;
  /** The sheet and the column's letters. */
  place: string;
  /** The fact that the column gives. */
  label: string;
  items: FindingItem[];
}

/** The columns that a cause is in, in the order of the findings. */
export function columnsOf(group: FindingGroup): Column[] {
  const columns = new Map<string, Column>();
  for (const item of group.findings) {
    const key = `${item.sheet}/${item.fact}`;
    const letters = item.cell.replace(/\d.*$/, '');
    const known = columns.get(key) ?? { key, place: [item.sheet, letters && `${letters}列`].filter(Boolean).join(' '), label: item.field, items: [] };
    known.items.push(item);
    columns.set(key, known);
  }
  return [...columns.values()];
}

/** So many answers for several cells at once are offered; the rest are given cell by cell. */
const ANSWERS_MAX = 3;

/** One finding for each answer that settles several of a column: the same two
 *  ways of reading, or the same words. The most frequent come first. */
export function answersOf(items: FindingItem[]): FindingItem[] {
  const first = new Map<string, FindingItem>();
  for (const item of items) {
    const fits = item.ways.length > 0 ? item.alike_by_way : item.alike;
    const key = item.ways.length > 0 || item.fact.startsWith('return_') ? '' : item.found;
    if (item.can_answer && fits > 1 && !first.has(key)) first.set(key, item);
  }
  const count = (item: FindingItem) => (item.ways.length > 0 ? item.alike_by_way : item.alike);
  return [...first.values()].sort((a, b) => count(b) - count(a)).slice(0, ANSWERS_MAX);
}
