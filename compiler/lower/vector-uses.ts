/** How the v128 locals of a function are used, for vector-locals.ts. */
import { operands } from '../ir/effects.js';
import type { Expr, FunctionIR, Op, Stmt } from '../ir/nodes.js';
import { expressionsOf, listsOf } from '../ir/walk.js';
import type { LaneKind } from './lanes.js';
import type { MaskBits } from './vector-locals.js';
import { alternative, operation } from './vector-operations.js';

/** Where a v128 goes: to an operation on lanes of a kind, to a local (also by way of operations that move lanes), or to where its kind does not matter. */
type Use = LaneKind | { readonly local: number } | undefined;

export interface Uses {
  readonly list: Use[];
  /** Conversions saved less conversions made, were the local numbers. */
  readonly score: Record<'f' | 'd', number>;
}

type IsMaskLocal = (local: number, bits: MaskBits) => boolean;
/** The kind that a local will have, as far as that is known. */
type KindOf = (local: number) => LaneKind | undefined;

/** Code in a loop counts as often as this many rounds, for each level of nesting. */
const ROUNDS = 8;
const MAX_LEVEL = 4;

/** Of each of the locals. */
export function gatherUses(f: FunctionIR, locals: Iterable<number>, isMaskLocal: IsMaskLocal, kindOf: KindOf): ReadonlyMap<number, Uses> {
  return new Gathering(locals, isMaskLocal, kindOf).run(f);
}

class Gathering {
  private readonly found = new Map<number, Uses>();
  private weight = 1;

  constructor(
    locals: Iterable<number>,
    private readonly isMaskLocal: IsMaskLocal,
    private readonly kindOf: KindOf,
  ) {
    for (const local of locals) this.found.set(local, { list: [], score: { f: 0, d: 0 } });
  }

  run(f: FunctionIR): ReadonlyMap<number, Uses> {
    this.list(f.body, 0);
    return this.found;
  }

  private list(list: readonly Stmt[], level: number): void {
    for (const s of list) {
      this.weight = ROUNDS ** Math.min(level, MAX_LEVEL);
      const use = s.k === 'set' ? { local: s.local } : s.k === 'store' ? undefined : 'i';
      for (const e of expressionsOf(s)) this.expression(e, use);
      if (s.k === 'set') this.define(s.local, s.value);
      for (const inner of listsOf(s)) this.list(inner, s.k === 'loop' ? level + 1 : level);
    }
  }

  private define(local: number, value: Expr): void {
    const uses = this.found.get(local);
    const given = uses && this.given(value);
    if (given !== undefined) this.count(uses!, given);
  }

  /** The kind in which a value is made; undefined where it can be had in any. */
  private given(value: Expr): LaneKind | undefined {
    switch (value.k) {
      case 'op': {
        return this.mayBeNumbers(value) ? undefined : operation(value).gives;
      }
      case 'call':
      case 'call_indirect':
      case 'call_ref':
      case 'global.get':
      case 'intrinsic':
        return 'i';
      default:
        return undefined;
    }
  }

  private count({ score }: Uses, kind: LaneKind): void {
    score.f += kind === 'f' ? this.weight : -this.weight;
    score.d += kind === 'd' ? this.weight : -this.weight;
  }

  private use(local: number, use: Use): void {
    const uses = this.found.get(local);
    uses?.list.push(use);
    const kind = this.kindOfUse(use);
    if (uses && kind) this.count(uses, kind);
  }

  private expression(e: Expr, use: Use): void {
    if (e.type === 'v' && (e.k === 'get' || e.k === 'tee')) this.use(e.local, use);
    if (e.k === 'tee') {
      this.define(e.local, e.value);
      this.expression(e.value, { local: e.local });
    } else if (e.k === 'cond') {
      this.expression(e.cond, 'i');
      this.expression(e.a, use);
      this.expression(e.b, use);
    } else if (e.k === 'op' && e.args.some((a) => a.type === 'v')) {
      e.args.forEach((a, k) => this.expression(a, this.operandUse(e, k, use)));
    } else operands(e, (o) => this.expression(o, 'i'));
  }

  /** How operand `k` is used by an operation whose own value is used as `use`. */
  private operandUse(e: Op, k: number, use: Use): Use {
    if (!this.mayBeNumbers(e)) return isReinterpretedLane(e) ? undefined : operation(e).takes;
    const kind = this.kindOfUse(use);
    const wanted = kind === 'f' || kind === 'd' ? alternative(e, kind, this.isMaskLocal) : undefined;
    return wanted && (wanted.words?.operand === k ? 'i' : use);
  }

  private kindOfUse(use: Use): LaneKind | undefined {
    return typeof use === 'object' ? this.kindOf(use.local) : use;
  }

  private mayBeNumbers(e: Op): boolean {
    return (alternative(e, 'f', this.isMaskLocal) ?? alternative(e, 'd', this.isMaskLocal)) !== undefined;
  }
}

/** Whether the lane may be taken as a number: what is done with it then does not need its word. */
const isReinterpretedLane = (e: Op): boolean => e.row.name === 'i32x4.extract_lane' || e.row.name === 'i64x2.extract_lane';
