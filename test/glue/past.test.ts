/** Variables of glue that go along with the functions that use them, and what is left to the host's event loop. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, inspect } from '../../compiler/index.js';
import { loadEsm } from '../load.js';
import { temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const LIBRARY = `(memory (export "memory") 1) (data (i32.const 8) "text\\00") (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0))
  (func (export "emscripten_stack_get_end") (result i32) (i32.const 0)) (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))`;

/** A module whose `call` hands a number to the import. */
const MODULE = assemble(`(module (import "env" "import_it" (func (param i32) (result i32))) (import "env" "emscripten_get_now" (func (result f64))) ${LIBRARY}
  (func (export "call") (param i32) (result i32) (call 0 (local.get 0))))`);

/** `import_it` is the program's own, `_emscripten_get_now` is not: it is replaced. `run` is what glue calls at its start. */
const glueOf = (code: string): string => `var HEAPU8; ${code}; var own = 1; function _emscripten_get_now() { return typeof replaced == "undefined" ? 0 : replaced }
  function begin() { return typeof begun == "undefined" ? 0 : begun } function run() { begin(); createWasm() } function createWasm() { return { env: wasmImports } }
  var wasmImports = { "import_it": import_it, "emscripten_get_now": _emscripten_get_now }; run();`;

async function results(code: string, ...values: number[]): Promise<number[]> {
  const { exports } = ((await loadEsm(MODULE, { glue: glueOf(code) })) as unknown as { instantiate(): { exports: Record<string, any> } }).instantiate();
  return values.map((value) => exports['call'](value));
}

const fault = (code: string): string | undefined => inspect(MODULE, { glue: glueOf(code) }).missing[0]?.[3];

test('variables that functions change', async () => {
  assert.equal(await results('var count = 10, list = [1, 2]; let last; function import_it(a) { last = a; list.push(last); return ++count + list.length + note() } function note() { count += 100; return count }', 1, 1), [11 + 3 + 111, 112 + 4 + 212]);
  assert.equal(await results('var STATE = { open: {}, next: 1, add(a) { this.open[this.next] = a; return this.next++ } }; function import_it(a) { return STATE.add(a) * 10 + STATE.open[STATE.next - 1] }', 4, 5), [14, 25]);
});

test('variables made by the host, by classes and by functions of the glue', async () => {
  assert.equal(await results('var map = new Map, key = Symbol("k"), most = Math.max(2, 3), words = ["a", `b${1}`]; function import_it(a) { map.set(a, words.length); return map.size * 10 + most + (typeof key == "symbol") }', 4, 5, 5), [14, 24, 24]);
  assert.equal(await results(`class Numbers { used = [undefined]; static first = 1; add(a) { return this.used.push(a) - 1 } get(id) { return this.used[id] } }
    var numbers = new Numbers(); function import_it(a) { var id = numbers.add(a); return id * 10 + numbers.get(id) + Numbers.first }`, 4, 5), [15, 26]);
  assert.equal(await results('var Lib = (() => { var n = 0; return { next: (a) => UTF8ToString(8).length + (n += a) } })(); function import_it(a) { return Lib.next(a) }', 1, 1), [5, 6]);
  assert.equal(await results('function made(n) { var o = { n: n + limit }; return o } var limit; var it = made; function import_it(a) { limit ??= 3; return it(a).n + shown() } Module["shown"] = stored; var stored = { k: 1 }; function shown() { return Module.shown.k }', 1), [5]);
});

test('a variable begins with others before it, and one behind it is not there yet', async () => {
  assert.equal(await results('var base = { n: 2 }, all = [base, base.n]; function import_it(a) { base.n += a; return all[0].n * 10 + all[1] }', 1), [32]);
  assert.match(fault('var early = late, late = 5; late++; function import_it(a) { return early + a }') ?? '', /the variable early/);
});

