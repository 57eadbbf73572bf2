/** Runs one module natively and through us and reports the first difference. */
import { compile } from '../../compiler/index.js';
import { decode, type Module } from '../../compiler/decode/index.js';
import type { ValType } from '../../compiler/ops/index.js';
import type { Options } from '../../compiler/options.js';
import type { Precompiled } from '../../compiler/webassembly/compiled.js';
import { evaluate } from '../../compiler/webassembly/evaluate.js';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';
import { sharedRuntime } from '../../compiler/webassembly/shared.js';
import { refusesValid } from './javascript-core.js';
import { Random } from './random.js';
import { differentObjects, differentState, type Exports, type Observed } from './state.js';
import { different, isCutShort, outcomeOf, sameOutcome, type Difference } from './outcome.js';
import { driven, importNames, suspendingImports } from './suspending.js';
import { makeWorld, tagsOf, looseValueFor, type Side, type World } from './world.js';

export interface Comparison {
  readonly difference: Difference | undefined;
  /** Calls of exported functions that ran on both sides, whatever they ended in. */
  readonly executed: number;
}

const native = globalThis.WebAssembly as unknown as Side & typeof globalThis.WebAssembly;
const fuel = 150;

/** Runs an action of a side, perhaps not to its end: then throws an error that says `timed out`. */
export type Guard = (action: () => unknown, side: 'native' | 'ours') => unknown;

type Instantiate = (imports: unknown) => { exports: Exports };

export interface How {
  /** Runs what may take too long. */
  readonly guard?: Guard;
  /** How often each exported function is called, with new arguments. */
  readonly rounds?: number;
  /** Our functions run in the form in which they may suspend, if the module has no start function, for which nothing can wait. Needs precompiled modules. */
  readonly suspends?: boolean;
}

/** `seed` chooses arguments and the answers of host functions. */
export function compare(bytes: Uint8Array<ArrayBuffer>, seed: number, options: Partial<Options>, wanted: How = {}): Comparison {
  const how = wanted.suspends && decode(bytes).start !== undefined ? { ...wanted, suspends: false } : wanted;
  const none = (phase: string, text: string): Comparison => ({ difference: { phase, text }, executed: 0 });
  let code: string;
  try {
    code = compile(bytes, { ...options, ...(how.suspends ? { suspending: importNames(decode(bytes)) } : {}), format: 'iife', name: 'output', abi: 'none' }).code;
  } catch (error) {
    return none('compile', `${(error as Error).name}: ${(error as Error).message}\n${(error as Error).stack}`);
  }
  let instantiate: Instantiate;
  try {
    const output = evaluate<{ instantiate: Instantiate; precompiled: Precompiled }>(code);
    instantiate = options.precompiled ? withValues(output.precompiled.link(sharedRuntime), bytes) : output.instantiate;
  } catch (error) {
    return none('load', `${(error as Error).name}: ${(error as Error).message}`);
  }
  try {
    return new Run(bytes, seed, instantiate, how).compare();
  } catch (error) {
    return none('compare', `${(error as Error).name}: ${(error as Error).message}\n${(error as Error).stack}`);
  }
}

/** Loops and recursion end: our generator counts in a global, Binaryen's in a way of its own. */
function refuel(exports: Exports): void {
  if (exports['fuel']) exports['fuel'].value = fuel;
  exports['hangLimitInitializer']?.();
}

/** Precompiled modules take their imports in the module's order. */
function withValues(instantiate: ReturnType<Precompiled['link']>, bytes: Uint8Array): Instantiate {
  const { imports } = decode(bytes);
  return (given) => instantiate(imports.map(({ module, name }) => (given as World['imports'])[module]![name]));
}

class Run {
  private readonly module: Module;
  private readonly native: Observed;
  private readonly ours: Observed;
  private readonly guard: Guard;
  private readonly rounds: number;
  private readonly suspends: boolean;
  private executed = 0;

  constructor(private readonly bytes: Uint8Array<ArrayBuffer>, private readonly seed: number, private readonly instantiate: Instantiate,
    { guard = (action) => action(), rounds = 5, suspends = false }: How) {
    this.guard = guard;
    this.rounds = rounds;
    this.suspends = suspends;
    this.module = decode(bytes);
    const tags = tagsOf(this.module);
    const observed = (side: Side): Observed => ({ world: makeWorld(bytes, side, seed), exports: {}, tags });
    this.native = observed(native);
    this.ours = observed(ours as unknown as Side);
  }

  compare(): Comparison {
    return { difference: this.difference(), executed: this.executed };
  }

  private difference(): Difference | undefined {
    const { native: a, ours: b } = this;
    const left = outcomeOf(() => this.guard(() => void (a.exports = new native.Instance(new native.Module(this.bytes), a.world.imports as WebAssembly.Imports).exports), 'native'), a);
    const right = outcomeOf(() => this.guard(() => void (b.exports = this.instantiate(this.suspends ? suspendingImports(b.world.imports) : b.world.imports).exports), 'ours'), b);
    if (isCutShort(left) || isCutShort(right) || refusesValid(left.text)) return undefined;
    if (!sameOutcome(left, right)) return different('instantiate', 'instantiate', left, right);
    a.world.printer.nameExports(a.exports);
    b.world.printer.nameExports(b.exports);
    const found = differentLogs(a.world, b.world) ?? differentState(a, b, 'after instantiation');
    return found || left.kind === 'threw' ? found : this.calls();
  }

  private calls(): Difference | undefined {
    const { module: m } = this;
    const types = [...m.imports.flatMap(({ desc }) => (desc.kind === 'func' ? [desc.type] : [])), ...m.funcs.map(({ type }) => type)];
    const functions = m.exports.filter(({ kind, name }) => kind === 'func' && !/^(kind|show|length)/.test(name));
    const random = new Random(this.seed ^ 0x5eed);
    const loose = new Random(~this.seed ^ 0x5eed);
    for (let round = 0; round < this.rounds; round++) {
      for (const { name, index } of functions) {
        const found = this.call(name, m.types[types[index]!]!.params, random, loose);
        if (found) return found === 'cut short' ? undefined : found;
      }
    }
    return undefined;
  }

  private call(name: string, params: readonly ValType[], random: Random, loose: Random): Difference | 'cut short' | undefined {
    const { native: a, ours: b } = this;
    const args = params.map((param) => looseValueFor(random, loose, param));
    for (const { exports } of [a, b]) refuel(exports);
    const what = `${name}(${args.map((arg) => a.world.printer.print(arg)).join(', ')})`;
    const left = outcomeOf(() => this.guard(() => a.exports[name](...args), 'native'), a);
    const right = outcomeOf(() => this.guard(() => (this.suspends ? driven(b.exports[name]) : b.exports[name])(...args), 'ours'), b);
    if (isCutShort(left) || isCutShort(right)) return 'cut short';
    if (!sameOutcome(left, right)) return different('call', what, left, right);
    if (left.text !== 'TypeError') this.executed++;
    const objects = differentObjects(a, b, left.value, right.value, what);
    return objects ?? differentLogs(a.world, b.world) ?? differentState(a, b, `after ${what}`);
  }
}

function differentLogs(a: World, b: World): Difference | undefined {
  const index = a.log.findIndex((line, position) => line !== b.log[position]);
  if (index < 0 && a.log.length === b.log.length) return undefined;
  const position = index >= 0 ? index : a.log.length;
  return { phase: 'log', text: `host call ${position}: native ${a.log[position] ?? 'none'}, ours ${b.log[position] ?? 'none'}` };
}
