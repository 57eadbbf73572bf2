import { invalid, malformed, overLimit, unsupported } from '../diagnostics.js';
import { type AbstractHeap, type FeatureId, type FuncType, isSupported, refType, type RefType, type ValType } from '../ops/index.js';
import type { Cursor } from './cursor.js';
import { limits } from './limits.js';
import type { GlobalType, MemoryType, TableType } from './module.js';

/** Value types with a code of their own (spec: Binary Format, Types), and the feature each belongs to. */
const numberTypes = new Map<number, readonly [ValType, FeatureId]>([
  [0x7f, ['i32', 'mvp']],
  [0x7e, ['i64', 'mvp']],
  [0x7d, ['f32', 'mvp']],
  [0x7c, ['f64', 'mvp']],
  [0x7b, ['v128', 'simd']],
]);

const heapTypes = new Map<number, readonly [AbstractHeap, FeatureId]>([
  [0x70, ['func', 'mvp']],
  [0x6f, ['extern', 'reference-types']],
  [0x6e, ['any', 'gc']],
  [0x6d, ['eq', 'gc']],
  [0x6c, ['i31', 'gc']],
  [0x6b, ['struct', 'gc']],
  [0x6a, ['array', 'gc']],
  [0x69, ['exn', 'exceptions']],
  [0x71, ['none', 'gc']],
  [0x72, ['noextern', 'gc']],
  [0x73, ['nofunc', 'gc']],
  [0x74, ['noexn', 'exceptions']],
]);

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;

function requireFeature(feature: FeatureId, what: string, at: number): void {
  if (!isSupported(feature)) throw unsupported(what, feature, at);
}

export function readValType(c: Cursor): ValType {
  const at = c.pos;
  const number = numberTypes.get(c.u8());
  if (number !== undefined) {
    requireFeature(number[1], `value type ${number[0]}`, at);
    return number[0];
  }
  c.pos = at;
  return readRefType(c, 'malformed value type');
}

export function readRefType(c: Cursor, otherwise = 'malformed reference type'): RefType {
  const at = c.pos;
  const byte = c.u8();
  if (byte === 0x63 || byte === 0x64) {
    requireFeature('function-references', `reference type ${hex(byte)}`, at);
    return refType(byte === 0x63, readHeapType(c));
  }
  const heap = heapTypes.get(byte);
  if (heap === undefined) throw malformed(`${otherwise} ${hex(byte)}`, at);
  requireFeature(heap[1], `reference type ${heap[0]}ref`, at);
  return refType(true, heap[0]);
}

/** The type of `ref.null`; only abstract heap types until typed function references are supported. */
export function readHeapType(c: Cursor): AbstractHeap {
  const at = c.pos;
  const code = c.s33();
  if (code >= 0) throw unsupported(`heap type ${code}`, 'function-references', at);
  const heap = heapTypes.get(code & 0x7f);
  if (code < -0x40 || heap === undefined) throw malformed('malformed heap type', at);
  requireFeature(heap[1], `heap type ${heap[0]}`, at);
  return heap[0];
}

const noResult: FuncType = Object.freeze({ params: [], results: [] });
const oneResult = new Map<ValType, FuncType>();

/** Every block type is a function type; those without a type index are shared objects. */
export function readBlockType(c: Cursor, types: readonly FuncType[]): FuncType {
  const at = c.pos;
  const byte = c.u8();
  if (byte === 0x40) return noResult;
  if (byte > 0x40 && byte < 0x80) {
    c.pos = at;
    const result = readValType(c);
    let type = oneResult.get(result);
    if (type === undefined) oneResult.set(result, type = Object.freeze({ params: [], results: [result] }));
    return type;
  }
  c.pos = at;
  const index = c.s33();
  if (index < 0) throw malformed('malformed block type', at);
  const type = types[index];
  if (type === undefined) throw invalid(`unknown type ${index}`, at);
  return type;
}

export function readFuncType(c: Cursor): FuncType {
  const at = c.pos;
  const form = c.u8();
  if (form === 0x4e || form === 0x4f || form === 0x50 || form === 0x5e || form === 0x5f) throw unsupported(`type form ${hex(form)}`, 'gc', at);
  if (form !== 0x60) throw malformed(`malformed function type: form ${hex(form)}, not 0x60`, at);
  const params = readTypes(c, 'parameters of a function', limits.params);
  return { params, results: readTypes(c, 'results of a function', limits.results) };
}

function readTypes(c: Cursor, what: string, most: number): ValType[] {
  const at = c.pos;
  const count = c.count();
  if (count > most) throw overLimit(what, count, most, at);
  return Array.from({ length: count }, () => readValType(c));
}

interface RawLimits { min: number, max: number | undefined, flags: number, at: number; }

function readLimits(c: Cursor): RawLimits {
  const at = c.pos;
  const flags = c.u8();
  if (flags > 15) throw malformed(`malformed limits flags ${hex(flags)}`, at);
  if (flags & 8) requireFeature('custom-page-sizes', 'a memory with a page size of its own', at);
  if (flags & 4) requireFeature('memory64', 'a memory or table with 64-bit addresses', at);
  const min = c.u32();
  return { min, max: flags & 1 ? c.u32() : undefined, flags, at };
}

export function readTableType(c: Cursor): TableType {
  const element = readRefType(c);
  const { min, max, flags, at } = readLimits(c);
  if (flags & 2) throw malformed('malformed limits flags: a table cannot be shared', at);
  return { element, min, max, address: 'i32', at };
}

export function readMemoryType(c: Cursor): MemoryType {
  const { min, max, flags, at } = readLimits(c);
  const shared = (flags & 2) !== 0;
  if (shared) requireFeature('threads', 'a shared memory', at);
  return { min, max, shared, address: 'i32', at };
}

export function readGlobalType(c: Cursor): GlobalType {
  const type = readValType(c);
  const at = c.pos;
  const mutability = c.u8();
  if (mutability > 1) throw malformed(`malformed mutability ${hex(mutability)}`, at);
  return { type, mutable: mutability === 1 };
}