test('what the start of the glue touches, or what is replaced by others, stays', () => {
  for (const [code, name] of [
    ['var state = {}; state.a = 1; function import_it(a) { return state.a + a }', 'state'],
    ['var begun = {}; function import_it(a) { return begun.n + a }', 'begun'],
    ['var replaced = []; function import_it(a) { return replaced.length + a }', 'replaced'],
    ['var some = [1]; if (some) some.push(2); function import_it(a) { return some.length + a }', 'some'],
    ['var deep = 1; function begun() { deep++ } function import_it(a) { return deep + a }', 'deep'],
    ['var given = Module["given"] || 1; function import_it(a) { return given + a }', 'given'],
    ['var heap = HEAPU8; function import_it(a) { return heap[a] }', 'heap'],
    ['var one = { n: 1 }, two = grow(); function grow() { return one.n++ } function import_it(a) { return one.n + a }', 'one'],
    ['var { part } = { part: 1 }; function import_it(a) { return part + a }', 'part'],
    ['if (HEAPU8) { var perhaps = {} } function import_it(a) { return a + !perhaps }', 'perhaps'],
    ['var twiceDeclared = {}; var twiceDeclared = []; function import_it(a) { return a + !twiceDeclared }', 'twiceDeclared'],
    ['var later = await 1; function import_it(a) { return a + !later }', 'later'],
  ] as const) assert.match(fault(code) ?? '', new RegExp(`(^| )uses the variable ${name} of the glue$`), code);
  assert.match(fault('var self = [() => this]; function import_it(a) { return self.length + a }') ?? '', /uses "this"$/);
  assert.match(fault('var made = eval("1"); function import_it(a) { return made + a }') ?? '', /makes code of text \(eval\)$/);
});

test('functions of JavaScript as pointers', async () => {
  const wasm = (table: string): Uint8Array => assemble(`(module (import "env" "import_it" (func (param i32) (result i32))) (import "env" "emscripten_get_now" (func (result f64))) ${LIBRARY} ${table} (elem (i32.const 1) $one)
    (func $one (export "one") (param i32) (result i32) (i32.const 1)) (func (export "call") (param i32) (result i32) (call 0 (local.get 0)))
    (func (export "by_pointer") (param i32 i32) (result i32) (call_indirect (param i32) (result i32) (local.get 1) (local.get 0)))
    (func (export "wide") (param i32 f64) (result i64) (call_indirect (param f64 i64) (result i64) (local.get 1) (i64.const 5) (local.get 0))))`);
  const code = `var functionsInTableMap; function addFunction(f) { functionsInTableMap.set(f, 1) } function removeFunction() {} function triple(a) { return a * 3 }
    var _by_pointer, _wide, _one; function import_it(a) { switch (a) {
      case 0: return [addFunction(triple, "ii"), addFunction(triple, "ii"), addFunction(_one), _by_pointer(2, 14), getWasmTableEntry(2)(5)].join();
      case 1: var p = addFunction((x, n) => n + BigInt(x), "jdj"), r = _wide(p, 2); removeFunction(p); return p * 100 + Number(r);
      case 2: try { addFunction(() => 1) } catch (e) { return /needs the types/.test(e.message) } case 3: return addFunction(() => 1, "i") } } var getWasmTableEntry;`;
  const glue = glueOf(code.replace('.join()', '.reduce((all, one) => all * 100 + one)'));
  const load = async (table: string): Promise<Record<string, any>> => ((await loadEsm(wasm(table), { glue })) as unknown as { instantiate(): { exports: Record<string, any> } }).instantiate().exports;
  const exports = await load('(table (export "__indirect_function_table") 2 funcref)');
  assert.equal([0, 1, 2, 3].map((which) => exports['call'](which)), [202014215, 307, 1, 3]);
  const fixed = await load('(table (export "__indirect_function_table") 2 2 funcref)');
  assert.throws(() => fixed['call'](3), /finds no room in the table: build the program with -sALLOW_TABLE_GROWTH/);
});

