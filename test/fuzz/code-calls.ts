/** Calls of every kind, in tail position too. */
import { leb } from '../bytes.js';
import type { CodeGenerator, Producer, StatementProducer } from './code.js';
import { tableIndex, tableOf } from './code-references.js';
import { addressLiteral } from './constants.js';
import { op, reference, type Expr, type FunctionType, type ValueType } from './tree.js';
import { matches } from './types.js';

const fits = (g: CodeGenerator, typeIndex: number, wanted: readonly ValueType[]): boolean => {
  const type = g.frame.types[typeIndex]!;
  return type.k === 'func' && type.results.length === wanted.length && type.results.every((result, index) => matches(result, wanted[index]!, g.frame.types));
};
const functionType = (g: CodeGenerator, index: number): FunctionType => g.frame.types[index] as FunctionType;

interface Kind { readonly call: number; readonly tail: number }
const direct: Kind = { call: 0x10, tail: 0x12 };
const indirect: Kind = { call: 0x11, tail: 0x13 };
const byReference: Kind = { call: 0x14, tail: 0x15 };

/** A call of something whose results are `wanted`; with `type`, a tail call that stands for values of these types. */
export function callReturning(g: CodeGenerator, wanted: readonly ValueType[], depth: number, type?: readonly ValueType[]): Expr | undefined {
  const r = g.random;
  const code = (kind: Kind): number => (type ? kind.tail : kind.call);
  const kind = r.weighted([[6, 'direct'], [4, 'indirect'], [g.has('function-references') ? 3 : 0, 'reference']] as const);
  if (kind === 'direct') {
    const callees = g.frame.functionTypes.flatMap((t, index) => (fits(g, t, wanted) ? [index] : []));
    if (callees.length === 0) return undefined;
    const callee = r.pick(callees);
    const own = functionType(g, g.frame.functionTypes[callee]!);
    return { k: 'op', code: [code(direct), ...leb(callee)], args: g.values(own.params, depth), type: type ?? own.results };
  }
  const types = g.frame.types.flatMap((_, index) => (fits(g, index, wanted) ? [index] : []));
  if (types.length === 0) return undefined;
  const index = r.pick(types);
  const own = functionType(g, index);
  if (kind === 'reference') {
    return { k: 'op', code: [code(byReference), ...leb(index)], args: [...g.values(own.params, depth), g.expr(reference(r.chance(0.7), index), depth)], type: type ?? own.results };
  }
  const table = tableOf(g, 'func');
  if (table === undefined) return undefined;
  const where = known(g, table, index) ?? tableIndex(g, table, depth);
  return { k: 'op', code: [code(indirect), ...leb(index), ...leb(table)], args: [...g.values(own.params, depth), where], type: type ?? own.results };
}

/** A call whose results are this function's own, made in its place. */
export function tailCall(g: CodeGenerator, type: readonly ValueType[], depth: number): Expr | undefined {
  if (!g.has('tail-calls')) return undefined;
  return g.random.chance(0.4) ? selfTailCall(g, type, depth) : callReturning(g, g.type.results, depth, type);
}

/** This function again: its parameters in another order, or from each other. */
function selfTailCall(g: CodeGenerator, type: readonly ValueType[], depth: number): Expr {
  const { params } = g.type;
  const args = params.map((param): Expr => {
    const same = params.flatMap((other, index) => (other === param ? [index] : []));
    if (g.random.chance(0.4)) return g.expr(param, depth);
    const get = op([0x20, ...leb(g.random.pick(same))], [], param);
    return param === 'i32' && g.random.chance(0.4) ? op([0x6a], [get, g.leaf('i32')], 'i32') : get;
  });
  return { k: 'op', code: [0x12, ...leb(g.self)], args, type };
}

/** Where an active segment has put a function of the type: calls that only trap show little. */
function known(g: CodeGenerator, table: number, type: number): Expr | undefined {
  const found = g.frame.elements.flatMap((segment) => segment.mode !== 'active' || segment.table !== table ? [] : segment.items.flatMap((item, index) => {
    const callee = item.k === 'op' && item.code[0] === 0xd2 ? item.code[1]! : -1;
    return g.frame.functionTypes[callee] === type ? [segment.at + index] : [];
  }));
  return found.length && g.random.chance(0.8) ? addressLiteral(g.frame.tables[table]!.is64, g.random.pick(found)) : undefined;
}

const anyCall = (g: CodeGenerator, depth: number): Expr | undefined => {
  const results = g.random.pick(g.frame.types.filter((type) => type.k === 'func')).results;
  const call = callReturning(g, results, depth);
  return call && g.discard(call);
};

export const calls: readonly Producer[] = [{ weight: 10, make: (g, type, depth) => callReturning(g, [type], depth) }];
export const callStatements: readonly StatementProducer[] = [{ weight: 11, make: anyCall }];
