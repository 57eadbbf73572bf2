/** Libraries of Emscripten without their glue: what is made for them, what the caller may give, and when their constructors run. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inspect } from '../../compiler/index.js';
import { makeMemory } from '../../runtime-lite/memory.js';
import { makeTable, type Table } from '../../runtime-lite/table.js';
import { loadEsm } from '../load.js';
import { assemble } from '../wabt.js';

/** Imports its memory and its table, and asks the ABI for the size of the environment. */
const WAT = `(module (import "env" "memory" (memory 2 10)) (import "env" "table" (table 2 funcref))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "env" "emscripten_resize_heap" (func $grow (param i32) (result i32)))
  (elem (i32.const 1) $count) (global $constructed (mut i32) (i32.const 0))
  (func $count (result i32) (drop (call $sizes (i32.const 1024) (i32.const 1028))) (i32.load (i32.const 1024)))
  (func (export "__wasm_call_ctors") (global.set $constructed (i32.add (global.get $constructed) (call $count))))
  (func (export "constructed") (result i32) (global.get $constructed))
  (func (export "stackSave") (result i32) (i32.const 0))
  (func (export "count") (result i32) (call $count))
  (func (export "grow") (param i32) (result i32) (call $grow (local.get 0))))`;

const ENV = { env: { A: '1', B: '2', C: '3' } };
const library = loadEsm(assemble(WAT)) as unknown as Promise<{ instantiate(imports?: object, options?: object): { exports: Record<string, any> } }>;

test('memory and table are made, and shown', async () => {
  const { exports } = (await library).instantiate({}, ENV);
  assert.is(exports['count'](), 3);
  assert.is(new DataView(exports['memory'].buffer).getInt32(1024, true), 3);
  assert.is(exports['__indirect_function_table'].get(1)(), 3);
  assert.is(exports['grow'](5 * 65536), 1);
  assert.ok(exports['memory'].buffer.byteLength >= 5 * 65536);
});

for (const [whose, memory, table] of [
  ['ours', makeMemory(2, 10), makeTable('F', 2, undefined, null).object as Table],
  ["the engine's", new WebAssembly.Memory({ initial: 2, maximum: 10 }), makeTable('F', 2, undefined, null).object as Table],
] as const) {
  test(`a memory and a table that the caller gives are taken: ${whose}`, async () => {
    const { exports } = (await library).instantiate({ env: { memory, table } }, ENV);
    assert.is(exports['count'](), 3);
    assert.is(new DataView(memory.buffer).getInt32(1024, true), 3);
    assert.is((table.get(1) as () => number)(), 3);
    assert.is(exports['grow'](5 * 65536), 1);
    assert.ok(memory.buffer.byteLength >= 5 * 65536);
    new DataView(memory.buffer).setInt32(1024, 0, true);
    assert.is(exports['count'](), 3);
    assert.equal(['memory', '__indirect_function_table'].filter((name) => name in exports), []);
  });
}

test('either alone may be given', async () => {
  const memory = makeMemory(2, 10);
  const { exports } = (await library).instantiate({ env: { memory } }, ENV);
  assert.is(exports['count'](), 3);
  assert.is(exports['__indirect_function_table'].get(1)(), 3);
  assert.is(new DataView(memory.buffer).getInt32(1024, true), 3);
});

test('constructors run once, unless the caller gives functions that they may need', async () => {
  const alone = (await library).instantiate({}, ENV).exports;
  assert.is(alone['constructed'](), 3);
  alone['__wasm_call_ctors']();
  assert.is(alone['constructed'](), 3);
  const embedded = (await library).instantiate({ env: { emscripten_resize_heap: () => 0 } }, ENV).exports;
  assert.is(embedded['constructed'](), 0);
  embedded['__wasm_call_ctors']();
  assert.is(embedded['constructed'](), 3);
});

test('a memory keeps its name where that of its module is minified', () => {
  const wasm = assemble('(module (import "a" "a" (func (param i32))) (import "a" "memory" (memory 1)) (func (export "b")))');
  const { imports } = inspect(wasm, { glue: 'var x = { a: _proc_exit, memory: wasmMemory }' });
  assert.equal(imports.map(({ module, name }) => `${module}.${name}`), ['wasi_snapshot_preview1.proc_exit', 'env.memory']);
});

const STACK = `(import "env" "__handle_stack_overflow" (func $overflow)) (memory (export "memory") 1) (global $base (mut i32) (i32.const 0)) (global $limit (mut i32) (i32.const -1))
  (func (export "emscripten_stack_init") (global.set $base (i32.const 5000))) (func (export "emscripten_stack_get_base") (result i32) (global.get $base))
  (func (export "emscripten_stack_get_end") (result i32) (i32.const 1000))
  (func (export "__set_stack_limits") (param i32 i32) (if (i32.eq (local.get 0) (i32.const 5000)) (then (global.set $limit (local.get 1)))))
  (func (export "__wasm_call_ctors") (if (i32.lt_u (i32.const 2000) (global.get $limit)) (then (call $overflow))))
  (func (export "stackSave") (result i32) (i32.const 2000))`;

