/** Copies of statements. Labels inside are fresh, and so is each load: what analyses find of an access, they keep by its node. */
import { freshLabel } from './labels.js';
import * as make from './make.js';
import type { Expr, Label, Stmt } from './nodes.js';
import { mapExpressions, mapOperands } from './rewrite.js';

/** `e` with fresh loads. */
export function freshLoads(e: Expr): Expr {
  const next = mapOperands(e, freshLoads);
  return next === e && e.k === 'load' ? make.load(e.type, e.row, e, e.addr) : next;
}

/** A copy of statements that are not flattened. `value`: what an expression becomes. */
export function copyOf(list: readonly Stmt[], value: (e: Expr) => Expr = freshLoads, labels: ReadonlyMap<Label, Label> = new Map()): Stmt[] {
  return list.map((s): Stmt => {
    switch (s.k) {
      case 'br': {
        const label = labels.get(s.label) ?? s.label;
        label.uses++;
        return { ...s, label };
      }
      case 'if':
        return { ...s, cond: value(s.cond), then: copyOf(s.then, value, labels), else: copyOf(s.else, value, labels) };
      case 'block':
      case 'loop': {
        const label = freshLabel();
        return { ...s, label, body: copyOf(s.body, value, new Map(labels).set(s.label, label)) };
      }
      case 'switch':
        return { ...s, index: value(s.index), arms: s.arms.map((arm) => ({ ...arm, body: copyOf(arm.body, value, labels) })) };
      case 'try':
        return { ...s, body: copyOf(s.body, value, labels), handler: copyOf(s.handler, value, labels) };
      case 'dispatch':
        throw new Error('no copies of what is flattened');
      default: {
        const copy = mapExpressions(s, value);
        return copy === s ? { ...s } : copy;
      }
    }
  });
}
