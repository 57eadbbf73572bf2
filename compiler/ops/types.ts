export type NumType = 'i32' | 'i64' | 'f32' | 'f64';
export type VecType = 'v128';

/** Abstract heap types (spec: Types, Heap Types), or the index of a defined type. */
export type AbstractHeap =
  | 'func' | 'nofunc' | 'extern' | 'noextern'
  | 'any' | 'eq' | 'i31' | 'struct' | 'array' | 'none'
  | 'exn' | 'noexn';
export type HeapType = AbstractHeap | number;

/** Made by `refType` only, so that equal reference types are the same object. */
export interface RefType {
  readonly kind: 'ref';
  readonly nullable: boolean;
  readonly heap: HeapType;
}

/** Compare with `===`: numbers and vectors are strings, reference types are interned. */
export type ValType = NumType | VecType | RefType;

export interface FuncType {
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
}

const interned = new Map<string, RefType>();

/** The one object that stands for this reference type. */
export function refType(nullable: boolean, heap: HeapType): RefType {
  const key = `${nullable ? '?' : ''}${heap}`;
  let type = interned.get(key);
  if (type === undefined) {
    type = Object.freeze({ kind: 'ref', nullable, heap });
    interned.set(key, type);
  }
  return type;
}

export const funcref: RefType = refType(true, 'func');
export const externref: RefType = refType(true, 'extern');

export function isRef(type: ValType): type is RefType {
  return typeof type === 'object';
}

/** One letter per value type, as used in the operation table and in signature keys. */
export type SigChar = 'i' | 'l' | 'f' | 'd' | 'v' | 'F' | 'X';

const byChar: Readonly<Record<SigChar, ValType>> = {
  i: 'i32', l: 'i64', f: 'f32', d: 'f64', v: 'v128', F: funcref, X: externref,
};

const charOfNumber: Readonly<Record<NumType | VecType, SigChar>> = {
  i32: 'i', i64: 'l', f32: 'f', f64: 'd', v128: 'v',
};

export function sigChar(type: ValType): SigChar {
  if (!isRef(type)) return charOfNumber[type];
  if (type === funcref) return 'F';
  if (type === externref) return 'X';
  throw new TypeError(`no signature letter for ${typeName(type)}`);
}

/** Inverse of `sigChar`, letter by letter: 'il' gives [i32, i64]. */
export function sigTypes(chars: string): ValType[] {
  return Array.from(chars, (char) => {
    const type = byChar[char as SigChar];
    if (type === undefined) throw new TypeError(`unknown signature letter '${char}'`);
    return type;
  });
}

/** Key of a signature: parameters, a colon, results, one letter each; for example 'il:d'. */
export function sigKey(type: FuncType): string {
  return `${type.params.map(sigChar).join('')}:${type.results.map(sigChar).join('')}`;
}

/** The type as the text format writes it. */
export function typeName(type: ValType): string {
  if (!isRef(type)) return type;
  if (type.nullable && typeof type.heap === 'string') return `${type.heap}ref`;
  return `(ref ${type.nullable ? 'null ' : ''}${type.heap})`;
}
