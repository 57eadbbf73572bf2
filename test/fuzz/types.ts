/** Subtyping of generated types, and their encoding. */
import { leb } from '../bytes.js';
import { heapOf, isNullable, isReference, op, type DefinedType, type Expr, type StorageType, type ValueType } from './tree.js';

const above: Readonly<Record<string, readonly string[]>> = {
  eq: ['any'], i31: ['eq', 'any'], struct: ['eq', 'any'], array: ['eq', 'any'], none: ['i31', 'struct', 'array', 'eq', 'any'],
  nofunc: ['func'], noextern: ['extern'], noexn: ['exn'],
};

/** The heap type and all above it, nearest first. */
export function heapsAbove(heap: string, types: readonly DefinedType[]): string[] {
  const chain: string[] = [];
  let abstract = heap;
  for (let at = heap; /^\d/.test(at); ) {
    chain.push(at);
    const type = types[Number(at)]!;
    abstract = type.k;
    if (type.supertype === undefined) break;
    at = String(type.supertype);
  }
  return [...chain, abstract, ...(above[abstract] ?? [])];
}

/** Whether a value of type `a` may stand where `b` is wanted. */
export function matches(a: ValueType, b: ValueType, types: readonly DefinedType[]): boolean {
  if (a === b) return true;
  if (!isReference(a) || !isReference(b) || (isNullable(a) && !isNullable(b))) return false;
  const [from, to] = [heapOf(a), heapOf(b)];
  if (/^\d/.test(to) && from === bottomOf(to, types)) return true;
  return heapsAbove(from, types).includes(to);
}

const bottoms: Readonly<Record<string, string>> = { func: 'nofunc', extern: 'noextern', exn: 'noexn', any: 'none' };

/** The top of the hierarchy: func, extern, exn or any. */
export function topOf(heap: string, types: readonly DefinedType[]): string {
  const chain = heapsAbove(heap, types);
  return chain[chain.length - 1]!;
}

export const bottomOf = (heap: string, types: readonly DefinedType[]): string => bottoms[topOf(heap, types)]!;

const codes: Readonly<Record<string, number>> = {
  i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b, i8: 0x78, i16: 0x77,
  func: 0x70, extern: 0x6f, any: 0x6e, eq: 0x6d, i31: 0x6c, struct: 0x6b, array: 0x6a, exn: 0x69, nofunc: 0x73, noextern: 0x72, none: 0x71, noexn: 0x74,
};

/** Signed LEB128. */
export function sleb(value: bigint): number[] {
  const out: number[] = [];
  for (let rest = value; ; ) {
    const byte = Number(rest & 127n);
    rest >>= 7n;
    const last = (rest === 0n && !(byte & 64)) || (rest === -1n && (byte & 64) !== 0);
    out.push(last ? byte : byte | 128);
    if (last) return out;
  }
}

export const heapBytes = (heap: string): number[] => (/^\d/.test(heap) ? sleb(BigInt(heap)) : [codes[heap]!]);

export function typeBytes(type: StorageType): number[] {
  if (!isReference(type)) return [codes[type]!];
  const heap = heapOf(type);
  return isNullable(type) && !/^\d/.test(heap) ? [codes[heap]!] : [isNullable(type) ? 0x63 : 0x64, ...heapBytes(heap)];
}

export function definedTypeBytes(type: DefinedType): number[] {
  const field = (storage: StorageType, mutable: boolean): number[] => [...typeBytes(storage), mutable ? 1 : 0];
  const list = (types: readonly ValueType[]): number[] => [...leb(types.length), ...types.flatMap(typeBytes)];
  const body = type.k === 'func' ? [0x60, ...list(type.params), ...list(type.results)]
    : type.k === 'struct' ? [0x5f, ...leb(type.fields.length), ...type.fields.flatMap(({ storage, mutable }) => field(storage, mutable))]
      : [0x5e, ...field(type.element.storage, type.element.mutable)];
  if (type.supertype === undefined && !type.open) return body;
  return [type.open ? 0x50 : 0x4f, ...(type.supertype === undefined ? [0] : [1, ...leb(type.supertype)]), ...body];
}

export const nullOf = (type: ValueType): Expr => op([0xd0, ...heapBytes(heapOf(type))], [], type);

/** Default value of a type, as an expression; a reference that may not be null traps instead. */
export function zero(type: ValueType): Expr {
  switch (type) {
    case 'i32': return op([0x41, 0], [], type);
    case 'i64': return op([0x42, 0], [], type);
    case 'f32': return op([0x43, 0, 0, 0, 0], [], type);
    case 'f64': return op([0x44, 0, 0, 0, 0, 0, 0, 0, 0], [], type);
    case 'v128': return op([0xfd, 12, ...Array.from({ length: 16 }, () => 0)], [], type);
    default: return isNullable(type) ? nullOf(type) : op([0xd4], [nullOf(`ref? ${heapOf(type)}`)], type);
  }
}

/** What is read from a field: small integers are i32. */
export const unpacked = (storage: StorageType): ValueType => (storage === 'i8' || storage === 'i16' ? 'i32' : storage);