test('the checks of the stack are told where it is, before anything runs', async () => {
  const program = await loadEsm(assemble(`(module ${STACK} (func (export "main") (result i32) (i32.sub (global.get $limit) (i32.const 993))))`)) as unknown as { run(options: object): Promise<number> };
  assert.is(await program.run({}), 7);
  const { exports } = (await loadEsm(assemble(`(module ${STACK} (func (export "limit") (result i32) (global.get $limit)))`))).instantiate();
  assert.is(exports['limit']!(), 1000);
});

test('a library that is run has nothing to do after its constructors', async () => {
  const { run } = (await library) as unknown as { run(options: object): Promise<number> };
  const imports = { env: { memory: makeMemory(2, 10) } };
  assert.is(await run({ ...ENV, imports }), 0);
  assert.is(new DataView(imports.env.memory.buffer).getInt32(1024, true), 3);
});

test('globals and memories that nobody provides are named like functions', async () => {
  const dynamic = assemble('(module (import "env" "__stack_pointer" (global (mut i32))) (import "GOT.mem" "__heap_base" (global (mut i32))) (memory (export "memory") 1) (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (global.get 0)))');
  const { instantiate } = await loadEsm(dynamic);
  assert.throws(() => instantiate(), /env\.__stack_pointer and 1 more \(used by stackSave; dynamic linking, whose other half is/);
  const global = { value: 5 };
  assert.throws(() => instantiate({ env: { __stack_pointer: global } }), /needs what no ABI here provides: GOT\.mem\.__heap_base/);
});

/** What EMULATE_FUNCTION_POINTER_CASTS makes: one type for all functions of the table, and dynCall_* that know the true ones. */
const CASTS = `(module (type $cast (func ${'(param i64) '.repeat(16)}(result i64)))
  (import "env" "invoke_iii" (func $product (param i32 i32 i32) (result i32)))
  (import "env" "invoke_ji" (func $square (param i32 i32) (result i32)))
  (import "env" "setTempRet0" (func $setHigh (param i32))) (import "env" "getTempRet0" (func $high (result i32)))
  (memory (export "memory") 1) (table (export "__indirect_function_table") 3 funcref) (elem (i32.const 1) $multiply $wide)
  (func $multiply (type $cast) (i64.mul (local.get 0) (local.get 1)))
  (func $wide (type $cast) (i64.mul (local.get 0) (local.get 0)))
  (func $call (param $fn i32) (param i32 i32) (result i64)
    (call_indirect (type $cast) (i64.extend_i32_u (local.get 1)) (i64.extend_i32_u (local.get 2)) ${'(i64.const 0) '.repeat(14)}(local.get $fn)))
  (func (export "dynCall_iii") (param i32 i32 i32) (result i32) (i32.wrap_i64 (call $call (local.get 0) (local.get 1) (local.get 2))))
  (func (export "dynCall_ji") (param i32 i32) (result i32) (local $all i64)
    (call $setHigh (i32.wrap_i64 (i64.shr_u (local.tee $all (call $call (local.get 0) (local.get 1) (i32.const 0))) (i64.const 32)))) (i32.wrap_i64 (local.get $all)))
  (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0)) (func (export "stackRestore") (param i32)) (func (export "setThrew") (param i32 i32))
  (func (export "product") (param i32 i32) (result i32) (call $product (i32.const 1) (local.get 0) (local.get 1)))
  (func (export "square") (param i32) (result i64)
    (i64.or (i64.extend_i32_u (call $square (i32.const 2) (local.get 0))) (i64.shl (i64.extend_i32_u (call $high)) (i64.const 32)))))`;

test('functions of which the table has another type are called through dynCall_*', async () => {
  const bytes = assemble(CASTS);
  let high = 0;
  const native: WebAssembly.Instance = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), { env: {
    invoke_iii: (...all: number[]) => (native.exports['dynCall_iii'] as Function)(...all), invoke_ji: (...all: number[]) => (native.exports['dynCall_ji'] as Function)(...all),
    setTempRet0: (word: number) => { high = word; }, getTempRet0: () => high,
  } });
  const ours = ((await loadEsm(bytes)) as unknown as { instantiate(): { exports: Record<string, any> } }).instantiate().exports;
  const answers = ({ product, square }: Record<string, any>): unknown[] => [product(6, 7), product(-1, 2), square(3), square(0x10001), square(-5)];
  assert.equal(answers(ours), answers(native.exports));
  const hidden = assemble(CASTS.replace('(table (export "__indirect_function_table")', '(table'));
  const alone = ((await loadEsm(hidden)) as unknown as { instantiate(): { exports: Record<string, any> } }).instantiate().exports;
  assert.equal(answers(alone), answers(native.exports), 'a table that is not exported');
  const neither = assemble(CASTS.replace('(table (export "__indirect_function_table")', '(table').replace('(export "dynCall_iii")', '(export "other")'));
  const { product } = ((await loadEsm(neither)) as unknown as { instantiate(): { exports: Record<string, any> } }).instantiate().exports;
  assert.throws(() => product(1, 2), /exports neither its table as __indirect_function_table nor dynCall_iii/);
});

