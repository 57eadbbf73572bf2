/**
 * Names for functions that are emitted before it is known what the bindings around them are called: letters of which emitted functions have
 * none otherwise, so that a look at the text finds them.
 */
const DIGIT_BITS = 4;
const DIGITS = 6;
const FIRST = 0xc0;
const OTHERS = 0xe0;

/** The placeholder with this number, below 2^24. */
export function placeholder(index: number): string {
  let text = '';
  for (let k = DIGITS - 1; k >= 0; k--) text += String.fromCharCode((k === DIGITS - 1 ? FIRST : OTHERS) | ((index >> (DIGIT_BITS * k)) & 15));
  return text;
}

/** The number of the placeholder that begins at `at`. */
export function placeholderIndex(text: string, at = 0): number {
  let index = 0;
  for (let i = at; i < at + DIGITS; i++) index = (index << DIGIT_BITS) | (text.charCodeAt(i) & 15);
  return index;
}

/** `text` with names in place of placeholders; `moved` is told where each ends, in `text` and in the result. */
export function withNames(text: string, names: readonly string[], moved: (before: number, after: number) => void): string {
  const found = /[\xc0-\xcf][\xe0-\xef]{5}/g;
  let result = '';
  let from = 0;
  for (let match = found.exec(text); match !== null; match = found.exec(text)) {
    result += text.slice(from, match.index) + names[placeholderIndex(text, match.index)]!;
    from = found.lastIndex;
    moved(from, result.length);
  }
  return result + text.slice(from);
}

export const isPlaceholder = (name: string): boolean => name.charCodeAt(0) >= FIRST;
