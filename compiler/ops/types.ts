export type NumType = 'i32' | 'i64' | 'f32' | 'f64';
export type VecType = 'v128';

/** Abstract heap types (spec: Types, Heap Types), or the index of a defined type. */
export type AbstractHeap =
  | 'func' | 'nofunc' | 'extern' | 'noextern'
  | 'any' | 'eq' | 'i31' | 'struct' | 'array' | 'none'
  | 'exn' | 'noexn'
  | 'cont' | 'nocont';
export type HeapType = AbstractHeap | number;

/** What a defined type is (spec: Types, Composite Types). */
export type TypeForm = 'func' | 'struct' | 'array' | 'cont';

/** Made by `refType` only, so that equal reference types are the same object. */
export interface RefType {
  readonly kind: 'ref';
  readonly nullable: boolean;
  readonly heap: HeapType;
  /** What the type with the index `heap` is; undefined for abstract heap types. */
  readonly form: TypeForm | undefined;
}

/** Compare with `===`: numbers and vectors are strings, reference types are interned. */
export type ValType = NumType | VecType | RefType;

/** Fields may hold integers that are narrower than any value type (spec: Types, Storage Types). */
export type StorageType = ValType | 'i8' | 'i16';

export interface FieldType {
  readonly storage: StorageType;
  readonly mutable: boolean;
}

/** Contents of a struct or array type. An array type has exactly one field, that of its elements. */
export interface Aggregate {
  readonly form: 'struct' | 'array';
  readonly fields: readonly FieldType[];
}

/** In a module's type section structs, arrays and continuations stand as types without parameters and results, told apart by `formOf`. */
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
  /** Present in struct and array types. */
  readonly aggregate?: Aggregate | undefined;
  /** Present in continuation types: the smallest index of the type of their function. */
  readonly continuation?: number | undefined;
  /** The same text for equivalent types of any modules; '' if the signature letters alone tell the type. */
  readonly text: string;
  /** Offset of the declaration. */
  readonly at: number;
}

export function formOf(type: FuncType): TypeForm {
  const { declared } = type;
  return declared?.aggregate?.form ?? (declared?.continuation === undefined ? 'func' : 'cont');
}

/** Whether continuations are among a module's types. */
export const hasContinuations = (types: readonly FuncType[]): boolean => types.some((type) => formOf(type) === 'cont');

const interned = new Map<string, RefType>();

/** The one object that stands for this reference type. `form` says what the type with the index `heap` is. */
export function refType(nullable: boolean, heap: HeapType, form: TypeForm = 'func'): RefType {
  const isIndex = typeof heap === 'number';
  const key = `${nullable ? '?' : ''}${heap}${isIndex ? form : ''}`;
  let type = interned.get(key);
  if (type === undefined) {
    type = Object.freeze({ kind: 'ref', nullable, heap, form: isIndex ? form : undefined });
    interned.set(key, type);
  }
  return type;
}

export const funcref: RefType = refType(true, 'func');
export const externref: RefType = refType(true, 'extern');
export const anyref: RefType = refType(true, 'any');
export const exnref: RefType = refType(true, 'exn');
export const contref: RefType = refType(true, 'cont');

export function isRef(type: ValType): type is RefType {
  return typeof type === 'object';
}

/** One letter per value type, as used in the operation table and in signature keys; for references, per hierarchy of heap types. */
export type SigChar = 'i' | 'l' | 'f' | 'd' | 'v' | 'F' | 'X' | 'A' | 'E' | 'C';

const byChar: Readonly<Record<SigChar, ValType>> = {
  i: 'i32', l: 'i64', f: 'f32', d: 'f64', v: 'v128', F: funcref, X: externref, A: anyref, E: exnref, C: contref,
};

const charOfNumber: Readonly<Record<NumType | VecType, SigChar>> = {
  i32: 'i', i64: 'l', f32: 'f', f64: 'd', v128: 'v',
};

const charOfHeap: Readonly<Record<AbstractHeap, SigChar>> = {
  func: 'F', nofunc: 'F',
  extern: 'X', noextern: 'X',
  any: 'A', eq: 'A', i31: 'A', struct: 'A', array: 'A', none: 'A',
  exn: 'E', noexn: 'E',
  cont: 'C', nocont: 'C',
};

const topOfChar: Readonly<Partial<Record<SigChar, AbstractHeap>>> = { F: 'func', X: 'extern', A: 'any', E: 'exn', C: 'cont' };

/** The heap type at the top of the type's hierarchy. */
export function topOf(type: RefType): AbstractHeap {
  return topOfChar[sigChar(type)]!;
}

/** References to functions are 'F', to external values 'X', to exceptions 'E', to continuations 'C', to anything else (structs, arrays, i31) 'A'. */
export function sigChar(type: ValType): SigChar {
  return isRef(type) ? charOfHeap[type.form ?? (type.heap as AbstractHeap)] : charOfNumber[type];
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
  cont: [], nocont: ['cont'],
};

/**
 * Key of a value type, for matching across modules: the letter of a number, vector, funcref, externref, anyref, exnref or contref. For any other
 * reference its letter, ';', '?' if it is nullable or '!' if not, and its heap type followed by the heap types above it,
 * separated by spaces: 'F;!il:d func' is a reference to a function of signature 'il:d', 'A;?{i} struct eq any' one to a struct.
 */
export function typeKey(type: ValType, types: readonly FuncType[]): string {
  const letter = sigChar(type);
  if (!isRef(type) || type === byChar[letter]) return letter;
  const { heap, nullable, form } = type;
  const defined = typeof heap === 'string' ? [] : supertypesOf(types[heap]!, types).map((above) => above.declared?.text || sigLetters(above));
  const abstract = form ?? (heap as AbstractHeap);
  const heaps = [...defined, abstract, ...abstractSupertypes[abstract]];
  return `${letter};${nullable ? '?' : '!'}${heaps.join(' ')}`;
}

/** The type as the text format writes it. */
export function typeName(type: ValType): string {
  if (!isRef(type)) return type;
  if (type.nullable && typeof type.heap === 'string') return `${type.heap}ref`;
  return `(ref ${type.nullable ? 'null ' : ''}${type.heap})`;
}
