import { screen, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { callsOf, gridReady, openWindow } from './open';

/** Opens the project of a row by the keyboard. */
async function project(row: number) {
  const window = await openWindow();
  (await gridReady()).focus();
  await window.user.keyboard(`${'{ArrowDown}'.repeat(row - 1)}{Enter}`);
  await screen.findByTestId('project-title');
  return window;
}

test('the amount comes with its kind, its words and what decided it', async () => {
  await project(1);
  expect(screen.getByTestId('project-amount').textContent).toBe('300,000.00');
  const result = screen.getByTestId('result');
  for (const words of ['可补上限', '人民币叁拾万元整', '省级专项资金的10%', '韶关2022 第1版']) {
    expect(result.textContent).toContain(words);
  }
});

test('each step opens to its clause, its quote and the cell of what went in', async () => {
  const { user } = await project(1);
  const step = screen.getAllByTestId('step')[1] as HTMLElement;
  expect(step.textContent).toContain('三（一）');
  await user.click(screen.getByRole('button', { name: '全部展开' }));
  expect(step.querySelector('details')?.open).toBe(true);
  expect(step.textContent).toContain('按照项目获得省级专项资金的基础上按照 10%进行配套扶持');
  expect(step.textContent).toContain('项目表 · H6');
});

test('facts say where they were read, and with what words', async () => {
  await project(1);
  const fact = screen.getAllByTestId('fact').find((one) => one.dataset.fact === 'completion_date');
  expect(fact?.textContent).toMatch(/2022-06-30.*项目表 · K6，原文“2022\.6\.30”/s);
  const unknown = screen.getAllByTestId('fact').find((one) => one.dataset.fact === 'contract_number');
  expect(unknown?.textContent).toContain('未知');
});

test('an unknown result shows no amount, and the missing facts to fill in first', async () => {
  const { user, backend } = await project(3);
  expect(screen.getByTestId('project-amount').textContent).toBe('没有金额');
  const missing = screen.getByTestId('missing');
  expect(missing.textContent).toContain('测算还缺 2 项');
  await user.type(within(missing).getByLabelText('已获省级专项资金（万元）'), '300{Enter}');
  expect(callsOf(backend, 'setFact')).toEqual([[3, 'provincial_award', '300', '向企业核实后补填']]);
  expect((await screen.findByTestId('missing')).textContent).toContain('测算还缺 1 项');
  expect(screen.getByTestId('changed').textContent, 'the old result is marked as old').toContain('请重新测算');
});

test('a failed condition says what was read, the clause and its words', async () => {
  await project(4);
  const failed = screen.getByTestId('failed');
  for (const words of ['完工日期2022年10月15日', '2022年8月26日', '五（三）', '项目应在2021年9月30日', '项目表 · K6']) {
    expect(failed.textContent).toContain(words);
  }
  expect(screen.getByTestId('project-amount').textContent, 'ineligible is not a zero amount').toBe('没有金额');
});

test('a fact is corrected with a reason; a bad value is explained in the dialog', async () => {
  const { user, backend } = await project(1);
  await user.click(screen.getByRole('button', { name: /修改\s*已获省级专项资金/ }));
  const dialog = await screen.findByTestId('fact-dialog');
  const field = within(dialog).getByLabelText('已获省级专项资金（万元）');
  await user.clear(field);
  await user.type(field, '三百万');
  expect((screen.getByTestId('btn-confirm') as HTMLButtonElement).disabled, 'a reason is needed').toBe(true);
  await user.type(within(dialog).getByTestId('reason'), '按下达文件更正');
  await user.click(screen.getByTestId('btn-confirm'));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('请填数字，例如 300 或 300.5。');
  await user.clear(field);
  await user.type(field, '320');
  await user.click(screen.getByTestId('btn-confirm'));
  expect(await screen.findByTestId('notice')).toBeTruthy();
  expect(callsOf(backend, 'setFact').at(-1)).toEqual([1, 'provincial_award', '320', '按下达文件更正']);
  expect(screen.queryByTestId('fact-dialog')).toBeNull();
});

test('the next project is one key press away, and a form of this one too', async () => {
  const { user, backend } = await project(1);
  await user.click(screen.getByRole('button', { name: '下一个' }));
  expect((await screen.findByText('第 2 个，共 42 个'))).toBeTruthy();
  await screen.findByRole('heading', { level: 1, name: '轴承行业工业互联网平台标杆项目' });
  await user.click(screen.getByTestId('btn-print-commitment'));
  expect((await screen.findByTestId('chosen-count')).textContent).toBe('已选 1 / 42');
  expect((screen.getByTestId('form-commitment') as HTMLInputElement).checked).toBe(true);
  await screen.findByTestId('preview');
  expect(callsOf(backend, 'previewForm')).toEqual([['commitment', 2, 7]]);
});
