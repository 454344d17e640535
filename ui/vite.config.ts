/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

import { pdfjsData } from './vite/pdfjs-data.ts';
import { noRecordings } from './vite/no-recordings.ts';

export default defineConfig(({ mode }) => ({
  // The same bundle is served by the shell under its own scheme and by a
  // browser under any path.
  base: './',
  plugins: [svelte(), pdfjsData(), noRecordings(mode)],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  // The recorded build is for looking at the screens in a browser; it must
  // never be mistaken for what is shipped.
  build: {
    target: ['safari16', 'chrome109'],
    outDir: mode === 'recorded' ? 'dist-recorded' : 'dist',
    chunkSizeWarningLimit: 1500,
    // Without this small assets become `data:` URLs, which the CSP refuses.
    assetsInlineLimit: 0,
  },
  resolve: { conditions: mode === 'test' ? ['browser'] : undefined },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
    // A busy machine is slow, not broken.
    testTimeout: 60_000,
  },
}));
