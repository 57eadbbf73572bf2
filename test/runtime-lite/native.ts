/** Native WebAssembly as the oracle: a module of one exported function per instruction, and the values to try. */

const TYPES: Record<string, number> = { i: 0x7f, l: 0x7e, f: 0x7d, d: 0x7c };

/** One instruction: its bytes and its signature key. */
export interface Instruction {
  readonly bytes: readonly number[];
  readonly sig: string;
}

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

function section(id: number, items: readonly number[][]): number[] {
  const body = [...leb(items.length), ...items.flat()];
  return [id, ...leb(body.length), ...body];
}

function typesOf(letters: string): number[] {
  return [letters.length, ...[...letters].map((letter) => TYPES[letter]!)];
}

/** The engine's own functions that run one instruction on their parameters, by name. */
export function nativeFunctions(table: Readonly<Record<string, Instruction>>): Record<string, (...args: any[]) => any> {
  const rows = Object.entries(table);
  const types = rows.map(([, { sig }]) => {
    const [params, results] = sig.split(':') as [string, string];
    return [0x60, ...typesOf(params), ...typesOf(results)];
  });
  const codes = rows.map(([, { bytes, sig }]) => {
    const operands = [...sig.split(':')[0]!].flatMap((_, i) => [0x20, i]);
    const body = [0, ...operands, ...bytes, 0x0b];
    return [...leb(body.length), ...body];
  });
  const exports = rows.map(([name], i) => [...leb(name.length), ...Buffer.from(name), 0, ...leb(i)]);
  const bytes = new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(3, rows.map((_, i) => leb(i))),
    ...section(7, exports),
    ...section(10, codes),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Record<string, (...args: any[]) => any>;
}

/** Repeatable random int32 words (xorshift). */
export function words(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state | 0;
  };
}

export const i32Edges = [0, 1, 2, 3, 7, 31, 32, 33, 63, 64, 65535, 65536, 2147483647, -2147483648, -2147483647, -1, -2, -3, -64, 0x55555555];

/** i64 edges around powers of two, where the division and the conversions change their method. */
export const i64Edges = [...new Set(
  [0, 1, 2, 7, 20, 21, 22, 31, 32, 33, 40, 43, 52, 53, 54, 61, 62, 63, 64].flatMap((shift) =>
    [-3n, -2n, -1n, 0n, 1n, 2n, 5n].flatMap((near) => {
      const value = (1n << BigInt(shift)) + near;
      return [BigInt.asIntN(64, value), BigInt.asIntN(64, -value)];
    }),
  ),
)];

/** Doubles at the limits of the integer types, halves, subnormals, and floats at the limits. */
export const f64Edges = [0, 0.25, 0.5, 0.75, 0.9999999999999999, 1, 1.5, 2.5, 3.5, 2147483647, 2147483647.5, 2147483648, 2147483649,
  4294967295, 4294967295.5, 4294967296, 4503599627370495.5, 4503599627370496, 4503599627370497, 9007199254740991, 9007199254740993,
  9223372036854774784, 9223372036854775808, 9223372036854777856, 18446744073709549568, 18446744073709551616, 1e300, 5e-324,
  2.2250738585072014e-308, 1.401298464324817e-45, 3.4028234663852886e38, 16777216, 8388607.5, Infinity, NaN,
].flatMap((value) => [value, -value]);

/** What a call gives: its value, or the kind and text of what it throws. */
export function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** V8 words some traps differently from the specification. */
export function specified(result: unknown): unknown {
  if (typeof result !== 'string') return result;
  return result
    .replace('divide by zero', 'integer divide by zero')
    .replace('remainder by zero', 'integer divide by zero')
    .replace('divide result unrepresentable', 'integer overflow');
}
