// Stops a shipping build that would carry the recorded answers: they are made
// up, and a clerk must never see them.

import type { Plugin } from 'vite';

export function noRecordings(mode: string): Plugin {
  return {
    name: 'no-recordings',
    generateBundle(_options, bundle) {
      if (mode !== 'production') return;
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const leaked = Object.keys(chunk.modules).find((id) => id.includes('/src/recorded/'));
        if (leaked) this.error(`the shipping bundle contains recorded answers: ${leaked}`);
      }
    },
  };
}
