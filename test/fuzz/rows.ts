/** Instructions that need nothing but operands and plain immediates, taken from the compiler's table: a new row is fuzzed without more ado. */
import { isSupported, ops, type FeatureId, type OpRow } from '../../compiler/ops/index.js';
import { opcode } from './constants.js';
import type { ValueType } from './tree.js';

const types: Readonly<Record<string, ValueType>> = { i: 'i32', l: 'i64', f: 'f32', d: 'f64', v: 'v128' };

export interface Operation {
  readonly name: string;
  readonly feature: FeatureId;
  readonly code: readonly number[];
  /** Without the address of a memory access. */
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** A divisor of zero or an overflow traps. */
  readonly divides: boolean;
  /** Conversion that traps outside the range. */
  readonly truncates: boolean;
  /** The bits of a NaN operand can be seen in the result. */
  readonly showsNaN: boolean;
  /** Lanes in which arithmetic may make a NaN. */
  readonly makesNaN: 'f32' | 'f64' | undefined;
  /** Bytes of a memory access. */
  readonly width: number | undefined;
  readonly isAtomic: boolean;
  /** Immediates after the opcode (and after a memory argument): lane indices, each with its limit. */
  readonly lanes: readonly number[];
}

const simple = /^(none|memarg|lane|memarg lane|shuffle|lanes)$/;
const isPlain = (row: OpRow): boolean => simple.test(row.imm) && (row.params + row.result).length > 0 && /^[ilfdv]*$/.test(row.params + row.result)
  && (row.imm !== 'none' || row.result !== '') && !/wait|^(if|br|drop|select|ref\.|memory\.(?!atomic)|table\.|throw|i31\.|array\.)/.test(row.name);

/** Results that depend on the machine: relaxed SIMD. */
const isDeterministic = (row: OpRow): boolean => row.feature !== 'relaxed-simd';

const exactFloat = /(abs|neg|load\w*|const|reinterpret\w*|copysign|splat|lane|pmin|pmax|convert\w*|eq|ne|lt|gt|le|ge)$|\.convert_/;
const makesNaN = (row: OpRow): Operation['makesNaN'] => {
  if (exactFloat.test(row.name)) return undefined;
  const [lane] = /^f(32|64)/.exec(row.name) ?? [];
  return lane as Operation['makesNaN'];
};

/** Number of lanes of the vector shape in the name of an instruction. */
function lanesOf(name: string): number {
  const shape = /^[if]\d+x(\d+)/.exec(name);
  if (shape) return Number(shape[1]);
  const width = /(?:load|store)(\d+)_lane$/.exec(name);
  return width ? 128 / Number(width[1]) : 16;
}

function operation(row: OpRow): Operation {
  const isAccess = row.imm.startsWith('memarg');
  const floats = /[fd]/.test(row.params);
  return {
    name: row.name,
    feature: row.feature,
    code: opcode(row.prefix, row.code),
    params: [...(isAccess ? row.params.slice(1) : row.params)].map((letter) => types[letter]!),
    results: [...row.result].map((letter) => types[letter]!),
    divides: /\.(div|rem)_/.test(row.name),
    truncates: /^i(32|64)\.trunc_f/.test(row.name),
    showsNaN: floats && (row.result !== 'i' && row.result !== 'l' && !/[fd]/.test(row.result) || /reinterpret|copysign/.test(row.name)),
    makesNaN: makesNaN(row),
    width: isAccess ? row.width ?? widthOf(row.name) : undefined,
    isAtomic: row.name.includes('atomic'),
    lanes: /shuffle|lanes/.test(row.imm) ? Array.from({ length: 16 }, () => 32) : /lane$/.test(row.imm) ? [lanesOf(row.name)] : [],
  };
}

function widthOf(name: string): number {
  const bits = /(?:load|store|rmw)(\d+)/.exec(name)?.[1];
  if (bits) return (/load\d+x\d/.test(name) ? 64 : Number(bits)) / 8;
  return name.startsWith('v128') ? 16 : /64/.test(name) ? 8 : 4;
}

export const operations: readonly Operation[] = ops.filter((row) => isSupported(row.feature) && isPlain(row) && isDeterministic(row)).map(operation);
