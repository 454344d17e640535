import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { callsOf, openWindow } from './open';

async function importTab(tab: string) {
  const window = await openWindow();
  await window.user.keyboard('{Alt>}1{/Alt}');
  await window.user.click(await screen.findByTestId(tab));
  return window;
}

test('who has not reported is named, and a nil return is noted with its ground', async () => {
  const { user, backend } = await importTab('tab-counties');
  expect(await screen.findByText(/还有 2 个县/)).toBeTruthy();
  const row = screen.getAllByTestId('county-row')[0] as HTMLElement;
  await user.click(within(row).getByTestId('btn-note-nil'));
  await user.type(screen.getByTestId('reason'), '来函3号');
  await user.click(screen.getByTestId('btn-confirm'));
  await waitFor(() => expect(callsOf(backend, 'noteNilReturn')).toEqual([['sg2022', '440203', '来函3号']]));
  expect(await screen.findByText(/还有 1 个县/)).toBeTruthy();
  await user.click(await screen.findByTestId('btn-drop-nil'));
  await waitFor(() => expect(callsOf(backend, 'dropNilReturn')).toHaveLength(1));
});

test('a flagged set is decided with a reason, stays decided, and can be taken back', async () => {
  const { user, backend } = await importTab('tab-sets');
  const set = () => screen.getAllByTestId('flagged-set')[0] as HTMLElement;
  await waitFor(() => expect(set().textContent).toContain('跨县'));
  await user.click(within(set()).getAllByTestId('btn-keep-one')[0] as HTMLElement);
  await user.type(screen.getByTestId('reason'), '两县核对，由浈江区申报');
  await user.click(screen.getByTestId('btn-confirm'));
  await waitFor(() => expect(callsOf(backend, 'decideSet')).toEqual([['sg2022', 'P3f1c0a11', 'keep_one', 3, '两县核对，由浈江区申报']]));
  await waitFor(() => expect(set().textContent).toContain('不计入测算'));
  expect(set().textContent).toContain('两县核对');
  await user.click(within(set()).getByTestId('btn-reopen-set'));
  await user.type(screen.getByTestId('reason'), '县里另有说法');
  await user.click(screen.getByTestId('btn-confirm'));
  await waitFor(() => expect(set().dataset.choice).toBe('open'));
});

test('what is remembered of columns can be forgotten', async () => {
  const { user, backend } = await importTab('tab-headers');
  await user.click(await screen.findByTestId('btn-forget-header'));
  await waitFor(() => expect(callsOf(backend, 'forgetHeader')).toEqual([['sg2022', '440282', '完工时间']]));
  await waitFor(() => expect(screen.queryByTestId('header-row')).toBeNull());
});

test('a project shows the sets it belongs to', async () => {
  const { user } = await openWindow();
  await user.keyboard('{Alt>}1{/Alt}');
  await user.click(await screen.findByTestId('tab-sets'));
  await user.click((await screen.findAllByRole('button', { name: /生产管控上云项目/ }))[0] as HTMLElement);
  await screen.findByTestId('project-title');
  expect(await screen.findAllByTestId('flagged-set')).toHaveLength(1);
});

test('everything is backed up into one file, and restored into another folder', async () => {
  const { user, backend } = await openWindow();
  await user.click(screen.getByTestId('nav-start'));
  await user.click(await screen.findByTestId('btn-backup'));
  expect((await screen.findByTestId('notice')).textContent).toContain('已打开核验');
  expect(callsOf(backend, 'backupLibrary')).toEqual([['/home/office/入库通备份.ruku']]);
  await user.click(screen.getByTestId('btn-restore'));
  await waitFor(() => expect(callsOf(backend, 'restoreLibrary')).toEqual([['/home/office/打印', '/media/usb/入库通备份_20220706_0900.ruku']]));
});
