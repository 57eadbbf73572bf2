/** Makers of the lowered form. They write no coercion that the range of an operand makes needless. */
import type { BinaryOperator, Js, JsAssign, JsBinary, JsCall, JsIndex, JsLiteral, JsMember, JsName, JsNew, JsNumber, JsUnary, Range } from './js-nodes.js';
import type { Word } from './nodes.js';

export type * from './js-nodes.js';

const LIMIT = 2 ** 53;
const boundOf = (e: Js): number =>
  e.k === 'num' ? Math.abs(e.v) : e.range === 'i' ? 2 ** 31 : e.range === 'u' ? 2 ** 32 : e.k === 'bin' ? e.bound : 1;

/** Known not to be negative (for a number). */
export function isNonNegative(e: Js): boolean {
  switch (e.k) {
    case 'num':
      return e.v >= 0 && !Object.is(e.v, -0);
    case 'bin':
    case 'call':
    case 'index':
    case 'member':
    case 'index':
      return e.nonNegative || e.range === 'u' || e.range === 'b';
    case 'cond':
      return isNonNegative(e.a) && isNonNegative(e.b);
    case 'seq':
      return isNonNegative(e.list[e.list.length - 1]!);
    default:
      return e.range === 'u' || e.range === 'b';
  }
}

export const num = (v: number): JsNumber => ({
  k: 'num',
  v,
  range: Number.isInteger(v) && !Object.is(v, -0) ? ((v | 0) === v ? 'i' : v >>> 0 === v ? 'u' : 'd') : 'd',
});
export const ZERO = num(0);
export const NULL: JsLiteral = { k: 'lit', v: null, range: 'x' };
export const TRUE: JsLiteral = { k: 'lit', v: true, range: 'b' };
export const FALSE: JsLiteral = { k: 'lit', v: false, range: 'b' };
export const UNDEFINED: JsLiteral = { k: 'lit', v: undefined, range: 'x' };
export const name = (n: string, range: Range = 'x', builtin = false): JsName => ({ k: 'name', name: n, range, builtin });
export const member = (object: Js, n: string, range: Range = 'x', nonNegative = false): JsMember => ({ k: 'member', object, name: n, range, nonNegative });
export const index = (object: Js, i: Js, range: Range = 'x', nonNegative = false, at = 0): JsIndex => ({ k: 'index', object, index: i, range, nonNegative, at });
export const call = (callee: Js, args: readonly Js[], range: Range, nonNegative = false, at = 0): JsCall => ({
  k: 'call',
  callee,
  args,
  range,
  nonNegative,
  at,
  delegates: false,
  isUnsigned: false,
  isSpare: false,
});
export const unsignedBy = (callee: JsName, word: Js): JsCall => ({ ...call(callee, [word], 'u', true), isUnsigned: true });
export const spare = (e: Js): Js => (e.k === 'call' ? { ...e, isSpare: true } : e);
export const delegated = (call: JsCall): JsCall => ({ ...call, delegates: true });
export const construct = (callee: JsName, args: readonly Js[]): JsNew => ({ k: 'new', callee, args, range: 'x' });
export const assign = (target: JsAssign['target'], value: Js): JsAssign => ({ k: 'assign', target, value, range: value.range });
export const unary = (op: JsUnary['op'], e: Js, range: Range): JsUnary => ({ k: 'un', op, e, range });

/** A binary operation as it stands, without simplification. */
export const binary = (op: BinaryOperator, l: Js, r: Js, range: Range, nonNegative = false, bound = 2 ** 31): JsBinary => ({
  k: 'bin',
  op,
  l,
  r,
  range,
  bound,
  nonNegative,
});

export function seq(list: readonly Js[], last: Js): Js {
  if (list.length === 0) return last;
  const flat = last.k === 'seq' ? [...list, ...last.list] : [...list, last];
  return { k: 'seq', list: flat, range: last.range };
}

export function cond(test: Js, a: Js, b: Js): Js {
  const isFloat = (e: Js): boolean => e.range === 'f' || e.range === 's';
  const range: Range = a.range === b.range ? a.range : a.range === 'x' || b.range === 'x' ? 'x' : isFloat(a) && isFloat(b) ? 's' : 'd';
  return { k: 'cond', test, a, b, range };
}

/** Removes a coercion that the operation around it does again. */
function uncoerced(e: Js): Js {
  if (e.k === 'bin' && (e.op === '|' || e.op === '>>>') && e.r.k === 'num' && e.r.v === 0 && e.l.range !== 'd' && e.l.range !== 'x')
    return e.l;
  return e;
}

