/** Holds outputs to the engine's own WebAssembly. */
import * as assert from 'uvu/assert';
import type { Options } from '../compiler/options.js';
import { loadCommonJs } from './load.js';
import { assemble } from './wabt.js';

type Exports = Record<string, any>;

/** The engine's words for traps, as the specification says them. */
const spelled: readonly (readonly [RegExp, string])[] = [
  [/divide by zero|remainder by zero/, 'integer divide by zero'],
  // V8 has one message for a conversion that overflows and one of NaN.
  [/unrepresentable|integer overflow|invalid conversion to integer/, 'integer overflow or conversion'],
  // V8 says the same of an index of call_indirect and of any other access of a table.
  [/table index is out of bounds|undefined element|out of bounds table access|element segment out of bounds/, 'out of bounds of a table'],
  [/null function|uninitialized element|(?:indirect call type|function signature) mismatch/, 'call type'],
  [/memory access out of bounds|out of bounds memory access/, 'out of bounds memory access'],
  [/unaligned atomic|unaligned accesses/, 'unaligned atomic'],
];

/** What a call gives: its value, or the kind of trap. i64, -0 and NaN are told apart. */
export function outcome(call: () => unknown): string {
  try {
    return shown(call());
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'RangeError') return 'RangeError';
    return `${name}: ${spelled.find(([pattern]) => pattern.test(message))?.[1] ?? message}`;
  }
}

export function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : typeof value === 'function' ? 'function' : String(value);
}

/** The bytes that are not zero, with their addresses. */
function written(buffer: ArrayBuffer): string {
  const runs: string[] = [`${buffer.byteLength} bytes`];
  new Uint8Array(buffer).forEach((byte, at) => { if (byte) runs.push(`${at}:${byte}`); });
  return runs.join(' ');
}

export function native(bytes: Uint8Array<ArrayBuffer>, imports: object = {}): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports as WebAssembly.Imports).exports as Exports;
}

export interface Agreement {
  /** Makes the imports, for each instance anew. */
  readonly imports?: (log: string[]) => object;
  readonly levels?: readonly (0 | 1 | 2 | 3)[];
  readonly options?: Partial<Options>;
}

/**
 * Makes the calls natively and through outputs of several levels, on one instance each, and compares results, traps, what the
 * imports were called with, and the memory exported as `memory`.
 */
export function agree(text: string | Uint8Array<ArrayBuffer>, calls: readonly (readonly [name: string, ...args: unknown[]])[], { imports, levels = [0, 2], options = {} }: Agreement = {}): void {
  const bytes = typeof text === 'string' ? assemble(text) : text;
  const session = (instantiate: (imports: object) => Exports): string[] => {
    const log: string[] = [];
    const exports = instantiate(imports?.(log) ?? {});
    for (const [name, ...args] of calls) log.push(`${name}(${args.map(shown).join(', ')}) = ${outcome(() => (exports[name] as (...a: unknown[]) => unknown)(...args))}`);
    const memory = exports['memory'] as { buffer: ArrayBuffer } | undefined;
    if (memory) log.push(written(memory.buffer));
    return log;
  };
  const expected = session((imp) => native(bytes, imp));
  for (const optimize of levels) {
    const output = loadCommonJs(bytes, { abi: 'none', optimize, ...options });
    assert.equal(session((imp) => output.instantiate(imp).exports), expected, `at level ${optimize}`);
  }
}
