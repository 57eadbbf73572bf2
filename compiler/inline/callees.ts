/** Which functions may stand in place of their calls: small ones, looked at when the first call of them is met. */
import { OperatorReader, type Body, type Module } from '../decode/index.js';
import type { InlinedFunction } from '../ir/scopes.js';
import type { Shape } from '../ops/index.js';
import { checkFunction, type ModuleContext } from '../validate/index.js';
import type { Sizes } from './limits.js';
import { productOf, type Product } from './products.js';

export interface Callee extends InlinedFunction {
  readonly index: number;
  readonly body: Body;
  /** Bytes of its instructions. */
  readonly size: number;
  /** Whether the high word of its result, or a further result, goes through variables of the module when it is called. */
  readonly returnsWords: boolean;
  /** Whether only its own calls of itself may be replaced. */
  readonly isRecursive: boolean;
  readonly hasLoop: boolean;
}

export interface Callees {
  readonly context: ModuleContext;
  readonly sizes: Sizes;
  /** Whether calls of the function may go away. Looks into those only that have a product's signature and size. */
  isSmall(func: number): boolean;
  /** Undefined where the function has to be called. */
  get(func: number): Callee | undefined;
  /** What the function stores, where its calls need not be calls. */
  product(func: number): Product | undefined;
}

/** Bodies with these have more than one frame, or leave it in another way than by returning. */
const EXCLUDED: ReadonlySet<Shape> = new Set<Shape>(['try', 'try_table', 'return_call', 'return_call_indirect', 'return_call_ref']);
/** Locals are numbered and set to zero at each call. */
const MAX_LOCALS = 32;

export function callees(context: ModuleContext, sizes: Sizes): Callees {
  const found = new Map<number, Callee | undefined>();
  const products = new Map<number, Product | undefined>();
  const { code } = context.module;
  const bodyOf = (func: number): Body | undefined => code[func - context.imported.funcs];
  const isUpTo = (func: number, size: number): boolean => {
    const body = bodyOf(func);
    return body !== undefined && body.end - body.start <= size;
  };
  const product = (func: number): Product | undefined => {
    if (sizes.most === 0) return undefined;
    if (!products.has(func)) products.set(func, productOf(context, func));
    return products.get(func);
  };
  return {
    context,
    sizes,
    isSmall: (func) => isUpTo(func, sizes.most) || product(func) !== undefined,
    product,
    get(func) {
      if (!isUpTo(func, Math.max(sizes.most, sizes.self))) return undefined;
      if (!found.has(func)) found.set(func, look(context, func, bodyOf(func)!));
      return found.get(func);
    },
  };
}

function look(context: ModuleContext, index: number, body: Body): Callee | undefined {
  const type = context.types[context.funcs[index]!.type]!;
  const count = type.params.length + body.locals.reduce((sum, run) => sum + run.count, 0);
  if (count > MAX_LOCALS || !isValid(context, index)) return undefined;
  const used = usesOf(context.module, index, body);
  if (used === undefined) return undefined;
  const locals = [...type.params, ...body.locals.flatMap((run) => new Array<typeof run.type>(run.count).fill(run.type))];
  for (let p = 0; p < type.params.length; p++) used.zeroed.delete(p);
  const returnsWords = type.results.length > 1 || type.results[0] === 'i64';
  return { index, body, size: body.end - body.start, type, locals, ...used, returnsWords };
}

/** What is wrong is told when the turn of the function comes. */
function isValid(context: ModuleContext, index: number): boolean {
  try {
    checkFunction(context.module, context, index);
    return true;
  } catch {
    return false;
  }
}

/** Locals that are assigned, and those that may be read before; undefined if the function is excluded. */
function usesOf(module: Module, index: number, body: Body): Pick<Callee, 'isRecursive' | 'hasLoop'> & { written: Set<number>; zeroed: Set<number> } | undefined {
  const written = new Set<number>();
  const zeroed = new Set<number>();
  /** Assigned where everything after comes by. */
  const assigned = new Set<number>();
  let [depth, isRecursive, hasLoop] = [0, false, false];
  const reader = new OperatorReader(module, body.start, body.end);
  while (reader.next()) {
    const { row, index: operand } = reader.instr;
    const { shape } = row;
    if (EXCLUDED.has(shape)) return undefined;
    isRecursive ||= shape === 'call' && operand === index;
    hasLoop ||= shape === 'loop';
    if (shape === 'block' || shape === 'loop' || shape === 'if') depth++;
    else if (shape === 'end') depth--;
    else if (shape === 'local.get') {
      if (!assigned.has(operand)) zeroed.add(operand);
    } else if (shape === 'local.set' || shape === 'local.tee') {
      written.add(operand);
      if (depth === 0) assigned.add(operand);
    }
  }
  return { written, zeroed, isRecursive, hasLoop };
}
