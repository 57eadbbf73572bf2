/** What a call ended in, in a form that compares across engines. */
import { otherNames } from './javascript-core.js';
import type { Observed } from './state.js';
import { HostError } from './world.js';

export interface Outcome { readonly kind: 'returned' | 'threw'; readonly text: string; readonly value: unknown }

const trapClasses: readonly (readonly [RegExp, string])[] = [
  [/unreachable/i, 'unreachable'],
  [/call stack/, 'call stack exhausted'],
  [/divide by zero|remainder by zero|division by zero/i, 'division by zero'],
  // V8 has one message for a conversion that overflows and one of NaN; the specification has two.
  [/unrepresentable|invalid conversion|integer overflow|out of bounds trunc/i, 'overflow or conversion'],
  // An address may be out of bounds and unaligned too: V8 looks at the bounds first, the reference interpreter at the alignment.
  [/unaligned/, 'memory'],
  [/Atomics.wait|expected shared memory/, 'wait'],
  [/undefined element|table index is out of bounds|out of bounds (?:call_indirect|table)/i, 'table'],
  [/cast/, 'cast'],
  // V8 has one message for a null element of a table and one of another signature, and that of null pointers for tables of typed references.
  [/uninitialized element|indirect call type|signature|null/i, 'null or signature'],
  [/memory access|data segment|memory/, 'memory'],
  [/array/, 'array'],
  [/table|element segment/, 'table'],
];

/** The class of a trap: engines word their messages differently. An index beyond the table is a table trap for call_indirect too. */
const trapClass = (message: string): string => trapClasses.find(([pattern]) => pattern.test(message))?.[1] ?? `unknown trap "${message}"`;

/** Of either side; outputs have classes of their own. */
const isException = (error: unknown): error is { is(tag: object): boolean; getArg(tag: object, index: number): unknown } =>
  typeof (error as { is?: unknown } | null)?.is === 'function' && typeof (error as { getArg?: unknown }).getArg === 'function';

export function classify(error: unknown, { world, exports, tags }: Observed): string {
  if (error instanceof HostError) return `host error ${error.message}`;
  if (isException(error)) {
    const tag = tags.find(({ name }) => exports[name] && error.is(exports[name]));
    if (tag === undefined) return 'an exception of no exported tag';
    return `exception ${tag.name}(${tag.values.map((isPlain, index) => (isPlain ? printed(() => error.getArg(exports[tag.name], index), world) : 'a function')).join(', ')})`;
  }
  const { name, message } = (error ?? {}) as Error;
  // JavaScriptCore has a RuntimeError there.
  if (/^Cannot get value of /.test(message)) return 'TypeError';
  if (error instanceof WebAssembly.RuntimeError || name === 'RuntimeError') return `trap: ${trapClass(message)}`;
  if (error instanceof RangeError && /call stack/.test(message)) return 'trap: call stack exhausted';
  if (error instanceof TypeError) return 'TypeError';
  if (name === 'LinkError') return name;
  return `${name}: ${message}`;
}

function printed(read: () => unknown, world: Observed['world']): string {
  try {
    return world.printer.print(read());
  } catch (error) {
    return (error as Error).name;
  }
}

/** What a call ends in that takes too long, or more stack than there is: nothing after it can be compared. */
export const isCutShort = ({ text }: Outcome): boolean => /timed out|call stack exhausted/.test(text);

export function outcomeOf(action: () => unknown, observed: Observed): Outcome {
  try {
    const value = action();
    return { kind: 'returned', text: observed.world.printer.print(value), value };
  } catch (error) {
    return { kind: 'threw', text: classify(error, observed), value: undefined };
  }
}

/** Where two things are wrong with one operation on arrays, or with a wait, V8 (first) does not find them in the order of the specification. */
const bothWrong: ReadonlySet<string> = new Set(['trap: array / trap: null or signature', 'trap: table / trap: array', 'trap: memory / trap: array', 'trap: memory / trap: wait', ...otherNames]);

/** `a` is the engine's own. */
export const sameOutcome = (a: Outcome, b: Outcome): boolean =>
  a.kind === b.kind && (a.text === b.text || (a.kind === 'threw' && bothWrong.has(`${a.text} / ${b.text}`)));

export interface Difference {
  /** Where the sides part: `compile`, `load`, `instantiate`, `call`, `global`, `table`, `memory`, `object`, `log`. */
  readonly phase: string;
  readonly text: string;
}

export const different = (phase: string, what: string, a: Outcome, b: Outcome): Difference =>
  ({ phase, text: `${what}: native ${a.kind} ${a.text}; ours ${b.kind} ${b.text}` });
