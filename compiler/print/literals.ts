/** Text of literals: shortest numbers, and strings that are safe in any script, inline in HTML too. */

/** The shortest text of a finite number that is not negative and not -0. */
export function numberText(value: number): string {
  const plain = String(value);
  if (value < 1e12 && value === Math.floor(value) && (value < 1000 || value % 1000 !== 0)) return plain;
  const [, whole, fraction = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(plain)!;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  const candidates = [plain.replace(/^0\./, '.').replace('e+', 'e')];
  if (power !== 0) candidates.push(`${significant}e${power}`);
  if (value >= 1e12 && value === Math.floor(value)) candidates.push(`0x${value.toString(16)}`);
  return candidates.reduce((best, text) => (text.length < best.length ? text : best));
}

const UNSAFE = /["'\\\u0000-\u001f\u2028\u2029\ud800-\udfff]|<(?:\/script|!--)/i;
const ESCAPED = /["'\\\u0000-\u001f\u2028\u2029]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]|<(?=\/script|!--)/gi;
const SHORT: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\t', '<': '<\\' };

/**
 * A string literal, in the quotes that need fewer escapes. Line ends of any kind, control characters and lone surrogates
 * are escaped, and neither an end tag of script nor an HTML comment can appear.
 */
export function stringText(value: string): string {
  if (!UNSAFE.test(value)) return `"${value}"`;
  const quote = value.split('"').length > value.split("'").length ? "'" : '"';
  const text = value.replace(ESCAPED, (found) => {
    if (found === '"' || found === "'") return found === quote ? `\\${found}` : found;
    if (found.length === 2) return found;
    const short = SHORT[found];
    if (short !== undefined) return short;
    const code = found.charCodeAt(0);
    return code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
  return quote + text + quote;
}

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, '0');
}
