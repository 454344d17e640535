import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { HOSTILE } from '../src/recorded/projects';
import { columnLetters, placeOf } from '../src/screens/import/place';
import { callsOf, failing, openWindow, type Window } from './open';

async function openBatch(...how: Parameters<typeof openWindow>): Promise<Window> {
  const window = await openWindow(...how);
  await window.user.keyboard('{Alt>}1{/Alt}');
  await window.user.click((await screen.findAllByTestId('btn-open-batch'))[1] as HTMLElement);
  await screen.findByTestId('sheet');
  await screen.findByTestId('finding-card');
  return window;
}

/** What was done of one kind about findings. */
const acts = (backend: Window['backend'], act: string) =>
  callsOf(backend, 'actOnFindings').filter(([, done]) => (done as { act: string }).act === act);

const cell = (name: string) => document.querySelector<HTMLElement>(`[data-cell="${name}"]`) as HTMLElement;
const card = () => screen.getByTestId('finding-card').textContent ?? '';

test('the sheet is at hand for the keyboard, and closing it does not lose the place', async () => {
  const { user } = await openBatch();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('sheet')));
  await user.click(screen.getByTestId('btn-close-sheet'));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('btn-pick-files')));
});

test('places are named as clerks name them', () => {
  expect([0, 25, 26, 701].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ']);
  expect(placeOf('AA12')).toEqual({ row: 12, column: 26 });
  expect(placeOf('K6:K11')).toEqual({ row: 6, column: 10 });
  expect(placeOf('')).toBeNull();
});

test('the sheet stands as the county made it, with the findings on their cells', async () => {
  await openBatch();
  expect(cell('A1').getAttribute('colspan'), 'a merged title is one cell').toBe('10');
  expect(cell('A3').getAttribute('rowspan')).toBe('3');
  expect(cell('G3'), 'a covered cell is not drawn').toBeNull();
  expect(cell('C8').className).toContain('error');
  expect(cell('C8').textContent, 'a word says it, not a colour alone').toContain('错误');
  expect(cell('H7').className).toContain('question');
  expect(cell('B7').textContent, 'markup is shown as text').toContain(HOSTILE);
  expect(document.querySelector('img'), 'no element was made of it').toBeNull();
  expect(screen.getAllByText('隐藏').length, 'hidden rows and columns say so').toBeGreaterThan(0);
});

test('the row in hand shows what is stored, with its cells', async () => {
  const { user } = await openBatch();
  expect(cell('C8').getAttribute('aria-selected'), 'the gravest finding first').toBe('true');
  const stored = () => screen.getAllByTestId('stored-fact').map((one) => one.textContent);
  expect(stored()[2], 'an unreadable code is unknown, never zero').toContain('未知');
  await user.click(cell('F9'));
  expect(stored().some((one) => one?.includes('F9') && one.includes('225'))).toBe(true);
});

test('everything can be done by keyboard: step, accept, answer, reason, undo', async () => {
  const { user, backend } = await openBatch();
  expect(card()).toContain('信用代码精度丢失');
  await user.keyboard('n');
  await waitFor(() => expect(card()).toContain('日期有歧义'));
  expect(cell('H7').getAttribute('aria-selected')).toBe('true');
  await user.keyboard('y');
  await waitFor(() => expect(acts(backend, 'repair')).toEqual([[{ batch: 2 }, { act: 'repair', which: ['#2'] }, '接受软件的更正建议']]));
  await waitFor(() => expect(card(), 'on to the next open one').toContain('H9'));
  await user.keyboard('n');
  await waitFor(() => expect(card()).toContain('电话号码可疑'));
  await user.keyboard('r');
  await user.type(await screen.findByTestId('reason'), '电话核实，是总机分机号');
  await user.keyboard('{Tab}{Tab}{Enter}');
  await waitFor(() => expect(acts(backend, 'accept')).toEqual([[{ batch: 2 }, { act: 'accept', which: ['#4'] }, '电话核实，是总机分机号']]));
  await waitFor(() => expect(card()).toContain('信用代码精度丢失'));
  await user.keyboard('t');
  await user.type(await screen.findByTestId('fact-input'), '91440282MA4W10128X{Tab}');
  await user.keyboard('县里来电更正{Enter}');
  await waitFor(() => expect(acts(backend, 'answer')).toEqual([[{ batch: 2 }, { act: 'answer', which: '#1', value: '91440282MA4W10128X', alike: false }, '县里来电更正']]));
  await waitFor(() => expect(card(), 'the one that is left').toContain('H9'));
  await user.keyboard('p');
  await waitFor(() => expect(screen.getByTestId('finding-card').dataset.state).toBe('repaired'));
  await user.keyboard('u');
  await waitFor(() => expect(acts(backend, 'undo')).toEqual([[{ batch: 2 }, { act: 'undo', which: ['#2'] }, '经办人撤销处理']]));
});

test('arrows walk the sheet', async () => {
  const { user } = await openBatch();
  screen.getByTestId('sheet').focus();
  await user.keyboard('{ArrowDown}{ArrowRight}');
  await waitFor(() => expect(cell('D9').getAttribute('aria-selected')).toBe('true'));
});

test('a whole cause is accepted at once, and taken back at once', async () => {
  const { user, backend } = await openBatch();
  await user.click(screen.getByTestId('tab-list'));
  const group = () => document.querySelector<HTMLElement>('[data-kind="date_ambiguous"]') as HTMLElement;
  expect(group().textContent).toContain('2 处');
  await user.click(within(group()).getByTestId('btn-repair-all'));
  await waitFor(() => expect(acts(backend, 'repair')).toEqual([[{ batch: 2 }, { act: 'repair', which: ['#2', '#3'] }, '接受软件的更正建议']]));
  await waitFor(() => expect(group().textContent).toContain('已处理'));
  await user.click(await within(group()).findByTestId('btn-undo-all'));
  await waitFor(() => expect(acts(backend, 'undo')).toEqual([[{ batch: 2 }, { act: 'undo', which: ['#2', '#3'] }, '经办人撤销处理']]));
});

test('one answer settles a column that can be read in two ways, and is typed for one cell else', async () => {
  const { user, backend } = await openBatch();
  await user.click(screen.getByTestId('tab-list'));
  const group = () => document.querySelector<HTMLElement>('[data-kind="date_ambiguous"]') as HTMLElement;
  await user.click(within(group()).getByTestId('btn-answer-all'));
  const dialog = await screen.findByTestId('answer-dialog');
  expect((within(dialog).getByTestId('answer-alike') as HTMLInputElement).checked, 'meant for the column').toBe(true);
  expect(dialog.textContent).toContain('同样疑问的 2 处');
  await user.click(within(dialog).getByText('10月，即2022年10月'));
  await user.type(within(dialog).getByTestId('answer-reason'), '县里来电{Enter}');
  await waitFor(() => expect(acts(backend, 'answer')).toEqual([[{ batch: 2 }, { act: 'answer', which: '#2', value: '10月', alike: true }, '县里来电']]));
  await waitFor(() => expect(group().textContent).toContain('已处理'));
  await user.click(await within(group()).findByTestId('btn-undo-all'));
  await waitFor(() => expect(acts(backend, 'undo')).toEqual([[{ batch: 2 }, { act: 'undo', which: ['#2', '#3'] }, '经办人撤销处理']]));
});

test('a single cell of such a column is answered by itself, or with a value that is neither', async () => {
  const { user, backend } = await openBatch();
  await user.keyboard('n');
  await waitFor(() => expect(card()).toContain('日期有歧义'));
  await user.keyboard('t');
  const dialog = await screen.findByTestId('answer-dialog');
  expect(within(dialog).queryByTestId('fact-input'), 'two ways are enough to begin with').toBeNull();
  await user.click(within(dialog).getByText('都不是，另填数值'));
  expect(dialog.textContent, 'the same words, not the same doubt').toContain('同样写“2022.1”的 2 处');
  await user.type(within(dialog).getByTestId('fact-input'), '2022-01-15{Tab}');
  await user.type(within(dialog).getByTestId('answer-reason'), '县里来电{Enter}');
  await waitFor(() => expect(acts(backend, 'answer')).toEqual([[{ batch: 2 }, { act: 'answer', which: '#2', value: '2022-01-15', alike: false }, '县里来电']]));
});

test('a value that does not fit is told in the dialog, which stays', async () => {
  const { user } = await openBatch();
  await user.click(screen.getByTestId('btn-answer'));
  await user.type(await screen.findByTestId('fact-input'), '不知道{Tab}');
  await user.keyboard('县里来电更正{Enter}');
  const dialog = await screen.findByTestId('answer-dialog');
  await waitFor(() => expect(dialog.textContent).toContain('请填18位统一社会信用代码'));
});

test('what a column means is shown with its confidence, corrected, forgotten', async () => {
  const { user, backend } = await openBatch();
  await user.click(screen.getByTestId('tab-columns'));
  const rows = screen.getAllByTestId('column-row');
  expect(rows[5]?.textContent).toContain('表头相近，请核对');
  expect(rows[7]?.textContent).toContain('按经办人指定');
  const offered = [...(within(rows[5] as HTMLElement).getByTestId('column-fact') as HTMLSelectElement).options].map((one) => one.value);
  expect(offered, 'a question about the whole file is no column').not.toContain('return_unit');
  expect(offered, 'a column that is known is forgotten, not chosen away').not.toContain('');
  await user.selectOptions(within(rows[5] as HTMLElement).getByTestId('column-fact'), 'equipment_amount');
  await waitFor(() => expect(callsOf(backend, 'mapColumn')).toEqual([['sg2022', { batch: 2 }, 'F', 'equipment_amount']]));
  await user.click(await screen.findByTestId('btn-reread'));
  const dialog = await screen.findByTestId('reason-dialog');
  expect(dialog.textContent).toContain('现在读作2022年6月30日');
  expect(dialog.textContent).toContain('2022年10月');
  await user.click(screen.getByTestId('btn-confirm'));
  await waitFor(() => expect(callsOf(backend, 'rereadBatch')).toEqual([[2, '列名对应更正']]));
  await waitFor(() => expect(screen.queryByTestId('btn-reread')).toBeNull());
});

test('a sheet is left out for a reason, and taken back', async () => {
  const { user, backend } = await openBatch();
  const lists = await screen.findAllByTestId('btn-sheet');
  await user.click(lists[2] as HTMLElement);
  // The other list stays in whatever sheet is shown.
  expect(screen.queryByTestId('btn-take-sheet-back')).toBeNull();
  const page = await screen.findByTestId('btn-leave-sheet-out');
  await user.click(page);
  await user.type(await screen.findByTestId('reason'), '去年的表{Enter}');
  await waitFor(() => expect(callsOf(backend, 'chooseSheet')).toEqual([['sg2022', { batch: 2 }, '2021年', true, '去年的表']]));
  const worksheet = await screen.findByTestId('worksheet');
  await waitFor(() => expect(worksheet.textContent).toContain('经办人：去年的表'));
  await user.click(await screen.findByTestId('btn-take-sheet-back'));
  await user.click(await screen.findByTestId('btn-confirm'));
  await waitFor(() => expect(callsOf(backend, 'chooseSheet')).toHaveLength(2));
});

test('a corrected return is compared, and takes the place of the first', async () => {
  const window = await openWindow();
  const { user, backend } = window;
  const checked = await backend.checkReturns('sg2022', [], () => undefined);
  const file = checked.files[1];
  backend.checkReturns = async () => ({ files: file ? [{ ...file, path: '/桌面/南雄更正.xls', corrects: 2 }] : [], across: [] });
  await user.keyboard('{Alt>}1{/Alt}');
  await user.click(await screen.findByTestId('btn-pick-files'));
  expect((await screen.findByTestId('file-row')).textContent).toContain('更正稿');
  expect((screen.getByTestId('btn-take-in') as HTMLButtonElement).disabled, 'it is not taken in beside the first').toBe(true);
  await user.click(screen.getByTestId('btn-open-correction'));
  await user.click(await screen.findByTestId('tab-comparison'));
  const comparison = screen.getByTestId('comparison').textContent ?? '';
  expect(comparison).toContain('没有要求却改了的（1）');
  expect(comparison).toContain('新增的项目（1）');
  expect(screen.getAllByTestId('asked-row').map((row) => row.textContent)[1]).toContain('没有更正');
  await user.click(screen.getByTestId('btn-replace'));
  const lists = (await screen.findByTestId('loss-lists')).textContent ?? '';
  expect(lists, 'what would be lost is said before').toContain('县里改为310');
  expect(lists, 'and what holds on').toContain('沿用（1）');
  await user.click(screen.getByTestId('btn-confirm'));
  await waitFor(() => expect(callsOf(backend, 'replaceReturn')).toEqual([['sg2022', '/桌面/南雄更正.xls', '县里报来更正稿']]));
  expect((await screen.findByTestId('notice')).textContent).toContain('替换了第2批');
});

test('the reply to the county and the empty form are written from here', async () => {
  const { user, backend } = await openBatch();
  await user.click(screen.getByTestId('btn-reply'));
  await waitFor(() => expect(callsOf(backend, 'returnReply')).toEqual([[{ batch: 2 }, '/home/office/打印']]));
  await user.click(screen.getByTestId('btn-close-sheet'));
  await user.click(await screen.findByTestId('btn-template'));
  await waitFor(() => expect(callsOf(backend, 'returnTemplate')).toHaveLength(1));
});

test('a file that cannot be opened says why and leaves the way back', async () => {
  const { user } = await openWindow({}, { openReturn: failing('“a.xls”的内容读不出来。请看导入检查给出的原因。') });
  await user.keyboard('{Alt>}1{/Alt}');
  await user.click((await screen.findAllByTestId('btn-open-batch'))[0] as HTMLElement);
  expect((await screen.findByTestId('error')).textContent).toContain('读不出来');
  await user.click(screen.getByTestId('btn-close-sheet'));
  expect(await screen.findByTestId('drop-area')).toBeTruthy();
});

async function openFile(): Promise<Window> {
  const window = await openWindow();
  await window.user.keyboard('{Alt>}1{/Alt}');
  await window.user.click(await screen.findByTestId('btn-pick-files'));
  await window.user.click((await screen.findAllByTestId('btn-file-details'))[1] as HTMLElement);
  await window.user.click(await screen.findByTestId('btn-open-sheet'));
  await screen.findByTestId('finding-card');
  return window;
}

test('a file is settled before it is taken in, by keyboard alone', async () => {
  const { user, backend } = await openFile();
  const path = { path: '/home/office/桌面/南雄市汇总表（二次修改）.xls' };
  expect(screen.getByTestId('btn-take-in-one'), 'it is not taken in').toBeTruthy();
  await user.keyboard('n');
  await waitFor(() => expect(card()).toContain('未注明金额单位'));
  await user.keyboard('t');
  await user.selectOptions(await screen.findByTestId('fact-input'), '万元');
  await user.type(screen.getByTestId('answer-reason'), '县里来电{Enter}');
  await waitFor(() => expect(acts(backend, 'answer')).toEqual([[path, { act: 'answer', which: '#6', value: 'wan_yuan', alike: false }, '县里来电']]));
  await waitFor(() => expect(card(), 'on to the next open one').toContain('日期有歧义'));
  await user.keyboard('y');
  await waitFor(() => expect(acts(backend, 'repair')).toEqual([[path, { act: 'repair', which: ['#2'] }, '接受软件的更正建议']]));
  await user.click(screen.getByTestId('btn-reply'));
  await waitFor(() => expect(callsOf(backend, 'returnReply')).toEqual([[path, '/home/office/打印']]));
  const check = backend.checkReturns;
  const again: string[][] = [];
  backend.checkReturns = (programme, paths, report) => {
    again.push(paths);
    return check(programme, paths, report);
  };
  await user.click(screen.getByTestId('btn-close-sheet'));
  await waitFor(() => expect(again, 'the list shows what was settled').toEqual([[path.path]]));
  expect((await screen.findAllByTestId('file-row')).length).toBeGreaterThan(1);
});

test('an answer about a whole batch leads to the batch it became', async () => {
  const { user, backend } = await openBatch();
  backend.actOnFindings = async () => ({ batch: 7, sentence: '已填写1处。' });
  await user.keyboard('t');
  await user.type(await screen.findByTestId('fact-input'), '91440282MA4W10128X{Tab}');
  await user.keyboard('县里来电更正{Enter}');
  expect((await screen.findByTestId('notice')).textContent).toContain('已填写1处');
  await waitFor(() => expect(screen.getByTestId('worksheet').textContent).toContain('第 7 批'));
});
