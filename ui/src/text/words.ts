// Words and signs of states: each has a sign and a word, so that none is told
// by its colour alone.

export type Tone = 'good' | 'ask' | 'bad' | 'calm' | 'accent';
export type Sign = 'tick' | 'question' | 'cross' | 'warning' | 'info' | 'dash' | 'clock' | 'person' | 'pencil';

export interface Mark {
  tone: Tone;
  sign: Sign;
  word: string;
}

const PLAIN: Mark = { tone: 'calm', sign: 'dash', word: '' };

const VERDICTS: Record<string, Mark> = {
  import: { tone: 'good', sign: 'tick', word: '可导入' },
  questions: { tone: 'ask', sign: 'question', word: '有疑问' },
  refuse: { tone: 'bad', sign: 'cross', word: '不能导入' },
};

const SEVERITIES: Record<string, Mark> = {
  error: { tone: 'bad', sign: 'cross', word: '错误' },
  question: { tone: 'ask', sign: 'question', word: '疑问' },
  warning: { tone: 'calm', sign: 'warning', word: '提醒' },
  info: { tone: 'calm', sign: 'info', word: '说明' },
};

const OUTCOMES: Record<string, Mark> = {
  taken_in: { tone: 'good', sign: 'tick', word: '已导入' },
  already: { tone: 'calm', sign: 'info', word: '早已导入' },
  refused: { tone: 'bad', sign: 'cross', word: '未导入' },
};

const KINDS: Record<string, Mark> = {
  ceiling: { tone: 'good', sign: 'tick', word: '可补上限' },
  entitlement: { tone: 'good', sign: 'tick', word: '应补' },
  provisional: { tone: 'ask', sign: 'clock', word: '待核定' },
  unknown: { tone: 'ask', sign: 'question', word: '无法计算' },
  manual: { tone: 'accent', sign: 'person', word: '待人工认定' },
  ineligible: { tone: 'bad', sign: 'cross', word: '不符合' },
  excluded: { tone: 'calm', sign: 'dash', word: '已剔除' },
  '': { tone: 'calm', sign: 'dash', word: '尚未测算' },
};

const PAPERS: Record<string, Mark> = {
  same: { tone: 'good', sign: 'tick', word: '一致' },
  changed: { tone: 'bad', sign: 'cross', word: '不能再用' },
  unknown: { tone: 'ask', sign: 'question', word: '查不到' },
  unclear: { tone: 'ask', sign: 'info', word: '还不能确定' },
};

const STANDINGS: Record<string, Mark> = {
  same: { tone: 'good', sign: 'tick', word: '与库中一致' },
  changed: { tone: 'bad', sign: 'cross', word: '数据已变动' },
  withdrawn: { tone: 'bad', sign: 'cross', word: '项目已撤回' },
};

const COPIES: Record<string, Mark> = {
  printed: { tone: 'calm', sign: 'dash', word: '已打印' },
  signed: { tone: 'accent', sign: 'pencil', word: '已签字' },
  sealed: { tone: 'accent', sign: 'tick', word: '已盖章' },
  handed_in: { tone: 'good', sign: 'tick', word: '已交' },
  returned: { tone: 'ask', sign: 'warning', word: '已退回' },
  void: { tone: 'bad', sign: 'cross', word: '已作废' },
};

export const SEVERITY_ORDER = ['error', 'question', 'warning', 'info'];

export const verdictMark = (verdict: string): Mark => VERDICTS[verdict] ?? { ...PLAIN, word: verdict };
export const severityMark = (severity: string): Mark => SEVERITIES[severity] ?? { ...PLAIN, word: severity };
export const outcomeMark = (outcome: string): Mark => OUTCOMES[outcome] ?? { ...PLAIN, word: outcome };

export const paperMark = (verdict: string): Mark => PAPERS[verdict] ?? { ...PLAIN, word: verdict };

/** The sign of a print's standing, with the words the desk uses for it. */
export const standingMark = (standing: string, label: string): Mark => ({ ...(STANDINGS[standing] ?? PLAIN), word: label });

/** The sign of a copy's state, with the words the desk uses for it. */
export const copyMark = (state: string, label: string): Mark => ({ ...(COPIES[state] ?? PLAIN), word: label });

/** The sign of a kind of result, with the words the desk uses for it. */
export function kindMark(kind: string, label: string): Mark {
  const mark = KINDS[kind] ?? PLAIN;
  return { ...mark, word: label || mark.word };
}

/** The last part of a path, whichever way its slashes lean. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
