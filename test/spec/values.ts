/** Arguments for and results of assertions: from the suite's JSON to JavaScript, and bit by bit back. */
import { Fail } from './fail.js';
import type { Field } from './shape.js';

export interface Constant {
  readonly type: string;
  readonly value?: any;
  readonly lane_type?: string;
  readonly values?: readonly Constant[];
}

/** A result as it was observed. */
export type Observed =
  | { readonly k: 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'packed'; readonly bits: bigint }
  | { readonly k: 'number'; readonly number: number }
  | { readonly k: 'ref'; readonly ref: unknown; readonly mask?: number | undefined };

const hostReferences = new Map<string, object>();
function hostReference(name: string): object {
  const known = hostReferences.get(name);
  if (known) return known;
  const made = Object.freeze({ toString: () => `host#${name}` });
  hostReferences.set(name, made);
  return made;
}

const laneBits: Record<string, bigint> = { i8: 8n, i16: 16n, i32: 32n, i64: 64n, f32: 32n, f64: 64n };
const scratch = new DataView(new ArrayBuffer(8));
function f32FromBits(bits: number): number { scratch.setUint32(0, bits); return scratch.getFloat32(0); }
function f64FromBits(bits: bigint): number { scratch.setBigUint64(0, bits); return scratch.getFloat64(0); }
function f32Bits(value: number): bigint { scratch.setFloat32(0, value); return BigInt(scratch.getUint32(0)); }
function f64Bits(value: number): bigint { scratch.setFloat64(0, value); return scratch.getBigUint64(0); }

/** Written out: QuickJS has a BigInt.asUintN that gives negative numbers. */
function unsigned(value: bigint, width: bigint): bigint { return value & ((1n << width) - 1n); }

function v128Bits({ value, lane_type }: Constant): bigint {
  const width = laneBits[lane_type!]!;
  return (value as string[]).reduce((bits, lane, index) => bits | (BigInt(lane) << (width * BigInt(index))), 0n);
}

/** JavaScript arguments for one constant; `lowered` for adapters. */
export function argument(constant: Constant, lowered: boolean): unknown[] {
  const { type, value } = constant;
  switch (type) {
    case 'i32': return [Number(value) | 0];
    case 'i64': return [BigInt.asIntN(64, BigInt(value))];
    case 'f32': return [lowered ? Number(value) | 0 : f32FromBits(Number(value))];
    case 'f64': return [lowered ? BigInt.asIntN(64, BigInt(value)) : f64FromBits(BigInt(value))];
    case 'v128': {
      if (!lowered) throw new Fail('a v128 argument needs an adapter');
      const bits = v128Bits(constant);
      return [BigInt.asIntN(64, bits), BigInt.asIntN(64, bits >> 64n)];
    }
    default:
      if (value === 'null') return [null];
      if (value === undefined) throw new Fail(`cannot make the argument ${JSON.stringify(constant)}`);
      return [hostReference(value)];
  }
}

function typed<T>(value: unknown, type: string): T {
  if (typeof value !== type) throw new Fail(`a result is a ${typeof value}, not a ${type}`);
  return value as T;
}

function signed64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new Fail(`the i64 result ${value} is out of the signed range`);
  return unsigned(value, 64n);
}

/** What JavaScript got, by the result types of the field. */
export function observe(raw: unknown, field: Field | undefined): Observed[] {
  const list: unknown[] = raw === undefined ? [] : Array.isArray(raw) ? raw : [raw];
  if (!field) return list.map(observeUntyped);
  const lowered = field.adapter !== undefined;
  let position = 0;
  const next = (): unknown => {
    if (position >= list.length) throw new Fail(`too few results: ${list.length}`);
    return list[position++];
  };
  const word = (): bigint => unsigned(typed<bigint>(next(), 'bigint'), 64n);
  const observed = field.results.map((slot): Observed => {
    switch (slot) {
      case 'i32': {
        const value = typed<number>(next(), 'number');
        if ((value | 0) !== value) throw new Fail(`the i32 result ${value} is no int32`);
        return { k: slot, bits: BigInt(value >>> 0) };
      }
      case 'i64': return { k: slot, bits: signed64(typed<bigint>(next(), 'bigint')) };
      case 'f32': { const value = typed<number>(next(), 'number'); return { k: slot, bits: lowered ? BigInt(value >>> 0) : f32Bits(value) }; }
      case 'f64': return { k: slot, bits: lowered ? word() : f64Bits(typed<number>(next(), 'number')) };
      case 'v128': { const low = word(); return { k: slot, bits: low | (word() << 64n) }; }
      case 'exn': case 'cont': return { k: 'ref', ref: next() ? null : 'not null' };
      case 'any': { const ref = next(); return { k: 'ref', ref, mask: lowered ? next() as number : undefined }; }
      default: return { k: 'ref', ref: next() };
    }
  });
  if (position !== list.length) throw new Fail(`too many results: ${list.length}`);
  return observed;
}

