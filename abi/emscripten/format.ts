/** Text as printf(3) makes it, of a format and arguments that the program laid out. */
import { cString, getI32 } from '../posix/memory.js';
import type { Context } from './context.js';

/** % flags width precision length conversion */
const DIRECTIVE = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?(hh|h|ll|l|[LqjztI])?([diuoxXpfFeEgGaAcsn%])/g;

/** Arguments one after the other; what has eight bytes is aligned to them. */
class Arguments {
  constructor(
    private readonly ctx: Context,
    private at: number,
  ) {}

  word(): number {
    this.at += 4;
    return getI32(this.ctx.m, this.at - 4);
  }

  private wide(): number {
    this.at = (this.at + 7) & ~7;
    this.at += 8;
    return this.at - 8;
  }

  double(): number {
    return this.ctx.m.dv.getFloat64(this.wide() >>> 0, true);
  }

  long(): bigint {
    return this.ctx.m.dv.getBigInt64(this.wide() >>> 0, true);
  }
}

const BITS: Record<string, number> = { hh: 8, h: 16, ll: 64, L: 64, q: 64, j: 64 };
const RADIX: Record<string, number> = { o: 8, x: 16, X: 16, p: 16 };

/** Digits with at least `precision` of them, and the sign or the prefix. */
function integer(args: Arguments, conversion: string, length: string, flags: string, precision: number | undefined): [sign: string, digits: string] {
  const bits = BITS[length] ?? 32;
  const given = bits === 64 ? args.long() : BigInt(args.word());
  const isSigned = conversion === 'd' || conversion === 'i';
  const value = isSigned ? BigInt.asIntN(bits, given) : BigInt.asUintN(bits, given);
  const radix = RADIX[conversion] ?? 10;
  const digits = (value < 0n ? -value : value).toString(radix).padStart(precision ?? 1, '0');
  const hasPrefix = conversion === 'p' || (flags.includes('#') && value !== 0n);
  if (isSigned) return [value < 0n ? '-' : positive(flags), digits];
  if (hasPrefix && radix === 16) return [conversion === 'X' ? '0X' : '0x', conversion === 'X' ? digits.toUpperCase() : digits];
  return ['', hasPrefix && radix === 8 ? `0${digits}` : conversion === 'X' ? digits.toUpperCase() : digits];
}

const positive = (flags: string): string => (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '');

/** The exponent has two digits at least. */
const withExponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

/** As %e or %f, whichever is shorter, without zeros at the end. */
function general(value: number, precision: number, keepsZeros: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  const exponent = value === 0 ? 0 : Number(/e(.*)$/.exec(value.toExponential(digits - 1))![1]);
  const isShort = exponent >= -4 && exponent < digits;
  const text = isShort ? value.toFixed(Math.min(100, digits - 1 - exponent)) : value.toExponential(digits - 1);
  return withExponent(keepsZeros ? text : text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, ''));
}

function real(value: number, conversion: string, flags: string, precision = 6): [sign: string, digits: string] {
  const sign = value < 0 || Object.is(value, -0) ? '-' : positive(flags);
  const size = Math.abs(value);
  const kind = conversion.toLowerCase();
  const most = Math.min(100, precision);
  const text = !Number.isFinite(size) ? (Number.isNaN(size) ? 'nan' : 'inf')
    : kind === 'f' ? size.toFixed(most) : kind === 'e' ? withExponent(size.toExponential(most)) : general(size, most, flags.includes('#'));
  return [sign, conversion === kind ? text : text.toUpperCase()];
}

/** To `width`: zeros stand behind the sign. */
function padded([sign, digits]: [string, string], flags: string, width: number, mayHaveZeros: boolean): string {
  if (flags.includes('-')) return `${sign}${digits}`.padEnd(width);
  return flags.includes('0') && mayHaveZeros ? sign + digits.padStart(width - sign.length, '0') : `${sign}${digits}`.padStart(width);
}

export function format(ctx: Context, text: number, from: number): string {
  const args = new Arguments(ctx, from);
  return cString(ctx.m, text).replace(DIRECTIVE, (_all, given: string, wanted: string | undefined, digits: string | undefined, length: string | undefined, conversion: string) => {
    if (conversion === '%') return '%';
    let width = wanted === '*' ? args.word() : Number(wanted ?? 0);
    const flags = width < 0 ? `${given}-` : given;
    width = Math.abs(width);
    const told = digits === '*' ? args.word() : digits === undefined ? undefined : Number(digits);
    const precision = told !== undefined && told < 0 ? undefined : told;
    switch (conversion) {
      case 'c':
        return padded(['', String.fromCharCode(args.word() & 0xff)], flags, width, false);
      case 's': {
        const at = args.word();
        const whole = at === 0 ? '(null)' : cString(ctx.m, at);
        return padded(['', whole.slice(0, precision)], flags, width, false);
      }
      case 'n':
        args.word();
        return '';
      default:
        if (/[diuoxXp]/.test(conversion)) return padded(integer(args, conversion, length ?? '', flags, precision), flags, width, precision === undefined);
        const value = args.double();
        return padded(real(value, conversion, flags, precision), flags, width, Number.isFinite(value));
    }
  });
}
