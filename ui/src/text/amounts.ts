// Amounts arrive as text and stay text. They are only ever put in order.

/** Orders two amounts such as `1,234.50` by their digits; empty ones come last. */
export function compareAmounts(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const [left, right] = [parts(a), parts(b)];
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  const order =
    left.whole.length - right.whole.length ||
    plainOrder(left.whole, right.whole) ||
    plainOrder(left.fraction, right.fraction);
  return left.negative ? -order : order;
}

function parts(amount: string): { negative: boolean; whole: string; fraction: string } {
  const digits = amount.replace(/[,，\s]/g, '');
  const [whole = '', fraction = ''] = digits.replace(/^-/, '').split('.');
  return { negative: digits.startsWith('-'), whole: whole.replace(/^0+/, ''), fraction: fraction.replace(/0+$/, '') };
}

function plainOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
