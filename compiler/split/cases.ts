/**
 * Groups the cases of large dispatches: each group becomes a dispatch of its own, which can be taken out as a whole and leaves with the state in which
 * the function goes on. For functions that are entered where their callers tell, as Go's: these are many small cases, and taken out one by one, the small
 * ones would stay. Elsewhere (llhttp) groups took 1.7 times the time: they are made last, of what the parts have left, where nothing else brings the
 * function below the limit.
 */
import * as js from '../ir/js.js';
import type { JsFunction, JsStmt } from '../ir/js.js';
import { listsOf, neverEnds } from '../ir/js-walk.js';
import { freshLabel, SAME_STATE } from '../ir/labels.js';
import type { Label } from '../ir/nodes.js';
import type { Sizer } from './size.js';

type Dispatch = JsStmt & { readonly k: 'dispatch' };
type Br = JsStmt & { readonly k: 'br' };

/** A case with a switch of more arms is where the others are entered: it stays in the function, unless it is too large itself. */
const ENTRY_ARMS = 64;

/** Cases from `from` on, before `to`. */
interface Group {
  readonly from: number;
  readonly to: number;
}

/** Groups of a dispatch: larger ones where there would be more. */
const GROUPS = 48;

/** Whether there was anything to group. `aim`: bytes of a function. */
export function groupCases({ body }: JsFunction, sizer: Sizer, aim: number): boolean {
  let found = false;
  const visit = (list: JsStmt[]): void => {
    for (const s of list) {
      if (s.k !== 'dispatch') for (const inner of listsOf(s)) visit(inner);
      if (s.k !== 'dispatch' || s.handled) continue;
      const bytes = sizer.statement(s);
      if (bytes <= 2 * aim) continue;
      const { dispatch, groups } = new Grouping(s, sizer, Math.min(0.9 * aim, Math.max(0.5 * aim, bytes / GROUPS)));
      if (!dispatch) continue;
      for (const group of groups) enclose(s, group, dispatch);
      found ||= groups.length > 0;
    }
  };
  visit(body);
  return found;
}

class Grouping {
  readonly groups: readonly Group[];
  /** What labels of the cases tell of; undefined where nothing jumps. */
  dispatch: Label['dispatch'];
  /** Infinite where others are entered. */
  private readonly sizes: readonly number[];
  private readonly entries: readonly number[];
  /** How many jumps pass the beginning of each case. */
  private readonly passing: readonly number[];

  constructor({ cases, label: home }: Dispatch, sizer: Sizer, private readonly most: number) {
    this.entries = cases.map((c) => (isEntry(c) ? sizer.list(c) : 0));
    this.sizes = cases.map((c, i) => (this.entries[i]! > 0 ? Infinity : sizer.list(c)));
    const changes = new Array<number>(cases.length + 1).fill(0);
    cases.forEach((c, i) => {
      branchesIn(c, home, ({ label }) => {
        this.dispatch = label.dispatch;
        changes[Math.min(i, label.index) + 1]!++;
        changes[Math.max(i, label.index) + 1]!--;
      });
    });
    let sum = 0;
    this.passing = changes.map((change) => (sum += change));
    this.groups = [...this.cut()];
  }

  /** As large as they may be, at least half of that, to where the fewest jumps pass. The last case stays: it leads out of the dispatch. */
  private *cut(): Iterable<Group> {
    const { sizes, passing, most } = this;
    const end = sizes.length - 1;
    for (let from = 0; from < end; ) {
      let size = sizes[from]!;
      let to = from + 1;
      let best = to;
      let isHalf = false;
      for (; size <= most; size += sizes[to++]!) {
        if (!isHalf || passing[to]! <= passing[best]!) best = to;
        isHalf = size >= most / 2;
        if (to === end) break;
      }
      if (best > from + 1 || this.entries[from]! > most) yield { from, to: best };
      from = best;
    }
  }
}

const isEntry = (list: readonly JsStmt[]): boolean => list.some((s) => (s.k === 'switch' && s.arms.length > ENTRY_ARMS) || listsOf(s).some(isEntry));

/** Calls `visit` for the branches to cases of the dispatch, the last of each list first, so that it may put others in their place. */
function branchesIn(list: JsStmt[], dispatch: Label, visit: (s: Br, list: JsStmt[], i: number) => void): void {
  for (let i = list.length - 1; i >= 0; i--) {
    const s = list[i]!;
    for (const inner of listsOf(s)) branchesIn(inner, dispatch, visit);
    if (s.k === 'br' && s.label.dispatch?.label === dispatch) visit(s, list, i);
  }
}

/** The cases become one that holds a dispatch. */
function enclose(s: Dispatch, { from, to }: Group, dispatch: Label['dispatch']): void {
  const { at } = s;
  const cases = s.cases.slice(from, to);
  const end = freshLabel();
  const among = new Set<number>();
  const stateIs = (index: number): JsStmt => ({ k: 'expr', at, e: js.assign({ ...s.state }, js.num(index)) });
  for (const c of cases) {
    branchesIn(c, s.label, ({ at: branch, label }, list, i) => {
      if (label.index >= from && label.index < to) return;
      label.uses--;
      end.uses++;
      among.add(label.index);
      list.splice(i, 1, stateIs(label.index), { k: 'br', at: branch, label: end });
    });
  }
  const last = cases[cases.length - 1]!;
  if (!neverEnds(last)) {
    among.add(to);
    last.push(stateIs(to));
  }
  const before = s.cases[from - 1];
  if (before && !neverEnds(before)) before.push(stateIs(from));
  for (let i = from; i < to; i++) s.cases[i] = [];
  const again: Label = { id: -1, uses: 1, dispatch, index: SAME_STATE, among };
  s.cases[to - 1] = [
    { k: 'block', at, label: end, body: [{ k: 'dispatch', at, label: s.label, state: s.state, cases, handled: undefined, first: from }] },
    { k: 'br', at, label: again },
  ];
}
