/** Bitwise operations with a constant that changes nothing but signs, or clears or chooses whole lanes: on numbers they are operations on signs. */
import type { Js } from '../ir/js.js';
import type { Const, Expr, Op } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { scalar } from './scalar.js';
import type { VectorOp } from './vector-operations.js';

const SIGN = -0x80000000;
const REST = 0x7fffffff;

/** What becomes of a lane, of those of the operands that are not the constant. */
type Change = (cx: Lowering, e: Op, ...lanes: Js[]) => Js;

const by = (name: 'abs' | 'neg'): Change => (cx, e, a, b) => scalar[`${e.type === 'f' ? 'f32' : 'f64'}.${name}`]!(cx, a!, b!, e);
const first: Change = (_cx, _e, a) => a!;
const second: Change = (_cx, _e, _a, b) => b!;
const cleared: Change = () => ({ k: 'num', v: 0, range: 'f' });

/**
 * By operation, which operand is the constant, and the change for its upper word in a lane, with the lower word that goes with it. Copying a sign is
 * not among them: engines with one NaN could not tell that of a NaN, which words have.
 */
const CHANGES: Readonly<Record<string, { readonly operands: readonly number[]; readonly at: ReadonlyMap<number, readonly [lower: number, Change]> }>> = {
  'v128.xor': { operands: [1, 0], at: new Map([[0, [0, first]], [SIGN, [0, by('neg')]]]) },
  'v128.or': { operands: [1, 0], at: new Map([[0, [0, first]], [SIGN, [0, (cx, e, a) => by('neg')(cx, e, by('abs')(cx, e, a!))]]]) },
  'v128.and': { operands: [1, 0], at: new Map([[-1, [-1, first]], [REST, [-1, by('abs')]], [0, [0, cleared]]]) },
  'v128.andnot': { operands: [1], at: new Map([[0, [0, first]], [SIGN, [0, by('abs')]], [-1, [-1, cleared]]]) },
  'v128.bitselect': { operands: [2], at: new Map([[-1, [-1, first]], [0, [0, second]]]) },
};

/** The constant that the expression is. */
function constantOf(e: Expr): Const | undefined {
  if (e.k === 'tee') return constantOf(e.value);
  return e.k === 'const' ? e : undefined;
}

/** The operation as one on f32 and one on f64, where its constant allows that. */
export function onSigns(e: Op): readonly VectorOp[] {
  const known = CHANGES[e.row.name];
  if (!known) return [];
  const operand = known.operands.find((k) => constantOf(e.args[k]!));
  if (operand === undefined) return [];
  const { lo, hi, lo2, hi2 } = constantOf(e.args[operand]!)!;
  return (['f', 'd'] as const).flatMap((kind) => {
    const uppers = kind === 'f' ? [lo, hi, lo2, hi2] : [hi, hi2];
    const lowers = kind === 'f' ? undefined : [lo, lo2];
    const changes = uppers.map((upper, k) => {
      const found = known.at.get(upper);
      return found && (!lowers || lowers[k] === found[0]) ? found[1] : undefined;
    });
    return changes.every((change) => change !== undefined) ? [changing(kind, operand, changes)] : [];
  });
}

function changing(kind: 'f' | 'd', operand: number, changes: readonly Change[]): VectorOp {
  return {
    takes: kind,
    gives: kind,
    words: { operand },
    apply: (cx, operands, _pre, e) => {
      const others = operands.filter((_, k) => k !== operand);
      const scalarOp: Op = { ...e, type: kind };
      return changes.map((change, k) => change(cx, scalarOp, ...others.map((lanes) => lanes[k]!)));
    },
  };
}

/** Whether the constant has a place in one of these operations rather than in a variable. */
export const isOfSigns = ({ lo, hi, lo2, hi2 }: Const): boolean => [lo, hi, lo2, hi2].every((word) => word === 0 || word === -1 || word === SIGN || word === REST);
/** The operands of a bitwise operation that such a constant may be. */
export const signOperands = (e: Op): readonly number[] => CHANGES[e.row.name]?.operands ?? [];
