/** Operations that move lanes: splat, extract_lane, replace_lane, shuffle. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Lanes } from './lanes.js';
import { onWords } from './vector-integer.js';
import type { VectorOp } from './vector-operations.js';

const { bitwise, call, int32, num, shift } = js;

const same = (word: Js, count: number): Lanes => Array.from({ length: count }, () => word);

/** The operand repeated: as it is in lanes as wide as words, else packed by `pack`. */
const splat = (pack: (x: Js, imul: Js) => Js): VectorOp =>
  onWords((cx, [[x]], pre) => same(cx.atom(int32(pack(cx.atom(int32(x!), pre), cx.env.runtime('math', 'imul'))), pre), 4));

/** Numbers are splat and replaced as the words that they are, and the other way round. */
const numbers = (gives: 'f' | 'd', apply: VectorOp['apply']): VectorOp => ({ takes: gives, gives, apply });
const splatNumber = (gives: 'f' | 'd'): VectorOp => numbers(gives, (cx, [[x]], pre) => same(cx.atom(x!, pre), gives === 'f' ? 4 : 2));
const replaceNumber = (gives: 'f' | 'd'): VectorOp => numbers(gives, (_cx, [lanes, [x]], _pre, e) => lanes!.map((lane, k) => (k === e.lanes[0] ? x! : lane)));

/** The word that holds lane `lane` of `bits` bits, and how far up it is in it. */
const place = (lane: number, bits: number): { word: number; up: number } => ({ word: (lane * bits) >> 5, up: (lane * bits) & 31 });

const extract = (bits: 8 | 16, isSigned: boolean): VectorOp =>
  onWords((_cx, [words], _pre, e) => {
    const { word, up } = place(e.lanes[0]!, bits);
    if (!isSigned) return [bitwise('&', shift('>>>', words![word]!, num(up)), num(2 ** bits - 1))];
    return [shift('>>', shift('<<', words![word]!, num(32 - bits - up)), num(32 - bits))];
  });

const replace = (bits: 8 | 16): VectorOp =>
  onWords((_cx, [words, [x]], _pre, e) => {
    const { word, up } = place(e.lanes[0]!, bits);
    const mask = 2 ** bits - 1;
    const others = bitwise('&', words![word]!, num(~(mask << up)));
    return words!.map((w, k) => (k === word ? bitwise('|', others, shift('<<', bitwise('&', x!, num(mask)), num(up))) : w));
  });

/** Both words of an i64, as they are in lanes. */
const splatPair = (lane: (word: Js) => Js): VectorOp['apply'] => (cx, [pair], pre) => {
  const [lo, hi] = pair!.map((word) => cx.atom(lane(word), pre));
  return [lo!, hi!, lo!, hi!];
};
const replacePair: VectorOp['apply'] = (_cx, [lanes, pair], _pre, e) => lanes!.map((lane, k) => (k >> 1 === e.lanes[0] ? pair![k & 1]! : lane));

export const laneOperations: Readonly<Record<string, VectorOp>> = {
  'i8x16.splat': splat((x, imul) => call(imul, [bitwise('&', x, num(0xff)), num(0x01010101)], 'i')),
  'i16x8.splat': splat((x) => bitwise('|', bitwise('&', x, num(0xffff)), shift('<<', x, num(16)))),
  'i32x4.splat': { ...splat((x) => x), alternatives: [splatNumber('f')] },
  'i64x2.splat': {
    ...onWords(splatPair(int32)),
    alternatives: [splatNumber('d'), numbers('f', splatPair((number) => number))],
  },
  'i8x16.extract_lane_s': extract(8, true),
  'i8x16.extract_lane_u': extract(8, false),
  'i16x8.extract_lane_s': extract(16, true),
  'i16x8.extract_lane_u': extract(16, false),
  'i32x4.extract_lane': onWords((_cx, [words], _pre, e) => [words![e.lanes[0]!]!]),
  'i64x2.extract_lane': onWords((_cx, [words], _pre, e) => words!.slice(2 * e.lanes[0]!, 2 * e.lanes[0]! + 2)),
  'i8x16.replace_lane': replace(8),
  'i16x8.replace_lane': replace(16),
  'i32x4.replace_lane': {
    ...onWords((_cx, [words, [x]], _pre, e) => words!.map((word, k) => (k === e.lanes[0] ? x! : word))),
    alternatives: [replaceNumber('f')],
  },
  'i64x2.replace_lane': {
    ...onWords(replacePair),
    alternatives: [replaceNumber('d'), numbers('f', replacePair)],
  },
};

/** A shuffle by immediate lanes: bytes that keep their distance stay together. Numbers can be shuffled where none is cut. */
export function shuffle(bytes: readonly number[]): VectorOp {
  const wide = (width: number): number[] | undefined => {
    const starts = bytes.filter((_, k) => k % width === 0);
    const isWhole = bytes.every((byte, k) => byte === starts[Math.floor(k / width)]! + (k % width)) && starts.every((start) => start % width === 0);
    return isWhole ? starts.map((start) => start / width) : undefined;
  };
  const ofNumbers = ([['f', wide(4)], ['d', wide(8)]] as const).flatMap(([kind, picked]) => (picked ? [shuffleNumbers(kind, picked)] : []));
  return {
    ...onWords((cx, [a, b], pre) => {
      const words = [...a!, ...b!].map((word) => ({ word, atom: undefined as Js | undefined }));
      const atom = (k: number): Js => (words[k]!.atom ??= cx.atom(int32(words[k]!.word), pre));
      return [0, 4, 8, 12].map((first) => shuffledWord(bytes.slice(first, first + 4), atom));
    }),
    alternatives: ofNumbers.length ? ofNumbers : undefined,
  };
}

const shuffleNumbers = (kind: 'f' | 'd', picked: readonly number[]): VectorOp =>
  numbers(kind, (cx, [a, b], pre) => {
    const lanes = [...a!, ...b!].map((lane, k) => (picked.includes(k) ? cx.atom(lane, pre) : lane));
    return picked.map((k) => lanes[k]!);
  });

/** Four bytes of the words, each taken where it lies: those of one word that move by the same distance together. */
function shuffledWord(bytes: readonly number[], atom: (word: number) => Js): Js {
  const pieces = new Map<string, { readonly word: number; readonly up: number; mask: number }>();
  bytes.forEach((byte, k) => {
    const [word, up] = [byte >> 2, 8 * (k - (byte & 3))];
    const key = `${word} ${up}`;
    const piece = pieces.get(key) ?? { word, up, mask: 0 };
    piece.mask |= 0xff << (8 * k);
    pieces.set(key, piece);
  });
  return [...pieces.values()]
    .map(({ word, up, mask }) => {
      const whole = up >= 0 ? -1 << up : -1 >>> -up;
      const moved = up >= 0 ? shift('<<', atom(word), num(up)) : shift('>>>', atom(word), num(-up));
      return (mask | 0) === (whole | 0) ? moved : bitwise('&', moved, num(mask));
    })
    .reduce((a, b) => bitwise('|', a, b));
}
