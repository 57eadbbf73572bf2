/** Names of the output's top level: helpers of the runtime and what the emitter names itself share one pool. */
import { placeholder } from '../emit/placeholders.js';
import { Graph, type Declaration } from './graph.js';
import type { RuntimeModules } from './modules.js';

const FIRST = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ$_';
const REST = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$_';

/** Built-ins that begin like our names. The emitter may refer to any of them. */
const GLOBALS =
  'AggregateError Array ArrayBuffer AsyncFunction Atomics BigInt BigInt64Array BigUint64Array Boolean Buffer DataView Date Error ' +
  'EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array ' +
  'InternalError Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set ' +
  'SharedArrayBuffer String Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray ' +
  'WeakMap WeakRef WeakSet WebAssembly Bun Deno URL Worker TextDecoder TextEncoder MessageChannel structuredClone __dirname __filename';

const taken = new WeakMap<RuntimeModules, ReadonlySet<string>>();

/** What names of the output must not be. */
function wordsOf(modules: RuntimeModules): ReadonlySet<string> {
  let words = taken.get(modules);
  if (words === undefined) taken.set(modules, (words = new Set([...GLOBALS.split(' '), ...modules.words.split(' ')])));
  return words;
}

/** The `index`th name: all of one character, then all of two, and so on. */
function shortName(index: number): string {
  let size = FIRST.length;
  let length = 1;
  while (index >= size) {
    index -= size;
    size *= REST.length;
    length++;
  }
  let tail = '';
  for (; length > 1; length--) {
    tail = REST[index % REST.length] + tail;
    index = Math.floor(index / REST.length);
  }
  return FIRST[index] + tail;
}

/** A readable name: begins with an uppercase letter, `$` or `_`, and has no character that an identifier cannot have. */
function readableName(hint: string): string {
  const name = hint.replace(/[^A-Za-z0-9$]+/g, '_').slice(0, 60);
  return /^[A-Z$_]/.test(name) ? name : `$${name}`;
}

/**
 * Hands out the names of the output's top level and records which helpers are needed.
 *
 * Names begin with an uppercase letter, `$` or `_` and equal no word of any runtime module and no global, so that
 * nothing inside the runtime captures them. They depend only on the modules and on the order of the calls. With `placeholders` they stand
 * for names of another pool; names in `reserved` are not given.
 */
export class HelperNames {
  /** The runtime modules and what refers to what. */
  readonly graph: Graph;
  private readonly words: ReadonlySet<string>;
  private readonly given = new Map<Declaration, string>();
  private readonly used = new Set<string>();
  private readonly requested = new Set<Declaration>();
  private next = 0;

  constructor(
    modules: RuntimeModules,
    private readonly options: { readonly pretty?: boolean; readonly placeholders?: boolean; readonly reserved?: ReadonlySet<string> | undefined } = {},
  ) {
    this.graph = Graph.of(modules);
    this.words = options.reserved === undefined ? wordsOf(modules) : new Set([...wordsOf(modules), ...options.reserved]);
  }

  /**
   * The identifier of export `name` of the runtime module `path` (as in RuntimeModules), which becomes part of the output.
   * LinkageError if there is none.
   */
  ref(path: string, name: string): string {
    const declaration = this.graph.find(path, name);
    this.requested.add(declaration);
    return this.nameOf(declaration);
  }

  /** A new name, different from all others; `hint` shows in it when names are readable. */
  fresh(hint = 'x'): string {
    if (this.options.pretty) return this.unique(readableName(hint));
    if (this.options.placeholders) return placeholder(this.next++);
    for (;;) {
      const name = shortName(this.next++);
      if (!this.words.has(name)) return name;
    }
  }

  get areReadable(): boolean {
    return this.options.pretty ?? false;
  }

  /** The declarations requested so far, in the order of the first request. */
  get roots(): Iterable<Declaration> {
    return this.requested;
  }

  /** The name of a runtime declaration, without making it part of the output. */
  nameOf(declaration: Declaration): string {
    let name = this.given.get(declaration);
    if (name === undefined) this.given.set(declaration, (name = this.fresh(`$${declaration.name}`)));
    return name;
  }

  private unique(base: string): string {
    let name = base;
    for (let i = 2; this.words.has(name) || this.used.has(name); i++) name = `${base}_${i}`;
    this.used.add(name);
    return name;
  }
}
