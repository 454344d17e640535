import { screen, waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { HOSTILE } from '../src/recorded/projects';
import { callsOf, gridReady, openWindow } from './open';

const shownRows = () => screen.queryAllByTestId('grid-row').map((row) => row.dataset.project);

async function grid(...how: Parameters<typeof openWindow>) {
  const window = await openWindow(...how);
  await gridReady();
  return window;
}

test('the grid shows what a county wrote as text', async () => {
  await grid();
  await waitFor(() => expect(screen.getByText(HOSTILE)).toBeTruthy());
  expect(document.querySelector('img'), 'no element was made of it').toBeNull();
});

test('the grid counts its rows', async () => {
  await grid();
  expect(screen.getByTestId('shown-count').textContent).toContain('共 42 个项目');
});

test('search and choices narrow the grid', async () => {
  const { user } = await grid();
  await user.selectOptions(screen.getByLabelText('县区'), '武江区');
  await waitFor(() => expect(screen.getByTestId('shown-count').textContent).toContain('显示 4 个，共 42 个'));
  await user.selectOptions(screen.getByLabelText('结果'), '可补上限');
  await waitFor(() => expect(shownRows()).toEqual(['5', '8']));
  await user.type(screen.getByLabelText('搜索'), '陶瓷');
  await waitFor(() => expect(shownRows()).toEqual(['8']));
  await user.click(screen.getByTestId('btn-clear-filter'));
  await waitFor(() => expect(screen.getByTestId('shown-count').textContent).toContain('共 42 个项目'));
});

test('arrows move, Space ticks, Enter opens the project', async () => {
  const { user } = await grid();
  screen.getByTestId('grid').focus();
  await user.keyboard('{ArrowDown} {ArrowDown} ');
  expect(screen.getByTestId('shown-count').textContent).toContain('已选 2 个');
  expect(screen.getByTestId('grid').getAttribute('aria-activedescendant')).toMatch(/-3$/);
  await user.keyboard('{Home}{Enter}');
  expect((await screen.findByTestId('project-title')).textContent).toBe('生产管控与能耗优化上云项目');
  expect(screen.getByText('第 1 个，共 42 个'), 'the order of the grid is kept').toBeTruthy();
});

test('the ticked projects go to the print screen', async () => {
  const { user } = await grid();
  screen.getByTestId('grid').focus();
  await user.keyboard(' {ArrowDown}{ArrowDown} ');
  await user.click(screen.getByTestId('btn-print'));
  expect((await screen.findByTestId('chosen-count')).textContent).toBe('已选 2 / 42');
});

test('a heading sorts amounts by value from the keyboard, and the order can be had back', async () => {
  const { user } = await grid();
  const heading = screen.getByRole('button', { name: '金额(元)' });
  heading.focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByTestId('shown-count').textContent).toContain('已按“金额(元)”排序'));
  expect(shownRows()[0], 'the smallest amount comes first, not the shortest text').toBe('5');
  await user.click(screen.getByRole('button', { name: '恢复原来顺序' }));
  await waitFor(() => expect(shownRows()[0]).toBe('1'));
});

test('assessing tells how many of each kind', async () => {
  const { user, backend } = await grid();
  expect(screen.getByTestId('stale').textContent).toContain('不是最新的');
  await user.click(screen.getByTestId('btn-assess'));
  const assessed = await screen.findByTestId('assessed');
  expect(assessed.textContent).toContain('11,590,722.20 元');
  expect(callsOf(backend, 'assess')).toEqual([['sg2022']]);
  expect(screen.queryByTestId('stale'), 'the amounts are fresh now').toBeNull();
});

test('the table is exported to where the clerk says, and opened', async () => {
  const { user, backend } = await grid();
  await user.click(screen.getByTestId('btn-export'));
  await screen.findByTestId('notice');
  const path = '/home/office/韶关2022测算表.xlsx';
  expect(callsOf(backend, 'exportTable')).toEqual([['sg2022', 'assessment', path]]);
  expect(callsOf(backend, 'openPath')).toEqual([[path]]);
});

test('an empty library leads to the import', async () => {
  const { user } = await openWindow({ projects: 0 });
  await user.keyboard('{Alt>}2{/Alt}');
  await user.click(await screen.findByRole('button', { name: '去导入' }));
  expect(await screen.findByTestId('drop-area')).toBeTruthy();
});
