/** Functions at the boundary: conversions against the engine's own, identity, errors, and calls between linked copies. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as func from '../../runtime-lite/func.js';
import { HI, R, setHI } from '../../runtime-lite/registers.js';
import { RuntimeError, trapUnreachable } from '../../runtime-lite/trap.js';
import { linkedCopy } from './copies.js';
import { nativeFunctions, outcome } from './native.js';
import { imported, record } from './records.js';

const values = [undefined, null, 0, -0, 1.5, -1, 4294967296.5, 1e300, NaN, '7', true, 5n, 2n ** 64n + 5n, {}, [3], Symbol.iterator];

function kind(call: () => unknown): unknown {
  const result = outcome(call);
  return typeof result === 'string' && /^\w*Error: /.test(result) ? result.split(':')[0] : result;
}

/** Identity functions on words, by type. */
const raw: Record<string, func.Raw> = {
  i: (x) => x,
  f: (x) => x,
  d: (x) => x,
  l: (low, high) => { setHI(high); return low; },
};

test("parameters and results convert as the engine's do, in every form of exported function", () => {
  // The last parameter is returned; ones before it and the form of the function vary with the signature.
  for (const type of ['i', 'f', 'd', 'l']) {
    for (const before of ['', 'i', 'd', 'l', 'ii', 'if', 'iii', 'ddd', 'iiii', 'lili', 'dddddd']) {
      const sig = `${before}${type}:${type}`;
      const skipped = [...before].reduce((count, letter) => count + (letter === 'l' ? 2 : 1), 0);
      const ours = func.funcToJs(record((...words) => raw[type]!(...words.slice(skipped)), sig, 5))!;
      const native = nativeFunctions({ last: { bytes: [...Array(before.length + 1).fill(0x1a), 0x20, before.length], sig } }).last!;
      const leading = [...before].map((letter) => (letter === 'l' ? 1n : 1));
      for (const value of values) {
        const expected = kind(() => native(...leading, value));
        const actual = kind(() => ours(...leading, value));
        assert.ok(Object.is(actual, expected), `${sig} ${String(value)}: ${String(actual)}, expected ${String(expected)}`);
      }
      assert.ok(Object.is(kind(() => ours()), kind(() => native())), `${sig} without arguments`);
      assert.equal([ours.name, ours.length], ['5', before.length + 1]);
      assert.throws(() => new (ours as unknown as new () => unknown)(), TypeError);
    }
  }
});

test('several results come as an array, i64 as BigInt', () => {
  const rec = record(() => { setHI(1); R[0] = 2.5; R[1] = -1; R[2] = -1; R[3] = null; return 7; }, ':ldlF', 0);
  assert.equal(func.funcToJs(rec)!(), [4294967303n, 2.5, -1n, null]);
  const plain = record(() => { R[0] = 3; R[1] = 4; return 2; }, ':il', 0);
  assert.equal(func.funcToJs(plain)!(), [2, 3n + (4n << 32n)]);
});

test('a reference has one exported function and comes back from it', () => {
  const rec = record(() => 1, ':i', 3);
  const fn = func.funcToJs(rec)!;
  assert.is(func.funcToJs(rec), fn);
  assert.is(func.funcFromJs(fn), rec);
  assert.is(func.funcToJs(null), null);
  assert.is(func.funcFromJs(null), null);
  assert.equal(Object.keys(fn), []);
  for (const value of [undefined, 0, () => 1, {}]) assert.throws(() => func.funcFromJs(value), TypeError);
  const take = func.funcToJs(record((x) => (x === rec ? rec : null), 'F:F', 0))!;
  assert.is(take(fn), fn);
  assert.throws(() => take(() => 1), TypeError);
});

test('v128 does not cross the boundary', () => {
  let called = false;
  const rec = record(() => { called = true; }, 'v:', 0);
  assert.throws(() => func.funcToJs(rec)!(1), TypeError);
  assert.not.ok(called);
  const host = imported(() => { called = true; }, ':v');
  assert.throws(() => host.raw(), TypeError);
  assert.not.ok(called);
});

test('host functions get JavaScript values, no `this`, and their results convert', () => {
  const seen: unknown[] = [];
  const host = function (this: unknown, ...args: unknown[]): unknown { seen.push(this, ...args); return args[0]; };
  assert.is(imported(host, 'ldi:l').raw(-1, 0, 2.5, 7), -1);
  assert.is(HI, 0);
  assert.equal(seen, [undefined, 4294967295n, 2.5, 7]);
  for (const [sig, returned, expected] of [
    [':i', 4294967297.9, 1], [':i', undefined, 0], [':f', 0.1, Math.fround(0.1)], [':d', '4', 4], [':', 5, undefined], [':X', host, host],
    ['iiiiii:i', 2.5, 2], ['ii:d', null, 0],
  ] as const) assert.is(imported(() => returned, sig).raw(), expected, sig);
  assert.is(imported(() => [1, 2n, 3.5], ':ild').raw(), 1);
  assert.equal(R.slice(0, 3), [2, 0, 3.5]);
  for (const returned of [[1], [1, 2n, 3, 4], 5, undefined, [1, 2, 3]]) {
    assert.throws(() => imported(() => returned, ':ild').raw(), TypeError, String(returned));
  }
  assert.throws(() => imported(() => 1, ':l').raw(), TypeError);
});

