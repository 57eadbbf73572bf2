/**
 * Structs and arrays. Each type has a constructor: a struct's takes the words of the fields and puts them into properties named
 * by word ('a' to 'd') and number of the field; an array's takes length and elements. What all objects of a type have in common
 * is on their prototype, which has no prototype itself: `k`, their kind, and for each type above it, itself included, the
 * property `$` followed by the type's depth, with the type's identity as value.
 *
 * A reference of the hierarchy of any is such an object, a number (an i31), a `HostReference`, or null.
 */
/** 0: of the host, 1: a struct, 2: an array. */
export type ObjectKind = 0 | 1 | 2;

export interface ObjectReference {
  readonly k: ObjectKind;
}

/** Elements of several words are kept as consecutive words. */
export type Elements = Int8Array | Int16Array | Int32Array | Float32Array | Float64Array | any[];

export interface ArrayReference extends ObjectReference {
  readonly n: number;
  readonly e: any;
}

export type ArrayClass = new (n: number, e: Elements) => ArrayReference;

/** The identity of a type, the same in every linked copy, from its canonical text. */
export function typeId(text: string): symbol {
  return Symbol.for(`wasm2js-aot.type ${text}`);
}

/** What is common to the objects of a type: `ids` are those of its supertypes, the outermost first, and its own. */
function prototypeOf(k: ObjectKind, ids: readonly symbol[]): object {
  const prototype = Object.create(null);
  prototype.k = k;
  for (let depth = 0; depth < ids.length; depth++) prototype[`$${depth}`] = ids[depth];
  return prototype;
}

/** Makes `constructor` that of a struct type. */
export function structClass(constructor: Function, ids: readonly symbol[]): void {
  constructor.prototype = prototypeOf(1, ids);
}

/** The constructor of an array type. */
export function arrayClass(ids: readonly symbol[]): ArrayClass {
  function ArrayObject(this: { n: number; e: Elements }, n: number, e: Elements): void {
    this.n = n;
    this.e = e;
  }
  ArrayObject.prototype = prototypeOf(2, ids);
  return ArrayObject as unknown as ArrayClass;
}
