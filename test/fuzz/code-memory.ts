/** Memories: loads, stores, atomics, bulk operations; addresses at the edges. */
import { leb } from '../bytes.js';
import type { CodeGenerator, Producer, StatementProducer } from './code.js';
import { lanesFor, withoutNaN } from './code-numeric.js';
import { addressLiteral, literal } from './constants.js';
import { operations, type Operation } from './rows.js';
import { op, type Expr, type ValueType } from './tree.js';

const accesses = operations.filter(({ width }) => width !== undefined);
const pageSize = 65536;

function address(g: CodeGenerator, memory: number, depth: number): Expr {
  const r = g.random;
  const { is64, min } = g.frame.memories[memory]!;
  const type = is64 ? 'i64' : 'i32';
  const limit = min * pageSize;
  if (r.chance(0.03)) return g.expr(type, depth);
  if (r.chance(0.12)) {
    const edge = r.pick([0, 1, 2, 3, 5, 7, 8, limit - 1, limit - 2, limit - 3, limit - 4, limit - 7, limit - 8, limit - 9, limit - 15, limit - 16, limit, -1, -4, -8]);
    return is64 && r.chance(0.2) ? literal('i64', BigInt(edge) + 2n ** 32n) : addressLiteral(is64, edge);
  }
  const base = (r.chance(0.1) ? g.globalGet(type) : undefined) ?? g.expr(type, r.chance(0.2) ? 0 : depth);
  return op([is64 ? 0x83 : 0x71], [base, addressLiteral(is64, r.pick([0xff, 0xff, 0xfff, 0xfff8, 0x7fff]))], type);
}

