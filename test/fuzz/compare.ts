/** Runs one module natively and through us and reports the first difference. */
import { compile } from '../../compiler/index.js';
import type { Options } from '../../compiler/options.js';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';
import { readModule } from '../spec/wasmbin.js';
import { Random } from './random.js';
import { HostError, kindOf, makeWorld, nameExports, print, valueFor, type Side, type World } from './world.js';

export interface Difference {
  /** Where the sides part: `compile`, `load`, `instantiate`, `call`, `global`, `table`, `memory`, `log`. */
  readonly phase: string;
  readonly text: string;
}

type Exports = Record<string, any>;
type Outcome = { readonly kind: 'returned'; readonly text: string } | { readonly kind: 'threw'; readonly text: string };

const native = globalThis.WebAssembly;
const fuel = 150;

const trapClasses: readonly (readonly [RegExp, string])[] = [
  [/unreachable/, 'unreachable'],
  [/divide by zero|remainder by zero/, 'division by zero'],
  // V8 has one message for a conversion that overflows and one of NaN; the specification has two.
  [/unrepresentable|invalid conversion|integer overflow/, 'overflow or conversion'],
  [/memory access|data segment/, 'memory'],
  [/undefined element|uninitialized element|indirect call type|null function or function signature|table index is out of bounds/, 'indirect call'],
  [/table|element segment/, 'table'],
];

/** The class of a trap: engines word their messages differently. An index beyond the table is a table trap for call_indirect too. */
function trapClass(message: string): string {
  if (/undefined element|table index is out of bounds/.test(message)) return 'table';
  return trapClasses.find(([pattern]) => pattern.test(message))?.[1] ?? `unknown trap "${message}"`;
}

function classify(error: unknown): string {
  if (error instanceof HostError) return `host error ${error.message}`;
  if (error instanceof native.RuntimeError || (error as Error)?.name === 'RuntimeError') return `trap: ${trapClass((error as Error).message)}`;
  if (error instanceof RangeError && /call stack/.test(error.message)) return 'trap: call stack exhausted';
  if (error instanceof TypeError) return 'TypeError';
  return `${(error as Error)?.name}: ${(error as Error)?.message}`;
}

function outcome(action: () => unknown): Outcome {
  try {
    return { kind: 'returned', text: print(action()) };
  } catch (error) {
    return { kind: 'threw', text: classify(error) };
  }
}

const same = (a: Outcome, b: Outcome): boolean => a.kind === b.kind && a.text === b.text;

/** Undefined when both sides agree. `seed` chooses arguments and the answers of host functions. */
export function compare(bytes: Uint8Array<ArrayBuffer>, seed: number, options: Partial<Options>): Difference | undefined {
  let code: string;
  try {
    code = compile(bytes, { ...options, format: 'iife', name: 'output', abi: 'none' }).code;
  } catch (error) {
    return { phase: 'compile', text: `${(error as Error).name}: ${(error as Error).message}\n${(error as Error).stack}` };
  }
  let instantiate: (imports: unknown) => { exports: Exports };
  try {
    instantiate = (new Function(`${code}\nreturn output;`)() as { instantiate: typeof instantiate }).instantiate;
  } catch (error) {
    return { phase: 'load', text: `${(error as Error).name}: ${(error as Error).message}` };
  }
  const nativeWorld = makeWorld(bytes, native as unknown as Side, seed);
  const ourWorld = makeWorld(bytes, ours as unknown as Side, seed);
  let nativeExports: Exports = {}, ourExports: Exports = {};
  const a = outcome(() => void (nativeExports = new native.Instance(new native.Module(bytes), nativeWorld.imports as WebAssembly.Imports).exports));
  const b = outcome(() => void (ourExports = instantiate(ourWorld.imports).exports));
  if (!same(a, b)) return difference('instantiate', 'instantiate', a, b);
  nameExports(nativeExports);
  nameExports(ourExports);
  const first = compareWorlds(nativeWorld, ourWorld);
  if (first || a.kind === 'threw') return first;
  return compareCalls(bytes, seed, nativeExports, ourExports, nativeWorld, ourWorld);
}

function compareCalls(bytes: Uint8Array, seed: number, nativeExports: Exports, ourExports: Exports, nativeWorld: World, ourWorld: World): Difference | undefined {
  const info = readModule(bytes);
  const random = new Random(seed ^ 0x5eed);
  for (let round = 0; round < 3; round++) {
    for (const { name, kind, index } of info.exports) {
      const type = info.types[info.functions[index] ?? -1];
      if (kind !== 0 || type?.k !== 'func') continue;
      const args = type.params.map((param) => valueFor(random, kindOf(param)));
      for (const exports of [nativeExports, ourExports]) if (exports['fuel']) exports['fuel'].value = fuel;
      const a = outcome(() => nativeExports[name](...args));
      const b = outcome(() => ourExports[name](...args));
      if (!same(a, b)) return difference('call', `${name}(${args.map(print).join(', ')})`, a, b);
      const found = compareWorlds(nativeWorld, ourWorld) ?? compareState(nativeExports, ourExports, `after ${name}(${args.map(print).join(', ')})`);
      if (found) return found;
    }
  }
  return undefined;
}

function compareWorlds(a: World, b: World): Difference | undefined {
  const index = a.log.findIndex((line, position) => line !== b.log[position]);
  if (index >= 0 || a.log.length !== b.log.length) {
    const position = index >= 0 ? index : a.log.length;
    return { phase: 'log', text: `host call ${position}: native ${a.log[position] ?? 'none'}, ours ${b.log[position] ?? 'none'}` };
  }
  return a.memory && b.memory ? compareMemory(a.memory, b.memory, 'imported memory') : undefined;
}

function compareState(a: Exports, b: Exports, when: string): Difference | undefined {
  for (const name of Object.keys(a)) {
    const left = a[name], right = b[name];
    if (left instanceof native.Global) {
      const [x, y] = [outcome(() => left.value), outcome(() => right.value)];
      if (!same(x, y)) return difference('global', `${name} ${when}`, x, y);
    } else if (left instanceof native.Memory) {
      const found = compareMemory(left, right, `${name} ${when}`);
      if (found) return found;
    } else if (left instanceof native.Table) {
      if (left.length !== right.length) return { phase: 'table', text: `${name}.length ${when}: native ${left.length}, ours ${right.length}` };
      for (let index = 0; index < left.length; index++) {
        const [x, y] = [outcome(() => left.get(index)), outcome(() => right.get(index))];
        if (!same(x, y)) return difference('table', `${name}[${index}] ${when}`, x, y);
      }
    }
  }
  return undefined;
}

function compareMemory(a: { readonly buffer: ArrayBuffer }, b: { readonly buffer: ArrayBuffer }, what: string): Difference | undefined {
  const [left, right] = [Buffer.from(a.buffer), Buffer.from(b.buffer)];
  if (left.length !== right.length) return { phase: 'memory', text: `${what}: native has ${left.length} bytes, ours ${right.length}` };
  if (left.equals(right)) return undefined;
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return { phase: 'memory', text: `${what}: byte 0x${at.toString(16)} is ${left.subarray(at, at + 8).toString('hex')} natively and ${right.subarray(at, at + 8).toString('hex')} in ours` };
}

function difference(phase: string, what: string, a: Outcome, b: Outcome): Difference {
  return { phase, text: `${what}: native ${a.kind} ${a.text}; ours ${b.kind} ${b.text}` };
}