function observeUntyped(value: unknown): Observed {
  if (typeof value === 'bigint') return { k: 'i64', bits: unsigned(value, 64n) };
  if (typeof value === 'number') return { k: 'number', number: value };
  return { k: 'ref', ref: value };
}

function floatMatches(bits: bigint, pattern: string, width: bigint): boolean {
  const quiet = width === 32n ? 0x7fc00000n : 0x7ff8000000000000n;
  const magnitude = width === 32n ? 0x7fffffffn : 0x7fffffffffffffffn;
  if (pattern === 'nan:canonical') return (bits & magnitude) === quiet;
  if (pattern === 'nan:arithmetic') return (bits & quiet) === quiet;
  return bits === BigInt(pattern);
}

/** Whether an observed value is what the assertion allows. */
export function matches(value: Observed, expected: Constant): boolean {
  const number = value.k === 'number' ? value.number : undefined;
  const bits = 'bits' in value ? value.bits : undefined;
  switch (expected.type) {
    case 'either': return expected.values!.some((choice) => matches(value, choice));
    case 'i32': return value.k === 'i32' ? bits === BigInt(expected.value) : number !== undefined && (number | 0) === number && BigInt(number >>> 0) === BigInt(expected.value);
    case 'i64': return value.k === 'i64' && bits === BigInt(expected.value);
    case 'f32': return value.k === 'f32' ? floatMatches(bits!, expected.value, 32n) : number !== undefined && floatMatches(f32Bits(number), expected.value, 32n);
    case 'f64': return value.k === 'f64' ? floatMatches(bits!, expected.value, 64n) : number !== undefined && floatMatches(f64Bits(number), expected.value, 64n);
    case 'v128': return value.k === 'v128' && lanesMatch(bits!, expected);
    default: return referenceMatches(value, expected);
  }
}

function lanesMatch(bits: bigint, { value, lane_type }: Constant): boolean {
  const width = laneBits[lane_type!]!;
  return (value as string[]).every((pattern, index) => {
    const lane = unsigned(bits >> (width * BigInt(index)), width);
    return lane_type!.startsWith('f') ? floatMatches(lane, pattern, width) : lane === BigInt(pattern);
  });
}

const maskBits: Record<string, number> = { i31ref: 2, structref: 4, arrayref: 8, eqref: 16 };

function referenceMatches(value: Observed, expected: Constant): boolean {
  if (value.k !== 'ref') return value.k === 'number' && expected.type === 'i31ref';
  if (expected.value === 'null') return value.ref === null;
  if (value.ref === null) return false;
  if (expected.value !== undefined) return value.ref === hostReference(expected.value);
  if (expected.type === 'funcref') return typeof value.ref === 'function';
  const bit = maskBits[expected.type];
  if (bit === undefined) return true;
  if (value.mask === undefined) return expected.type !== 'i31ref' || typeof value.ref === 'number';
  return (value.mask & bit) !== 0;
}

export function shown(value: Observed): string {
  if (value.k === 'number') return String(value.number);
  if (value.k === 'ref') return `ref:${value.ref === null ? 'null' : typeof value.ref}${value.mask === undefined ? '' : `/${value.mask}`}`;
  return `${value.k}:0x${value.bits.toString(16)}`;
}