/** Runs a program whose main hands 5 to the import, in a process of its own. */
function runs(code: string, end = ''): { status: number | null; stdout: string; stderr: string } {
  const wasm = assemble(`(module (import "env" "import_it" (func (param i32) (result i32))) (import "env" "emscripten_get_now" (func (result f64))) (import "env" "exit" (func (param i32))) ${LIBRARY}
    (table (export "__indirect_function_table") 1 funcref) (func (export "leave") (param i32) (call 2 (local.get 0))) (func (export "main") (result i32) (call 0 (i32.const 5))))`);
  const file = join(temporaryDirectory(), 'program.mjs');
  const glue = glueOf(`${code}; ${end} var _leave; function _exit() {}`).replace('"emscripten_get_now":', '"exit": _exit, "emscripten_get_now":');
  writeFileSync(file, compile(wasm, { glue }).code);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 60000 });
  return { status, stdout, stderr };
}

test('promises settle after main, in their order with timers, and what the host does is waited for', () => {
  const { status, stdout, stderr } = runs(`var n = 0; function say(what) { out(what + " " + n++) }
    function import_it(a) {
      setTimeout(() => { say("timer"); Promise.resolve().then(() => say("of the timer")).then(() => say("and then")) }, 1);
      setTimeout(() => say("next timer"), 2);
      Promise.resolve(a).then((b) => say("promise " + b)).then(() => say("chained"));
      (async () => { await require("fs").promises.readFile("/proc/self/stat"); say("read"); await new Promise((done) => setTimeout(done, 30)); say("end") })();
      say("main"); return 0 }`);
  assert.is(stderr, '');
  const lines = stdout.trim().split('\n').map((line) => line.replace(/ \d+$/, ''));
  assert.equal(lines.filter((line) => line !== 'read'), ['main', 'promise 5', 'chained', 'timer', 'of the timer', 'and then', 'next timer', 'end']);
  assert.ok(lines.includes('read'));
  assert.is(status, 0);
});

test('exit in a promise or what it calls ends the program, and with -sEXIT_RUNTIME main does', () => {
  const left = 'function import_it(a) { out("main"); Promise.resolve().then(() => { out("left"); _leave(7); out("not here") }); setTimeout(() => out("nor here"), 50); return 3 }';
  assert.equal(runs(left), { status: 7, stdout: 'main\nleft\n', stderr: '' });
  const over = runs(left, 'var noExitRuntime = false;');
  assert.equal([over.status, over.stderr, over.stdout.includes('nor here')], [3, '', false]);
  const kept = 'function import_it(a) { runtimeKeepalivePush(); Promise.resolve().then(() => { out("kept"); runtimeKeepalivePop() }); return 3 } function runtimeKeepalivePush() {} function runtimeKeepalivePop() {}';
  assert.equal(runs(kept, 'var noExitRuntime = false;'), { status: 3, stdout: 'kept\n', stderr: '' });
});

test('where it runs, and whether it runs yet or still', () => {
  const seen = 'function seen() { return [ENVIRONMENT_IS_NODE, ENVIRONMENT_IS_WEB, ENVIRONMENT_IS_WORKER, ENVIRONMENT_IS_SHELL, ENVIRONMENT_IS_PTHREAD, runtimeInitialized, runtimeExited, ABORT].map(Number).join("") }';
  const states = 'var ENVIRONMENT_IS_NODE, ENVIRONMENT_IS_WEB, ENVIRONMENT_IS_WORKER, ENVIRONMENT_IS_SHELL, ENVIRONMENT_IS_PTHREAD, runtimeInitialized = false, runtimeExited = false, ABORT = false; runtimeInitialized = true; ABORT = true;';
  const { stdout, stderr } = runs(`${states} ${seen} var how = ENVIRONMENT_IS_NODE ? "node" : "page"; var Module = {}; Module.preRun = () => out("before " + seen()); Module.onExit = () => out("after " + seen());
    function import_it(a) { out(how + " " + seen()); return 0 }`, 'var noExitRuntime = false;');
  assert.equal([stdout, stderr], ['before 10000000\nnode 10000100\nafter 10000111\n', '']);
});

test('a promise that fails unseen ends the program with an error', () => {
  const { status, stderr } = runs('function import_it(a) { Promise.reject(new Error("nobody looks")); return 0 }');
  assert.not.equal(status, 0);
  assert.match(stderr, /nobody looks/);
});

test.run();
