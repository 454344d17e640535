// What a command failed with, as the window tells it.

import type { ErrorView } from '../views';

/** Whatever a command failed with, as the sentence that is shown. */
export function errorView(thrown: unknown): ErrorView {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'code' in thrown) {
    const { code, message } = thrown as ErrorView;
    if (typeof code === 'string' && typeof message === 'string' && message) return { code, message };
  }
  return { code: '', message: '操作没有完成，原因不明。请再试一次；仍不行时，请关闭程序重新打开。' };
}
