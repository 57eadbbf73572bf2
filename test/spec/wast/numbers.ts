/** Number literals of the text format, exactly to the bit. */
import { ScriptError } from './tokens.js';

const integer = /^[+-]?(?:0x[0-9a-f]+|[0-9]+)$/i;

/** Two's complement of `width` bits, unsigned. */
export function integerBits(literal: string, width: number): bigint {
  const text = literal.replace(/_/g, '');
  if (!integer.test(text)) throw new ScriptError(`${literal} is no integer`);
  const magnitude = BigInt(text.replace(/^[+-]/, ''));
  return BigInt.asUintN(width, text.startsWith('-') ? -magnitude : magnitude);
}

interface Format {
  readonly mantissa: bigint;
  readonly exponent: bigint;
}
const formats: Readonly<Record<number, Format>> = { 32: { mantissa: 23n, exponent: 8n }, 64: { mantissa: 52n, exponent: 11n } };

const decimal = /^(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
const hexadecimal = /^0x([\da-f]+)(?:\.([\da-f]*))?(?:p([+-]?\d+))?$/i;

/** The bits of an f32 or f64 literal, rounded to nearest, ties to even. */
export function floatBits(literal: string, width: 32 | 64): bigint {
  const { mantissa, exponent } = formats[width]!;
  const text = literal.replace(/_/g, '');
  const sign = text.startsWith('-') ? 1n << BigInt(width - 1) : 0n;
  const magnitude = text.replace(/^[+-]/, '');
  const infinity = ((1n << exponent) - 1n) << mantissa;
  if (magnitude === 'inf') return sign | infinity;
  if (magnitude === 'nan') return sign | infinity | (1n << (mantissa - 1n));
  if (magnitude.startsWith('nan:0x')) return sign | infinity | BigInt(magnitude.slice(4));
  const hex = hexadecimal.exec(magnitude), dec = decimal.exec(magnitude);
  if (hex) return sign | rounded(BigInt(`0x${hex[1]}${hex[2] ?? ''}`), 2n, Number(hex[3] ?? 0) - 4 * (hex[2] ?? '').length, formats[width]!);
  if (dec) return sign | rounded(BigInt(`${dec[1]}${dec[2] ?? ''}`), 10n, Number(dec[3] ?? 0) - (dec[2] ?? '').length, formats[width]!);
  throw new ScriptError(`${literal} is no number`);
}

const bitLength = (value: bigint): bigint => BigInt(value.toString(2).length);

/** Bits of digits * base ** power. */
function rounded(digits: bigint, base: bigint, power: number, { mantissa, exponent }: Format): bigint {
  if (digits === 0n) return 0n;
  const numerator = power > 0 ? digits * base ** BigInt(power) : digits;
  const denominator = power < 0 ? base ** BigInt(-power) : 1n;
  const bias = (1n << (exponent - 1n)) - 1n;
  // 2 ** scale is the weight of the last bit; an estimate may be one too small.
  const smallest = 1n - bias - mantissa;
  const estimate = bitLength(numerator) - bitLength(denominator) - 1n - mantissa;
  for (let scale = estimate > smallest ? estimate : smallest; ; scale++) {
    const quotient = divided(numerator, denominator, scale);
    if (quotient >= 1n << (mantissa + 1n)) continue;
    const bits = quotient + ((scale - smallest) << mantissa);
    const infinity = ((1n << exponent) - 1n) << mantissa;
    return bits < infinity ? bits : infinity;
  }
}

/** numerator / denominator / 2 ** scale to the nearest integer, ties to even. */
function divided(numerator: bigint, denominator: bigint, scale: bigint): bigint {
  const above = scale < 0n ? numerator << -scale : numerator;
  const below = scale > 0n ? denominator << scale : denominator;
  const quotient = above / below;
  const twice = (above % below) * 2n;
  return twice > below || (twice === below && quotient % 2n === 1n) ? quotient + 1n : quotient;
}
