/** What kind of value each variable of a function holds, and what it returns. */
import type { Carried } from '../ir/env.js';
import type { Js, JsFunction, JsStmt, Range } from '../ir/js.js';
import { expressionOf, listsOf, operandsOf, ownSlots } from '../ir/js-walk.js';

/** Unsigned integers are numbers beyond int32. */
const KIND: Readonly<Record<Range, Carried>> = { i: 'i', u: 'd', w: 'd', b: 'i', d: 'd', f: 'd', s: 'd', x: 'x' };
const ORDER = 'idx';
const wider = (a: Carried | undefined, b: Carried): Carried => (a === undefined || ORDER.indexOf(a) < ORDER.indexOf(b) ? b : a);

export class Kinds {
  private readonly kinds: (Carried | undefined)[] = [];
  /** Undefined if it returns nothing. */
  readonly result: Carried | undefined;

  constructor({ body }: JsFunction) {
    let result: Carried | undefined;
    const inExpression = (e: Js): void => {
      if (e.k === 'loc') this.kinds[e.slot] = wider(this.kinds[e.slot], KIND[e.range]);
      else operandsOf(e, inExpression);
    };
    const inList = (list: readonly JsStmt[]): void => {
      for (const s of list) {
        ownSlots(s, (slot) => {
          this.kinds[slot] ??= 'i';
        });
        if (s.k === 'return' && s.value) result = wider(result, KIND[s.value.range]);
        const e = expressionOf(s);
        if (e) inExpression(e);
        for (const l of listsOf(s)) inList(l);
      }
    };
    inList(body);
    this.result = result;
  }

  of(slot: number): Carried {
    return this.kinds[slot] ?? 'x';
  }
}
