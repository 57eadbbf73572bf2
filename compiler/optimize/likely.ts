/**
 * Puts the arm first that a branch hint calls likely: engines without feedback (interpreters, compilers ahead of time) lay code out
 * in the order of the text.
 */
import { byName } from '../ops/lookup.js';
import * as make from '../ir/make.js';
import type { FunctionIR } from '../ir/nodes.js';
import { eachStatement } from '../ir/walk.js';

const I32_EQZ = byName('i32.eqz')!;

export function likely(f: FunctionIR): void {
  if (!f.traits.hints) return;
  eachStatement(f.body, (s) => {
    if (s.k !== 'if' || s.likely !== false || s.then.length === 0 || s.else.length === 0) return;
    s.cond = make.op('i', I32_EQZ, [s.cond], s.cond.at);
    [s.then, s.else] = [s.else, s.then];
    s.likely = true;
  });
}
