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
  /** How the module declares the type. Absent from block types without a type index. */
  readonly declared?: TypeDeclaration | undefined;
}

/** What a type of the type section has besides its structure. Equivalent types of a module are one object. */
export interface TypeDeclaration {
  /** Smallest index of an equivalent type in the module: the index by which reference types name it. */
  readonly index: number;
  /** Final types have no subtypes. */
  readonly final: boolean;
  /** `declared.index` of the declared supertype. */
  readonly supertype: number | undefined;
  /** The same text for equivalent types of any modules; '' if the signature letters alone tell the type. */
  readonly text: string;
  /** Offset of the declaration. */
  readonly at: number;
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

/** Every reference to a function is 'F', every other reference 'X'. */
export function sigChar(type: ValType): SigChar {
  if (!isRef(type)) return charOfNumber[type];
  return typeof type.heap === 'number' || type.heap === 'func' || type.heap === 'nofunc' ? 'F' : 'X';
}

/** Inverse of `sigChar`, letter by letter: 'il' gives [i32, i64]. */
export function sigTypes(chars: string): ValType[] {
  return Array.from(chars, (char) => {
    const type = byChar[char as SigChar];
    if (type === undefined) throw new TypeError(`unknown signature letter '${char}'`);
    return type;
  });
}

/** Parameters, a colon, results, one letter each. */
export function sigLetters(type: FuncType): string {
  return `${type.params.map(sigChar).join('')}:${type.results.map(sigChar).join('')}`;
}

/**
 * Key of a signature, for example 'il:d': keys are equal exactly if the types are equivalent, in one module or across modules.
 * Where the letters do not tell the whole type, ';' and its canonical text follow.
 */
export function sigKey(type: FuncType): string {
  const text = type.declared?.text;
  return text ? `${sigLetters(type)};${text}` : sigLetters(type);
}

/** The keys of a type and, nearest first, of its declared supertypes, separated by spaces: what a function of the type matches. */
export function sigKeys(type: FuncType, types: readonly FuncType[]): string {
  return supertypesOf(type, types).map(sigKey).join(' ');
}

/** The type, and after it the declared supertypes, nearest first. */
export function supertypesOf(type: FuncType, types: readonly FuncType[]): FuncType[] {
  const chain = [type];
  for (let at = type.declared?.supertype; at !== undefined; at = types[at]?.declared?.supertype) chain.push(types[at]!);
  return chain;
}

/** Abstract heap types above each abstract heap type (spec: Validation, Matching). */
export const abstractSupertypes: Readonly<Record<AbstractHeap, readonly AbstractHeap[]>> = {
  func: [], nofunc: ['func'],
  extern: [], noextern: ['extern'],
  any: [], eq: ['any'], i31: ['eq', 'any'], struct: ['eq', 'any'], array: ['eq', 'any'], none: ['i31', 'struct', 'array', 'eq', 'any'],
  exn: [], noexn: ['exn'],
};

/**
 * Key of a value type, for matching across modules: the letter of a number, vector, funcref or externref. For any other
 * reference its letter, ';', '?' if it is nullable or '!' if not, and its heap type followed by the heap types above it,
 * separated by spaces: 'F;!il:d func' is a reference to a function of signature 'il:d'.
 */
export function typeKey(type: ValType, types: readonly FuncType[]): string {
  const letter = sigChar(type);
  if (!isRef(type) || type === funcref || type === externref) return letter;
  const { heap, nullable } = type;
  const heaps = typeof heap === 'string' ? [heap, ...abstractSupertypes[heap]]
    : [...supertypesOf(types[heap]!, types).map((above) => above.declared?.text || sigLetters(above)), 'func'];
  return `${letter};${nullable ? '?' : '!'}${heaps.join(' ')}`;
}

/** The type as the text format writes it. */
export function typeName(type: ValType): string {
  if (!isRef(type)) return type;
  if (type.nullable && typeof type.heap === 'string') return `${type.heap}ref`;
  return `(ref ${type.nullable ? 'null ' : ''}${type.heap})`;
}
