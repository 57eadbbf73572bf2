/**
 * Tests of lanes of 8 and 16 bits, and of bitmasks of 32, for engines that compile: any_true, all_true and bitmask ask for one bit of each lane, so that of a
 * comparison only the highest bit of each lane is made. That is most of what code does that looks for bytes.
 */
import { changesLocalOf } from '../ir/effects.js';
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Expr, Op } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import type { Lanes } from './lanes.js';
import { below, flagsOfLanes } from './packed-order.js';
import { and, EIGHT, invert, left, lowDifference, minus, or, type Place, placeIn, product, rightUnsigned, SIXTEEN, spread, type Width, WHOLE, type Word, xor } from './packed-words.js';
import { assignLanes, operandsOf } from './vector.js';
import { isMask } from './vector-facts.js';
import { nameOf, operation } from './vector-operations.js';

const WIDTHS: Readonly<Record<string, Width>> = { i8x16: EIGHT, i16x8: SIXTEEN, i32x4: WHOLE };
const RELATION = /^(i8x16|i16x8)\.(eq|ne|lt|gt|le|ge)_?([su]?)$/;
const ON_BITS: Readonly<Record<string, (a: Js, b: Js) => Js>> = { 'v128.and': and, 'v128.or': or, 'v128.xor': xor, 'v128.andnot': (a, b) => and(a, invert(b)), 'v128.not': invert };

/**
 * Words of which the highest bit of each lane tells whether the lane is set; other bits are any. `isLoose`: where it is enough that some lane is
 * set in a word if and only if one should be. What is used more than once is kept, so that it can be called again.
 */
type Flags = (place: Place, isLoose: boolean) => Js[];

/** Whether any lane of 8 or 16 bits is all ones, whether all are not zero, or the highest bits of all; undefined for other operations. */
export function packedTest(cx: Lowering, e: Op, pre: Js[]): Js | undefined {
  const name = nameOf(e);
  const [a] = e.args as [Expr];
  if (!cx.env.profile.compiles) return undefined;
  const place = placeIn(cx, pre);
  if (name === 'v128.any_true') {
    if (relationOf(a)?.how === 'ne') return js.compare('!=', differences(cx, a as Op, pre).reduce(or), js.ZERO);
    // The widest: lanes that are all ones or all zeros are made of narrower ones that are, too.
    const width = [WHOLE, SIXTEEN, EIGHT].find((one) => isMaskOf(cx, a, one));
    return width === undefined || width === WHOLE ? undefined : anyOf(width, flagsOf(cx, a, width, pre)(place, true));
  }
  const [, shape, test] = /^(i8x16|i16x8)\.(all_true|bitmask)$/.exec(name) ?? [];
  if (shape === undefined) return undefined;
  const width = WIDTHS[shape]!;
  if (test === 'bitmask') return gathered(place, width, flagsOf(cx, a, width, pre)(place, false));
  const relation = relationOf(a);
  if (relation?.how === 'eq' && relation.width === width) return js.compare('==', differences(cx, a as Op, pre).reduce(or), js.ZERO);
  if (isMaskOf(cx, a, width)) return js.compare('==', and(flagsOf(cx, a, width, pre)(place, false).reduce(and), width.signs), js.num(width.signs));
  return js.not(anyOf(width, cx.lanes(a, pre, 'i').map((word) => hasZero(width, place.keep(word)))));
}

/**
 * A test of a bitmask, whether it is assigned to a local or not, as a condition: the bits are put together only where there are any. Undefined
 * for everything else.
 */
export function bitmaskTest(cx: Lowering, e: Expr): Js | undefined {
  const op = e.k === 'tee' ? e.value : e;
  if (!cx.env.profile.compiles || op.k !== 'op') return undefined;
  const [, shape] = /^(i8x16|i16x8|i32x4)\.bitmask$/.exec(nameOf(op)) ?? [];
  if (shape === undefined) return undefined;
  const width = WIDTHS[shape]!;
  const pre: Js[] = [];
  const flags = flagsOf(cx, op.args[0]!, width, pre);
  const any = anyOf(width, flags(placeIn(cx, pre), true));
  if (e.k !== 'tee') return js.seq(pre, any);
  const target = (): js.JsLocal => cx.local(e.local) as js.JsLocal;
  const found: Js[] = [];
  const mask = gathered(placeIn(cx, found), width, flags(placeIn(cx, found), false));
  found.push(js.assign(target(), mask));
  return js.seq(pre, js.cond(any, js.seq(found, js.TRUE), js.seq([js.assign(target(), js.ZERO)], js.FALSE)));
}

const anyOf = ({ signs }: Width, words: readonly Js[]): Js => js.compare('!=', and(words.reduce(or), signs), js.ZERO);

