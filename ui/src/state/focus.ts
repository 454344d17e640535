// The keyboard's place while something runs: a button that is not ready loses
// it, and whoever works by keyboard would begin at the top again.

import { tick } from 'svelte';

/** Remembers where the keyboard is; what it gives puts it back there, unless it
 *  has gone elsewhere since or the place is gone. */
export function holdFocus(): () => Promise<void> {
  const held = document.activeElement;
  return async () => {
    await tick();
    if (!(held instanceof HTMLElement) || !held.isConnected || held === document.body) return;
    const now = document.activeElement;
    // The element itself may still be named though it was disabled meanwhile.
    if (now === null || now === document.body || now === held) held.focus({ preventScroll: true });
  };
}