test("a sanitizer's settings are the environment's, in memory that it may free", async () => {
  const { instantiate } = (await loadEsm(assemble(`(module (import "env" "_emscripten_sanitizer_get_option" (func $option (param i32) (result i32)))
    (import "env" "_emscripten_sanitizer_use_colors" (func $colors (result i32)))
    (memory (export "memory") 1) (data (i32.const 1024) "ASAN_OPTIONS\\00OTHER\\00") (global $free (mut i32) (i32.const 2000))
    (func (export "malloc") (param i32) (result i32) (global.get $free) (global.set $free (i32.add (global.get $free) (local.get 0))))
    (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0))
    (func (export "option") (param i32) (result i32) (call $option (local.get 0))) (func (export "colors") (result i32) (call $colors)))`))) as unknown as
    { instantiate(imports: object, options: object): { exports: Record<string, any> } };
  const { exports } = instantiate({}, { env: { ASAN_OPTIONS: 'verbosity=1' } });
  const [first, second, other] = [exports['option'](1024), exports['option'](1024), exports['option'](1037)];
  assert.equal([first, second, other], [2000, 2012, 2024]);
  const text = (at: number): string => Buffer.from(exports['memory'].buffer, at, 12).toString();
  assert.equal([text(first), text(second), text(other)], ['verbosity=1\0', 'verbosity=1\0', '\0'.repeat(12)]);
  assert.is(exports['colors'](), Number(process.stderr.isTTY ?? false));
});

test('emscripten_force_exit tears down a program that stays alive, exit does not', async () => {
  const codeOf = async (name: string): Promise<number> => ((await loadEsm(assemble(`(module (import "env" "emscripten_exit_with_live_runtime" (func $stay)) (import "env" "emscripten_set_timeout" (func $later (param i32 f64 i32) (result i32)))
    (import "env" "${name}" (func $leave (param i32))) (import "wasi_snapshot_preview1" "proc_exit" (func $code (param i32))) (memory (export "memory") 1) (table (export "__indirect_function_table") 2 funcref) (elem (i32.const 1) $leave_later)
    (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0)) (func (export "emscripten_stack_get_end") (result i32) (i32.const 0))
    (func (export "__funcs_on_exit") (call $code (i32.const 9))) (func $leave_later (param i32) (call $leave (i32.const 4)))
    (func (export "main") (result i32) (drop (call $later (i32.const 1) (f64.const 1) (i32.const 0))) (call $stay) (i32.const 1)))`))) as unknown as { run(): Promise<number> }).run();
  assert.equal([await codeOf('emscripten_force_exit'), await codeOf('exit')], [9, 4]);
});

/** Reads standard input to its end, as WasmFS does, and again; ends with what the bytes add up to. */
const WASMFS = `(module (import "env" "_wasmfs_stdin_get_char" (func $next (result i32)))
  (import "env" "_wasmfs_get_num_preloaded_files" (func $files (result i32))) (import "env" "_wasmfs_get_num_preloaded_dirs" (func $dirs (result i32)))
  (import "env" "_wasmfs_get_preloaded_file_mode" (func $mode (param i32) (result i32)))
  (memory (export "memory") 1) (func (export "__wasm_call_ctors") (if (i32.or (call $files) (call $dirs)) (then (drop (call $mode (i32.const 0)))))) (func (export "stackSave") (result i32) (i32.const 0))
  (func (export "main") (result i32) (local $sum i32) (local $byte i32)
    (loop $more (if (i32.ge_s (local.tee $byte (call $next)) (i32.const 0)) (then (local.set $sum (i32.add (local.get $sum) (local.get $byte))) (br $more))))
    (i32.sub (local.get $sum) (call $next))))`;

test('WasmFS gets the bytes of standard input, and no preloaded files', async () => {
  const { run } = (await loadEsm(assemble(WASMFS))) as unknown as { run(options: object): Promise<number> };
  for (const bytes of [[], [7], [0, 255, 0, 3], Array.from({ length: 600 }, (_, i) => i & 0xff)]) {
    assert.is(await run({ stdin: Uint8Array.from(bytes) }), (bytes.reduce((sum, byte) => sum + byte, 0) + 1) & 0xff);
  }
});

test('a program hears whether it was made to be suspended', async () => {
  const answer = async (more: string): Promise<unknown> => {
    const program = await loadEsm(assemble(`(module (import "env" "emscripten_has_asyncify" (func $has (result i32))) (memory (export "memory") 1) (func (export "__wasm_call_ctors"))
      (func (export "stackSave") (result i32) (i32.const 0)) ${more} (func (export "has") (result i32) (call $has)))`));
    return program.instantiate().exports['has']!();
  };
  assert.equal([await answer(''), await answer('(func (export "asyncify_start_unwind") (param i32))')], [0, 1]);
});

test.run();
