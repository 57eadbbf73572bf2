/** What is left of bitwise expressions of which some bits are looked at, and that those bits are the same. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as js from '../../compiler/ir/js.js';
import type { Js } from '../../compiler/ir/js.js';
import { demanded } from '../../compiler/lower/demanded.js';

const { bitwise, num, shift } = js;
const x: Js = { k: 'loc', slot: 0, range: 'i' };
const y: Js = { k: 'loc', slot: 1, range: 'i' };

function valueOf(e: Js, locals: readonly number[]): number {
  if (e.k === 'num') return e.v | 0;
  if (e.k === 'loc') return locals[e.slot]!;
  if (e.k === 'un') return ~valueOf(e.e, locals);
  assert.is(e.k, 'bin');
  const [l, r] = [valueOf((e as js.JsBinary).l, locals), valueOf((e as js.JsBinary).r, locals)];
  switch ((e as js.JsBinary).op) {
    case '&': return l & r;
    case '|': return l | r;
    case '^': return l ^ r;
    case '<<': return l << r;
    case '>>': return l >> r;
    default: return (l >>> r) | 0;
  }
}

function operations(e: Js): number {
  return e.k === 'bin' ? 1 + operations(e.l) + operations(e.r) : e.k === 'un' ? 1 + operations(e.e) : 0;
}

const values = [0, -1, 1, 0x12345678, -0x12345678, 0x7fffffff, -0x80000000, 0x00ff00ff, 0x80808080 | 0];
const masks = [-1, 0xffff, 0xffff0000 | 0, 0xff, 0xff00, 1, -0x80000000, 0x7fffffff, 0x00ff00ff, 0];

/** A lane whose upper half is left to chance, and others. */
const extended = bitwise('|', bitwise('|', bitwise('&', x, num(0xffff)), bitwise('&', shift('<<', y, num(16)), num(0xff0000))), shift('<<', y, num(24)));
const cases: readonly (readonly [e: Js, mask: number, operations: number])[] = [
  [extended, 0xffff, 0],
  [extended, 0xffffff, 4],
  [extended, 0xff000000 | 0, 1],
  [bitwise('^', shift('>>>', x, num(24)), y), 0xffffff00 | 0, 0],
  [shift('>>', bitwise('|', x, num(0xff)), num(8)), -0x80000000, 1],
  [shift('>>', bitwise('|', x, num(0xff)), num(8)), 0xff, 1],
  [shift('>>>', bitwise('&', x, num(0xff00)), num(8)), 0xff, 1],
  [shift('<<', bitwise('&', x, num(0xff)), num(8)), 0xff, 0],
  [bitwise('&', bitwise('|', x, num(0x0f0f)), num(0xf0f0)), 0xffff, 1],
];

test('what nobody looks at is left out', () => {
  for (const [e, mask, most] of cases) assert.is(operations(demanded(e, mask)), most, `${JSON.stringify(e)} & ${mask}`);
});

test('the other bits stay', () => {
  for (const [e] of cases)
    for (const mask of masks)
      for (const a of values)
        for (const b of values) assert.is(valueOf(demanded(e, mask), [a, b]) & mask, valueOf(e, [a, b]) & mask, `${JSON.stringify(e)} & ${mask} of ${a}, ${b}`);
});

test.run();
