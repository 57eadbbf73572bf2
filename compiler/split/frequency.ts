/** How often statements run, relative to their function: a guess from the structure alone. */
import type { JsStmt } from '../ir/js.js';
import { listsOf } from '../ir/js-walk.js';
import type { Label } from '../ir/nodes.js';

/** Rounds of a loop. */
const ROUNDS = 8;
/** Share of an arm that ends in a trap or an exception, and of a handler. */
const RARE = 1 / 64;

type Dispatch = JsStmt & { k: 'dispatch' };

/** How often the statements of a function run. */
export function frequencies(body: readonly JsStmt[]): ReadonlyMap<JsStmt, number> {
  const guess = new Guess(backwardCases(body));
  guess.list(body, 1);
  return guess.known;
}

class Guess {
  readonly known = new Map<JsStmt, number>();
  /** How often there are branches to each label, as far as seen; those to cases by the label of their dispatch. */
  private readonly branches = new Map<Label, number>();
  private readonly branchesToCases = new Map<Label, number[]>();

  constructor(private readonly heads: ReadonlyMap<Label, ReadonlySet<number>>) {}

  /** Notes how often the statements run; the frequency at the end. */
  list(list: readonly JsStmt[], frequency: number): number {
    let now = frequency;
    for (const s of list) {
      this.known.set(s, now);
      now = this.statement(s, now);
    }
    return now;
  }

  private statement(s: JsStmt, f: number): number {
    switch (s.k) {
      case 'expr':
        return f;
      case 'block':
        return Math.min(f, this.list(s.body, f) + this.branchesTo(s.label));
      case 'loop':
        this.list(s.body, f * ROUNDS);
        return f;
      case 'if': {
        const [then, otherwise] = isRare(s.then) ? [RARE, 1 - RARE] : isRare(s.else) ? [1 - RARE, RARE] : [0.5, 0.5];
        return this.list(s.then, f * then) + this.list(s.else, f * otherwise);
      }
      case 'br':
        this.branch(s.label, f);
        return 0;
      case 'switch': {
        let end = s.arms.some((arm) => arm.isDefault) ? 0 : f / s.arms.length;
        for (const arm of s.arms) end += this.list(arm.body, f / s.arms.length);
        return end;
      }
      case 'try': {
        const end = this.list(s.body, f);
        return end + this.list(s.handler, f * RARE);
      }
      case 'finally': {
        const end = this.list(s.body, f);
        this.list(s.finalizer, f);
        return end;
      }
      case 'dispatch':
        return this.dispatch(s, f);
      case 'return':
      case 'throw':
        return 0;
    }
  }

  private branchesTo(label: Label): number {
    return this.branches.get(label) ?? 0;
  }

  private branch(label: Label, f: number): void {
    if (label.dispatch) {
      const cases = casesOf(this.branchesToCases, label.dispatch.label, () => []);
      cases[label.index] = (cases[label.index] ?? 0) + f;
    } else this.branches.set(label, this.branchesTo(label) + f);
  }

  private dispatch(s: Dispatch, f: number): number {
    const heads = this.heads.get(s.label);
    const branches = casesOf(this.branchesToCases, s.label, () => []);
    let now = s.first === undefined ? f : 0;
    s.cases.forEach((c, k) => {
      const i = (s.first ?? 0) + k;
      const entries = now + (branches[i] ?? 0);
      now = this.list(c, heads?.has(i) ? Math.max(f, entries) * ROUNDS : entries);
    });
    if (s.handled) this.list(s.handled.handler, f * RARE);
    return Math.min(f, now + this.branchesTo(s.label));
  }
}

function casesOf<T>(map: Map<Label, T>, label: Label, make: () => T): T {
  let found = map.get(label);
  if (found === undefined) map.set(label, (found = make()));
  return found;
}

function isRare(list: readonly JsStmt[]): boolean {
  return list[list.length - 1]?.k === 'throw';
}

/** Cases of each dispatch that are branched to from themselves or from later ones. */
function backwardCases(body: readonly JsStmt[]): Map<Label, Set<number>> {
  const found = new Map<Label, Set<number>>();
  const current = new Map<Label, number>();
  const visit = (list: readonly JsStmt[]): void => {
    for (const s of list) {
      if (s.k === 'br' && s.label.dispatch && s.label.index <= (current.get(s.label.dispatch.label) ?? -1))
        casesOf(found, s.label.dispatch.label, () => new Set<number>()).add(s.label.index);
      if (s.k === 'dispatch') {
        s.cases.forEach((c, i) => {
          current.set(s.label, (s.first ?? 0) + i);
          visit(c);
        });
        if (s.handled) visit(s.handled.handler);
      } else for (const l of listsOf(s)) visit(l);
    }
  };
  visit(body);
  return found;
}
