import { screen, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { HOSTILE } from '../src/recorded/projects';
import { callsOf, failing, openWindow, type Window } from './open';

async function importScreen(...how: Parameters<typeof openWindow>): Promise<Window> {
  const window = await openWindow(...how);
  await window.user.keyboard('{Alt>}1{/Alt}');
  await screen.findByTestId('drop-area');
  return window;
}

test('chosen files are read and judged before anything is stored', async () => {
  const { user, backend } = await importScreen();
  await user.click(screen.getByTestId('btn-pick-files'));
  const rows = await screen.findAllByTestId('file-row');
  expect(rows).toHaveLength(6);
  expect(rows[1]?.textContent).toContain('有疑问');
  expect(rows[1]?.textContent).toContain('信用代码精度丢失');
  expect(rows[2]?.textContent, 'a nil return says so').toContain('零报送');
  expect(rows[3]?.textContent, 'a file taken in before says so').toContain('早已导入');
  expect(rows[4]?.textContent, 'a refusal says what to do').toContain('请县区在 Excel 或 WPS 里去掉密码');
  expect(callsOf(backend, 'takeInReturns'), 'nothing is stored yet').toEqual([]);
  expect(screen.getByTestId('btn-take-in').textContent, 'refused and known files are left out').toContain('3 个文件');
});

test('a drop on the window reads the files dropped', async () => {
  const { backend } = await importScreen();
  backend.drag({ type: 'over' });
  expect(await screen.findByText('松开鼠标，开始读取')).toBeTruthy();
  backend.drag({ type: 'drop', paths: ['/桌面/a.xlsx'] });
  await screen.findAllByTestId('file-row');
  expect(callsOf(backend, 'checkReturns')).toEqual([['sg2022', ['/桌面/a.xlsx']]]);
});

test('details show findings by kind with their cells, and rows as the text they are', async () => {
  const { user } = await importScreen();
  await user.click(screen.getByTestId('btn-pick-files'));
  const button = (await screen.findAllByTestId('btn-file-details'))[1] as HTMLElement;
  button.focus();
  await user.keyboard('{Enter}');
  expect(button.getAttribute('aria-expanded')).toBe('true');
  const findings = screen.getAllByTestId('finding').map((one) => one.textContent);
  expect(findings[0], 'the gravest comes first').toMatch(/C8.*9\.14402E\+17.*请县区按营业执照回填/s);

  screen.getByTestId('tab-findings').focus();
  await user.keyboard('{ArrowRight}');
  expect(screen.getAllByTestId('preview-row')).toHaveLength(9);
  expect(screen.getByText(HOSTILE), 'markup is shown as text').toBeTruthy();
  expect(document.querySelector('img'), 'no element was made of it').toBeNull();
  expect(screen.getByText('未知'), 'a missing amount is unknown, not zero').toBeTruthy();
});

test('files with questions are taken in with a reason', async () => {
  const { user, backend } = await importScreen();
  await user.click(screen.getByTestId('btn-pick-files'));
  await user.click(await screen.findByTestId('btn-take-in'));
  const reason = await screen.findByTestId('reason');
  expect(callsOf(backend, 'takeInReturns'), 'not before the reason').toEqual([]);
  await user.clear(reason);
  expect((screen.getByTestId('btn-confirm') as HTMLButtonElement).disabled, 'no reason, no taking in').toBe(true);
  await user.type(reason, '县里明天来更正');
  await user.click(screen.getByTestId('btn-confirm'));
  expect((await screen.findByTestId('taken')).textContent).toContain('新增 6 个项目');
  const [[programme, paths, why]] = callsOf(backend, 'takeInReturns') as [[string, string[], string]];
  expect([programme, paths.length, why]).toEqual(['sg2022', 3, '县里明天来更正']);
  expect(await screen.findAllByTestId('batch-row')).toHaveLength(3);
});

test('a batch is withdrawn with a reason', async () => {
  const { user, backend } = await importScreen();
  const row = (await screen.findAllByTestId('batch-row'))[1] as HTMLElement;
  await user.click(within(row).getByRole('button', { name: '撤回：仁化县汇总表7.5.xls' }));
  const gone = (await screen.findByTestId('loss-lists')).textContent ?? '';
  expect(gone, 'it says what goes before it goes').toMatch(/7个项目.*失去依据.*申报书 7份/s);
  expect(callsOf(backend, 'withdrawBatch'), 'nothing is gone yet').toEqual([]);
  await user.type(screen.getByTestId('reason'), '县里重报');
  await user.click(screen.getByTestId('btn-confirm'));
  expect(await screen.findByTestId('notice')).toBeTruthy();
  expect(callsOf(backend, 'withdrawBatch')).toEqual([[2, '县里重报']]);
  expect(await screen.findAllByTestId('batch-row')).toHaveLength(1);
});

test('reading shows its progress and can be stopped', async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const { user, backend } = await importScreen({ gate });
  await user.click(screen.getByTestId('btn-pick-files'));
  const job = await screen.findByTestId('job');
  expect(job.textContent).toContain('浈江区2022年入库储备汇总表.xlsx');
  expect(job.textContent).toContain('0 / 6');
  await user.click(screen.getByTestId('btn-cancel'));
  expect(callsOf(backend, 'cancel')).toHaveLength(1);
  expect(job.textContent).toContain('正在停止');
  open();
  await screen.findAllByTestId('file-row');
  expect(screen.queryByTestId('job'), 'the dialog goes with its job').toBeNull();
});

test('a stopped job is told quietly, not as a failure', async () => {
  const { user } = await importScreen({}, { checkReturns: failing('已停止。', 'cancelled') });
  await user.click(screen.getByTestId('btn-pick-files'));
  expect((await screen.findByTestId('notice')).textContent).toContain('已停止。');
  expect(screen.queryByTestId('error')).toBeNull();
});
