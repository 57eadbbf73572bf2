/** Cuts a failing module down, as long as it stays valid and fails in the same phase. */
import { encode } from './encode.js';
import { zero, type Expr, type ModuleTree } from './tree.js';

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

const nodesOf = (expr: Expr): number => 1 + childrenOf(expr).reduce((sum, child) => sum + nodesOf(child), 0);
const nodes = (m: ModuleTree): number => m.functions.reduce((sum, { body }) => sum + body.reduce((total, expr) => total + nodesOf(expr), 0), 0)
  + m.data.length + m.elements.length + (m.start === undefined ? 0 : 1);

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.k) {
    case 'op': return expr.args;
    case 'block': return [...expr.args, ...expr.body];
    case 'if': return [expr.condition, ...expr.then, ...expr.otherwise];
    case 'branch': return expr.condition ? [...expr.args, expr.condition] : expr.args;
  }
}

const isFuel = (expr: Expr): boolean => expr.k === 'op' && expr.code[0] === 0x23 && expr.code.length > 8;
const isZero = (expr: Expr): boolean => expr.k === 'op' && expr.args.length === 0 && expr.code.length < 10;

/** Biggest cuts first. */
function* candidates(m: ModuleTree): Generator<ModuleTree> {
  for (const [index, fn] of m.functions.entries()) {
    const results = m.types[fn.type]!.results;
    yield { ...m, functions: m.functions.with(index, { ...fn, body: results.map(zero) }) };
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
  for (const [index, expr] of list.entries()) {
    for (const smaller of smallerExprs(expr)) yield [...list.slice(0, index), ...smaller, ...list.slice(index + 1)];
  }
}

function* smallerExprs(expr: Expr): Generator<readonly Expr[]> {
  if (isFuel(expr)) return;
  if (expr.type.length && !isZero(expr)) yield expr.type.map(zero);
  for (const child of childrenOf(expr)) if (String(child.type) === String(expr.type)) yield [child];
  switch (expr.k) {
    case 'op': for (const args of smallerLists(expr.args)) yield [{ ...expr, args }]; break;
    case 'block':
      if (expr.params.length === 0 && !expr.loop) yield expr.body;
      for (const args of smallerLists(expr.args)) yield [{ ...expr, args }];
      for (const body of smallerLists(expr.body)) yield [{ ...expr, body }];
      break;
    case 'if':
      for (const condition of smallerExprs(expr.condition)) if (condition.length === 1) yield [{ ...expr, condition: condition[0]! }];
      for (const then of smallerLists(expr.then)) yield [{ ...expr, then }];
      for (const otherwise of smallerLists(expr.otherwise)) yield [{ ...expr, otherwise }];
      break;
    case 'branch':
      for (const args of smallerLists(expr.args)) yield [{ ...expr, args }];
      if (expr.condition) for (const condition of smallerExprs(expr.condition)) if (condition.length === 1) yield [{ ...expr, condition: condition[0]! }];
      break;
  }
}
