import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { callsOf, gridReady, openWindow } from './open';

async function grid(...how: Parameters<typeof openWindow>) {
  const window = await openWindow(...how);
  (await gridReady()).focus();
  return window;
}

async function project(row: number) {
  const window = await grid();
  await window.user.keyboard(`${'{ArrowDown}'.repeat(row - 1)}{Enter}`);
  await screen.findByTestId('project-title');
  return window;
}

test('each kind has a sum of its own name, and there is no other sum', async () => {
  await grid();
  const sums = screen.getAllByTestId('subtotal').map((one) => one.textContent);
  expect(sums).toEqual(['可补上限 18 个，小计 11,590,722.20 元', '待核定（最高） 6 个，小计 3,000,000.00 元']);
  expect(document.body.textContent).not.toContain('14,590,722.20');
});

test('one fact is filled in for many projects, with the reason', async () => {
  const { user, backend } = await grid();
  await user.keyboard(' {ArrowDown} ');
  await user.click(screen.getByTestId('btn-fill'));
  const dialog = await screen.findByTestId('fill-dialog');
  await within(dialog).findByRole('option', { name: '完工日期' });
  await user.selectOptions(within(dialog).getByTestId('fill-fact'), '完工日期');
  await user.type(within(dialog).getByTestId('fact-input'), '2022-08-01');
  await user.type(within(dialog).getByTestId('reason'), '各县统一补报');
  await user.click(within(dialog).getByTestId('btn-confirm'));
  const replaced = await within(dialog).findByTestId('fill-replaced');
  expect(replaced.textContent, 'what the counties gave is named before it goes').toContain('项目1：原为2022-06-30');
  expect(callsOf(backend, 'setFacts'), 'nothing is set unseen').toEqual([]);
  await user.click(within(dialog).getByTestId('btn-confirm'));
  expect((await screen.findByTestId('notice')).textContent).toContain('已登记到2个项目');
  expect(callsOf(backend, 'setFacts')).toEqual([[[1, 2], 'completion_date', '2022-08-01', '各县统一补报']]);
});

test('a pool is previewed with its method stated, then frozen', async () => {
  const { user, backend } = await grid();
  await user.click(screen.getByTestId('btn-pool'));
  const dialog = await screen.findByTestId('pool-dialog');
  await user.type(await within(dialog).findByTestId('pool-amount'), '130万元');
  await user.click(within(dialog).getByLabelText(/先报先得/));
  expect(within(dialog).getByTestId('pool-properties').textContent).toContain('后面的可能得不到');
  await user.type(within(dialog).getByTestId('pool-quota'), '2');
  const share = within(dialog).getByTestId('btn-share') as HTMLButtonElement;
  expect(share.disabled, 'nothing is frozen unseen').toBe(true);
  await user.click(within(dialog).getByTestId('btn-preview'));
  expect((await within(dialog).findByTestId('pool-given')).textContent).toBe('1,300,000.00');
  await user.type(within(dialog).getByTestId('pool-quota'), '0');
  expect(share.disabled, 'what was changed must be seen again').toBe(true);
  await user.type(within(dialog).getByTestId('pool-quota'), '{Backspace}');
  expect(within(dialog).getByTestId('unplaced').textContent).toContain('入库但未安排 1 个');
  expect(within(dialog).getByTestId('aside').textContent).toContain('没有参与分配 1 个');
  await user.click(share);
  await waitFor(() => expect(within(dialog).getByTestId('pool-shares').textContent).toContain('已定格：第2次测算'));
  const order = { amount: '130万元', method: 'in_order', order: 'listed', quota: 2 };
  expect(callsOf(backend, 'previewPool')).toEqual([['sg2022', order]]);
  expect(callsOf(backend, 'sharePool')).toEqual([['sg2022', order]]);
  await user.click(within(dialog).getByRole('button', { name: '关闭' }));
  await user.click(screen.getByTestId('btn-assess'));
  expect((await screen.findByTestId('pool-kept')).textContent, 'the pool stands').toContain('沿用上次的资金池');
  await user.click(screen.getByTestId('btn-pool'));
  await user.click(await screen.findByTestId('btn-drop-pool'));
  await waitFor(() => expect(screen.queryByTestId('pool-shares'), 'until it is dropped').toBeNull());
  expect(callsOf(backend, 'dropPool')).toEqual([['sg2022']]);
});

test('an amount above the ceiling is refused in a sentence; one within it is recorded', async () => {
  const { user, backend } = await project(1);
  await user.click(screen.getByTestId('btn-amount'));
  const dialog = await screen.findByTestId('amount-dialog');
  await user.type(within(dialog).getByTestId('amount'), '900万元');
  await user.type(within(dialog).getByTestId('authority'), '局务会纪要〔2022〕8号');
  await user.type(within(dialog).getByTestId('approver'), '局长办公会');
  await user.type(within(dialog).getByTestId('reason'), '集体审议');
  await user.click(within(dialog).getByTestId('btn-confirm'));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('超过可补上限300,000.00元');
  await user.clear(within(dialog).getByTestId('amount'));
  await user.type(within(dialog).getByTestId('amount'), '20万元');
  await user.click(within(dialog).getByTestId('btn-confirm'));
  await screen.findByTestId('notice');
  expect(callsOf(backend, 'decide').at(-1)?.[1]).toEqual({ kind: 'manual', project: 1, amount: '20万元' });
  const decided = screen.getAllByTestId('decision').find((one) => one.dataset.kind === 'proposed');
  for (const words of ['拟安排20万元', '局务会纪要〔2022〕8号', '局长办公会']) expect(decided?.textContent).toContain(words);
});

test('a manual project says that people decide, and takes the amount', async () => {
  const { user } = await project(7);
  expect(screen.getByTestId('result').textContent).toContain('一事一议');
  await user.click(screen.getByTestId('btn-amount'));
  expect((await screen.findByTestId('amount-dialog')).textContent).toContain('“待人工认定”即结束');
});

test('what decided an amount, what gave way, the waiver and what would change it are said', async () => {
  const { user } = await project(2);
  expect(screen.getByTestId('binding').textContent).toContain('三（一）');
  expect(screen.getByTestId('rejected').textContent).toContain('800,000.00元');
  expect(screen.getByTestId('proposed').textContent).toContain('800,000.00');
  await user.click(screen.getByRole('button', { name: '上一个' }));
  await waitFor(() => expect(screen.getByTestId('waiver').textContent).toContain('批准人：市工业和信息化局'));
  for (let at = 0; at < 3; at += 1) await user.click(screen.getByRole('button', { name: '下一个' }));
  await waitFor(() => expect(screen.getByTestId('counterfactual').textContent).toContain('早50天'));
});

test('a step is a card: operation, clause, inputs with who typed them, what came out', async () => {
  const { user } = await project(1);
  await user.click(screen.getByRole('button', { name: '全部展开' }));
  const card = screen.getAllByTestId('step')[1];
  for (const words of ['按比例', '三（一）', '项目表 · H6', '得出300,000.00元']) expect(card?.textContent).toContain(words);
});

test('the library is verified from the start screen', async () => {
  const { user, backend } = await openWindow();
  await user.click(screen.getByTestId('nav-start'));
  await user.click(await screen.findByTestId('btn-verify'));
  const verified = await screen.findByTestId('verified');
  expect(verified.textContent).toContain('历次测算（3次）重新计算结果相同');
  expect(callsOf(backend, 'verifyLibrary').length).toBe(1);
});
