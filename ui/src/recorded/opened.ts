// Recorded answers: the commands of a return that lies open, with a memory of
// what was done about its findings.

import type { Backend, ReturnRef } from '../backend';
import { countyViews, flaggedSets, headerViews } from './city';
import { returnView, sheetPage, type Settled } from './worksheet';

type Commands = Pick<
  Backend,
  | 'openReturn'
  | 'sheetPage'
  | 'actOnFindings'
  | 'mapColumn'
  | 'headers'
  | 'forgetHeader'
  | 'replacement'
  | 'replaceReturn'
  | 'rereading'
  | 'rereadBatch'
  | 'sheetChoice'
  | 'chooseSheet'
  | 'returnReply'
  | 'returnTemplate'
  | 'counties'
  | 'noteNilReturn'
  | 'dropNilReturn'
  | 'flaggedSets'
  | 'decideSet'
>;

export function recordedReturns(note: (...call: [string, ...unknown[]]) => void): Commands {
  const settled: Settled = new Map();
  let leftOut = '';
  let remapped = false;
  let counties = countyViews();
  let sets = flaggedSets();
  let headers = headerViews();
  const batchOf = (of: ReturnRef) => ('batch' in of ? of.batch : null);
  return {
    openReturn: async (_programme, of) => returnView(batchOf(of), 'path' in of && of.path.includes('更正'), settled, leftOut, remapped),
    sheetPage: async (_programme, of, sheet) => sheetPage(sheet, batchOf(of), settled),
    actOnFindings: async (_programme, of, act, reason) => {
      note('actOnFindings', of, act, reason);
      const which = [act.which].flat();
      if (act.act === 'answer' && act.value === '不知道') throw { code: 'bad_value', message: '“统一社会信用代码”不能填“不知道”：请填18位统一社会信用代码。' };
      // The two doubtful dates are alike.
      if (act.act === 'answer' && act.alike) which.push('#3');
      for (const one of which) {
        if (act.act === 'undo') settled.delete(Number(one.slice(1)));
        else settled.set(Number(one.slice(1)), { state: act.act === 'accept' ? 'accepted' : 'repaired', reason });
      }
      const done = { repair: '已更正', accept: '已接受', answer: '已填写', undo: '已撤销' }[act.act];
      return { batch: batchOf(of), sentence: `${done}${which.length}处。` };
    },
    mapColumn: async (programme, of, column, fact) => {
      note('mapColumn', programme, of, column, fact);
      remapped = fact !== '';
    },
    headers: async () => headers,
    forgetHeader: async (programme, county, header) => {
      note('forgetHeader', programme, county, header);
      headers = headers.filter((one) => one.header !== header);
    },
    replacement: async (programme, path) => {
      note('replacement', programme, path);
      return {
        batch: 2,
        file: '南雄市汇总表（二次修改）.xls',
        comparison: {
          batch: 2,
          file: '南雄市汇总表.xls',
          asked: [],
          changed: [
            { place: '项目表 第9行', enterprise: '韶关市第4精密制造有限公司', project: '上云项目', field: '项目总投资（万元）', before: '225', after: '825', asked_for: false, money: true },
          ],
          added: [{ place: '项目表 第11行', enterprise: '韶关市第6精密制造有限公司', project: '上云项目' }],
          gone: [],
          summary: '原来没有要求更正；另有1处改动没有要求；新增1个项目，减少0个项目。',
        },
        changes: [
          '项目表 第9行 韶关市第4精密制造有限公司《上云项目》项目总投资（万元）：225 → 825（没有要求改）',
          '新增 项目表 第11行 韶关市第6精密制造有限公司《上云项目》',
        ],
        kept: ['韶关市第1精密制造有限公司《上云项目》：联系电话 0751-8880000'],
        facts: ['韶关市第2精密制造有限公司《上云项目》：项目总投资（万元） 315（县里改为310）'],
        findings: [],
        decisions: [],
        prints: [],
        summary: '用“南雄市汇总表（二次修改）.xls”替换第2批（南雄市汇总表.xls）：沿用1处人工填写或处理，1处不再有效，请看下面；延续的项目在项目库里位置不变。',
      };
    },
    replaceReturn: async (programme, path, reason) => {
      note('replaceReturn', programme, path, reason);
      return { name: '南雄市汇总表（二次修改）.xls', outcome: 'taken_in', message: '南雄市汇总表（二次修改）.xls：导入9个项目，替换了第2批。', batch: 4, projects: 9 };
    },
    rereading: async (batch) => ({
      batch,
      file: '南雄市汇总表（二次修改）.xls',
      comparison: null,
      changes: [],
      kept: ['项目表!I10 电话号码可疑：已接受（电话核实）'],
      facts: ['韶关市第2精密制造有限公司《上云项目》：完工日期 2022年10月（项目表!H7“日期有歧义”的处理：县里来电；现在读作2022年6月30日）'],
      findings: [],
      decisions: [],
      prints: [],
      summary: `第${batch}批（南雄市汇总表（二次修改）.xls）重新读取后有6个项目；沿用1处人工填写或处理，1处不再对应，请看下面，会记入操作日志。`,
    }),
    sheetChoice: async (programme, of, sheet, leaveOut) => {
      note('sheetChoice', programme, of, sheet, leaveOut);
      return null;
    },
    chooseSheet: async (programme, of, sheet, leaveOut, reason) => {
      note('chooseSheet', programme, of, sheet, leaveOut, reason);
      leftOut = leaveOut ? `2022年7月6日09:10 经办人：${reason}` : '';
      return { batch: batchOf(of), sentence: `工作表“${sheet}”${leaveOut ? '不导入' : '恢复导入'}。` };
    },
    rereadBatch: async (batch, reason) => {
      note('rereadBatch', batch, reason);
      remapped = false;
      return { name: '南雄市汇总表（二次修改）.xls', outcome: 'taken_in', message: `第${batch}批已重新读取。南雄市汇总表（二次修改）.xls：导入9个项目。`, batch, projects: 9 };
    },
    returnReply: async (_programme, of, folder) => {
      note('returnReply', of, folder);
      return `${folder}/退改_南雄市汇总表（二次修改）.xlsx`;
    },
    returnTemplate: async (programme, path) => note('returnTemplate', programme, path),
    counties: async () => counties,
    noteNilReturn: async (programme, county, reason) => {
      note('noteNilReturn', programme, county, reason);
      counties = counties.map((one) => (one.id === county ? { ...one, reporting: 'nil', label: '零报送', noted: `2022年7月6日 经办人登记：${reason}` } : one));
    },
    dropNilReturn: async (programme, county) => {
      note('dropNilReturn', programme, county);
      counties = counties.map((one) => (one.id === county ? { ...one, reporting: 'awaited', label: '未报', noted: '' } : one));
    },
    flaggedSets: async (_programme, project) => (project === null ? sets : sets.filter((set) => set.members.some((one) => one.project === project))),
    decideSet: async (programme, id, choice, kept, reason) => {
      note('decideSet', programme, id, choice, kept, reason);
      const words: Record<string, string> = { open: '待认定', keep_all: '都留', keep_one: '只留一个', different: '不是同一个' };
      sets = sets.map((set) =>
        set.id === id
          ? {
              ...set,
              choice,
              choice_label: words[choice] ?? '',
              decided: choice === 'open' ? '' : `2022年7月6日 经办人认定“${words[choice]}”：${reason}`,
              members: set.members.map((one) => ({ ...one, left_out: choice === 'keep_one' && one.project !== kept })),
            }
          : set,
      );
    },
  };
}
