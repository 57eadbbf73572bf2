/** Globals: the JS-API-like object and the cell that compiled code reads and writes. */
import { pushWords, toJs } from './convert.js';
import { isEngineObject } from './descriptor.js';
import { referenceFromJs } from './func.js';
import { fromI64, toI64 } from './interop.js';
import { HI } from './registers.js';

/** Property under which a `Global`, of this or any other linked copy, holds its cell. */
export const GLOBAL = Symbol.for('wasm2js-aot.global');

/** A global's value: the word, number or reference in `v`; for an i64 its low word in `v` and its high word in `h`, for a v128 two of these. */
export interface GlobalCell {
  v: any;
  h: number;
  v2: number;
  h2: number;
  /** Key of the value type: see type-key.ts. */
  readonly type: string;
  readonly mutable: boolean;
  /** The object that stands for the global in JavaScript, once somebody has asked for it: see `globalToJs`. */
  object: object | undefined;
}

/** A cell with the raw value: what compiled code makes for globals that it exports. */
export function globalCellOf(type: string, mutable: boolean, v: any, h = 0, v2 = 0, h2 = 0): GlobalCell {
  return { v, h, v2, h2, type, mutable, object: undefined };
}

/** Assigns a value of JavaScript. */
export function setGlobal(cell: GlobalCell, value: unknown): void {
  if (cell.type.length > 1) {
    cell.v = referenceFromJs(cell.type, value);
    return;
  }
  const words: any[] = [];
  pushWords(words, cell.type, value);
  cell.v = words[0];
  if (cell.type === 'l') cell.h = words[1];
}

/** What stands for a global in JavaScript, like a `WebAssembly.Global`. TypeError for a value that does not convert, an immutable global and a v128. */
export interface Global {
  readonly [GLOBAL]: GlobalCell;
  value: any;
  valueOf(): any;
  readonly [Symbol.toStringTag]: string;
}

export const globalPrototype: Omit<Global, typeof GLOBAL> & ThisType<Global> = {
  get value(): any {
    const cell = this[GLOBAL];
    if (cell.type === 'v') throw new TypeError('Global: a v128 has no value in JavaScript');
    return cell.type === 'l' ? fromI64(cell.v, cell.h) : toJs(cell.type, cell.v);
  },

  set value(value: any) {
    const cell = this[GLOBAL];
    if (!cell.mutable) throw new TypeError('Global: this global is immutable');
    if (cell.type === 'v') throw new TypeError('Global: a v128 has no value in JavaScript');
    setGlobal(cell, value);
  },

  valueOf(): any {
    return this.value;
  },

  [Symbol.toStringTag]: 'WebAssembly.Global',
};

/** The object that stands for `cell` in JavaScript: always the same one. */
export function globalToJs(cell: GlobalCell): object {
  if (cell.object === undefined) {
    const object: object = Object.create(globalPrototype);
    Object.defineProperty(object, GLOBAL, { value: cell });
    cell.object = object;
  }
  return cell.object;
}

/** A cell over a global of the engine's own WebAssembly. */
function foreignCell(object: WebAssembly.Global, type: string, mutable: boolean): GlobalCell {
  const high = (): number => (toI64(object.value), HI);
  return {
    get v(): any {
      const value: unknown = object.value;
      return type === 'l' ? toI64(value) : value;
    },
    set v(value: any) {
      object.value = type === 'l' ? fromI64(value, high()) : value;
    },
    get h(): number {
      return type === 'l' ? high() : 0;
    },
    set h(value: number) {
      object.value = fromI64(toI64(object.value), value);
    },
    v2: 0,
    h2: 0,
    type,
    mutable,
    object,
  };
}

const foreignGlobals = new WeakMap<object, GlobalCell>();

/**
 * The engine does not tell the type of its globals: a BigInt is an i64, a number whatever number type is expected, any other
 * value a reference. It does refuse to write to an immutable one.
 */
function adoptGlobal(object: WebAssembly.Global, expected: string): GlobalCell {
  let cell = foreignGlobals.get(object);
  if (cell === undefined) {
    const value: unknown = object.value;
    const number = 'ifd'.includes(expected) ? expected : 'd';
    const type = typeof value === 'bigint' ? 'l' : typeof value === 'number' ? number : value === null ? expected : 'X';
    let mutable = true;
    try {
      object.value = value;
    } catch {
      mutable = false;
    }
    cell = foreignCell(object, type, mutable);
    foreignGlobals.set(object, cell);
  }
  return cell;
}

/**
 * The cell of a global of any linked copy or of the engine's own, for which `expected` (a type key) says how to take a
 * number; `undefined` if `value` is not a global.
 */
export function globalOf(value: unknown, expected = 'd'): GlobalCell | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const cell = (value as Partial<Global>)[GLOBAL];
  if (cell !== undefined) return cell.object === value ? cell : undefined;
  return isEngineObject(value, 'Global', 'value') ? adoptGlobal(value as WebAssembly.Global, expected) : undefined;
}
