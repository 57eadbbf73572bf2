/**
 * How many bytes of bytecode engines make of statements. The weights were fitted to V8's own figures for the functions of SQLite,
 * QuickJS, brotli, resvg and TensorFlow.js: between 0.93 and 1.13 of them for large functions, more where many variables
 * make instructions wide. `test/split/optimised.test.ts` holds it.
 */
import type { Js, JsFunction, JsStmt } from '../ir/js.js';
import { expressionOf, listsOf } from '../ir/js-walk.js';

const OPERATOR = 7;
const NAME = 5;
const MEMBER = 7;
const CALL = 7;
/** Of a generator that goes on in place of its caller. */
const DELEGATION = 140;
const ARGUMENT = 4;
const ASSIGNMENT = 2;
const BRANCH = 2;
/** An index is put into a register first if it is a constant, and an element is assigned from one. */
const CONSTANT_INDEX = 4;
const ELEMENT = 4;
/** A number that does not fit an instruction's usual operand. */
const WIDE_NUMBER = 7;
/** Registers beyond these, where temporaries come after variables, need wide operands. */
const NARROW_VARIABLES = 118;
const WIDE_FACTOR = 1.3;

/** Bytes of statements that hold others, and of whole lists. */
export type Sizes = Map<JsStmt | readonly JsStmt[], number>;

export class Sizer {
  private readonly factor: number;

  constructor(f: JsFunction) {
    let variables = 0;
    for (const { uses } of f.slots) if (uses > 0) variables++;
    this.factor = variables > NARROW_VARIABLES ? WIDE_FACTOR : 1;
  }

  /** The bytes of a list. With `sizes`, those of the lists and compound statements inside are noted. */
  list(list: readonly JsStmt[], sizes?: Sizes): number {
    let sum = 0;
    for (const s of list) sum += this.statement(s, sizes);
    sizes?.set(list, sum);
    return sum;
  }

  /** The bytes of a simple statement. */
  statement(s: JsStmt, sizes?: Sizes): number {
    const e = expressionOf(s);
    let sum = e ? this.expression(e) : 0;
    switch (s.k) {
      case 'if':
        sum += (s.else.length > 0 ? 2 : 1) * BRANCH * this.factor;
        break;
      case 'switch':
        for (const arm of s.arms) sum += (arm.cases.length + 1) * BRANCH * this.factor;
        break;
      case 'dispatch':
        sum += (s.cases.length + 1) * BRANCH * this.factor;
        break;
      case 'expr':
      case 'block':
        break;
      default:
        sum += BRANCH * this.factor;
    }
    const lists = listsOf(s);
    if (lists.length === 0) return sum;
    for (const l of lists) sum += this.list(l, sizes);
    sizes?.set(s, sum);
    return sum;
  }

  private expression(e: Js): number {
    return bytesOf(e) * this.factor;
  }
}

/** The bytes of an expression in a function of few variables. Written out, without visitors: it sees all of every module. */
export function bytesOf(e: Js): number {
  switch (e.k) {
    case 'num':
      return Number.isInteger(e.v) && Math.abs(e.v) < 2 ** 15 ? 0 : WIDE_NUMBER;
    case 'name':
      return NAME;
    case 'bin':
      return OPERATOR + bytesOf(e.l) + bytesOf(e.r);
    case 'un':
      return OPERATOR + bytesOf(e.e);
    case 'cond':
      return OPERATOR + BRANCH + bytesOf(e.test) + bytesOf(e.a) + bytesOf(e.b);
    case 'call':
    case 'new': {
      let sum = CALL + (e.k === 'call' && e.delegates ? DELEGATION : 0) + bytesOf(e.callee);
      for (const a of e.args) sum += ARGUMENT + bytesOf(a);
      return sum;
    }
    case 'member':
      return MEMBER + bytesOf(e.object);
    case 'index':
      return MEMBER + (e.index.k === 'num' ? CONSTANT_INDEX : 0) + bytesOf(e.object) + bytesOf(e.index);
    case 'assign':
      return ASSIGNMENT + (e.target.k === 'index' ? ELEMENT : 0) + bytesOf(e.target) + bytesOf(e.value);
    case 'seq': {
      let sum = 0;
      for (const x of e.list) sum += bytesOf(x);
      return sum;
    }
    default:
      return 0;
  }
}
