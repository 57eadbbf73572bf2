/** Exceptions: the JS-API-like object, and what compiled code throws and catches. */
import { pushWords, refuseOpaque, type Types, wordsToJs } from './convert.js';
import { isObject, toUint32 } from './descriptor.js';
import { jsTag, type Tag, tagOf, type TagRecord } from './tag.js';
import { RuntimeError, hostThrew, isCatchable } from './trap.js';

/** Property under which an `Exception`, of this or any other linked copy, holds its record. */
export const EXCEPTION = Symbol.for('wasm2js-aot.exception');

/** An exception as compiled code knows it: an exnref is this or null. */
export interface ExceptionRecord {
  readonly tag: TagRecord;
  /** Any tag, then the words of the values. (V8 makes NaNs quiet in arrays of nothing but doubles.) */
  readonly payload: readonly any[];
  /** What is thrown: an `Exception`, or any value that the host threw. */
  readonly thrown: unknown;
}

function attach(object: object, tag: TagRecord, payload: readonly any[]): void {
  const record: ExceptionRecord = { tag, payload, thrown: object };
  Object.defineProperty(object, EXCEPTION, { value: record });
}

/** The record of an exception of compiled code, of this or any other linked copy; `undefined` for anything else. */
export function exceptionOf(value: unknown): ExceptionRecord | undefined {
  return isObject(value) ? (value as Partial<Exception>)[EXCEPTION] : undefined;
}

function tagArgument(tag: unknown, method: string): TagRecord {
  const record = tagOf(tag);
  if (record === undefined) throw new TypeError(`${method}: the first argument must be a Tag`);
  return record;
}

function lettersOf({ sig }: TagRecord): string {
  return sig.slice(0, sig.indexOf(':'));
}

function typesOf(tag: TagRecord): Types {
  return tag.types ?? lettersOf(tag);
}

/** Where in the payload the words of a value begin. */
function firstWord(letters: string, index: number): number {
  let at = 1;
  for (const letter of letters.slice(0, index)) at += letter === 'l' ? 2 : letter === 'v' ? 4 : 1;
  return at;
}

/** Like `WebAssembly.Exception`. It has a stack only if it is asked to. */
export class Exception {
  readonly [EXCEPTION]!: ExceptionRecord;

  constructor(tag: Tag, payload: Iterable<unknown>, options: { readonly traceStack?: boolean } | null | undefined = {}) {
    const record = tagArgument(tag, 'Exception');
    if (record === jsTag) throw new TypeError('Exception: the tag must not be JSTag');
    if (!isObject(payload)) throw new TypeError('Exception: the payload must be a list of values');
    if (options !== null && options !== undefined && !isObject(options)) throw new TypeError('Exception: the options must be an object');
    const types = typesOf(record);
    const values = [...payload];
    if (values.length !== types.length) throw new TypeError(`Exception: the tag takes ${types.length} values, got ${values.length}`);
    refuseOpaque(lettersOf(record));
    const words: any[] = [record];
    values.forEach((value, i) => {
      pushWords(words, types[i]!, value);
    });
    attach(this, record, words);
    // Emscripten's glue assigns it, which engines allow.
    if (options?.traceStack) Object.defineProperty(this, 'stack', { value: new Error().stack, writable: true, configurable: true });
  }

  is(tag: Tag): boolean {
    return this[EXCEPTION].tag === tagArgument(tag, 'Exception.is');
  }

  getArg(tag: Tag, index: number): unknown {
    const { tag: own, payload } = this[EXCEPTION];
    if (tagArgument(tag, 'Exception.getArg') !== own) throw new TypeError('Exception.getArg: the exception has another tag');
    const at = toUint32(index, 'Exception.getArg: the index');
    const letters = lettersOf(own);
    if (at >= letters.length) throw new RangeError(`Exception.getArg: index ${at} is not below ${letters.length}`);
    refuseOpaque(letters[at]!);
    return wordsToJs(letters[at]!, payload.slice(firstWord(letters, at)))[0];
  }

  get stack(): string | undefined {
    return undefined;
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Exception';
  }
}

/** throw, with the tag and the words of its values: what is to be thrown. */
export function thrown(...payload: [TagRecord, ...any[]]): unknown {
  const [tag] = payload;
  if (tag === jsTag) return hostThrew(payload[1]);
  const object: object = Object.create(Exception.prototype);
  attach(object, tag, payload);
  return object;
}

/** throw_ref: what is to be thrown. Traps on null. */
export function thrownAgain(exception: ExceptionRecord | null): unknown {
  if (exception === null) throw new RuntimeError('null exception reference');
  return exception.thrown;
}

/** The exception that a handler of compiled code gets. A trap is thrown again. */
export function caught(error: unknown): ExceptionRecord {
  const record = exceptionOf(error);
  if (record !== undefined) return record;
  if (!isCatchable(error)) throw error;
  return { tag: jsTag, payload: [jsTag, error], thrown: error };
}
