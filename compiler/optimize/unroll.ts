/**
 * Repeats the body of small innermost loops. Engines do this for WebAssembly and not for JavaScript, where every round also looks for
 * interrupts and moves what the loop carries.
 */
import { copyOf } from '../ir/copy.js';
import { operands } from '../ir/effects.js';
import { freshLabel, repeatTest } from '../ir/labels.js';
import * as make from '../ir/make.js';
import type { Expr, FunctionIR, If, Load, Loop, Stmt, Store } from '../ir/nodes.js';
import { mapExpressions, mapOperands } from '../ir/rewrite.js';
import { expressionsOf, listsOf } from '../ir/walk.js';
import { Effects } from '../ops/row.js';

/** Largest bodies, in operations, of which there will be four copies, and two. */
const QUADRUPLED = 12;
const DOUBLED = 40;
/** An operation on i64 becomes some five of JavaScript, one on v128 ten. */
const WEIGHT: Readonly<Record<string, number>> = { l: 5, v: 10 };

export function unroll(f: FunctionIR): void {
  if (f.traits.loops) visit(f.body);
}

function visit(list: Stmt[]): void {
  list.forEach((s, i) => {
    if (s.k === 'loop') {
      if (s.role === 'rare') return;
      const test = repeatTest(s);
      const size = test ? sizeOf(s.body) : Infinity;
      if (size <= DOUBLED) {
        list[i] = repeated(s, test!, size <= QUADRUPLED ? 4 : 2);
        return;
      }
    }
    for (const inner of listsOf(s)) visit(inner);
  });
}

/** Operations of straight code, conditions and jumps that leave; infinite where there is anything else. */
function sizeOf(list: readonly Stmt[]): number {
  let size = 0;
  const count = (e: Expr): void => {
    if (size > DOUBLED) return;
    size += (e.fx & Effects.Calls) !== 0 ? Infinity : e.k === 'get' || e.k === 'const' ? 0 : (WEIGHT[e.type] ?? 1);
    operands(e, count);
  };
  for (const s of list) {
    if (s.k !== 'set' && s.k !== 'store' && s.k !== 'eval' && s.k !== 'global.set' && s.k !== 'if' && s.k !== 'br' && s.k !== 'return') return Infinity;
    for (const e of expressionsOf(s)) count(e);
    for (const inner of listsOf(s)) size += sizeOf(inner);
    size++;
    if (size > DOUBLED) return Infinity;
  }
  return size;
}

/** The loop with so many copies of its body, all but the last of which leave by a jump out of a block around it. */
function repeated(loop: Loop, test: If, copies: number): Stmt {
  const out = freshLabel();
  const isAgain = test.then.length > 0;
  const round = loop.body.slice(0, -1);
  const body: Stmt[] = [];
  for (let i = 1; i < copies; i++) {
    out.uses++;
    const leave: Stmt[] = [{ k: 'br', at: test.at, label: out }];
    body.push(...moved(copyOf(round), loop, i - 1, 0), { ...test, then: isAgain ? [] : leave, else: isAgain ? leave : [] });
  }
  body.push(...moved(round, loop, copies - 1, copies), test);
  return { k: 'block', at: loop.at, label: out, body: [{ ...loop, body }] };
}

/** Statements of a round whose indices are so many rounds behind. `steps`: how often their step is made. */
function moved(list: readonly Stmt[], loop: Loop, behind: number, steps: number): Stmt[] {
  const { indices } = loop;
  if (!indices || indices.size === 0) return [...list];
  const by = (e: Load | Store): number => (e.isElement && e.addr.k === 'get' ? (indices.get(e.addr.local) ?? 0) * behind : 0);
  const value = (e: Expr): Expr => {
    const next = mapOperands(e, value);
    return next.k === 'load' && by(next) !== 0 ? make.load(next.type, next.row, { ...next, offset: next.offset + by(next) }, next.addr) : next;
  };
  return list.flatMap((s): Stmt[] => {
    const step = s.k === 'set' ? indices.get(s.local) : undefined;
    if (s.k === 'set' && step !== undefined) {
      return steps === 0 ? [] : [{ ...s, value: make.apply('i32.add', [make.get('i', s.local, s.at), make.i32(step * steps, s.at)], s.at) }];
    }
    if (s.k === 'if') return [{ ...s, cond: value(s.cond), then: moved(s.then, loop, behind, steps), else: moved(s.else, loop, behind, steps) }];
    const next = mapExpressions(s, value);
    return [next.k === 'store' && by(next) !== 0 ? { ...next, offset: next.offset + by(next) } : next];
  });
}
