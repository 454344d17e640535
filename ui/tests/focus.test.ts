// The keyboard keeps its place over work that makes a button wait.

import { afterEach, expect, test } from 'vitest';

import { holdFocus, keepFocus, openedFrom } from '../src/state/focus';

afterEach(() => document.body.replaceChildren());

function button(): HTMLButtonElement {
  const made = document.createElement('button');
  document.body.append(made);
  return made;
}

test('a button that waited has the keyboard again when it is ready', async () => {
  const waits = button();
  waits.focus();
  const giveBack = holdFocus();
  // What a window does to a focused button that is disabled.
  waits.disabled = true;
  waits.blur();
  waits.disabled = false;
  await giveBack();
  expect(document.activeElement).toBe(waits);
});

test('a keyboard that has gone elsewhere stays there', async () => {
  button().focus();
  const giveBack = holdFocus();
  const other = button();
  other.focus();
  await giveBack();
  expect(document.activeElement).toBe(other);
});

test('what a dialog starts belongs to where it was opened', async () => {
  const opener = button();
  opener.focus();
  const dialog = document.createElement('dialog');
  document.body.append(dialog);
  openedFrom(dialog);
  const confirm = document.createElement('button');
  dialog.append(confirm);
  confirm.focus();
  const giveBack = holdFocus();
  dialog.remove();
  await giveBack();
  expect(document.activeElement).toBe(opener);
});

test('a row that is taken away leaves the keyboard in its list', async () => {
  const list = document.createElement('ul');
  document.body.append(button(), list);
  const rows = [1, 2].map(() => {
    const row = document.createElement('li');
    row.append(document.createElement('button'));
    list.append(row);
    return row;
  });
  const stop = keepFocus();
  rows[1]?.querySelector('button')?.focus();
  rows[1]?.remove();
  await Promise.resolve();
  expect(document.activeElement).toBe(rows[0]?.querySelector('button'));
  stop();
});
