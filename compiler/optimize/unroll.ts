/**
 * Repeats the body of small innermost loops. Engines do this for WebAssembly and not for JavaScript, where every round also looks for
 * interrupts and moves what the loop carries.
 */
import { copyOf } from '../ir/copy.js';
import { operands } from '../ir/effects.js';
import { freshLabel, repeatTest } from '../ir/labels.js';
import type { Expr, FunctionIR, If, Loop, Stmt } from '../ir/nodes.js';
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
      const test = s.role !== 'rare' ? repeatTest(s) : undefined;
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
    body.push(...copyOf(round), { ...test, then: isAgain ? [] : leave, else: isAgain ? leave : [] });
  }
  body.push(...loop.body);
  return { k: 'block', at: loop.at, label: out, body: [{ ...loop, body }] };
}
