// What jsdom lacks of a browser, as far as the screens use it.

import { cleanup, configure } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';

configure({ asyncUtilTimeout: 8_000 });

class NoResize implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver = NoResize;

HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.setAttribute('open', '');
  this.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
};
HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
  this.removeAttribute('open');
};
Element.prototype.scrollTo = () => undefined;

// The grid draws only the rows that have room; without a layout it needs some.
const sizes = { offsetWidth: 1000, offsetHeight: 36, clientWidth: 1000, clientHeight: 4000 };
for (const [name, size] of Object.entries(sizes)) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
}

// Pages are drawn by pdf.js onto a canvas, which jsdom does not have.
vi.mock('../src/pdf/pdf', () => ({
  openPdf: async (bytes: Uint8Array) => {
    if (bytes.length === 0) throw new Error('no pages');
    return {
      pages: 2,
      size: async () => ({ width: 595, height: 842 }),
      draw: async () => ({ done: Promise.resolve(), cancel: () => undefined }),
      close: () => undefined,
    };
  },
}));

afterEach(cleanup);