/** The highest bit of the lowest lane that is zero, and perhaps of higher ones. */
const hasZero = ({ ones }: Width, x: Word): Js => and(minus(x(), ones), invert(x()));

/** The flags as the low bits of a number. */
function gathered(place: Place, { bits, signs }: Width, words: readonly Js[]): Js {
  const [a, b, c, d] = words.map((word) => and(word, signs)) as [Js, Js, Js, Js];
  if (bits === 32) return [a, b, c, d].map((word, k) => rightUnsigned(word, 31 - k)).reduce(or);
  if (bits === 16) {
    const together = place.keep(rightUnsigned(or(or(rightUnsigned(a, 6), rightUnsigned(b, 4)), or(rightUnsigned(c, 2), d)), 9));
    return and(or(together(), rightUnsigned(together(), 15)), 0xff);
  }
  // Bits 0, 8, 16 and 24, and those four higher, become bits 24 to 27 and 28 to 31 of the product: no others meet there.
  const byte = (low: Js, high: Js): Js => rightUnsigned(product(place, rightUnsigned(or(rightUnsigned(low, 4), high), 3), js.num(0x01020408)), 24);
  return or(byte(a, b), left(byte(c, d), 8));
}

interface Relation {
  readonly width: Width;
  readonly how: string;
  readonly sign: 's' | 'u';
}

function relationOf(e: Expr): Relation | undefined {
  const found = e.k === 'op' ? RELATION.exec(nameOf(e)) : null;
  return found ? { width: WIDTHS[found[1]!]!, how: found[2]!, sign: found[3] as 's' | 'u' } : undefined;
}

const isMaskOf = (cx: Lowering, e: Expr, { bits }: Width): boolean => isMask(e, bits, cx.vectors.isMask);

/** What of the words of the operands is not equal. */
function differences(cx: Lowering, e: Op, pre: Js[]): Js[] {
  const [a, b] = operandsOf(cx, e, operation(e), pre) as [Lanes, Lanes];
  return a.map((word, k) => xor(word, b[k]!));
}

function flagsOf(cx: Lowering, e: Expr, width: Width, pre: Js[]): Flags {
  const relation = relationOf(e);
  if (relation?.width === width) return related(relation, operandsOf(cx, e as Op, operation(e as Op), pre), placeIn(cx, pre));
  if (e.k === 'tee' && isMaskOf(cx, e, width) && cx.kindOf(e.local) === 'i') {
    const flags = flagsOf(cx, e.value, width, pre);
    const place = placeIn(cx, pre);
    const some = flags(place, true).map((word) => place.keep(word));
    assignLanes(cx, e.local, flags(place, false).map((word) => place.finished(() => spread(place, width, and(word, width.signs)))), pre);
    return (_place, isLoose) => (isLoose ? some.map((word) => word()) : [...cx.localLanes(e.local)]);
  }
  const onBits = e.k === 'op' ? ON_BITS[nameOf(e)] : undefined;
  if (onBits !== undefined && isMaskOf(cx, e, width) && isSteady(e as Op)) {
    const parts = (e as Op).args.map((a) => flagsOf(cx, a, width, pre));
    const keepsZeros = onBits === or;
    return (place, isLoose) => {
      const [a, b] = parts.map((flags) => flags(place, isLoose && keepsZeros));
      return a!.map((word, k) => onBits(word, b?.[k] as Js));
    };
  }
  const words = cx.lanes(e, pre, 'i').map((word) => placeIn(cx, pre).keep(word));
  return () => words.map((word) => word());
}

/** Whether no operand changes what one before it reads. */
const isSteady = ({ args }: Op): boolean => !args.some((later, k) => args.slice(0, k).some((a) => changesLocalOf(later, a)));

/** Operands are kept: nothing that is evaluated later changes them. */
function related({ width, how, sign }: Relation, [a, b]: readonly Lanes[], outer: Place): Flags {
  const [x, y] = [a!, b!].map((lanes) => lanes.map((word) => outer.keep(word))) as [Word[], Word[]];
  if (how === 'eq' || how === 'ne') {
    const unlike = x.map((word, k) => outer.keep(xor(word(), y[k]!())));
    return (place, isLoose) => unlike.map((word) => place.finished(() => (how === 'ne' ? flagsOfLanes(width, word) : isLoose ? hasZero(width, word) : invert(flagsOfLanes(width, word)))));
  }
  const [lower, upper] = how === 'lt' || how === 'ge' ? [x, y] : [y, x];
  return (place) => lower.map((word, k) => place.finished(() => {
    const flag = below(sign, word, upper[k]!, place.keep(lowDifference(width, word, upper[k]!)));
    return how === 'lt' || how === 'gt' ? flag : invert(flag);
  }));
}
