// Rules of this folder that the compiler does not know.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|svelte|css)$/.test(name) && !name.startsWith('gen'))
  .map((name) => ({ name, text: readFileSync(join('src', name), 'utf8') }));

describe.each([
  ['names Tauri', /@tauri-apps|__TAURI/, ['backend.ts']],
  ['reads text as markup', /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/, []],
  ['has a style attribute, which the Content-Security-Policy refuses', /<[a-z][^>]*\sstyle=/, []],
  ['has an inline handler', /\son[a-z]+="/, ['recorded/projects.ts']],
  ['reads the language of the system', /navigator\.language/, []],
  ['makes a number of an amount', /parseFloat|toFixed|\.amount\b.*Number\(|Number\(.*\.amount\b/, []],
  ['goes to the network', /https?:\/\/(?!www\.w3\.org\/2000\/svg)/, []],
])('no file %s', (_what, pattern, except) => {
  test.each(files.filter(({ name }) => !except.includes(name.replaceAll('\\', '/'))))('$name', ({ text }) => {
    expect(text.match(pattern)?.[0], 'the forbidden words').toBeUndefined();
  });
});

test('files stay short enough to be read', () => {
  const long = files.filter(({ text }) => text.split('\n').length > 300).map(({ name }) => name);
  expect(long).toEqual([]);
});

test('every file says what it is for', () => {
  const silent = files.filter(({ text }) => !/^\s*(\/\/|\/\*|<!--)/.test(text)).map(({ name }) => name);
  expect(silent).toEqual([]);
});

// What the screens hand to `Tabs`.
const TABS = ['findings', 'preview', 'sheets', 'files', 'counties', 'sets', 'headers', 'sheet', 'columns', 'comparison', 'stored', 'list', 'packs', 'coverage', 'decisions'];

test('README.md lists exactly the marks there are', () => {
  const readme = readFileSync('README.md', 'utf8').split('## Marks for tests')[1] ?? '';
  const listed = [...readme.matchAll(/`([a-z]+(?:-[a-z<>]+)*)`/g)]
    .map(([, mark]) => (mark ?? '').replace(/<\w+>/, '*'))
    .filter((mark) => !mark.startsWith('data-') && !mark.startsWith('aria-'));
  const marks = new Set<string>();
  for (const { text } of files) {
    for (const [, mark] of text.matchAll(/testid(?:=|: | = |=\{)["'`]([^"'`]+)["'`]/gi)) marks.add(mark ?? '');
  }
  const expand = (mark: string) => {
    if (mark === 'nav-{screen}') return ['import', 'projects', 'project', 'print', 'papers', 'policy'].map((screen) => `nav-${screen}`);
    if (mark === 'tab-{tab.id}') return TABS.map((tab) => `tab-${tab}`);
    return [mark.replace(/\{[^}]+\}/, '*')];
  };
  const there = [...marks].flatMap(expand).filter((mark) => mark !== 'dialog');
  expect([...new Set(listed)].sort()).toEqual([...new Set(there)].sort());
});
