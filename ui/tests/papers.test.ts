import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { callsOf, openWindow } from './open';

async function papersScreen(...how: Parameters<typeof openWindow>) {
  const window = await openWindow(...how);
  await window.user.keyboard('{Alt>}5{/Alt}');
  await screen.findAllByTestId('print-row');
  return window;
}

test('two groups say whether a sheet still agrees, or what has changed since', async () => {
  const { user } = await papersScreen();
  const groups = screen.getByLabelText('纸面页脚的“数据指纹”，任意两组');
  await user.type(groups, '3a7c 9dkn{Enter}');
  expect((await screen.findByTestId('paper-result')).dataset.verdict).toBe('same');
  await user.clear(groups);
  await user.type(groups, '3A7C 9DKP{Enter}');
  await waitFor(() => expect(screen.getByTestId('paper-result').dataset.verdict).toBe('changed'));
  const changes = screen.getAllByTestId('paper-change').map((row) => row.textContent);
  expect(changes).toEqual(['项目总投资（万元）1,2001,260', '完工日期（空白）2022年6月30日']);
});

test('a mistyped group finds the sheet that may be meant, and too few are refused', async () => {
  const { user } = await papersScreen();
  const groups = screen.getByTestId('paper-groups');
  await user.type(groups, '3A7C 9DKF{Enter}');
  expect((await screen.findByTestId('paper-hint')).textContent).toContain('是不是“3A7C 9DKM”');
  await user.clear(groups);
  await user.type(groups, '3A7C{Enter}');
  expect((await screen.findByTestId('error')).textContent).toContain('任意两组');
  expect(screen.queryByTestId('paper-result'), 'the old answer is gone').toBeNull();
});

test('a printed file is checked by choosing it', async () => {
  const { user, backend } = await papersScreen();
  await user.click(screen.getByTestId('btn-check-file'));
  expect((await screen.findByTestId('paper-result')).textContent).toContain('/home/office/打印/承诺书.pdf');
  expect(callsOf(backend, 'verifyPaper')).toEqual([['/home/office/打印/承诺书.pdf']]);
});

test('many prints are written down at once, with day and person', async () => {
  const { user, backend } = await papersScreen();
  const boxes = screen.getAllByTestId('choose-print');
  await user.click(boxes[1] as HTMLElement);
  await user.click(boxes[2] as HTMLElement);
  await user.click(screen.getByTestId('btn-mark-copies'));
  const dialog = await screen.findByTestId('mark-dialog');
  await user.click(within(dialog).getByLabelText('已盖章'));
  await user.type(within(dialog).getByLabelText('盖章单位（可不填）'), '第一精密');
  await user.click(within(dialog).getByTestId('btn-confirm'));
  expect((await screen.findByTestId('notice')).textContent).toContain('14 份登记为“已盖章”');
  const copies = [{ print: 2, copies: [] }, { print: 1, copies: [] }];
  expect(callsOf(backend, 'markCopies')).toEqual([[{ to: 'sealed', day: '2022-07-06', who: '第一精密', reason: '', copies }]]);
  expect(screen.getAllByTestId('copies-summary')[2]?.textContent).toBe('已盖章7份');
});

test('giving copies up needs a reason, and only what can go can be chosen', async () => {
  const { user, backend } = await papersScreen();
  await user.click(screen.getAllByTestId('choose-print')[2] as HTMLElement);
  await user.click(screen.getByTestId('btn-mark-copies'));
  const dialog = await screen.findByTestId('mark-dialog');
  expect((within(dialog).getByLabelText('已退回') as HTMLInputElement).disabled, 'nothing was handed in yet').toBe(true);
  await user.click(within(dialog).getByLabelText('已作废'));
  await user.click(within(dialog).getByTestId('some-copies'));
  await user.click(within(dialog).getByLabelText('第 2 份'));
  await user.click(within(dialog).getByLabelText('第 1 份'));
  expect((within(dialog).getByTestId('btn-confirm') as HTMLButtonElement).disabled).toBe(true);
  await user.type(within(dialog).getByLabelText('作废的原因（必填）'), '卡纸撕坏');
  await user.click(within(dialog).getByTestId('btn-confirm'));
  await waitFor(() => expect(callsOf(backend, 'markCopies')).toHaveLength(1));
  expect(callsOf(backend, 'markCopies')[0]).toEqual([{ to: 'void', day: '2022-07-06', who: '', reason: '卡纸撕坏', copies: [{ print: 1, copies: [2] }] }]);
});

test('a jam is gone on from the copy that is missing, and it is said whose it is', async () => {
  const { user, backend } = await papersScreen();
  await user.click(screen.getByTestId('btn-resume'));
  const number = await screen.findByTestId('resume-copy');
  await user.type(number, '99');
  expect(screen.getByTestId('resume-whose').textContent).toContain('请填 1 到 21 的整数');
  await user.clear(number);
  await user.type(number, '3');
  await waitFor(() => expect(screen.getByTestId('resume-whose').textContent).toContain('第3份是“韶关市第一精密制造有限公司'));
  await user.click(screen.getByTestId('btn-confirm'));
  expect((await screen.findByTestId('printed-file')).textContent).toContain('从第3份续打');
  expect(callsOf(backend, 'resumePrinting')).toEqual([[2, 3, '/home/office/打印']]);
});

test('one print shows its copies and its record', async () => {
  const { user } = await papersScreen();
  await user.click(screen.getAllByTestId('btn-copies')[0] as HTMLElement);
  const dialog = await screen.findByTestId('copies-dialog');
  const states = within(dialog).getAllByTestId('copy-row').map((row) => row.dataset.state);
  expect(states).toEqual(['handed_in', 'handed_in', 'handed_in', 'handed_in', 'handed_in', 'sealed', 'sealed']);
  expect(await within(dialog).findByText(/各份 已打印/)).toBeTruthy();
});
