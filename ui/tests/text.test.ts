import { describe, expect, test } from 'vitest';

import { errorView } from '../src/text/failure';
import { compareAmounts } from '../src/text/amounts';
import { matches } from '../src/text/search';
import { fileName, kindMark, severityMark } from '../src/text/words';

describe('amounts are put in order by their digits', () => {
  test.each([
    ['9.00', '10.00', -1],
    ['1,000,000.00', '999,999.99', 1],
    ['86,453.70', '86,453.07', 1],
    ['0.10', '0.1', 0],
    ['-5.00', '3.00', -1],
    ['-5.00', '-30.00', 1],
    ['9007199254740993.00', '9007199254740992.00', 1],
    ['', '0.00', 1],
  ])('%s and %s', (a, b, sign) => {
    expect(Math.sign(compareAmounts(a, b)), 'the order').toBe(sign);
    expect(Math.sign(compareAmounts(b, a)), 'the order the other way round').toBe(sign === 0 ? 0 : -sign);
  });
});

test('a search does not mind width, case or order of words', () => {
  expect(matches('ｍａ４ｗ 铸造', '浈江精密铸造有限公司', '9144MA4W'), 'both words occur').toBe(true);
  expect(matches('铸造 纸业', '浈江精密铸造有限公司'), 'one word is missing').toBe(false);
  expect(matches('  ', '任何'), 'blanks ask for nothing').toBe(true);
});

test('a kind keeps the words of the desk, and has a sign of its own', () => {
  expect(kindMark('ceiling', '可补上限')).toEqual({ tone: 'good', sign: 'tick', word: '可补上限' });
  expect(kindMark('', '').word, 'not assessed has a word too').toBe('尚未测算');
  const signs = ['ceiling', 'provisional', 'unknown', 'manual', 'ineligible'].map((kind) => kindMark(kind, '').sign);
  expect(new Set(signs).size, 'no two kinds share a sign').toBe(signs.length);
  const severities = ['error', 'question', 'warning', 'info'].map((one) => severityMark(one).sign);
  expect(new Set(severities).size, 'no two severities share a sign').toBe(severities.length);
});

test('a file name is the last part of a path of either system', () => {
  expect(fileName('C:\\入库\\南雄.xlsx')).toBe('南雄.xlsx');
  expect(fileName('/入库/南雄.xlsx')).toBe('南雄.xlsx');
});

test('whatever a command throws becomes a Chinese sentence', () => {
  expect(errorView({ code: 'x', message: '磁盘已满。' })).toEqual({ code: 'x', message: '磁盘已满。' });
  for (const thrown of ['oops', null, new Error('boom'), { message: 'no code' }, { code: '', message: '' }]) {
    expect(errorView(thrown).message, `for ${String(thrown)}`).toMatch(/请/);
  }
});
