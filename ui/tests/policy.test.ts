import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { callsOf, failing, openWindow } from './open';

async function policy(...how: Parameters<typeof openWindow>) {
  const window = await openWindow(...how);
  await window.user.keyboard('{Alt>}6{/Alt}');
  await screen.findByRole('heading', { level: 1, name: '政策' });
  return window;
}

test('the packs in force are told from the others', async () => {
  await policy();
  const rows = await screen.findAllByTestId('pack-row');
  expect(rows.length).toBe(2);
  expect(rows[0]?.textContent).toContain('现行');
  expect(rows[0]?.textContent).toContain('条款已编码 83%');
  expect(screen.queryByTestId('btn-impact'), 'nothing to change to yet').toBeNull();
});

test('a new version is loaded, looked at, and only then put to use', async () => {
  const { user, backend } = await policy();
  await user.click(await screen.findByTestId('btn-load-pack'));
  expect((await screen.findByTestId('loaded')).textContent).toContain('现有专项仍用原来的版本');
  await user.click(await screen.findByTestId('btn-impact'));
  const dialog = await screen.findByTestId('impact-dialog');
  const row = await within(dialog).findByTestId('impact-row');
  for (const words of ['300,000.00', '240,000.00', '-60,000.00', '3,000,000.00元 × 8%', '三（一）']) {
    expect(row.textContent).toContain(words);
  }
  const adopt = within(dialog).getByTestId('btn-adopt') as HTMLButtonElement;
  expect(adopt.disabled, 'a reason is needed').toBe(true);
  await user.type(within(dialog).getByTestId('reason'), '市局更正通知');
  await user.click(adopt);
  expect((await screen.findByTestId('notice')).textContent).toContain('重新测算');
  expect(callsOf(backend, 'adoptPack')[0]?.[2]).toBe('市局更正通知');
  expect(callsOf(backend, 'impact').length, 'the impact was shown before').toBe(1);
});

test('a faulty pack says file, line and remedy, and is not loaded', async () => {
  const { user } = await policy({}, { pickFolder: async () => '/home/office/有错' });
  await user.click(await screen.findByTestId('btn-load-pack'));
  const fault = await screen.findByTestId('pack-fault');
  for (const words of ['policy.toml', '214', '没有这个数', '改为“100万元”']) expect(fault.textContent).toContain(words);
  expect(screen.getByTestId('loaded').textContent).toContain('没有载入');
});

test('a folder that is no pack is refused in a sentence', async () => {
  const { user } = await policy({}, { loadPack: failing('“/tmp”里没有 policy.toml，不是政策包文件夹。') });
  await user.click(await screen.findByTestId('btn-load-pack'));
  expect((await screen.findByTestId('error')).textContent).toContain('不是政策包文件夹');
});

test('every clause is accounted for, and the notice is held against it', async () => {
  const { user, backend } = await policy();
  await user.click(await screen.findByTestId('tab-coverage'));
  expect((await screen.findByTestId('coverage-summary')).textContent).toContain('已编码占83%');
  expect(screen.getAllByTestId('clause').length).toBe(3);
  await user.click(screen.getByRole('button', { name: '不涉及 9' }));
  const only = screen.getAllByTestId('clause');
  expect(only.map((one) => one.dataset.coverage)).toEqual(['not_applicable']);
  expect(only[0]?.textContent, 'with its reason').toContain('不影响条件和金额');
  await user.click(screen.getByTestId('btn-check-notice'));
  expect((await screen.findByTestId('notice-check')).textContent).toContain('没有条款引用：各地要加强资金监管。');
  expect(callsOf(backend, 'checkNotice')[0]?.[1]).toContain('91号.docx');
});

test('what became of every clause is saved as a table', async () => {
  const { user, backend } = await policy();
  await user.click(await screen.findByTestId('tab-coverage'));
  await screen.findByTestId('coverage-summary');
  await user.click(screen.getByTestId('btn-export-coverage'));
  expect((await screen.findByTestId('notice')).textContent).toContain('条款对照表已保存');
  expect(callsOf(backend, 'exportCoverage')[0]?.[1]).toContain('条款对照表.xlsx');
});

test('an open clause is read one way, with the reason, and taken back', async () => {
  const { user, backend } = await policy();
  await user.click(await screen.findByTestId('tab-decisions'));
  const readings = await screen.findAllByTestId('reading');
  expect(readings[0]?.textContent).toContain('政策包默认');
  await user.click(within(readings[0] as HTMLElement).getByTestId('btn-reading'));
  const dialog = await screen.findByTestId('reading-dialog');
  await user.click(within(dialog).getByLabelText('以获得省级资金为前提，按项目投资的10%'));
  await user.type(within(dialog).getByTestId('reason'), '局务会讨论决定');
  await user.click(within(dialog).getByTestId('btn-confirm'));
  await waitFor(() => expect(screen.getAllByTestId('reading')[0]?.textContent).toContain('经办人甲'));
  expect(callsOf(backend, 'decide')[0]?.[1]).toEqual({ kind: 'reading', id: 'award_basis', option: 'investment' });
  const decided = screen.getAllByTestId('decision');
  expect(decided[0]?.dataset.kind).toBe('reading');
  await user.click(within(decided[0] as HTMLElement).getByTestId('btn-revoke'));
  const why = await screen.findByTestId('reason-dialog');
  await user.type(within(why).getByTestId('reason'), '省里另有解释');
  await user.click(within(why).getByTestId('btn-confirm'));
  await waitFor(() => expect(screen.getAllByTestId('decision')[0]?.textContent).toContain('已失效：省里另有解释'));
});

test('a waiver shows its paper, scope, end and approver', async () => {
  const { user, backend } = await policy();
  await user.click(await screen.findByTestId('tab-decisions'));
  const waiver = (await screen.findAllByTestId('decision')).find((one) => one.dataset.kind === 'waiver');
  for (const words of ['韶工信函〔2022〕95号', '本专项全部项目', '2022年12月31日', '市工业和信息化局']) {
    expect(waiver?.textContent).toContain(words);
  }
  await user.click(screen.getByTestId('btn-waive-all'));
  const dialog = await screen.findByTestId('waiver-dialog');
  await user.selectOptions(within(dialog).getByTestId('waiver-condition'), '完工日期在建设期内');
  await user.type(within(dialog).getByTestId('authority'), '韶工信函〔2022〕99号');
  await user.type(within(dialog).getByTestId('reason'), '疫情延期');
  expect((within(dialog).getByTestId('btn-confirm') as HTMLButtonElement).disabled, 'an approver is needed').toBe(true);
  await user.type(within(dialog).getByTestId('approver'), '市政府');
  await user.click(within(dialog).getByTestId('btn-confirm'));
  await screen.findByTestId('notice');
  expect(callsOf(backend, 'decide')[0]?.[1]).toEqual({ kind: 'waiver', condition: 'completed_in_window', project: null, expires: '' });
});
