/**
 * Tokens of the text format, as far as a script needs them. A source is a string of bytes: each character is one byte, so that
 * what is no UTF-8 survives.
 */

export interface Token {
  readonly kind: '(' | ')' | 'string' | 'atom' | 'space' | 'comment';
  readonly start: number;
  readonly end: number;
}

export class ScriptError extends Error {}

export function lineOf(source: string, position: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < position; at = source.indexOf('\n', at + 1)) line++;
  return line;
}

const space = /[ \t\r\n]+/y;
const lineComment = /;;[^\r\n]*/y;
const atom = /[^ \t\r\n()";,[\]{}]+|[;,[\]{}]/y;
const text = /"(?:[^"\\]|\\[^])*"/y;
const blockMark = /\(;|;\)/g;

/** The token at `start`. Together the tokens are the whole source. */
export function tokenAt(source: string, start: number): Token {
  const match = (pattern: RegExp, at = start): number | undefined => {
    pattern.lastIndex = at;
    return pattern.test(source) ? pattern.lastIndex : undefined;
  };
  const token = (kind: Token['kind'], end: number): Token => ({ kind, start, end });
  const character = source[start]!;
  if (character === '(') return source[start + 1] === ';' ? token('comment', blockEnd(source, start)) : token('(', start + 1);
  if (character === ')') return token(')', start + 1);
  let end = match(space);
  if (end !== undefined) return token('space', end);
  end = match(lineComment);
  if (end !== undefined) return token('comment', end);
  end = match(text);
  if (end !== undefined) return token('string', end);
  end = match(atom);
  if (end === undefined) throw new ScriptError(`line ${lineOf(source, start)}: a string does not end`);
  // Identifiers may be written as strings: $"...".
  const quoted = /^[$@]$/.test(source.slice(start, end)) ? match(text, end) : undefined;
  return token('atom', quoted ?? end);
}

/** Block comments nest. */
function blockEnd(source: string, start: number): number {
  blockMark.lastIndex = start;
  for (let depth = 0; ;) {
    const mark = blockMark.exec(source);
    if (!mark) throw new ScriptError(`line ${lineOf(source, start)}: a comment does not end`);
    depth += mark[0] === '(;' ? 1 : -1;
    if (depth === 0) return blockMark.lastIndex;
  }
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', "'": "'", '\\': '\\' };

/** The bytes that a string token stands for. */
export function unescape(token: string): string {
  return token.slice(1, -1).replace(/\\(?:u\{([0-9a-fA-F_]+)\}|([0-9a-fA-F]{2})|([^]))/g, (whole, point?: string, byte?: string, other?: string) => {
    if (point !== undefined) return Buffer.from(String.fromCodePoint(parseInt(point.replace(/_/g, ''), 16)), 'utf8').toString('latin1');
    if (byte !== undefined) return String.fromCharCode(parseInt(byte, 16));
    const plain = escapes[other!];
    if (plain === undefined) throw new ScriptError(`unknown escape ${whole}`);
    return plain;
  });
}

/** The same text in ASCII: strings use escapes, comments lose what they say. Encoders refuse characters that look like others. */
export function asciiOnly(source: string): string {
  if (!/[\x80-\xff]/.test(source)) return source;
  let result = '';
  for (let at = 0; at < source.length;) {
    const { kind, end } = tokenAt(source, at);
    const isText = kind === 'string' || kind === 'atom';
    result += source.slice(at, end).replace(/[\x80-\xff]/g, (byte) => (isText ? `\\${byte.charCodeAt(0).toString(16)}` : '?'));
    at = end;
  }
  return result;
}
