/** What handlers catch and what passes them, how deep handlers may nest, and exceptions between linked copies. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';
import { agree } from '../agree.js';
import { leb, name, vector } from '../bytes.js';
import { loadCommonJs, loadScript } from '../load.js';
import { moduleOf, type as functionType } from '../cases.js';
import { assemble } from '../wabt.js';

const imported = '(import "h" "f" (func $f))';
const legacyCatch = `(module ${imported} (func (export "all") (result i32) try (result i32) call $f i32.const 0 catch_all i32.const 1 end)
  (func (export "again") try call $f catch_all rethrow 0 end) (func (export "trap") unreachable)
  (func $deep (export "deep") (result i32) try (result i32) call $deep catch_all i32.const 1 end))`;
const currentCatch = `(module ${imported} (func (export "all") (result i32) (block $l (try_table (catch_all $l) (call $f)) (return (i32.const 0))) (i32.const 1))
  (func (export "again") (block $l (result exnref) (try_table (catch_all_ref $l) (call $f)) (return)) (throw_ref)) (func (export "trap") unreachable)
  (func $deep (export "deep") (result i32) (block $l (try_table (catch_all $l) (return (call $deep)))) (i32.const 1)))`;

/** Whether the value comes back from a handler that throws it again. */
function passes(exports: Record<string, any>, thrown: unknown): boolean {
  try {
    exports['again']();
  } catch (error) {
    return Object.is(error, thrown);
  }
  return false;
}

test('handlers catch whatever the host throws, and throw that very value again', () => {
  for (const text of [legacyCatch, currentCatch]) {
    let thrown: unknown;
    const { exports } = loadCommonJs(assemble(text), { abi: 'none' }).instantiate({ h: { f() { throw thrown; } } });
    for (thrown of [null, undefined, 0, 'text', Symbol(), {}, () => 1, new Error('x'), new RangeError('Invalid array length'), new TypeError('x is not a function'), new ours.RuntimeError('mine')]) {
      assert.is(exports['all'](), 1, String(thrown));
      assert.ok(passes(exports, thrown), String(thrown));
    }
  }
});

test('traps pass handlers: of the function itself, of other modules, on their way through JavaScript, and later', () => {
  for (const text of [legacyCatch, currentCatch]) {
    const { instantiate } = loadCommonJs(assemble(text), { abi: 'none' });
    let f = (): unknown => undefined;
    const one = instantiate({ h: { f: () => f() } }).exports;
    const two = instantiate({ h: { f: one['trap'] } }).exports;
    const copy = loadScript(assemble(text), { abi: 'none' }).instantiate({ h: { f: one['trap'] } }).exports;
    const isTrap = (error: Error): boolean => error.name === 'RuntimeError' && error.message === 'unreachable';
    for (const exports of [two, copy]) assert.throws(() => exports['all'](), isTrap);
    f = () => one['trap']();
    assert.throws(() => one['all'](), isTrap);
    let kept: unknown;
    f = () => { try { copy['again'](); } catch (error) { kept = error; } };
    one['all']();
    f = () => { throw kept; };
    assert.throws(() => one['all'](), isTrap);
    assert.throws(() => one['deep'](), (error: Error) => error.name === 'RangeError');
    f = function overflow(): unknown { return overflow(); };
    assert.throws(() => one['all'](), (error: Error) => error.name === 'RangeError');
    f = () => undefined;
    assert.is(one['all'](), 0);
  }
});

test('the tag of JavaScript', () => {
  const text = `(module ${imported} (import "h" "js" (tag $js (param externref))) (tag $t (param i32))
    (export "tag" (tag $js))
    (func (export "caught") (result externref) (block $l (result externref) (try_table (catch $t $t) (catch $js $l) (call $f)) (return (ref.null extern))))
    (func (export "throw") (param externref) (throw $js (local.get 0))))`.replace('(catch $t $t) ', '');
  const standalone = loadCommonJs(assemble(text), { abi: 'none' });
  const shared = new ours.Module(assemble(text));
  for (const instantiate of [(imports: object) => standalone.instantiate(imports).exports, (imports: object) => new ours.Instance(shared, imports).exports]) {
    let thrown: unknown;
    const exports = instantiate({ h: { f() { throw thrown; }, js: ours.JSTag } });
    assert.is(exports['tag'], ours.JSTag);
    for (thrown of [null, undefined, 5, {}]) {
      assert.is(exports['caught'](), thrown);
      try {
        exports['throw'](thrown);
        assert.unreachable();
      } catch (error) {
        assert.is(error, thrown);
      }
    }
    thrown = new ours.Exception(new ours.Tag({ parameters: [] }), []);
    assert.throws(() => exports['caught'](), (error: unknown) => error === thrown);
  }
});

