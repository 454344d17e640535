import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { callsOf, failing, openWindow } from './open';

test('Alt and a figure open the four screens, and the heading takes the focus', async () => {
  const { user } = await openWindow();
  for (const [key, title] of [
    ['1', '导入县区汇总表'],
    ['2', '项目库'],
    ['3', '项目'],
    ['4', '打印'],
  ] as const) {
    await user.keyboard(`{Alt>}${key}{/Alt}`);
    const heading = await screen.findByRole('heading', { level: 1, name: title });
    await waitFor(() => expect(document.activeElement, `focus after Alt+${key}`).toBe(heading));
    expect(screen.getByRole('button', { current: 'page' }).textContent).toContain(title.slice(0, 2));
  }
});

test('without a library only the beginning can be reached', async () => {
  const { user, backend } = await openWindow({ library: 'none' });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('欢迎使用入库通');
  await user.keyboard('{Alt>}2{/Alt}');
  expect(screen.getByRole('heading', { level: 1 }).textContent, 'the shortcut does nothing').toBe('欢迎使用入库通');

  const folder = screen.getByLabelText('文件夹') as HTMLInputElement;
  expect(folder.value, 'the default folder is offered').toContain('入库通');
  await user.click(screen.getByTestId('btn-create-library'));
  await user.click(await screen.findByRole('radio', { name: /2022年韶关市/ }));
  await user.click(screen.getByTestId('btn-new-programme'));
  await screen.findByRole('heading', { level: 1, name: '导入县区汇总表' });
  expect(callsOf(backend, 'createLibrary')).toEqual([[folder.value]]);
  expect(callsOf(backend, 'newProgramme')).toEqual([['shaoguan-2022']]);
});

test('what an upgrade computes otherwise stands at the top until it is looked at', async () => {
  const { backend } = await openWindow();
  const known = await backend.state();
  const differs = '第1次测算重新计算后1个项目结果不同。';
  const with_ = (upgrade: string) => ({
    ...known,
    library: known.library && { ...known.library, programmes: known.library.programmes.map((one) => ({ ...one, upgrade })) },
  });
  cleanup();
  const confirmed: string[] = [];
  const { user } = await openWindow(
    {},
    {
      state: async () => with_(differs),
      confirmUpgrade: async (_programme: string, reason: string) => {
        confirmed.push(reason);
        return with_('');
      },
    },
  );
  await user.keyboard('{Alt>}2{/Alt}');
  expect((await screen.findByTestId('upgrade')).textContent).toContain(differs);
  await user.click(screen.getByTestId('btn-confirm-upgrade'));
  await user.type(await screen.findByTestId('reason'), '已核对');
  await user.click(screen.getByTestId('btn-confirm'));
  await waitFor(() => expect(screen.queryByTestId('upgrade')).toBeNull());
  expect(confirmed).toEqual(['已核对']);
});

test('what went wrong while opening is shown, with what there is nevertheless', async () => {
  let first = true;
  const { backend } = await openWindow({ library: 'none' });
  const answer = await backend.state();
  document.body.replaceChildren();
  await openWindow(
    {},
    {
      state: () => {
        if (!first) return Promise.resolve(answer);
        first = false;
        return failing('项目库已被另一个窗口打开。请先关闭它。')();
      },
    },
  );
  expect((await screen.findByRole('alert')).textContent).toContain('项目库已被另一个窗口打开');
  expect(await screen.findByTestId('btn-create-library'), 'a library can still be made').toBeTruthy();
});

test('a pack that does not load is named, and the others can be used', async () => {
  await openWindow({ library: 'bare' });
  expect(screen.getByTestId('pack-faults').textContent).toContain('policy.toml 第12行');
  expect(screen.getAllByTestId('pack')).toHaveLength(2);
});

test('a failure is one sentence that can be put away', async () => {
  const { user } = await openWindow({}, { assess: failing('项目库正在使用中。请稍后再试。') });
  await user.click(await screen.findByTestId('btn-assess'));
  const alert = await screen.findByTestId('error');
  expect(alert.textContent).toContain('项目库正在使用中。请稍后再试。');
  await user.click(within(alert).getByRole('button', { name: '知道了' }));
  expect(screen.queryByTestId('error')).toBeNull();
});

test('every field on every screen has a label, every button a name', async () => {
  const { user } = await openWindow();
  const check = (where: string) => {
    for (const field of document.querySelectorAll<HTMLInputElement>('input, select, textarea')) {
      const named = field.labels?.length || field.getAttribute('aria-label');
      expect(named, `${where}: ${field.outerHTML}`).toBeTruthy();
    }
    for (const button of document.querySelectorAll('button')) {
      expect(button.textContent?.trim(), `${where}: ${button.outerHTML}`).not.toBe('');
    }
  };
  for (const key of ['1', '2', '4']) {
    await user.keyboard(`{Alt>}${key}{/Alt}`);
    check(`Alt+${key}`);
  }
  await user.click(screen.getByTestId('nav-start'));
  check('start');
});

test('the dates of the notice can be looked up', async () => {
  const { user } = await openWindow();
  await user.click(screen.getByTestId('btn-dates'));
  const dialog = await screen.findByTestId('dates-dialog');
  expect(dialog.textContent).toContain('2022年7月8日（周五）');
  expect(dialog.textContent).toContain('四（一）');
  await user.click(within(dialog).getByRole('button', { name: '关闭' }));
  expect(screen.queryByTestId('dates-dialog')).toBeNull();
});
