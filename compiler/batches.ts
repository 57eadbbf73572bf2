/**
 * Functions of large modules are emitted in batches, each as if it were alone: with placeholders for the names of the module's bindings,
 * which are given when the batches are joined in their order. So batches can be made anywhere, in any order, and the output is the same.
 */
import type { Statement } from 'estree';
import { renamed } from './ast.js';
import type { Origins } from './emit/function.js';
import { withNames } from './emit/placeholders.js';
import type { Uses } from './emit/uses.js';
import type { Functions } from './functions.js';
import { HelperNames } from './link/index.js';
import { runtimeModules } from './link/runtime-modules.js';
import { MARK, printApart, type Marks, type Printed } from './print/index.js';
import type { ModuleContext } from './validate/index.js';

/** Bytes of code from which on a batch is full. Names of variables are chosen anew in each: of 64 KiB to 512 KiB, no size compresses better. */
const FULL = 65536;

/** Functions from one place in the order up to another. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Functions emitted apart from the rest of their module. */
export interface Batch {
  readonly uses: Uses;
  /** Functions of the range that are left out until it is known whether they are used. */
  readonly waiting: readonly number[];
  /** The declarations, with names for the placeholders. */
  statements(names: readonly string[]): Iterable<Statement>;
}

/** Plain data, to be sent between threads. */
export interface PrintedBatch {
  readonly text: string;
  readonly marks: Marks | undefined;
  readonly uses: Uses;
  readonly waiting: readonly number[];
}

/** None for modules whose code would fill only one. `order`: in which functions are written. */
export function rangesOf({ module, imported }: ModuleContext, order: readonly number[]): Range[] {
  const ranges: Range[] = [];
  let bytes = 0;
  let from = 0;
  order.forEach((func, at) => {
    const { start, end } = module.code[func - imported.funcs]!;
    bytes += end - start;
    if (bytes < FULL && at < order.length - 1) return;
    ranges.push({ from, to: at + 1 });
    from = at + 1;
    bytes = 0;
  });
  return ranges.length > 1 ? ranges : [];
}

/** The declarations of a batch, made when they are asked for; what they use is known after them. */
function declareApart(functions: Functions, n: number, origins: Origins | undefined) {
  const emitter = functions.emitter(new HelperNames(runtimeModules, { placeholders: true }), origins);
  const waiting = new Set<number>();
  return {
    declarations: functions.between(functions.ranges[n]!, emitter, waiting),
    used: () => ({ uses: emitter.uses(), waiting: [...waiting] }),
  };
}

export function printBatch(functions: Functions, n: number, origins: Origins | undefined): PrintedBatch {
  const { declarations, used } = declareApart(functions, n, origins);
  const printed = printApart(declarations, origins !== undefined);
  return { ...printed, ...used() };
}

export function batchOfText({ text, marks, uses, waiting }: PrintedBatch): Batch {
  return { uses, waiting, statements: (names) => [joined(text, marks, names) as unknown as Statement] };
}

/** The batch as nodes. */
export function batchOfNodes(functions: Functions, n: number, origins: Origins | undefined): Batch {
  const { declarations, used } = declareApart(functions, n, origins);
  const made = [...declarations];
  return { ...used(), statements: (names) => renamed(made, names) };
}

function joined(text: string, marks: Marks | undefined, names: readonly string[]): Printed {
  if (!marks) return { type: 'Printed', text: withNames(text, names, () => {}), marks };
  const data = [...marks.data];
  let next = 0;
  let shift = 0;
  const move = (until: number): void => {
    for (; next < data.length && data[next]! < until; next += MARK) data[next]! += shift;
  };
  const result = withNames(text, names, (before, after) => {
    move(before);
    shift = after - before;
  });
  move(Infinity);
  return { type: 'Printed', text: result, marks: { ...marks, data } };
}
