/**
 * Functions and references to them.
 *
 * A function reference inside compiled code is a `FuncRec` or null. Its raw callable takes and returns words (see
 * registers.ts); its exported function object, made when it is first needed, takes and returns JavaScript values.
 */
import { syncForeign } from './foreign.js';
import { showRecord } from './func-object.js';
import { hierarchies } from './hierarchies.js';
import { R, setHI, thisRealm, type Offered, type Realm } from './registers.js';
import { LinkError, hostThrew, trapNullFunction } from './trap.js';
import { heapOf, keyOf, matchesSig, matchesType, referenceKey, spellSig, typeName } from './type-key.js';

/** Property (not enumerable) under which an exported function holds its record. */
export const FUNC = Symbol.for('wasm2js-aot.func');

export type Raw = (...words: any[]) => any;

/** Makes the JavaScript function of a raw one: that of `export-integers`, `export-numbers` or `func-export` which suits the signature. */
export type Exporter = (raw: Raw, sig: string, types: readonly string[] | undefined) => Function;

/** Makes the raw function of a JavaScript one: that of `host-numbers` or `func-host` which suits the signature. */
export type Importer = (host: Function, sig: string, types: readonly string[] | undefined) => Raw;

/** The type of functions of this linked copy. */
export interface Signature {
  /** Signature key, e.g. 'il:d', and after spaces those of the declared supertypes: see type-key.ts. */
  readonly sig: string;
  /** Undefined where no function of the type can reach JavaScript. */
  readonly exporter: Exporter | undefined;
  /** Keys of the types of parameters and results, where the letters of the signature do not tell them. */
  readonly types: readonly string[] | undefined;
}

export function signature(sig: string, exporter?: Exporter, types?: readonly string[]): Signature {
  return { sig, exporter, types };
}

/** A WebAssembly function. */
export interface FuncRec {
  /** Callable in the raw convention, by code of `realm` only: see `rawHere`. */
  readonly raw: Raw;
  readonly type: Signature;
  /** The exported function object, once somebody has asked for it. */
  fn: Function | undefined;
  readonly realm: Realm;
  /** Index in its module: the name of the exported function. */
  readonly index: number;
}

/** Makes the record of a function of this linked copy. A function has one record: references are compared by identity. */
export function funcRec(raw: Raw, type: Signature, index: number): FuncRec {
  return { raw, type, fn: undefined, realm: thisRealm, index };
}

/** ToJSValue of a funcref: null or the exported function, always the same one for one record. */
export function funcToJs(rec: FuncRec | null): Function | null {
  if (rec === null) return null;
  if (rec.fn === undefined) {
    const { exporter, sig, types } = rec.type;
    const fn = exporter!(rec.raw, sig, types);
    (rec.realm === thisRealm ? showRecord : rec.realm().show)(fn, rec);
    rec.fn = fn;
  }
  return rec.fn;
}

/** The exported function of a new record. One function: engines compile what each small module begins with function by function. */
export function exported(raw: Raw, type: Signature, index: number): Function {
  const rec: FuncRec = { raw, type, fn: undefined, realm: thisRealm, index };
  const fn = type.exporter!(raw, type.sig, type.types);
  rec.fn = fn;
  showRecord(fn, rec);
  return fn;
}

/** The record of an exported function; `undefined` for anything else. */
export function recOf(value: unknown): FuncRec | undefined {
  return typeof value === 'function' ? (value as { [FUNC]?: FuncRec })[FUNC] : undefined;
}

/** ToWebAssemblyValue for funcref. TypeError unless `value` is null or a function exported by compiled code. */
export function funcFromJs(value: unknown): FuncRec | null {
  if (value === null) return null;
  const rec = recOf(value);
  if (rec === undefined) throw new TypeError('a funcref must be null or a function exported by a WebAssembly module');
  return rec;
}

/**
 * ToWebAssemblyValue for the reference type with key `type` (see type-key.ts). TypeError for null where the type has no null, for
 * functions of another type, and for types of which JavaScript has no values.
 */
export function referenceFromJs(type: string, value: unknown): any {
  const letter = type[0]!;
  if (type === 'X') return value;
  if (letter === 'E' || letter === 'C') throw new TypeError(`JavaScript has no values of type ${letter === 'E' ? 'exnref' : 'contref'}`);
  const hierarchy = hierarchies[letter];
  const ref = letter === 'F' ? funcFromJs(value) : hierarchy !== undefined ? hierarchy.fromJs(value) : value;
  if (type.length === 1) return ref;
  const fits = ref === null ? type[2] === '?' : letter === 'F' ? matchesType(referenceKey((ref as FuncRec).type.sig), type)
    : hierarchy !== undefined ? hierarchy.isOf(ref, heapOf(type)) : heapOf(type) === 'extern';
  if (!fits) throw new TypeError(`expected a ${typeName(type)}, got ${describe(value)}`);
  return ref;
}

/** Makes what a call of another realm's function left in the registers there be in those here. */
export function takeOver({ high, results: resultsOf }: Offered): void {
  setHI(high());
  const results = resultsOf();
  for (let i = 0; i < results.length; i++) R[i] = results[i];
}

const adapters = new WeakMap<FuncRec, FuncRec>();

/** `rec` for this realm: itself, or one that carries words, further results and errors over from the realm it belongs to. */
function adapted(rec: FuncRec): FuncRec {
  if (rec.realm === thisRealm) return rec;
  const { raw, type, realm, index } = rec;
  // What another realm made of a function is not wrapped again: its second form would not be found.
  const { of } = raw as { readonly of?: FuncRec };
  if (of !== undefined) return adapted(of);
  let adapter = adapters.get(rec);
  if (adapter === undefined) {
    const offered = realm();
    const carry = (...args: any[]): any => {
      let first;
      try {
        first = raw(...args);
      } catch (error) {
        throw hostThrew(offered.translate(error));
      } finally {
        syncForeign();
      }
      takeOver(offered);
      return first;
    };
    adapter = { raw: Object.assign(carry, { of: rec }), type, fn: funcToJs(rec)!, realm: thisRealm, index };
    adapters.set(rec, adapter);
  }
  return adapter;
}

/** What code of this realm calls to call `rec`, which may belong to another one. Traps on null. */
export function rawHere(rec: FuncRec | null): Raw {
  if (rec === null) trapNullFunction();
  return rec.realm === thisRealm ? rec.raw : adapted(rec).raw;
}

/**
 * The function that satisfies an import of type `type`; `where` names the import in errors.
 * A function exported by compiled code is itself (LinkError if it is not of that type or a declared subtype), any other
 * callable is wrapped as function `index` of the module: its arguments and results are converted, and what it throws is
 * marked as the host's. LinkError if `value` is not callable.
 */
export function importFunction(value: unknown, type: Signature, importer: Importer, where = 'function import', index = 0): FuncRec {
  if (typeof value !== 'function') throw new LinkError(`${where}: expected a function, got ${describe(value)}`);
  const rec = recOf(value);
  const { sig, types } = type;
  if (rec === undefined) return funcRec(importer(value, sig, types), type, index);
  if (!matchesSig(rec.type.sig, keyOf(sig))) {
    throw new LinkError(`${where}: expected a function of type ${spellSig(sig)}, got one of type ${spellSig(rec.type.sig)}`);
  }
  return adapted(rec);
}

/** Short description of a value for error messages; never runs code of the value. */
export function describe(value: unknown): string {
  return value === null ? 'null' : value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}
