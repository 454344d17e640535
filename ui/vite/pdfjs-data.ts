// Puts the character maps and standard fonts of pdf.js into the bundle, under
// `pdfjs/`: without them a PDF with fonts that are not embedded stays blank,
// and nothing may be fetched from outside.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { Plugin } from 'vite';

const FOLDERS = ['cmaps', 'standard_fonts'];

export function pdfjsData(): Plugin {
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  return {
    name: 'pdfjs-data',
    generateBundle() {
      for (const folder of FOLDERS) {
        for (const name of readdirSync(join(root, folder))) {
          this.emitFile({
            type: 'asset',
            fileName: `pdfjs/${folder}/${name}`,
            source: readFileSync(join(root, folder, name)),
          });
        }
      }
    },
    configureServer(server) {
      server.middlewares.use('/pdfjs/', (request, response, next) => {
        const [folder, name] = (request.url ?? '').replace(/^\//, '').split('/');
        if (!folder || !name || !FOLDERS.includes(folder)) return next();
        if (!readdirSync(join(root, folder)).includes(name)) return next();
        response.end(readFileSync(join(root, folder, name)));
      });
    },
  };
}