function memoryArgument(g: CodeGenerator, memory: number, { width, isAtomic }: Operation): number[] {
  const r = g.random;
  const natural = Math.log2(width!);
  const align = isAtomic ? natural : r.below(natural + 1);
  const offset = r.weighted<() => bigint>([
    [80, () => 0n], [30, () => BigInt(r.below(16))], [3, () => BigInt(r.below(70000))], [1, () => BigInt(0x7ffffff8 + r.below(16))], [1, () => BigInt(0xffffffff - r.below(16))],
    [g.frame.memories[memory]!.is64 ? 2 : 0, () => r.pick([2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) - BigInt(r.below(2))],
  ])();
  const withIndex = memory > 0 || (g.has('multi-memory') && r.chance(0.05));
  return [...(withIndex ? [align + 64, ...leb(memory)] : [align]), ...lebOf(offset)];
}

function lebOf(value: bigint): number[] {
  const low = Number(value & 127n);
  return value < 128n ? [low] : [low | 128, ...lebOf(value >> 7n)];
}

function access(g: CodeGenerator, chosen: Operation, depth: number): Expr {
  const memory = g.random.below(g.frame.memories.length);
  const args = chosen.params.map((param) => (g.frame.exactBits ? g.expr(param, depth) : withoutNaN(g, param, g.expr(param, depth))));
  const where = address(g, memory, depth);
  const between = args.length > 0 && g.random.chance(0.03) ? [g.statement(depth - 1)] : [];
  return op([...chosen.code, ...memoryArgument(g, memory, chosen), ...lanesFor(g, chosen)], [where, ...between, ...args], ...chosen.results);
}

function load(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  const usable = accesses.filter(({ feature, results }) => g.has(feature) && results[0] === type);
  if (usable.length === 0) return undefined;
  const chosen = g.random.pick(usable);
  return access(g, chosen, depth);
}

function store(g: CodeGenerator, depth: number): Expr {
  const chosen = g.random.pick(accesses.filter(({ feature, results }) => g.has(feature) && results.length === 0));
  return access(g, chosen, depth);
}

/** A store whose address assigns what its value reads at the end of a sum of any length: compilers look at so much of an expression and no more. */
function storeOfSum(g: CodeGenerator, depth: number): Expr | undefined {
  const r = g.random;
  const local = g.local('i32');
  const usable = accesses.filter(({ feature, results, params: [type], isAtomic }) => g.has(feature) && results.length === 0 && !isAtomic && (type === 'i32' || type === 'i64'));
  const memory = g.frame.memories.findIndex(({ is64 }) => !is64);
  if (local === undefined || memory < 0) return undefined;
  const chosen = r.pick(usable);
  const base = op([0x22, ...leb(local)], [g.expr('i32', depth)], 'i32');
  let sum = op([0x20, ...leb(local)], [], 'i32');
  for (let length = r.below(48); length > 0; length--) sum = op([r.pick([0x6a, 0x6b, 0x73])], r.chance(0.5) ? [sum, g.leaf('i32')] : [g.leaf('i32'), sum], 'i32');
  const value = chosen.params[0] === 'i64' ? op([0xac], [sum], 'i64') : sum;
  return op([...chosen.code, ...memoryArgument(g, memory, chosen)], [op([0x71], [base, addressLiteral(false, 0xfff)], 'i32'), value]);
}

/** Instructions on a float: get and set are those of locals. */
const FLOATS = {
  f32: { bits: 'i32', reinterpret: 0xbe, convert: 0xb2, lt: 0x5d, arithmetic: [0x92, 0x93, 0x94], store: 0x38 },
  f64: { bits: 'i64', reinterpret: 0xbf, convert: 0xb7, lt: 0x63, arithmetic: [0xa0, 0xa1, 0xa2], store: 0x39 },
} as const;

/** A local that is either an integer's bits or a number, is computed with where it is a number, and at times where it is not, and stored. */
function union(g: CodeGenerator, depth: number): Expr | undefined {
  const r = g.random;
  const type = r.pick(['f32', 'f64'] as const);
  const { bits, reinterpret, convert, lt, arithmetic, store: code } = FLOATS[type];
  const local = g.local(type);
  const memory = r.below(g.frame.memories.length);
  if (local === undefined) return undefined;
  const get = op([0x20, ...leb(local)], [], type);
  const set = (value: Expr): Expr => op([0x21, ...leb(local)], [value]);
  const tee = (value: Expr): Expr => op([0x22, ...leb(local)], [value], type);
  const stored = (value: Expr): Expr => op([code, ...memoryArgument(g, memory, accesses.find((row) => row.code[0] === code)!)], [address(g, memory, depth), value]);
  // Sums and products of integers of 32 bits are no NaNs, whose bits would differ between machines.
  const number = (): Expr => op([convert], [g.expr('i32', depth)], type);
  const computed = (): Expr => op([r.pick(arithmetic)], [number(), number()], type);
  const integer = (): Expr => op([reinterpret], [g.expr(bits, depth)], type);
  const below = (value: Expr, then: readonly Expr[]): Expr => ({ k: 'if', label: g.newLabel(), condition: op([lt], [value, number()], 'i32'), then, otherwise: [], type: [] });
  const compute = (): Expr[] => (r.chance(0.5) ? [set(computed()), below(get, [set(withoutNaN(g, type, op([r.pick(arithmetic)], [get, number()], type)))])] : [below(tee(computed()), [])]);
  const arms = [compute(), r.chance(0.8) ? [set(integer())] : [below(tee(integer()), r.chance(0.5) ? [] : compute())]] as const;
  const [then, otherwise] = r.chance(0.5) ? arms : [arms[1], arms[0]];
  const id = g.newLabel();
  const chosen: Expr = { k: 'if', label: id, condition: g.expr('i32', depth), then, otherwise, type: [] };
  const after = [stored(get), ...(r.chance(0.3) ? [below(get, [])] : []), ...(r.chance(0.2) ? [stored(tee(computed()))] : [])];
  return { k: 'block', loop: false, label: g.newLabel(), params: [], args: [], body: [chosen, ...after], type: [] };
}

function sizeOrGrow(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  const memory = g.random.below(g.frame.memories.length);
  const { is64 } = g.frame.memories[memory]!;
  if (type !== (is64 ? 'i64' : 'i32')) return undefined;
  if (g.random.chance(0.4)) return op([0x3f, ...leb(memory)], [], type);
  return op([0x40, ...leb(memory)], [g.random.chance(0.8) ? addressLiteral(is64, g.random.below(3)) : g.expr(type, depth)], type);
}

const count = (g: CodeGenerator, is64: boolean, depth: number): Expr =>
  (g.random.chance(0.85) ? addressLiteral(is64, g.random.pick([0, 1, 2, 3, 4, 7, 16, 33, 300])) : g.expr(is64 ? 'i64' : 'i32', depth));

function bulk(g: CodeGenerator, depth: number): Expr | undefined {
  const r = g.random;
  const memory = r.below(g.frame.memories.length);
  const { is64 } = g.frame.memories[memory]!;
  const where = (): Expr => address(g, memory, depth);
  switch (r.below(4)) {
    case 0: return op([0xfc, 11, ...leb(memory)], [where(), g.expr('i32', depth), count(g, is64, depth)]);
    case 1: {
      const source = r.below(g.frame.memories.length);
      return op([0xfc, 10, ...leb(memory), ...leb(source)], [where(), address(g, source, depth), count(g, is64 && g.frame.memories[source]!.is64, depth)]);
    }
    default: {
      if (g.frame.data.length === 0) return undefined;
      const segment = leb(r.below(g.frame.data.length));
      return r.chance(0.3) ? op([0xfc, 9, ...segment], []) : op([0xfc, 8, ...segment, ...leb(memory)], [where(), literal('i32', r.below(12)), count(g, false, depth)]);
    }
  }
}

/** A wait that ends at once; a memory that is not shared traps. */
function wait(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  if (type !== 'i32' || !g.has('threads')) return undefined;
  const memory = g.random.below(g.frame.memories.length);
  const wide = g.random.chance(0.5);
  const chosen = { width: wide ? 8 : 4, isAtomic: true } as Operation;
  return op([0xfe, wide ? 2 : 1, ...memoryArgument(g, memory, chosen)], [address(g, memory, depth), g.expr(wide ? 'i64' : 'i32', depth), literal('i64', BigInt(g.random.below(3)))], type);
}

export const memories: readonly Producer[] = [
  { weight: 12, make: load },
  { weight: 3, make: sizeOrGrow },
  { weight: 1, make: wait },
];
export const memoryStatements: readonly StatementProducer[] = [
  { weight: 20, make: store },
  { weight: 1, make: storeOfSum },
  { weight: 1, make: union },
  { weight: 8, make: bulk },
  { weight: 1, make: (g) => (g.has('threads') ? op([0xfe, 3, 0], []) : undefined) },
];
