/**
 * Tells V8 that it computes with doubles. What a DataView gives is a small integer for V8's interpreter where the number is whole, as is the sum or the
 * product of two such numbers; V8 then computes with integers, which it makes of each double and checks. A double in one operand is enough. Other
 * engines pay for what tells it, so code for all of them tells it outside of the innermost loop that needs it, and where two numbers from memory meet.
 */
import { operands } from '../ir/effects.js';
import type { Profile } from '../ir/env.js';
import { floatOf } from '../ir/js.js';
import * as make from '../ir/make.js';
import type { Expr, FunctionIR, Stmt } from '../ir/nodes.js';
import { mapAssigned } from '../ir/rewrite.js';
import { expressionsOf, listsOf } from '../ir/walk.js';
import { told } from '../ops/internal.js';
import { seenNaNs } from './nans.js';
import { isFloat } from './twin.js';

const SUM_OR_PRODUCT = /^f(32|64)\.(add|sub|mul)$/;

export function numbers(f: FunctionIR, { tellsDoubles }: Profile): void {
  if (!f.locals.some((type) => isFloat(type)) && !f.traits.loops) return;
  const telling = new Telling(f, tellsDoubles === 'always');
  mapAssigned(f.body, telling.given, telling.operation);
}

class Telling {
  /** Locals that are loaded and computed with, where that is to be told. */
  private readonly locals: ReadonlySet<number>;

  constructor(f: FunctionIR, private readonly always: boolean) {
    const depths = new Depths();
    depths.list(f.body, 0);
    const found = [...depths.loads].filter(([local, loaded]) => (depths.uses.get(local) ?? -1) >= (always ? 0 : loaded + 1));
    // The product would make a NaN quiet.
    const seen = found.length > 0 ? seenNaNs(f) : undefined;
    this.locals = new Set(found.map(([local]) => local).filter((local) => !seen!.has(local)));
  }

  readonly given = (local: number, value: Expr): Expr => (isPlainLoad(value) && this.locals.has(local) ? tell(value) : value);

  readonly operation = (e: Expr): Expr => {
    if (e.k !== 'op' || !SUM_OR_PRODUCT.test(e.row.name) || e.args.some((arg) => this.isDouble(arg))) return e;
    const load = this.always || e.args.every(isPlainLoad) ? e.args.findIndex(isPlainLoad) : -1;
    return load < 0 ? e : make.op(e.type, e.row, e.args.map((arg, i) => (i === load ? tell(arg) : arg)), e.at);
  };

  /** Whether V8's interpreter has it as a double even if it is whole. An f32 is rounded by a function, whose results are not. */
  private isDouble(e: Expr): boolean {
    if (e.k === 'load') return e.isElement === true;
    if (e.k === 'get' || e.k === 'tee') return this.locals.has(e.local);
    if (e.k === 'const') return isFloat(e.type) && !Number.isInteger(floatOf(e.type, e.lo, e.hi));
    if (e.k !== 'op') return false;
    return e.row === told.f || e.row === told.d || (e.type === 'd' && SUM_OR_PRODUCT.test(e.row.name) && e.args.some((arg) => this.isDouble(arg)));
  }
}

/** How many loops are around the loads of float locals, and around the sums and products of them, at most. */
class Depths {
  readonly loads = new Map<number, number>();
  readonly uses = new Map<number, number>();
  private depth = 0;

  list(list: readonly Stmt[], depth: number): void {
    for (const s of list) {
      this.depth = depth;
      if (s.k === 'set') this.assigned(s.local, s.value);
      for (const e of expressionsOf(s)) this.expression(e);
      for (const inner of listsOf(s)) this.list(inner, s.k === 'loop' ? depth + 1 : depth);
    }
  }

  private assigned(local: number, value: Expr): void {
    if (isPlainLoad(value)) note(this.loads, local, this.depth);
  }

  private expression(e: Expr): void {
    if (e.k === 'tee') this.assigned(e.local, e.value);
    if (e.k === 'op' && SUM_OR_PRODUCT.test(e.row.name)) {
      for (const arg of e.args) if (arg.k === 'get' || arg.k === 'tee') note(this.uses, arg.local, this.depth);
    }
    operands(e, (operand) => this.expression(operand));
  }
}

function note(depths: Map<number, number>, local: number, depth: number): void {
  depths.set(local, Math.max(depths.get(local) ?? 0, depth));
}

const isPlainLoad = (e: Expr): boolean => e.k === 'load' && isFloat(e.type) && e.isElement !== true;

const tell = (load: Expr): Expr => (isFloat(load.type) ? make.op(load.type, told[load.type], [load], load.at) : load);