/** For an operand of a bitwise operator: any integer congruent to the value will do. */
export const bits = (e: Js): Js => (e.k === 'num' ? num(e.v | 0) : uncoerced(e));

/** The value as a signed int32. */
export function int32(e: Js): Js {
  if (e.range === 'i') return e;
  if (e.k === 'num') return num(e.v | 0);
  const inner = uncoerced(e);
  return inner.range === 'i' ? inner : binary('|', inner, ZERO, 'i', e.range === 'b');
}

/** The value as an unsigned int32. */
export function uint32(e: Js): Js {
  if (e.k === 'num') return num(e.v >>> 0);
  if (e.range === 'u') return e;
  if (e.range === 'i' && isNonNegative(e)) return e;
  return binary('>>>', bits(e), ZERO, 'u', true, 2 ** 32);
}

/**
 * `l + r` or `l - r` of i32 operands: exact, to be coerced where it is used. `stepwise`: where it may overflow its operands are coerced, too,
 * and one of them so that JavaScriptCore sees it, which adds without a check only then.
 */
export function sum(op: '+' | '-', l: Js, r: Js, stepwise = false): Js {
  if (l.k === 'num' && r.k === 'num') return num((op === '+' ? l.v + r.v : l.v - r.v) | 0);
  if (r.k === 'num' && r.v === 0) return l;
  if (op === '+' && l.k === 'num') return l.v === 0 ? r : sum('+', r, l, stepwise);
  if (r.k === 'num' && r.v < 0 && r.v > -2147483648) return sum(op === '+' ? '-' : '+', l, num(-r.v), stepwise);
  let a = summand(l);
  let b = summand(r);
  if (a.k === 'bin' && (a.op === '+' || a.op === '-') && a.range === 'w' && a.r.k === 'num' && b.k === 'num') {
    const c = ((a.op === '+' ? a.r.v : -a.r.v) + (op === '+' ? b.v : -b.v)) | 0;
    return sum('+', a.l, num(c), stepwise);
  }
  let bound = boundOf(a) + boundOf(b);
  const isCautious = stepwise && (isScattered(l) || isScattered(r));
  if (isCautious || bound >= LIMIT) {
    a = int32(l);
    b = int32(r);
    bound = 2 ** 32;
  }
  if (isCautious && !isCut(a) && !isCut(b)) b = binary('|', b, ZERO, 'i', isNonNegative(b));
  return binary(op, a, b, 'w', false, bound);
}
/** Whether JavaScriptCore sees at once that it is an int32. */
const isCut = (e: Js): boolean => e.k === 'num' || (e.k === 'bin' && (e.op === '|' || e.op === '&' || e.op === '^' || e.op === '<<' || e.op === '>>' || e.op === '>>>'));
/**
 * Whether its values are likely to be all over the range, as those of products, of bits put together and of sums with large numbers are, and
 * those of addresses and counts are not.
 */
export function isScattered(e: Js): boolean {
  switch (e.k) {
    case 'num':
      return Math.abs(e.v) >= 2 ** 24;
    case 'call':
      return e.callee.k === 'name' && e.callee.builtin;
    case 'bin':
      if (e.op === '^') return true;
      if (e.op === '|') return e.r.k !== 'num' || isScattered(e.l);
      return (e.op === '+' || e.op === '-') && (isScattered(e.l) || isScattered(e.r));
    default:
      return false;
  }
}
const summand = (e: Js): Js => {
  // What is coerced although it is an int32 tells engines so.
  if (e.k === 'bin' && e.op === '|' && e.l.range === 'i') return e;
  const u = uncoerced(e);
  return u.range === 'b' ? int32(u) : u;
};

/** A bitwise operation on i32 operands; the result is a signed int32. */
export function bitwise(op: '&' | '|' | '^', l: Js, r: Js): Js {
  if (l.k === 'num' && r.k === 'num') return num(op === '&' ? l.v & r.v : op === '|' ? l.v | r.v : l.v ^ r.v);
  if (r.k === 'num' && r.v === 0 && op !== '&') return int32(l);
  if (l.k === 'num' && l.v === 0 && op !== '&') return int32(r);
  if (op === '^' && r.k === 'num' && r.v === -1) return unary('~', bits(l), 'i');
  if (op === '&' && r.k === 'num' && l.k === 'bin' && l.op === '&' && l.r.k === 'num') return bitwise('&', l.l, num(l.r.v & r.v));
  const nonNegative = op === '&' ? isInt31(l) || isInt31(r) : isInt31(l) && isInt31(r);
  return binary(op, bits(l), bits(r), 'i', nonNegative);
}
const isInt31 = (e: Js): boolean => (e.range === 'i' || e.range === 'b') && isNonNegative(e);

