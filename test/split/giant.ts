/** Interpreters that are one giant function: a loop around a `br_table` with an arm for each operation. */
import { byName } from '../../compiler/ops/lookup.js';
import { body, leb, moduleOf, name, type, vector } from '../cases.js';
import { Random } from '../fuzz/random.js';

export type Type = 'i32' | 'i64' | 'f32' | 'f64';

export interface Shape {
  readonly arms: number;
  /** Statements of an arm. */
  readonly length: number;
  readonly seed: number;
  /** What arms compute with. */
  readonly types: readonly Type[];
  /** Share of statements that branch to a trap. */
  readonly traps?: number;
}

const ALL: readonly Type[] = ['i32', 'i64', 'f32', 'f64'];
const CODE: Readonly<Record<Type, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };
/** Variables of each type. */
const VARIABLES = 4;
const STEPS: Readonly<Record<Type, readonly string[]>> = {
  i32: ['add', 'sub', 'xor', 'mul', 'and', 'or', 'rotl', 'shr_u'],
  i64: ['add', 'sub', 'xor', 'mul', 'and', 'or'],
  f32: ['add', 'sub', 'mul', 'min'],
  f64: ['add', 'sub', 'mul', 'max'],
};
const PC = 0, LEFT = 1, FIRST = 2;

/** An instruction; immediates as bytes. */
function op(text: string, ...immediates: number[]): number[] {
  const row = byName(text)!;
  return [...(row.prefix ? [row.prefix, ...leb(row.code)] : [row.code]), ...immediates];
}
/** A signed number in the encoding of constants. */
function signed(value: number): number[] {
  const out: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const done = rest >= -64 && rest < 64;
    out.push((rest & 127) | (done ? 0 : 128));
    if (done) return out;
  }
}
const i32 = (value: number): number[] => op('i32.const', ...signed(value));
function constant(of: Type, value: number): number[] {
  if (of === 'i32' || of === 'i64') return op(`${of}.const`, ...signed(value));
  const bytes = new Uint8Array(of === 'f32' ? new Float32Array([value]).buffer : new Float64Array([value]).buffer);
  return op(`${of}.const`, ...bytes);
}
const variable = (of: Type, i: number): number => FIRST + ALL.indexOf(of) * VARIABLES + i;
const get = (local: number): number[] => op('local.get', ...leb(local));
const set = (local: number): number[] => op('local.set', ...leb(local));
const toI32: Readonly<Record<Type, number[]>> = { i32: [], i64: op('i32.wrap_i64'), f32: op('i32.trunc_sat_f32_s'), f64: op('i32.trunc_sat_f64_s') };

/**
 * `run(pc, steps)` interprets the bytes from address 0 on, 1,024 of them in a circle, and returns a sum over all variables; arms
 * load from and store to the exported `memory`.
 */
export function interpreter({ arms, length, seed, types, traps = 0 }: Shape): Uint8Array<ArrayBuffer> {
  const random = new Random(seed);
  const any = (of: Type): number => variable(of, random.below(VARIABLES));
  const address = (): number[] => [...get(any('i32')), ...i32(0x7ff8), ...op('i32.and')];
  const place = [0, ...leb(1024)];
  const statement = (): number[] => {
    const of = random.pick(types);
    if (random.chance(traps)) return [...get(any('i32')), ...i32(random.below(1 << 30)), ...op('i32.eq'), ...op('if', 0x40), ...op('unreachable'), ...op('end')];
    const isFloat = of === 'f32' || of === 'f64';
    if (!isFloat && random.chance(0.15)) return [...address(), ...get(any(of)), ...op(`${of}.store`, ...place)];
    // Bits of NaNs that arithmetic makes are not the same everywhere: floats do not go to memory.
    const fetched = (): number[] => (isFloat ? [...get(any('i32')), ...op(`${of}.convert_i32_s`)] : [...address(), ...op(`${of}.load`, ...place)]);
    // Each assignment reads what the variable was: none is idle.
    const target = any(of);
    const [operand, other] = random.chance(0.2) ? [fetched(), get(target)] : [get(target), random.chance(0.3) ? constant(of, random.below(100_000)) : get(any(of))];
    return [...operand, ...other, ...op(`${of}.${random.pick(STEPS[of])}`), ...set(target)];
  };
  const code: number[] = [];
  const put = (...parts: readonly number[][]): void => {
    for (const part of parts) for (const byte of part) code.push(byte);
  };
  for (const of of ALL) put(constant(of, 12345), set(variable(of, 0)));
  put(op('loop', 0x40), get(LEFT), op('i32.eqz'), op('if', 0x40), i32(0));
  for (const of of ALL)
    for (let i = 0; i < VARIABLES; i++) put(i32(31), op('i32.mul'), get(variable(of, i)), toI32[of], op('i32.add'));
  put(op('return'), op('end'), get(LEFT), i32(1), op('i32.sub'), set(LEFT));
  for (let i = 0; i < arms; i++) put(op('block', 0x40));
  put(get(PC), op('i32.load8_u', 0, 0), op('br_table'), vector(Array.from({ length: arms }, (_, i) => leb(i))), leb(0));
  for (let i = 0; i < arms; i++) {
    put(op('end'), get(PC), i32(1), op('i32.add'), i32(1023), op('i32.and'), set(PC));
    for (let k = 0; k < length; k++) put(statement());
    put(op('br'), leb(arms - 1 - i));
  }
  put(op('end'), op('unreachable'));
  return moduleOf(
    [1, vector([type([CODE.i32, CODE.i32], [CODE.i32])])],
    [3, vector([[0]])],
    [5, vector([[1, 1, 1]])],
    [7, vector([[...name('run'), 0, 0], [...name('memory'), 2, 0]])],
    [10, vector([body(ALL.map((of) => [VARIABLES, CODE[of]]), code)])],
  );
}

/** A program for it. */
export const program = (arms: number, seed: number): Uint8Array => {
  const random = new Random(seed);
  return Uint8Array.from({ length: 1024 }, () => random.below(arms));
};
