/** What can be seen of two instances after a call: globals, tables, memories, structs and arrays. */
import { different, outcomeOf, sameOutcome, type Difference } from './outcome.js';
import type { World } from './world.js';

export type Exports = Record<string, any>;

/** One side with what it has exported. */
export interface Observed {
  readonly world: World;
  exports: Exports;
  readonly tags: readonly { readonly name: string; readonly values: readonly boolean[] }[];
}

/** References inside references are looked at, to this depth. */
const maxDepth = 3;
const shownElements = 3;

export function differentState(a: Observed, b: Observed, when: string): Difference | undefined {
  for (const [index, memory] of a.world.memories.entries()) {
    const found = differentMemory(memory, b.world.memories[index]!, `imported memory ${index} ${when}`);
    if (found) return found;
  }
  for (const name of Object.keys(a.exports)) {
    const left = a.exports[name], right = b.exports[name];
    if (left instanceof WebAssembly.Global) {
      const found = differentReads(a, b, () => left.value, () => right.value, 'global', `${name} ${when}`);
      if (found) return found;
    } else if (left instanceof WebAssembly.Memory) {
      const found = differentMemory(left, right, `${name} ${when}`);
      if (found) return found;
    } else if (left instanceof WebAssembly.Table) {
      const found = differentTable(a, b, left, right, `${name} ${when}`);
      if (found) return found;
    }
  }
  return undefined;
}

/** Looks into structs and arrays with what the modules export for it. */
export function differentObjects(a: Observed, b: Observed, x: unknown, y: unknown, what: string, depth = 0): Difference | undefined {
  if (Array.isArray(x) && Array.isArray(y)) {
    for (const [index, item] of x.entries()) {
      const found = differentObjects(a, b, item, y[index], what, depth);
      if (found) return found;
    }
    return undefined;
  }
  if (!isOpaque(x) || !isOpaque(y) || depth > maxDepth || !a.exports['kind']) return undefined;
  const [left, right] = [outcomeOf(() => a.exports['kind'](x), a), outcomeOf(() => b.exports['kind'](y), b)];
  if (!sameOutcome(left, right)) return different('object', `the type of ${a.world.printer.print(x)} from ${what}`, left, right);
  const show = `show${String(left.value)}`, length = `length${String(left.value)}`;
  if (!a.exports[show]) return undefined;
  const where = `${show} of ${a.world.printer.print(x)} from ${what}`;
  if (!a.exports[length]) return differentReads(a, b, () => a.exports[show](x), () => b.exports[show](y), 'object', where, depth + 1);
  const lengths = differentReads(a, b, () => a.exports[length](x), () => b.exports[length](y), 'object', `length of ${where}`, depth + 1);
  if (lengths) return lengths;
  for (let index = 0; index < Math.min(shownElements, a.exports[length](x)); index++) {
    const found = differentReads(a, b, () => a.exports[show](x, index), () => b.exports[show](y, index), 'object', `${where}[${index}]`, depth + 1);
    if (found) return found;
  }
  return undefined;
}

const isOpaque = (value: unknown): value is object => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;

function differentReads(a: Observed, b: Observed, readLeft: () => unknown, readRight: () => unknown, phase: string, what: string, depth = 0): Difference | undefined {
  const [x, y] = [outcomeOf(readLeft, a), outcomeOf(readRight, b)];
  if (!sameOutcome(x, y)) return different(phase, what, x, y);
  return differentObjects(a, b, x.value, y.value, what, depth);
}

function differentTable(a: Observed, b: Observed, left: WebAssembly.Table, right: WebAssembly.Table, what: string): Difference | undefined {
  if (String(left.length) !== String(right.length)) return { phase: 'table', text: `${what}: native has ${left.length} elements, ours ${right.length}` };
  const isWide = typeof (left.length as unknown) === 'bigint';
  for (let index = 0; index < Number(left.length); index++) {
    const at = (isWide ? BigInt(index) : index) as number;
    const found = differentReads(a, b, () => left.get(at), () => right.get(at), 'table', `${what}[${index}]`);
    if (found) return found;
  }
  return undefined;
}

function differentMemory(a: { readonly buffer: ArrayBuffer }, b: { readonly buffer: ArrayBuffer }, what: string): Difference | undefined {
  const [left, right] = [Buffer.from(a.buffer), Buffer.from(b.buffer)];
  if (left.length !== right.length) return { phase: 'memory', text: `${what}: native has ${left.length} bytes, ours ${right.length}` };
  if (left.equals(right)) return undefined;
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return { phase: 'memory', text: `${what}: byte 0x${at.toString(16)} is ${left.subarray(at, at + 8).toString('hex')} natively and ${right.subarray(at, at + 8).toString('hex')} in ours` };
}
