// The columns of the grid. Every cell is made of text nodes: what a county
// wrote is never read as markup.

import type { CellComponent, ColumnDefinition } from 'tabulator-tables';

import { compareAmounts } from '../../text/amounts';
import { kindMark } from '../../text/words';
import type { ProjectRow } from '../../views';
import { signElement } from './sign';

const rowOf = (cell: CellComponent) => cell.getRow().getData() as ProjectRow;

/** A heading that a keyboard can sort by. */
function heading(title: string): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'heading';
  button.textContent = title;
  return button;
}

function text(value: string, className = ''): HTMLElement {
  const span = document.createElement('span');
  span.textContent = value;
  span.className = className;
  span.title = value;
  return span;
}

function column(title: string, field: keyof ProjectRow, more: Partial<ColumnDefinition> = {}): ColumnDefinition {
  return {
    title,
    field,
    titleFormatter: () => heading(title),
    formatter: (cell) => text(String(cell.getValue() ?? '')),
    headerSortTristate: true,
    resizable: true,
    ...more,
  };
}

function checkbox(id: number, enterprise: string, chosen: boolean): HTMLElement {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = chosen;
  box.tabIndex = -1;
  box.setAttribute('aria-label', `选中 ${enterprise}`);
  box.dataset.project = String(id);
  return box;
}

function kindCell(cell: CellComponent): HTMLElement {
  const row = rowOf(cell);
  const mark = kindMark(row.kind, row.kind_label);
  const badge = document.createElement('span');
  badge.className = `badge tone-${mark.tone}`;
  badge.append(signElement(mark.sign), mark.word);
  return badge;
}

const amount = { hozAlign: 'right' as const, headerHozAlign: 'right' as const, sorter: compareAmounts };

/** The columns; `isChosen` tells which rows are ticked. */
export function columns(isChosen: (id: number) => boolean): ColumnDefinition[] {
  return [
    {
      title: '',
      field: 'id',
      width: 40,
      headerSort: false,
      resizable: false,
      frozen: true,
      hozAlign: 'center',
      titleFormatter: () => text('选', 'visually-hidden'),
      formatter: (cell) => checkbox(rowOf(cell).id, rowOf(cell).enterprise, isChosen(rowOf(cell).id)),
    },
    column('企业', 'enterprise', { width: 192, frozen: true, cssClass: 'strong' }),
    column('县区', 'county', { width: 92 }),
    column('项目名称', 'project', { minWidth: 156, widthGrow: 2 }),
    column('支持方向', 'direction', { width: 170 }),
    column('总投资(万元)', 'investment_wan', { width: 122, ...amount }),
    column('结果', 'kind_label', { width: 126, formatter: kindCell }),
    column('金额(元)', 'amount', { width: 122, cssClass: 'strong', ...amount }),
    column('拟安排(元)', 'proposed', { width: 116, ...amount }),
    column('说明', 'reason', { minWidth: 170, widthGrow: 2 }),
    column('未决问题', 'open_findings', {
      width: 88,
      hozAlign: 'right',
      headerHozAlign: 'right',
      sorter: (a: number, b: number) => a - b,
      formatter: (cell) => text(cell.getValue() ? String(cell.getValue()) : ''),
    }),
    column('统一社会信用代码', 'credit_code', { width: 190 }),
  ];
}
