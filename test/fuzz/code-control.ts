/** Blocks, branches, selects. */
import type { CodeGenerator, Producer, StatementProducer } from './code.js';
import { tailCall } from './code-calls.js';
import { op, isReference, type Expr, type ValueType } from './tree.js';
import { matches, typeBytes } from './types.js';

const fit = (g: CodeGenerator, from: readonly ValueType[], to: readonly ValueType[]): boolean =>
  from.length === to.length && from.every((type, index) => matches(type, to[index]!, g.frame.types));

/** A block, loop or if that gives `types`. */
export function blockOf(g: CodeGenerator, types: readonly ValueType[], depth: number): Expr {
  const r = g.random;
  const id = g.newLabel();
  if (r.chance(0.35)) {
    const condition = g.expr('i32', depth);
    const [then, otherwise] = g.within({ id, types }, () => [g.body(depth, types), types.length || r.chance(0.6) ? g.body(depth, types) : []] as const);
    return { k: 'if', label: id, condition, then, otherwise, type: types };
  }
  const loop = r.chance(0.4);
  const params: ValueType[] = r.chance(0.3) ? Array.from({ length: 1 + r.below(2) }, () => g.numberType()) : [];
  const args = g.values(params, depth);
  const take = params.length ? [g.take(params)] : [];
  const body = g.within({ id, types: loop ? params : types }, () => [...take, ...(loop ? [g.burn()] : []), ...g.body(depth, types)]);
  return { k: 'block', loop, label: id, params, args, body, type: types };
}

/** Leaves for good; may stand for any value. */
function leave(g: CodeGenerator, type: readonly ValueType[], depth: number): Expr {
  const r = g.random;
  if (r.chance(0.1)) return { k: 'op', code: [0x00], args: [], type };
  if (r.chance(0.15)) return { k: 'op', code: [0x0f], args: g.values(g.type.results, depth), type };
  if (r.chance(0.25)) {
    const call = tailCall(g, type, depth);
    if (call) return call;
  }
  const target = r.pick(g.labels);
  if (r.chance(0.5)) return { k: 'branch', labels: [target.id], args: g.values(target.types, depth), type };
  const fitting = g.labels.filter((label) => fit(g, target.types, label.types));
  const labels = Array.from({ length: 2 + r.below(5) }, () => r.pick(fitting).id);
  return { k: 'branch', labels, args: g.values(target.types, depth), condition: g.expr('i32', depth), type };
}

function branchIf(g: CodeGenerator, target: { readonly id: number; readonly types: readonly ValueType[] }, depth: number): Expr {
  return { k: 'branch', labels: [target.id], args: g.values(target.types, depth), condition: g.expr('i32', depth), type: target.types };
}

/** br_if whose values stay on the stack. */
function branchWithValue(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  const fitting = g.labels.filter(({ types }) => fit(g, types, [type]));
  return fitting.length ? branchIf(g, g.random.pick(fitting), depth) : undefined;
}

function select(g: CodeGenerator, type: ValueType, depth: number): Expr {
  const code = isReference(type) || g.random.chance(0.3) ? [0x1c, 1, ...typeBytes(type)] : [0x1b];
  return op(code, [...g.values([type, type], depth), g.expr('i32', depth)], type);
}

/** Blocks in blocks, deeper than what stays nested in the output; branches go from anywhere inside to anywhere outside. */
function nest(g: CodeGenerator, depth: number): Expr {
  const r = g.random;
  const build = (left: number): Expr => {
    const id = g.newLabel();
    const loop = r.chance(0.15);
    const body = g.within({ id, types: [] }, () => [
      ...(loop ? [g.burn()] : []),
      ...(r.chance(0.2) ? [g.localSet(Math.min(1, depth))] : []),
      ...(left > 0 ? [build(left - 1)] : [g.statement(2)]),
      ...(r.chance(0.15) ? [branchIf(g, r.pick(g.labels.filter(({ types }) => types.length === 0)), 1) ] : []),
    ]);
    if (!loop && r.chance(0.2)) return { k: 'if', label: id, condition: g.leaf('i32'), then: body, otherwise: [], type: [] };
    return { k: 'block', loop, label: id, params: [], args: [], body, type: [] };
  };
  return build(r.chance(0.5) ? 10 : 130 + r.below(30));
}

export const control: readonly Producer[] = [
  { weight: 10, make: (g, type, depth) => blockOf(g, [type], depth) },
  { weight: 6, make: select },
  { weight: 3, make: (g, type, depth) => leave(g, [type], depth) },
  { weight: 2, make: branchWithValue },
];

export const controlStatements: readonly StatementProducer[] = [
  { weight: 10, make: (g, depth) => blockOf(g, [], depth) },
  { weight: 8, make: (g, depth) => g.discard(branchIf(g, g.random.pick(g.labels), depth)) },
  { weight: 3, make: (g, depth) => leave(g, [], depth) },
  { weight: 3, make: (g, depth) => g.discard(blockOf(g, Array.from({ length: 2 + g.random.below(3) }, () => g.numberType()), depth)) },
  { weight: 1, make: (g, depth) => (g.random.chance(0.05) ? nest(g, depth) : undefined) },
];
