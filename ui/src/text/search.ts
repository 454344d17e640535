// Finding rows by what a clerk types: width and case do not matter, and every
// word must occur somewhere.

export function matches(typed: string, ...texts: string[]): boolean {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const whole = plain(texts.join('\n'));
  return words.every((word) => whole.includes(word));
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