test('host functions of every arity get all arguments and no more, and what they throw passes', () => {
  for (let arity = 0; arity < 8; arity++) {
    const words = Array.from({ length: arity }, (_, i) => i * 1.5);
    const seen: unknown[] = [];
    const host = function (this: unknown, ...args: unknown[]): unknown { seen.push(this, args); return args.length; };
    assert.is(imported(host, `${'d'.repeat(arity)}:i`).raw(...words), arity);
    assert.equal(seen, [undefined, words]);
    const error = new RangeError('of the host');
    const throwing = imported(() => { throw error; }, `${'d'.repeat(arity)}:`).raw;
    const outer = func.funcToJs(record((...args) => throwing(...args), `${'d'.repeat(arity)}:`, 0))!;
    try {
      outer(...words);
      assert.unreachable();
    } catch (caught) {
      assert.is(caught, error);
    }
    assert.throws(() => func.funcToJs(record(() => trapUnreachable(), `${'i'.repeat(arity)}:`, 0))!(), (error: unknown) => error instanceof RuntimeError);
  }
});

test('what the host throws passes unchanged, what compiled code does becomes a trap', () => {
  const view = new DataView(new ArrayBuffer(8));
  const through = (error: unknown): unknown => {
    const host = imported(() => { throw error; }, ':').raw;
    try {
      func.funcToJs(record(() => host(), ':', 0))!();
    } catch (caught) {
      return caught;
    }
    return undefined;
  };
  for (const error of [new RangeError('offset is outside the bounds'), new TypeError('x is not a function'), 'text', null, 7n, Object.freeze(new RangeError('x'))]) {
    assert.is(through(error), error);
  }
  const calling = (body: () => void): any => {
    try {
      func.funcToJs(record(body, ':', 0))!();
    } catch (caught) {
      return caught;
    }
  };
  const empty: Array<() => void> = [];
  assert.is(String(calling(() => view.getInt32(8, true))), 'RuntimeError: out of bounds memory access');
  assert.is(String(calling(() => view.setFloat64(-1, 0, true))), 'RuntimeError: out of bounds memory access');
  assert.is(String(calling(() => empty[3]!())), 'RuntimeError: undefined element');
  assert.is(String(calling(trapUnreachable)), 'RuntimeError: unreachable');
  const forever = (): void => { forever(); forever(); };
  const exhausted = calling(forever);
  assert.ok(exhausted instanceof RangeError);
  assert.is(exhausted.message, 'call stack exhausted');
  const cause = calling(function named() { view.getInt8(9); });
  assert.ok(cause instanceof RuntimeError && cause instanceof Error);
  assert.match(cause.stack!, /named/);
  assert.ok(cause.cause instanceof RangeError);
});

test('an error thrown by the conversion of an argument is the caller\'s', () => {
  const error = new RangeError('out of bounds');
  const value = { valueOf: () => { throw error; } };
  for (const sig of ['i:', 'dd:', 'iiiii:', 'l:']) {
    try {
      func.funcToJs(record(() => 0, sig, 0))!(value);
      assert.unreachable();
    } catch (caught) {
      assert.is(caught, error, sig);
    }
  }
});

test('imports of compiled functions are the functions themselves, if their type fits', () => {
  const rec = record((x) => x, 'i:i', 0);
  assert.is(imported(func.funcToJs(rec), 'i:i'), rec);
  assert.is(outcome(() => imported(func.funcToJs(rec), 'l:i', 'import "a"."b"')),
    'LinkError: import "a"."b": expected a function of type (i64) -> (i32), got one of type (i32) -> (i32)');
  assert.is(outcome(() => imported(undefined, ':', 'import "a"."b"')), 'LinkError: import "a"."b": expected a function, got nothing');
});

test('functions of another linked copy are called with all their words and errors', () => {
  const wanted = {
    'runtime-lite/func': ['funcRec', 'funcToJs', 'importFunction', 'signature'],
    'runtime-lite/func-export': ['exportRaw'],
    'runtime-lite/func-host': ['hostRaw'],
    'runtime-lite/registers': ['setHI', 'R'],
    'runtime-lite/table': ['makeTable', 'tableSet', 'tableView'],
    'runtime-lite/trap': ['RuntimeError'],
  };
  const other = linkedCopy(wanted);
  const otherType = (sig: string): unknown => other.signature(sig, other.exportRaw);
  const rec = other.funcRec((low: number, high: number) => { other.setHI(high + 1); other.R[0] = 9; return low + 1; }, otherType('l:li'), 4);
  const fn = other.funcToJs(rec);
  const here = imported(fn, 'l:li');
  assert.is.not(here.raw, rec.raw);
  assert.is(imported(fn, 'l:li'), here);
  assert.is(here.raw(1, 2), 2);
  assert.equal([HI, R[0]], [3, 9]);
  assert.is(func.funcToJs(here), fn);
  assert.equal(fn(1n), [2n + (1n << 32n), 9]);

  // A table of ours in which the other copy puts a function that nobody has exported yet.
  const made = other.makeTable('F', 1, undefined, null);
  const long = other.funcRec(() => { other.setHI(5); return 6; }, otherType(':l'), 1);
  other.tableSet(made, 0, long);
  const ours = linkedCopy(wanted);
  const [call] = ours.tableView(made, ':l');
  assert.is(call(), 6);
  assert.is(ours.funcToJs(long)(), 6n + (5n << 32n));

  const failing = other.funcToJs(other.funcRec(() => new DataView(new ArrayBuffer(0)).getInt8(0), otherType(':'), 0));
  const caller = func.funcToJs(record(imported(failing, ':').raw, ':', 0))!;
  assert.is(outcome(() => caller()), 'RuntimeError: out of bounds memory access');
  const error = new RangeError('the host\'s');
  const throwing = other.funcToJs(other.funcRec(other.importFunction(() => { throw error; }, otherType(':'), other.hostRaw).raw, otherType(':'), 0));
  try {
    func.funcToJs(record(imported(throwing, ':').raw, ':', 0))!();
    assert.unreachable();
  } catch (caught) {
    assert.is(caught, error);
  }
});

test.run();
