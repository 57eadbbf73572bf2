/** Cuts a failing module down, as long as it stays valid and fails in the same phase. */
import { encode } from './encode.js';
import type { Expr, ModuleTree } from './tree.js';
import { zero } from './types.js';

/** Whether a candidate still fails; it is only asked about valid modules. */
export type StillFails = (bytes: Uint8Array<ArrayBuffer>) => boolean;

/** The smallest tree found before the deadline (milliseconds since the epoch). */
export function shrink(start: ModuleTree, stillFails: StillFails, deadline: number): ModuleTree {
  let best = start;
  let size = nodes(best);
  for (let progress = true; progress && Date.now() < deadline; ) {
    progress = false;
    for (const candidate of candidates(best)) {
      if (Date.now() > deadline) break;
      if (nodes(candidate) >= size || !fails(candidate, stillFails)) continue;
      best = candidate;
      size = nodes(best);
      progress = true;
      break;
    }
  }
  return best;
}

function fails(candidate: ModuleTree, stillFails: StillFails): boolean {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = encode(candidate);
  } catch {
    return false;
  }
  return WebAssembly.validate(bytes) && stillFails(bytes);
}

/** A list of expressions inside an expression, and the expression with another list in its place. */
interface Part { readonly list: readonly Expr[]; readonly rebuild: (list: readonly Expr[]) => Expr }

function partsOf(expr: Expr): Part[] {
  switch (expr.k) {
    case 'op': case 'labelled': return [{ list: expr.args, rebuild: (args) => ({ ...expr, args }) }];
    case 'block': return [{ list: expr.args, rebuild: (args) => ({ ...expr, args }) }, { list: expr.body, rebuild: (body) => ({ ...expr, body }) }];
    case 'if': return [
      { list: [expr.condition], rebuild: ([condition]) => ({ ...expr, condition: condition! }) },
      { list: expr.then, rebuild: (then) => ({ ...expr, then }) }, { list: expr.otherwise, rebuild: (otherwise) => ({ ...expr, otherwise }) },
    ];
    case 'branch': return [
      { list: expr.args, rebuild: (args) => ({ ...expr, args }) },
      ...(expr.condition ? [{ list: [expr.condition], rebuild: ([condition]: readonly Expr[]) => ({ ...expr, condition: condition! }) }] : []),
    ];
    case 'try': return [{ list: expr.body, rebuild: (body) => ({ ...expr, body }) }];
    case 'legacy': return [
      { list: expr.body, rebuild: (body) => ({ ...expr, body }) },
      ...expr.handlers.map((handler, index) => ({ list: handler.body, rebuild: (body: readonly Expr[]) => ({ ...expr, handlers: expr.handlers.with(index, { ...handler, body }) }) })),
    ];
  }
}

const sizeOf = (list: readonly Expr[]): number => list.reduce((sum, expr) => sum + nodesOf(expr), 0);
const nodesOf = (expr: Expr): number => 1 + partsOf(expr).reduce((sum, { list }) => sum + sizeOf(list), 0)
  + (expr.k === 'try' ? expr.catches.length : expr.k === 'legacy' ? expr.handlers.length : 0);
const nodes = (m: ModuleTree): number => m.functions.reduce((sum, { body }) => sum + sizeOf(body), 0)
  + m.data.length + m.elements.length + (m.start === undefined ? 0 : 1);

const isFuel = (expr: Expr): boolean => expr.k === 'op' && expr.code[0] === 0x23 && expr.code.length > 8;
const isZero = (expr: Expr): boolean => expr.k === 'op' && expr.args.length === 0 && expr.code.length < 10;

/** Biggest cuts first. */
function* candidates(m: ModuleTree): Generator<ModuleTree> {
  for (const [index, fn] of m.functions.entries()) {
    const type = m.types[fn.type]!;
    if (type.k === 'func') yield { ...m, functions: m.functions.with(index, { ...fn, body: type.results.map(zero) }) };
  }
  if (m.start !== undefined) yield { ...m, start: undefined };
  if (m.data.length) yield { ...m, data: m.data.slice(0, -1) };
  if (m.elements.length > 1) yield { ...m, elements: m.elements.slice(0, -1) };
  for (const [index, fn] of m.functions.entries()) {
    for (const body of smallerLists(fn.body)) yield { ...m, functions: m.functions.with(index, { ...fn, body }) };
  }
}

function* smallerLists(list: readonly Expr[]): Generator<readonly Expr[]> {
  for (let chunk = list.length >> 1; chunk >= 1; chunk >>= 1) {
    for (let index = 0; index + chunk <= list.length; index += chunk) {
      const cut = list.slice(index, index + chunk);
      if (cut.every((expr) => expr.type.length === 0 && !isFuel(expr))) yield [...list.slice(0, index), ...list.slice(index + chunk)];
    }
  }
  if (list.length === 1 && list[0]!.type.length === 0 && !isFuel(list[0]!)) yield [];
  for (const [index, expr] of list.entries()) {
    for (const smaller of smallerExprs(expr)) yield [...list.slice(0, index), ...smaller, ...list.slice(index + 1)];
  }
}

function* smallerExprs(expr: Expr): Generator<readonly Expr[]> {
  if (isFuel(expr)) return;
  if (expr.type.length && !isZero(expr)) yield expr.type.map(zero);
  const parts = partsOf(expr);
  for (const { list } of parts) for (const child of list) if (String(child.type) === String(expr.type)) yield [child];
  if (expr.k === 'block' && expr.params.length === 0 && !expr.loop) yield expr.body;
  if (expr.k === 'op' && expr.type.length === 0) for (const child of expr.args) if (child.type.length) yield [{ k: 'op', code: child.type.map(() => 0x1a), args: [child], type: [] }];
  if (expr.k === 'try') {
    yield expr.body;
    for (let index = 0; index < expr.catches.length; index++) yield [{ ...expr, catches: expr.catches.toSpliced(index, 1) }];
  }
  if (expr.k === 'legacy' && expr.handlers.length > 1) for (let index = 0; index < expr.handlers.length; index++) yield [{ ...expr, handlers: expr.handlers.toSpliced(index, 1) }];
  for (const { list, rebuild } of parts) for (const smaller of smallerLists(list)) yield [rebuild(smaller)];
}
