/**
 * Bounds the nesting of statements. Real modules nest 21,000 blocks; engines parse about 2,600 and passes recurse.
 * Where nesting passes a bound, the chain of deepest statements becomes one flat `dispatch`: a list of cases with jumps
 * between them. Everything shallow inside keeps its structure.
 */
import { freshLabel } from './labels.js';
import type { CaseHandler, Dispatch, Expr, Label, Stmt } from './nodes.js';
import { listsOf } from './walk.js';

/** Statements nested deeper than this are flattened (V8's parser overflows at about 2,600 blocks on a default stack). */
export const MAX_NESTING = 128;
/** Inside a flattened chain, statements lower than this keep their structure. */
const KEPT_NESTING = 24;

/** Nesting of what flattening makes. */
export const FLATTENED_NESTING = 3 + KEPT_NESTING;

/** Whether a statement nests deeper than `bound`; looks no deeper itself. */
function exceeds(s: Stmt, bound: number): boolean {
  if (s.k === 'dispatch') return FLATTENED_NESTING > bound;
  const lists = listsOf(s);
  if (lists.length === 0) return false;
  return bound === 0 || lists.some((list) => list.some((inner) => exceeds(inner, bound - 1)));
}

/** Flattens the deep chain under `root`; `state` is a fresh i32 local, `id` a fresh label number. */
export function flattenDeep(root: Stmt, id: number, state: number): Dispatch {
  const label: Label = { id, uses: 1, dispatch: undefined, index: 0 };
  const result: Dispatch = { k: 'dispatch', at: root.at, label, state, cases: [[]], labels: [], handlers: [undefined] };
  let handler: CaseHandler | undefined;
  const out = (): Stmt[] => result.cases[result.cases.length - 1]!;
  const beginCase = (): void => {
    if (out().length) result.cases.push([]);
    result.handlers[result.cases.length - 1] = handler;
  };
  const place = (target: Label): void => {
    beginCase();
    target.dispatch = result;
    target.index = result.cases.length - 1;
    result.labels.push(target);
  };
  const fresh = (): Label => freshLabel(1);
  const expandAll = (list: readonly Stmt[]): void => {
    for (const s of list) expand(s);
  };
  const leaveTo = (label: Label, at: number): void => {
    if (out()[out().length - 1]?.k !== 'br') out().push({ k: 'br', at, label });
  };
  const branchIf = (cond: Expr, target: Label, at: number): Stmt => ({
    k: 'if',
    at,
    cond,
    then: [],
    else: [{ k: 'br', at, label: target }],
  });

  function expand(s: Stmt): void {
    if (!exceeds(s, KEPT_NESTING)) {
      out().push(s);
      return;
    }
    switch (s.k) {
      case 'block':
        expandAll(s.body);
        place(s.label);
        return;
      case 'loop':
        place(s.label);
        expandAll(s.body);
        return;
      case 'if': {
        const otherwise = fresh();
        const end = fresh();
        out().push(branchIf(s.cond, otherwise, s.at));
        expandAll(s.then);
        if (s.else.length) leaveTo(end, s.at);
        place(otherwise);
        expandAll(s.else);
        place(end);
        return;
      }
      case 'try': {
        const outer = handler;
        const caught: CaseHandler = { exn: s.exn, label: fresh() };
        const end = fresh();
        handler = caught;
        beginCase();
        expandAll(s.body);
        leaveTo(end, s.at);
        handler = outer;
        place(caught.label);
        expandAll(s.handler);
        place(end);
        return;
      }
      case 'switch': {
        const labels = s.arms.map(fresh);
        const end = fresh();
        out().push({ ...s, arms: s.arms.map((arm, i) => ({ ...arm, body: [{ k: 'br', at: s.at, label: labels[i]! }] })) });
        s.arms.forEach(({ body }, i) => {
          place(labels[i]!);
          expandAll(body);
          leaveTo(end, s.at);
        });
        place(end);
        return;
      }
      case 'dispatch':
        absorb(s);
        return;
      default:
        out().push(s);
    }
  }

  function absorb(inner: Dispatch): void {
    beginCase();
    const shift = result.cases.length - 1;
    result.cases.pop();
    for (const c of inner.cases) result.cases.push(c);
    inner.handlers.forEach((h, i) => {
      result.handlers[shift + i] = h ?? handler;
    });
    for (const l of inner.labels) {
      l.dispatch = result;
      l.index += shift;
      result.labels.push(l);
    }
    result.cases.push([]);
    beginCase();
  }

  expand(root);
  return result;
}
