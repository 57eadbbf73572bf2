/** LEB128 and UTF-8 against independent references: BigInt arithmetic and TextDecoder. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompileError } from '../../compiler/diagnostics.js';
import { Cursor } from '../../compiler/decode/cursor.js';
import { decodeUtf8 } from '../../compiler/decode/utf8.js';

/** Minimal LEB128, then padded to `bytes` if given. */
function encode(value: bigint, signed: boolean, bytes = 0): Uint8Array {
  const out: number[] = [];
  for (let more = true; more;) {
    const bits = Number(value & 0x7fn);
    value >>= 7n;
    more = !(signed ? (value === 0n && bits < 0x40) || (value === -1n && bits >= 0x40) : value === 0n) || out.length + 1 < bytes;
    out.push(bits | (more ? 0x80 : 0));
  }
  return Uint8Array.from(out);
}

function edges(bits: number, signed: boolean): bigint[] {
  const found = new Set<bigint>();
  for (let shift = 0n; shift < BigInt(bits); shift++) {
    for (const delta of [-1n, 0n, 1n]) {
      const value = (1n << shift) + delta;
      found.add(signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
      if (signed) found.add(BigInt.asIntN(bits, -value));
    }
  }
  return [...found];
}

type Read = (c: Cursor) => bigint;
const readers: readonly [name: string, bits: number, signed: boolean, read: Read][] = [
  ['u32', 32, false, (c) => BigInt(c.u32())],
  ['s32', 32, true, (c) => BigInt(c.s32())],
  ['s33', 33, true, (c) => BigInt(c.s33())],
  ['s64', 64, true, (c) => {
    const low = c.s64();
    return (BigInt(c.high) << 32n) | BigInt(low >>> 0);
  }],
];

for (const [name, bits, signed, read] of readers) {
  const longest = Math.ceil(bits / 7);

  test(`${name} reads every edge value, padded or not`, () => {
    for (const value of edges(bits, signed)) {
      for (let bytes = 0; bytes <= longest; bytes++) {
        const encoded = encode(value, signed, bytes);
        const c = new Cursor(encoded);
        assert.is(read(c), value, `${value} in ${encoded.length} bytes`);
        assert.is(c.pos, encoded.length);
      }
    }
  });

  test(`${name} refuses what is too long, too large or cut off`, () => {
    const refused = (bytes: Uint8Array, text: string, offset: number): void => {
      assert.throws(() => read(new Cursor(bytes)), (e: unknown) => e instanceof CompileError && e.message.startsWith(text) && e.offset === offset);
    };
    refused(encode(0n, signed, longest + 1), 'integer representation too long', 0);
    refused(encode(1n << BigInt(bits), signed), 'integer too large', 0);
    if (signed) refused(encode(-(1n << BigInt(bits - 1)) - 1n, signed), 'integer too large', 0);
    const cut = encode(1n << BigInt(bits - 2), signed).slice(0, -1);
    refused(cut, 'unexpected end', cut.length);
  });
}

test('a count larger than what is left is refused before anything is allocated', () => {
  assert.throws(() => new Cursor(encode(0xffffffffn, false)).count(), /length out of bounds/);
  assert.is(new Cursor(Uint8Array.of(2, 0, 0)).count(), 2);
  assert.throws(() => new Cursor(Uint8Array.of(2, 0, 0)).count(2), /length out of bounds/);
});

test('UTF-8 agrees with TextDecoder on every lead byte and on random bytes', () => {
  const reference = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const same = (bytes: Uint8Array): void => {
    let expected: string | undefined;
    try {
      expected = reference.decode(bytes);
    } catch {
      expected = undefined;
    }
    assert.is(decodeUtf8(bytes, 0, bytes.length), expected, String(bytes));
  };
  const continuations = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
  for (let lead = 0; lead < 256; lead++) {
    same(Uint8Array.of(lead));
    for (const second of continuations) {
      same(Uint8Array.of(lead, second));
      for (const third of continuations) {
        same(Uint8Array.of(lead, second, third));
        same(Uint8Array.of(lead, second, third, 0x80));
        same(Uint8Array.of(lead, second, third, 0xbf, 0x41));
      }
    }
  }
  const long = new TextEncoder().encode('\ufeffx\u{1f600}é'.repeat(3000));
  same(long);
  assert.is(decodeUtf8(Uint8Array.of(0x41, 0xc3, 0xa9), 0, 2), undefined, 'the end cuts a sequence although more bytes follow');
});

test.run();
