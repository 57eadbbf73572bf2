/** The instance that a file's names belong to: made when one of them is used, and as if it had been made before. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadCommonJs, loadEsm } from '../load.js';
import { assemble } from '../wabt.js';

type File = Record<string, any>;

const source = assemble(`(module
  (memory (export "memory") 1 3) (table (export "table") 2 4 funcref) (tag (export "tag") (param i32))
  (global (export "seven") i64 (i64.const 7)) (global $n (export "count") (mut i32) (i32.const 5))
  (data (i32.const 8) "data") (elem (i32.const 0) $add $next)
  (func $add (export "add") (export "plus") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func $next (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))
  (func (export "fail") (param i32) (throw 0 (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.and (i32.load (local.get 0)) (i32.const 255))))`);

const user = assemble(`(module
  (import "own" "memory" (memory 1)) (import "own" "table" (table 2 funcref)) (import "own" "tag" (tag $t (param i32)))
  (import "own" "seven" (global $seven i64)) (import "own" "count" (global $n (mut i32))) (import "own" "plus" (func $add (param i32 i32) (result i32)))
  (import "own" "fail" (func $fail (param i32)))
  (type $next (func (result i32)))
  (func (export "all") (result i32)
    (drop (call_indirect (type $next) (i32.const 1)))
    (i32.store8 (i32.const 9) (i32.const 66))
    (call $add (i32.add (global.get $n) (i32.wrap_i64 (global.get $seven))) (i32.load8_u (i32.const 8))))
  (func (export "caught") (param i32) (result i32) (try (result i32) (do (call $fail (local.get 0)) (i32.const 0)) (catch $t))))`);

const files: [string, (bytes: Uint8Array) => Promise<File>][] = [
  ['esm', async (bytes) => (await loadEsm(bytes)) as unknown as File],
  ['cjs', async (bytes) => loadCommonJs(bytes) as unknown as File],
];

/** How many views are made while `act` runs. */
async function viewsMade(act: () => Promise<void>): Promise<number> {
  const own = globalThis.DataView;
  let made = 0;
  globalThis.DataView = new Proxy(own, { construct: (target, args) => (made++, Reflect.construct(target, args) as DataView<ArrayBuffer>) });
  try {
    await act();
  } finally {
    globalThis.DataView = own;
  }
  return made;
}

for (const [format, load] of files) {
  test(`${format}: a file has no instance until one of its exports is used`, async () => {
    let file!: File;
    assert.is(await viewsMade(async () => { file = await load(source); }), 0);
    assert.is(await viewsMade(async () => { assert.is(file['load'](9), 'a'.charCodeAt(0)); }), 1);
    assert.is(await viewsMade(async () => { assert.is(file['add'](3, 4), 7); }), 0, 'the same instance');
  });

  test(`${format}: each export makes it`, async () => {
    assert.is((await load(source))['memory'].buffer.byteLength, 65536);
    assert.equal([...new Uint8Array((await load(source))['memory'].buffer, 8, 4)], [...Buffer.from('data')]);
    assert.is((await load(source))['memory'].grow(1), 1);
    assert.is((await load(source))['table'].length, 2);
    assert.is((await load(source))['seven'].value, 7n);
    assert.is((await load(source))['count'].value, 5);
    const { table, add, plus } = await load(source);
    assert.is(add, plus, 'one function with two names');
    table.set(1, add);
    assert.is(table.get(1)(20, 22), 42);
  });

  test(`${format}: exports are the objects that the instance knows`, async () => {
    const { table, add, memory, count } = await load(source);
    assert.is(table.get(0), add);
    assert.is(table.get(1)(), 6);
    assert.is(count.value, 6);
    count.value = 40;
    assert.is(table.get(1)(), 41);
    const { buffer } = memory;
    new Uint8Array(buffer)[9] = 1;
    assert.is(memory.buffer, buffer);
    assert.equal([add.name, add.length, `${memory}`, `${table}`], ['0', 2, '[object WebAssembly.Memory]', '[object WebAssembly.Table]']);
  });

  test(`${format}: another instance imports them before and after`, async () => {
    for (const isBefore of [true, false]) {
      const file = await load(source);
      if (isBefore) file['add'](1, 2);
      const { exports } = loadCommonJs(user).instantiate({ own: file });
      assert.is(exports['all'](), 6 + 7 + 'd'.charCodeAt(0));
      assert.is(file['load'](9), 66);
      assert.is(exports['caught'](12), 12);
      assert.is(file['count'].value, 6);
    }
  });

  test(`${format}: without memories and tables there is one at once`, async () => {
    const trapping = assemble('(module (func $f unreachable) (func (export "g")) (start $f))');
    let error: unknown;
    await load(trapping).catch((thrown: unknown) => { error = thrown; });
    assert.match(String(error), /unreachable/);
  });

  test(`${format}: what cannot be made says so at each use`, async () => {
    const file = await load(assemble('(module (memory 1) (data (i32.const 65536) "x") (func (export "f")))'));
    for (let i = 0; i < 2; i++) assert.throws(() => file['f'](), /out of bounds/);
  });
}

test.run();