test('linked copies know the exceptions of each other', () => {
  const source = assemble(`(module (tag $t (export "t") (param i64 f32)) (func (export "throw") (param i64) (throw $t (local.get 0) (f32.const 0.5))))`);
  const sink = assemble(`(module (import "s" "t" (tag $t (param i64 f32))) (import "s" "throw" (func $throw (param i64)))
    (func (export "f") (param i64) (result i64) (block $l (result i64 f32) (try_table (catch $t $l) (call $throw (local.get 0))) (unreachable)) (drop)))`);
  const sources = [loadCommonJs(source).instantiate().exports, loadScript(source).instantiate().exports, new ours.Instance(new ours.Module(source)).exports];
  for (const from of sources) {
    for (const wrap of [(f: Function) => f, (f: Function) => (x: bigint) => f(x)]) {
      const s = { t: from['t'], throw: wrap(from['throw']) };
      for (const exports of [loadCommonJs(sink).instantiate({ s }).exports, new ours.Instance(new ours.Module(sink), { s }).exports]) {
        assert.is(exports['f'](-(2n ** 63n)), -(2n ** 63n));
      }
    }
  }
});

test('exnref in globals, tables, locals and parameters; null traps', () => {
  const bytes = assemble(`(module (tag $t (param i32)) (global $g (export "g") (mut exnref) (ref.null exn)) (table $x (export "x") 2 exnref)
    (func $make (param i32) (result exnref) (block $l (result i32 exnref) (try_table (catch_ref $t $l) (throw $t (local.get 0))) (unreachable)) (local.set $e) (drop) (local.get $e)) )`.replace('(result exnref) (block', '(result exnref) (local $e exnref) (block').replace(/\)\s*$/, `
    (func $value (param $e exnref) (result i32) (block $l (result i32) (try_table (catch $t $l) (throw_ref (local.get $e))) (i32.const -1)))
    (func (export "global") (param i32) (result i32) (global.set $g (call $make (local.get 0))) (call $value (global.get $g)))
    (func (export "table") (param i32) (result i32) (table.set $x (i32.const 1) (call $make (local.get 0))) (call $value (table.get $x (i32.const 1))))
    (func (export "null") (result i32) (call $value (table.get $x (i32.const 0))))
    (func (export "is") (result i32) (i32.add (ref.is_null (table.get $x (i32.const 0))) (i32.mul (i32.const 2) (ref.is_null (table.get $x (i32.const 1))))))
    (func (export "take") (param exnref)) (func (export "give") (result exnref) (ref.null exn)))`));
  for (const optimize of [0, 2] as const) {
    const { exports } = loadCommonJs(bytes, { abi: 'none', optimize }).instantiate();
    assert.is(exports['global'](7), 7);
    assert.is(exports['table'](-8), -8);
    assert.is(exports['is'](), 1);
    assert.throws(() => exports['null'](), (error: Error) => error.name === 'RuntimeError');
    for (const use of [() => exports['take'](null), () => exports['give'](), () => exports['g'].value, () => { exports['g'].value = null; }, () => exports['x'].get(0), () => exports['x'].set(0, null)]) {
      assert.throws(use, (error: Error) => error instanceof TypeError);
    }
  }
});

test('a handler sees the locals as they were when a call threw', () => {
  agree(`(module ${imported} (func $g (param i32) (result i32) (if (local.get 0) (then (call $f))) (i32.const 100))
    (func (export "late") (param $p i32) (result i32) (local $x i32)
      try (result i32)
        (i32.add (call $g (local.get $p)) (i32.const 1)) (local.set $x (i32.const 5)) (i32.add (local.get $x))
      catch_all local.get $x end)
    (func (export "tee") (param $p i32) (result i32) (local $x i32)
      try (result i32) (local.tee $x (i32.const 7)) (call $g (local.get $p)) i32.add catch_all local.get $x end)
    (func (export "returned") (param $p i32) (result i32) (local $x i32)
      try (local.set $x (i32.const 3)) (return (i32.add (call $g (local.get $p)) (local.get $x))) catch_all end local.get $x)
    (func (export "operand") (param $p i32) (result i32)
      (call $g (i32.const 0)) try (result i32) (call $g (local.get $p)) catch_all i32.const 9 end i32.sub)
    (func (export "parameter") (param $p i32) (result i32)
      (call $g (local.get $p)) try (param i32) (result i32) drop (call $g (i32.const 0)) catch_all i32.const 9 end))`,
  ['late', 'tee', 'returned', 'operand', 'parameter'].flatMap((f) => [[f, 0], [f, 1]] as const), { imports: () => ({ h: { f() { throw 'thrown'; } } }), levels: [0, 1, 2] });
});

