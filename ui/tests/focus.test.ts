// The keyboard keeps its place over work that makes a button wait.

import { afterEach, expect, test } from 'vitest';

import { holdFocus } from '../src/state/focus';

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

test('a button that is gone is not missed', async () => {
  const gone = button();
  gone.focus();
  const giveBack = holdFocus();
  gone.remove();
  await giveBack();
  expect(document.activeElement).toBe(document.body);
});
