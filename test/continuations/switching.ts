/** What the continuations of switching.wasm do, in the engine's own namespace or in ours: prints it for the functions named. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebAssemblyNamespace } from '../../compiler/webassembly/index.js';
import { root } from '../support.js';


type Exports = Record<string, any>;

/** Calls of exports, and what each gives and logs. Traps are told by their kind. */
export const CALLS: readonly (readonly [name: string, args: readonly unknown[], outcome: string])[] = [
  ['sum', [5], '15'], ['sum', [0], '0'], ['sum', [1000], '500500'], ['ask', [4], '907 8,5'],
  ['mix', [10n], '[-8589934617n,0,42,1.5,4294967307n]'], ['deep', [0], '1030'], ['deep', [100], '1130'],
  ['thrown', [5], '6 5'], ['into', [6], '18'], ['unbegun', [7], '7'], ['bound', [50, 8], '42'],
  ['twice', [1], 'trap'], ['boundTwice', [1], 'trap'], ['null', [1], 'trap'], ['nullFunction', [1], 'trap'],
  ['threads', [0], '9 10,30,20,31,21,32'], ['suspend', [1], 'unhandled'], ['through', [2], 'unhandled'], ['unhandled', [1], 'unhandled'],
];
/** V8 14.6 ends on these. */
export const SWITCHES: typeof CALLS = [['switched', [0], '100000'], ['switched', [99998], '100000'], ['unswitched', [0], 'unhandled']];

/** Calls of state.wasm: what a suspension gives, what handlers change meanwhile. */
export const STATE: typeof CALLS = [['once', [], '2n'], ['counts', [], '64010n'], ['fills', [], '35n']];

const shown = (value: any): string => (typeof value === 'bigint' ? `${value}n` : Array.isArray(value) ? `[${value.map(shown).join()}]` : String(value));

export interface Instance {
  readonly exports: Exports;
  readonly log: number[];
}

/** `make` gives the exports of an instance with these imports. */
export function instanceOf(make: (imports: object) => Exports, wait: unknown): Instance {
  const log: number[] = [];
  const own: { exports: Exports } = { exports: {} };
  own.exports = make({ m: { log: (value: number) => void log.push(value), wait, call: (value: number) => own.exports['suspend'](value) } });
  return { exports: own.exports, log };
}

export function outcomeOf({ exports, log }: Instance, name: string, args: readonly unknown[]): string {
  log.length = 0;
  try {
    return [shown(exports[name](...args)), ...(log.length ? [log.join()] : [])].join(' ');
  } catch (error) {
    const { name: kind, message } = error as Error;
    return /unhandled/.test(message) ? 'unhandled' : kind === 'RuntimeError' ? 'trap' : `${kind}: ${message}`;
  }
}

export const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(root, 'test/continuations', `${name}.wasm`)));

if (process.argv[2] === 'native') {
  const W = globalThis.WebAssembly as unknown as WebAssemblyNamespace;
  const instance = instanceOf((imports) => new W.Instance(new W.Module(bytesOf('switching')), imports).exports, (value: number) => value);
  const state = instanceOf(() => new W.Instance(new W.Module(bytesOf('state'))).exports, undefined);
  console.log(JSON.stringify([[instance, CALLS] as const, [state, STATE] as const].flatMap(([it, calls]) => calls.map(([name, args]) => outcomeOf(it, name, args)))));
}