/** A shift of an i32; JavaScript takes the count modulo 32, as WebAssembly does. */
export function shift(op: '<<' | '>>' | '>>>', l: Js, r: Js): Js {
  if (r.k === 'num') {
    const n = r.v & 31;
    if (n === 0) return int32(l);
    if (l.k === 'num') return num(op === '<<' ? l.v << n : op === '>>' ? l.v >> n : (l.v >>> n) | 0);
    return binary(op, bits(l), num(n), 'i', op === '>>>' || (op === '>>' && isInt31(l)));
  }
  return op === '>>>' ? int32(binary('>>>', bits(l), bits(r), 'u', true, 2 ** 32)) : binary(op, bits(l), bits(r), 'i');
}

const INVERSE: Partial<Record<BinaryOperator, BinaryOperator>> = { '==': '!=', '!=': '==', '===': '!==', '!==': '===' };
const INVERSE_INT: Partial<Record<BinaryOperator, BinaryOperator>> = { '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
const isInteger = (e: Js): boolean => e.range === 'i' || e.range === 'u';

/** The negated condition, as a boolean. */
export function not(e: Js): Js {
  if (e.k === 'num') return { k: 'lit', v: e.v === 0, range: 'b' };
  if (e.k === 'un' && e.op === '!') return e.e.range === 'b' ? e.e : unary('!', e, 'b');
  if (e.k === 'bin' && e.range === 'b') {
    const inverse = INVERSE[e.op] ?? (isInteger(e.l) && isInteger(e.r) ? INVERSE_INT[e.op] : undefined);
    if (inverse) return binary(inverse, e.l, e.r, 'b', true);
  }
  return unary('!', e.range === 'w' ? int32(e) : e, 'b');
}

/** Whether an expression reads or assigns the variable. */
export function mentions(e: Js, slot: number): boolean {
  switch (e.k) {
    case 'loc':
      return e.slot === slot;
    case 'bin':
      return mentions(e.l, slot) || mentions(e.r, slot);
    case 'un':
      return mentions(e.e, slot);
    case 'cond':
      return mentions(e.test, slot) || mentions(e.a, slot) || mentions(e.b, slot);
    case 'call':
      return e.args.some((a) => mentions(a, slot));
    case 'index':
      return mentions(e.index, slot);
    case 'assign':
      return mentions(e.target, slot) || mentions(e.value, slot);
    case 'seq':
      return e.list.some((a) => mentions(a, slot));
    default:
      return false;
  }
}

/** An i32 as an unsigned number less 2 ** 31. */
export const biased = (e: Js): Js => bitwise('^', e, num(-2147483648));

/** A comparison of two numbers whose ranges agree with the operator. */
export const compare = (op: BinaryOperator, l: Js, r: Js): Js => binary(op, l, r, 'b', true);

/** A word of a value of the given type, coerced where integers need it. */
export const int32Or = (e: Js, type: string): Js => (type === 'i' || type === 'l' || type === 'v' ? int32(e) : e);

/** Whether an engine does not see what kind of number it is: the results of calls, and the variables of the module. */
function isOpaque(e: Js): boolean {
  switch (e.k) {
    case 'name':
    case 'member':
      return true;
    case 'call':
      return !(e.callee.k === 'member' || (e.callee.k === 'name' && e.callee.builtin));
    case 'assign':
      return isOpaque(e.value);
    case 'cond':
      return isOpaque(e.a) || isOpaque(e.b);
    case 'seq':
      return isOpaque(e.list[e.list.length - 1]!);
    default:
      return false;
  }
}

/** The same number, in a form that tells engines its kind. */
export const plain = (e: Js): Js => (e.range === 'x' || !isOpaque(e) ? e : coerced(e));

export const coerced = (e: Js): Js => (e.range === 'i' ? binary('|', e, ZERO, 'i', isNonNegative(e)) : unary('+', e, e.range));

/** What kind of JavaScript value a value of each type is: for an i64 or v128, each of its words; '' stands for no value. */
export const RANGE: Readonly<Record<Word | '', Range>> = { '': 'x', i: 'i', l: 'i', f: 's', d: 'd', v: 'i', F: 'x', X: 'x', A: 'x', E: 'x', C: 'x' };

/** The number with these bits: an f32 from `lo`, an f64 from both words. */
export function floatOf(type: 'f' | 'd', lo: number, hi: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setInt32(0, lo, true);
  view.setInt32(4, hi, true);
  return type === 'f' ? view.getFloat32(0, true) : view.getFloat64(0, true);
}
