/** Numeric and vector operations. NaN bits made by arithmetic differ between machines: they never become visible. */
import { leb } from '../bytes.js';
import type { CodeGenerator, Producer } from './code.js';
import { canonicalNaN, canonicalVector, constant, isNumber, literal } from './constants.js';
import { operations, type Operation } from './rows.js';
import { op, type Expr, type ValueType } from './tree.js';

const byResult = new Map<string, Operation[]>();
for (const operation of operations) {
  if (operation.width !== undefined || operation.results.length === 0) continue;
  const key = String(operation.results);
  byResult.set(key, [...(byResult.get(key) ?? []), operation]);
}

export const lanesFor = (g: CodeGenerator, operation: Operation): number[] => operation.lanes.map((limit) => g.random.below(limit));

function compute(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  const usable = (byResult.get(type) ?? []).filter(({ feature }) => g.has(feature));
  return usable.length ? apply(g, g.random.pick(usable), (param) => g.expr(param, depth), depth) : undefined;
}

/** The operation on operands that `operand` makes, safe from visible NaN bits, and mostly from traps. */
function apply(g: CodeGenerator, chosen: Operation, operand: (type: ValueType) => Expr, depth: number): Expr {
  const r = g.random;
  const args: Expr[] = chosen.params.map((param) => (chosen.showsNaN && !g.frame.exactBits ? withoutNaN(g, param, operand(param)) : operand(param)));
  if (chosen.divides && r.chance(0.7)) args[1] = op([chosen.params[1] === 'i32' ? 0x72 : 0x84], [args[1]!, literal(chosen.params[1] as 'i32', 1)], chosen.params[1]!);
  if (chosen.truncates && r.chance(0.7)) args[0] = small(g, chosen.params[0] as 'f32' | 'f64', depth);
  const between = args.length > 1 && r.chance(0.03) ? [args[0]!, g.statement(depth - 1), ...args.slice(1)] : args;
  return canonical(g, chosen, op([...chosen.code, ...lanesFor(g, chosen)], between, ...chosen.results));
}

/** A result whose NaNs are canonical, where their bits could be seen later. */
function canonical(g: CodeGenerator, chosen: Operation, result: Expr): Expr {
  const [type] = chosen.results;
  if (type === 'v128') return chosen.makesNaN ? withoutVectorNaN(g, chosen.makesNaN, result) : result;
  if (!g.frame.exactBits) return result;
  return type && chosen.makesNaN ? withoutNaN(g, type, result) : result;
}

/** A float that any integer type holds. */
function small(g: CodeGenerator, type: 'f32' | 'f64', depth: number): Expr {
  const integer = op([0x71], [g.expr('i32', depth), literal('i32', 0xffff)], 'i32');
  return op([type === 'f32' ? 0xb2 : 0xb7], [integer], type);
}

/** `x == x ? x : NaN`, so that the bits of a NaN are the canonical ones. */
export function withoutNaN(g: CodeGenerator, type: ValueType, value: Expr): Expr {
  if (type !== 'f32' && type !== 'f64') return value;
  if (value.k === 'op' && (value.code[0] === 0x43 || value.code[0] === 0x44)) return value;
  const local = leb(g.scratch(type));
  const get = op([0x20, ...local], [], type);
  const equal = op([type === 'f32' ? 0x5b : 0x61], [get, get], 'i32');
  return op([0x1b], [op([0x22, ...local], [value], type), canonicalNaN(type), equal], type);
}

/** The same in each lane: bitselect(x, NaN, x == x). */
function withoutVectorNaN(g: CodeGenerator, lane: 'f32' | 'f64', value: Expr): Expr {
  const local = leb(g.scratch('v128'));
  const get = op([0x20, ...local], [], 'v128');
  const equal = op([0xfd, lane === 'f32' ? 0x41 : 0x47], [get, get], 'v128');
  return op([0xfd, 0x52], [op([0x22, ...local], [value], 'v128'), canonicalVector(lane), equal], 'v128');
}

/** The same local read, assigned and read again within one operation. */
function tangled(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  const r = g.random;
  const usable = (byResult.get(type) ?? []).filter((o) => g.has(o.feature) && o.params.length > 1 && o.params[0] === o.params[1] && !o.divides);
  if (usable.length === 0) return undefined;
  const chosen = r.pick(usable);
  const local = leb(g.local(chosen.params[0]!)!);
  const make = (param: ValueType): Expr => (r.chance(0.5) || param !== chosen.params[0]
    ? op([0x20, ...(param === chosen.params[0] ? local : leb(g.local(param)!))], [], param)
    : op([0x22, ...local], [g.expr(param, depth)], param));
  return apply(g, chosen, make, depth);
}

/** A tree higher than any bound of the compiler. */
function deep(g: CodeGenerator, type: ValueType): Expr | undefined {
  const usable = (byResult.get(type) ?? []).filter((o) => g.has(o.feature) && o.params.includes(type) && !o.divides && !o.truncates);
  if (usable.length === 0 || !g.random.chance(0.1)) return undefined;
  let result = g.leaf(type);
  for (let height = 20 + g.random.below(60); height > 0; height--) {
    const chosen = g.random.pick(usable);
    const place = g.random.below(chosen.params.length);
    let next = -1;
    result = apply(g, chosen, (param) => (++next === place && param === type ? result : g.leaf(param)), 0);
  }
  return result;
}

const numberConstant: Producer = { weight: 2, make: (g, type) => (isNumber(type) ? constant(g.random, type, false) : undefined) };

export const numeric: readonly Producer[] = [
  { weight: 40, make: compute },
  { weight: 6, make: tangled },
  { weight: 1, make: deep },
  numberConstant,
];
