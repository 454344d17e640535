// The keyboard's place. A button that is not ready or that is gone loses it,
// and whoever works without a mouse would begin at the top of the window again.

import { tick } from 'svelte';

/** What can have the keyboard. */
const FOCUSABLE = ['a[href]', 'button', 'input', 'select', 'textarea', 'summary', '[tabindex="0"]'].map((one) => `${one}:not([disabled])`).join(',');

/** From where each dialog was opened. */
const openers = new WeakMap<Element, Element>();

/** An element with all that it is in, as far as its screen: a screen says by
 *  itself where the keyboard begins. */
function withParents(element: Element): Element[] {
  const all: Element[] = [];
  for (let one: Element | null = element; one && one !== document.body && one.tagName !== 'MAIN'; one = one.parentElement) all.push(one);
  return all;
}

const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** Puts the keyboard where it was, or to the first thing of the nearest part
 *  of the window that is still there. */
function putBack(place: Element[]): void {
  const [held, ...around] = place;
  if (held instanceof HTMLElement && held.isConnected && held.matches(FOCUSABLE)) {
    held.focus({ preventScroll: true });
    return;
  }
  const near = around.find((one) => one.isConnected)?.querySelector<HTMLElement>(FOCUSABLE);
  near?.focus({ preventScroll: true });
}

/** Remembers from where a dialog is opened: what it starts belongs there. What
 *  it gives puts the keyboard back near there when the dialog has closed. */
export function openedFrom(dialog: Element): () => void {
  const opener = document.activeElement;
  const place = opener ? withParents(opener) : [];
  if (opener) openers.set(dialog, opener);
  return () =>
    void tick().then(() => {
      if (isLost()) putBack(place);
    });
}

/** Remembers where the keyboard is; what it gives puts it back there, unless it
 *  has gone elsewhere since. */
export function holdFocus(): () => Promise<void> {
  const now = document.activeElement;
  const dialog = now?.closest('dialog');
  const held = (dialog && openers.get(dialog)) ?? now;
  const place = held ? withParents(held) : [];
  return async () => {
    await tick();
    // A button may still be named though it lost the keyboard while it waited.
    if (isLost() || document.activeElement === held) putBack(place);
  };
}

/** Keeps the keyboard near where it was when what it was on is taken away.
 *  Gives the way to end it. */
export function keepFocus(): () => void {
  let place: Element[] = [];
  const seen = (event: FocusEvent) => {
    if (event.target instanceof Element) place = withParents(event.target);
  };
  const gone = new MutationObserver(() => {
    if (place.length > 0 && !place[0]?.isConnected && isLost()) putBack(place);
  });
  document.addEventListener('focusin', seen);
  gone.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener('focusin', seen);
    gone.disconnect();
  };
}
