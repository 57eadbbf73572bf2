import { invalid, malformed, unsupported } from '../diagnostics.js';
import { type AbstractHeap, type FeatureId, type FieldType, formOf, type FuncType, isSupported, refType, type RefType, type StorageType, type ValType } from '../ops/index.js';
import type { Cursor } from './cursor.js';
import type { GlobalType, MemoryType, Size, TableType } from './module.js';

/** Value types with a code of their own (spec: Binary Format, Types), and the feature each belongs to. */
const numberTypes = new Map<number, readonly [ValType, FeatureId]>([
  [0x7f, ['i32', 'mvp']],
  [0x7e, ['i64', 'mvp']],
  [0x7d, ['f32', 'mvp']],
  [0x7c, ['f64', 'mvp']],
  [0x7b, ['v128', 'simd']],
]);

/** Storage types that are no value types. */
const packedTypes = new Map<number, StorageType>([[0x78, 'i8'], [0x77, 'i16']]);

const heapTypes = new Map<number, AbstractHeap>([
  [0x70, 'func'], [0x73, 'nofunc'],
  [0x6f, 'extern'], [0x72, 'noextern'],
  [0x6e, 'any'], [0x6d, 'eq'], [0x6c, 'i31'], [0x6b, 'struct'], [0x6a, 'array'], [0x71, 'none'],
  [0x69, 'exn'], [0x74, 'noexn'],
  [0x68, 'cont'], [0x75, 'nocont'],
]);

export const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;

function requireFeature(feature: FeatureId, what: string, at: number): void {
  if (!isSupported(feature)) throw unsupported(what, feature, at);
}

/** `types` are those of the module, which reference types may name. */
export function readValType(c: Cursor, types: readonly FuncType[]): ValType {
  const at = c.pos;
  const number = numberTypes.get(c.u8());
  if (number !== undefined) {
    requireFeature(number[1], `value type ${number[0]}`, at);
    return number[0];
  }
  c.pos = at;
  return readRefType(c, types, 'malformed value type');
}

export function readRefType(c: Cursor, types: readonly FuncType[], otherwise = 'malformed reference type'): RefType {
  const at = c.pos;
  const byte = c.u8();
  if (byte === 0x63 || byte === 0x64) return readHeapType(c, types, byte === 0x63);
  const heap = heapTypes.get(byte);
  if (heap === undefined) throw malformed(`${otherwise} ${hex(byte)}`, at);
  return refType(true, heap);
}

/** References to an abstract heap type, or to the type of an index, which is replaced by the smallest index of an equivalent type. */
export function readHeapType(c: Cursor, types: readonly FuncType[], nullable: boolean): RefType {
  const at = c.pos;
  const code = c.s33();
  if (code >= 0) {
    const type = types[code];
    if (type === undefined) throw invalid(`unknown type ${code}`, at);
    return refType(nullable, type.declared?.index ?? code, formOf(type));
  }
  const heap = heapTypes.get(code & 0x7f);
  if (code < -0x40 || heap === undefined) throw malformed('malformed heap type', at);
  return refType(nullable, heap);
}

const FORMS: Readonly<Record<string, string>> = { array: 'an array', struct: 'a struct', cont: 'a continuation' };

/** Fails unless `type` can be the type of a function. */
export function requireFunction(type: FuncType, index: number, at: number): void {
  const form = formOf(type);
  if (form !== 'func') throw invalid(`non-function type ${index}: ${FORMS[form]} stands where a function is required`, at);
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
    const result = readValType(c, types);
    let type = oneResult.get(result);
    if (type === undefined) oneResult.set(result, type = Object.freeze({ params: [], results: [result] }));
    return type;
  }
  c.pos = at;
  const index = c.s33();
  if (index < 0) throw malformed('malformed block type', at);
  const type = types[index];
  if (type === undefined) throw invalid(`unknown type ${index}`, at);
  requireFunction(type, index, at);
  return type;
}

/** Bits of the flags before limits (spec: Binary Format, Limits). */
const HasMaximum = 1;
const Shared = 2;
const Wide = 4;
const HasPageSize = 8;

interface RawLimits { min: Size, max: Size | undefined, address: 'i32' | 'i64', flags: number, at: number; }

function readLimits(c: Cursor): RawLimits {
  const at = c.pos;
  const flags = c.u8();
  if (flags > 15) throw malformed(`malformed limits flags ${hex(flags)}`, at);
  const min = c.size();
  return { min, max: flags & HasMaximum ? c.size() : undefined, address: flags & Wide ? 'i64' : 'i32', flags, at };
}

export function readTableType(c: Cursor, types: readonly FuncType[]): TableType {
  const element = readRefType(c, types);
  const { flags, ...limits } = readLimits(c);
  if (flags & (Shared | HasPageSize)) throw malformed('malformed limits flags: a table is not shared and has no pages', limits.at);
  return { element, ...limits };
}

/** A tag's type (spec: Binary Format, Tag Types): the index of a function type. */
export function readTagType(c: Cursor): number {
  const at = c.pos;
  const attribute = c.u8();
  if (attribute !== 0) throw malformed(`malformed tag attribute ${hex(attribute)}`, at);
  return c.u32();
}

export function readMemoryType(c: Cursor): MemoryType {
  const { flags, ...limits } = readLimits(c);
  const shared = (flags & Shared) !== 0;
  return { shared, pageSize: flags & HasPageSize ? readPageSize(c) : 65536, ...limits };
}

/** A power of two. */
function readPageSize(c: Cursor): number {
  const at = c.pos;
  const exponent = c.u32();
  if (exponent > 64) throw malformed(`invalid custom page size: 2 to the power of ${exponent}`, at);
  return 2 ** exponent;
}

export function readGlobalType(c: Cursor, types: readonly FuncType[]): GlobalType {
  const type = readValType(c, types);
  return { type, mutable: readMutability(c) };
}

export function readFieldType(c: Cursor, types: readonly FuncType[]): FieldType {
  const at = c.pos;
  let storage = packedTypes.get(c.u8());
  if (storage === undefined) {
    c.pos = at;
    storage = readValType(c, types);
  }
  return { storage, mutable: readMutability(c) };
}

function readMutability(c: Cursor): boolean {
  const at = c.pos;
  const mutability = c.u8();
  if (mutability > 1) throw malformed(`malformed mutability ${hex(mutability)}`, at);
  return mutability === 1;
}
