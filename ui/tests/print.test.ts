import { screen, waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { callsOf, failing, openWindow } from './open';

async function printScreen(...how: Parameters<typeof openWindow>) {
  const window = await openWindow(...how);
  await window.user.keyboard('{Alt>}4{/Alt}');
  await screen.findAllByTestId('choose-project');
  return window;
}

test('the preview turns pages and zooms from the keyboard', async () => {
  const { user } = await printScreen();
  await waitFor(() => expect(screen.getByTestId('preview').dataset.pages).toBe('2'));
  screen.getByRole('region', { name: /^申报书：/ }).focus();
  await user.keyboard('{PageDown}');
  expect(screen.getByTestId('preview-page').textContent).toBe('第 2 页，共 2 页');
  await user.keyboard('{PageDown}{Home}');
  expect(screen.getByTestId('preview-page').textContent).toBe('第 1 页，共 2 页');
});

test('copies are those of the notice until the clerk says otherwise', async () => {
  const { user } = await printScreen();
  const copies = screen.getByLabelText('份数') as HTMLInputElement;
  expect(copies.value).toBe('7');
  await user.click(screen.getAllByTestId('choose-project')[0] as HTMLElement);
  await user.clear(copies);
  await user.type(copies, '七');
  expect(screen.getByText('份数请填 1 到 99 的整数。')).toBeTruthy();
  expect((screen.getByTestId('btn-print') as HTMLButtonElement).disabled).toBe(true);
  await user.click(screen.getByTestId('form-commitment'));
  expect(copies.value, 'another form starts with its own number').toBe('7');
});

test('what was chosen is printed, in the order of the library', async () => {
  const { user, backend } = await printScreen();
  const boxes = screen.getAllByTestId('choose-project');
  await user.click(boxes[2] as HTMLElement);
  await user.click(boxes[0] as HTMLElement);
  await user.click(screen.getByTestId('btn-print'));
  const files = await screen.findAllByTestId('printed-file');
  expect(callsOf(backend, 'printForms')).toEqual([
    [{ programme: 'sg2022', form: 'application', projects: [1, 3], copies: 7, ineligible_too: false, leave_blank: false, leave_out: false, folder: '/home/office/打印' }],
  ]);
  expect(files).toHaveLength(4);
  expect(files[0]?.textContent).toContain('内含 7 份');

  await user.click(screen.getByRole('button', { name: '打开申报书-1.pdf' }));
  expect(callsOf(backend, 'openPath')).toEqual([['/home/office/打印/申报书-1.pdf']]);
  await user.click(screen.getByTestId('btn-open-folder'));
  expect(callsOf(backend, 'openFolderOf')).toEqual([['/home/office/打印/申报书-全部-一式七份.pdf']]);
  await user.click(screen.getByRole('button', { name: '另存为：申报书-3.pdf' }));
  expect((await screen.findByTestId('notice')).textContent).toContain('已另存为 /home/office/申报书-3.pdf');
});

test('a search narrows what "select all" ticks', async () => {
  const { user } = await printScreen();
  await user.type(screen.getByLabelText('搜索项目'), '武江区');
  await user.click(screen.getByTestId('choose-all'));
  expect(screen.getByTestId('chosen-count').textContent).toBe('已选 4 / 42');
});

test('projects that could not be printed are named with the reason', async () => {
  const refused = '武江粤北冶金有限公司：缺“企业名称”，请先补填。';
  const { user } = await printScreen({}, { printForms: async () => ({ folder: '/x', printing: null, files: [], summary: [], refused: [refused], others_can: false, cancelled: false }) });
  await user.click(screen.getAllByTestId('choose-project')[4] as HTMLElement);
  await user.click(screen.getByTestId('btn-print'));
  expect((await screen.findByTestId('printed')).textContent).toContain(refused);
});

test('a list that one project stops is printed without it on request', async () => {
  const refused = '拟支持项目公示：“名单”表中第2行“单位名称”栏“𠮷野公司”里的“𠮷”（U+20BB7）字体中没有，没有打印。';
  const stopped = { folder: '/x', printing: null, files: [], summary: [], refused: [refused], others_can: true, cancelled: false };
  const asked: boolean[] = [];
  const printForms = async ({ leave_out }: { leave_out: boolean }) => {
    asked.push(leave_out);
    return stopped;
  };
  const { user } = await printScreen({}, { printForms });
  await user.click(screen.getAllByTestId('choose-project')[0] as HTMLElement);
  await user.click(screen.getByTestId('btn-print'));
  expect((await screen.findByTestId('printed')).textContent).toContain(refused);
  await user.click(screen.getByTestId('btn-print-others'));
  await waitFor(() => expect(asked).toEqual([false, true]));
});

test('a form that cannot be set says why, and a broken preview what to do', async () => {
  await printScreen({}, { previewForm: failing('“㐀”没有字体可以打印，见“企业名称”。请安装“遍黑体”。') });
  expect((await screen.findByTestId('error')).textContent).toContain('请安装“遍黑体”');
  document.body.replaceChildren();
  await printScreen({}, { previewForm: async () => new Uint8Array() });
  expect((await screen.findByTestId('error')).textContent).toContain('再用系统阅读器打开查看');
});

test('what was printed can be looked at, byte for byte the file on disk', async () => {
  const { user, backend } = await printScreen();
  await user.click(screen.getAllByTestId('choose-project')[0] as HTMLElement);
  await user.click(screen.getByTestId('btn-print'));
  expect((await screen.findByTestId('printed-summary')).textContent).toContain('成册文件 1 个，含全部各份：14 页，双面用纸 7 张；单件文件 1 个');
  await user.click(screen.getByRole('button', { name: '预览申报书_签章清单.pdf' }));
  await waitFor(() => expect(callsOf(backend, 'printedBytes')).toEqual([['/home/office/打印/申报书_签章清单.pdf']]));
  expect(await screen.findByRole('region', { name: /^申报书_签章清单.pdf/ })).toBeTruthy();
});

test('the preview is of as many copies as will be printed', async () => {
  const { user, backend } = await printScreen();
  const copies = screen.getByLabelText('份数') as HTMLInputElement;
  await user.clear(copies);
  await user.type(copies, '3');
  await waitFor(() => expect(callsOf(backend, 'previewForm').at(-1)).toEqual(['application', 1, 3]));
});

test('a file that is too long for the dialog is sent to a reader', async () => {
  const long = { path: '/x/a.pdf', name: 'a.pdf', kind: 'book', what: '成册', pages: 700, copies: 350 };
  const { user, backend } = await printScreen({}, { printForms: async () => ({ folder: '/x', printing: 1, files: [long], summary: [], refused: [], others_can: false, cancelled: false }) });
  await user.click(screen.getAllByTestId('choose-project')[0] as HTMLElement);
  await user.click(screen.getByTestId('btn-print'));
  await user.click(await screen.findByTestId('btn-print-file'));
  expect((await screen.findByTestId('error')).textContent).toContain('请用“打开”在系统阅读器里打印');
  expect(callsOf(backend, 'printedBytes'), 'nothing was fetched for it').toEqual([]);
});

test('papers are set in the fonts that ship until the clerk chooses the official ones', async () => {
  const { user, backend } = await printScreen();
  const fonts = await screen.findByTestId('fonts');
  expect(fonts.textContent).toContain('字体：软件自带');
  const before = callsOf(backend, 'previewForm').length;
  await user.click(screen.getByTestId('fonts-official'));
  await waitFor(() => expect(fonts.textContent).toContain('字体：这台电脑的公文字体'));
  expect(fonts.textContent).toContain('仿宋用“仿宋_GB2312”');
  expect(callsOf(backend, 'chooseFonts')).toEqual([[true]]);
  await waitFor(() => expect(callsOf(backend, 'previewForm').length, 'the preview is made anew').toBe(before + 1));
});

test('what a form must have is filled in before printing, or left blank by choice', async () => {
  const { user, backend } = await printScreen();
  await user.click(screen.getByTestId('form-payments'));
  await user.click(screen.getByTestId('choose-all'));
  const missing = await screen.findByTestId('print-missing');
  expect(missing.textContent).toContain('有 2 个项目缺拨付明细表必须有的内容');
  const field = screen.getAllByLabelText('银行账号')[1] as HTMLInputElement;
  await user.type(field, '44050161000000001234');
  await user.click(screen.getByTestId('btn-fill-missing'));
  await waitFor(() => expect(callsOf(backend, 'setFact')).toEqual([[2, 'account_number', '44050161000000001234', '打印前向企业核实补填']]));
  await waitFor(() => expect(callsOf(backend, 'missingForPrint')).toHaveLength(2));
  await user.click(screen.getByTestId('leave-blank'));
  await user.click(screen.getByTestId('btn-print'));
  await screen.findAllByTestId('printed-file');
  expect(callsOf(backend, 'printForms')[0]?.[0]).toMatchObject({ form: 'payments', leave_blank: true });
});

test('a blank form is looked at before it is printed', async () => {
  const { user, backend } = await printScreen();
  await user.click(screen.getByTestId('btn-look-blank'));
  await waitFor(() => expect(callsOf(backend, 'previewBlank')).toEqual([['sg2022', 'application']]));
  await screen.findByRole('region', { name: /^空白申报书/ });
});
