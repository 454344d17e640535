// Opens the window on the recorded backend, the way every test starts.

import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { expect } from 'vitest';

import App from '../src/App.svelte';
import { recordedBackend, type Recorded, type RecordedOptions } from '../src/recorded/backend';

export interface Window {
  backend: Recorded;
  user: UserEvent;
}

export async function openWindow(options: RecordedOptions = {}, change: Partial<Recorded> = {}): Promise<Window> {
  const backend = Object.assign(recordedBackend({ library: 'full', ...options }), change);
  const user = userEvent.setup();
  render(App, { props: { backend } });
  await screen.findByRole('heading', { level: 1 });
  return { backend, user };
}

/** The grid, once it has built its rows. */
export async function gridReady(): Promise<HTMLElement> {
  return waitFor(() => {
    const grid = screen.getByTestId('grid');
    expect(grid.getAttribute('aria-busy'), 'the grid is built').toBe('false');
    expect(screen.getAllByTestId('grid-row').length, 'the grid shows rows').toBeGreaterThan(0);
    return grid;
  });
}

/** The calls of one command, as their arguments. */
export function callsOf(backend: Recorded, name: string): unknown[][] {
  return backend.calls.filter(([called]) => called === name).map(([, ...rest]) => rest);
}

/** A failure as the shell reports it. */
export function failing(message: string, code = ''): () => Promise<never> {
  return () => Promise.reject({ code, message });
}