test('a tail call leaves the handlers', () => {
  agree(`(module ${imported} (func $g (result i32) (call $f) (i32.const 1))
    (func (export "other") (result i32) try (return_call $g) catch_all (return (i32.const 2)) end unreachable)
    (func $self (export "self") (param $n i32) (result i32)
      (if (i32.eqz (local.get $n)) (then (return (call $g))))
      try (return_call $self (i32.sub (local.get $n) (i32.const 1))) catch_all (return (local.get $n)) end unreachable))`,
  [['other'], ['self', 0], ['self', 100000]], { imports: () => ({ h: { f() { throw 'thrown'; } } }) });
});

const [try_, catch_, catchAll, delegate, tryTable, end, call] = [0x06, 0x07, 0x19, 0x18, 0x1f, 0x0b, 0x10];

/** A function of type () -> i32, and an imported one of type () -> () before it. */
function deep(code: readonly number[]): Uint8Array<ArrayBuffer> {
  const body: number[] = [0];
  for (const byte of [...code, end]) body.push(byte);
  return moduleOf([1, vector([functionType([], []), functionType([], [0x7f])])], [2, vector([[...name('h'), ...name('f'), 0, 0]])], [3, vector([[1]])], [13, vector([[0, 0]])],
    [7, vector([[...name('f'), 0, 1]])], [10, [1, ...leb(body.length), ...body]]);
}
const repeated = (count: number, bytes: readonly number[]): number[] => Array.from({ length: count }, () => bytes).flat();

test('handlers nested deeper than engines parse', () => {
  const most = 20_000;
  const some = 1000;
  // With a variable for each, V8 14's middle compiler takes gigabytes from here on.
  const many = 6000;
  const open = (depth: number, around: readonly number[]): number[] => [...around, ...repeated(depth, [try_, 0x7f]), call, 0, 0x41, 1];
  const outer = [try_, 0x7f];
  const shapes: Record<string, readonly [number[], unknown]> = {
    'catch_all': [[...open(some, []), ...repeated(some, [catchAll, 0x41, 2, end])], 2],
    'catch of another tag': [[...open(some, outer), ...repeated(some, [catch_, 0, 0x41, 2, end]), catchAll, 0x41, 3, end], 3],
    'rethrow': [[...open(some, outer), ...repeated(some, [catchAll, 0x09, 0, end]), catchAll, 0x41, 4, end], 4],
    'handlers in handlers': [[...repeated(some, [try_, 0x7f, call, 0, 0x41, 1, catchAll]), 0x41, 5, ...repeated(some, [end])], 5],
    'try_table with clauses': [[0x02, 0x40, ...repeated(many, [0x02, 0x40, tryTable, 0x40, 1, 0, 0, 0]), call, 0, ...repeated(many, [end, end]), 0x41, 1, 0x0f, end, 0x41, 6], 'thrown'],
    'delegate': [[...open(most, outer), ...repeated(most, [delegate, 0]), catchAll, 0x41, 7, end], 7],
    'delegate past handlers': [[...outer, ...repeated(some, [try_, 0x7f]), try_, 0x40, call, 0, delegate, ...leb(some), 0x41, 1, ...repeated(some, [catchAll, 0x41, 2, end]), catchAll, 0x41, 8, end], 8],
    'try_table': [[0x02, 0x40, ...repeated(most, [tryTable, 0x40, 0]), tryTable, 0x40, 1, 2, ...leb(most), call, 0, end, ...repeated(most, [end]), 0x41, 1, 0x0f, end, 0x41, 9], 9],
  };
  for (const [what, [code, expected]] of Object.entries(shapes)) {
    let throws = false;
    const { exports } = loadCommonJs(deep(code), { abi: 'none' }).instantiate({ h: { f() { if (throws) throw 'thrown'; } } });
    assert.is(exports['f'](), 1, what);
    throws = true;
    let found: unknown;
    try { found = exports['f'](); } catch (error) { found = error; }
    assert.is(found, expected, what);
  }
});

test.run();
