/** JavaScript of programs that stands in the output without its glue. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fileScope } from '../../abi/emscripten/fs/index.js';
import { beginInMemory } from '../../abi/emscripten/fs/mounts.js';
import { FS_NAMES, PATH_NAMES } from '../../abi/emscripten/fs/names.js';
import { localHost } from '../../abi/host/local.js';
import { createProcess } from '../../abi/posix/process.js';
import { compile, inspect } from '../../compiler/index.js';
import type { Options } from '../../compiler/options.js';
import { loadEsm } from '../load.js';
import { assemble } from '../wabt.js';

interface Wanted {
  /** Names of imported functions of one i32, whose sum the export `sum` gives. */
  readonly imports: readonly string[];
}

interface Program {
  instantiate(): { exports: Record<string, any> };
  run(options: object): Promise<number>;
}

const load = async (wasm: Uint8Array, options: Partial<Options> = {}): Promise<Program> => await loadEsm(wasm, options) as unknown as Program;
const refusalOf = (program: Program): Promise<string> => program.run({}).then(() => '', (error: Error) => error.message);

/** A module of this ABI that gives each import of i32 the number 40. */
function moduleOf({ imports }: Wanted): Uint8Array {
  const declared = imports.map((name) => `(import "env" "${name}" (func (param i32) (result i32)))`).join('');
  const sum = imports.map((_, i) => `(i32.add (call ${i} (i32.const 40)))`);
  return assemble(`(module ${declared} (memory (export "memory") 1 3) (data (i32.const 8) "h\\c3\\b6\\00")
    (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0)) (func (export "emscripten_stack_get_end") (result i32) (i32.const 0))
    (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
    (func (export "grow") (result i32) (memory.grow (i32.const 1)))
    (func (export "sum") (result i32) (i32.const 0) ${sum.map((text) => text.replace('(i32.add ', '').replace(/\)$/, '')).map((text) => `${text} i32.add`).join(' ')}))`);
}

const BEFORE = 'var KIND = 2, MODE = "m"; if (MODE) { var SOMETIMES = 1 } var FS, PATH, buffer, HEAP8, HEAPU8, HEAP32, state = +0, LEAST = -7; state = LEAST; function own(a) { return helper(a) + 1 } function helper(a) { return a * 2 }';
const glueOf = (functions: string, names: readonly string[]): string => `${BEFORE} ${functions}; var asmLibraryArg = { ${names.map((name) => `"${name}": ${name}`).join(', ')}, "memory_of": 0 };`;

async function sumOf(functions: string, names: readonly string[]): Promise<{ sum: number; exports: Record<string, any> }> {
  const { exports } = (await load(moduleOf({ imports: names }), { glue: glueOf(functions, names) })).instantiate();
  return { sum: exports['sum'](), exports };
}

test('functions of parameters, of other functions, of what the runtime gives, of exports and of the host', async () => {
  const { sum, exports } = await sumOf(
    `function of_parameters(a) { var b = a; return b + 2 }
     function of_others(a) { return own(a) }
     var of_views = (a) => { HEAP32[a >> 2] = 5; return HEAPU8[a] + UTF8ToString(8).length };
     function of_exports(a) { return _twice(a) + Module._twice(a) + Module["HEAP32"].length / 16384 }
     function of_host(a) { return Math.max(a, ...[1, 2].map((x) => x)) + ({ HEAP8 }).HEAP8.length / 65536 }`,
    ['of_parameters', 'of_others', 'of_views', 'of_exports', 'of_host'],
  );
  assert.is(sum, 42 + 81 + 5 + 2 + 160 + 1 + 40 + 1);
  assert.is(exports['grow'](), 1);
  assert.is(exports['sum'](), sum + 2, 'views follow the memory');
});

test('a function that needs itself, and functions that need each other', async () => {
  const { sum } = await sumOf('function factorial(a) { return a > 5 ? factorial(5) : a < 2 ? 1 : a * factorial(a - 1) } function even(a) { return a ? odd(a - 1) : 1 } function odd(a) { return a ? even(a - 1) : 0 }', ['factorial', 'even']);
  assert.is(sum, 121);
});

test('names in the code are never those of the output', async () => {
  // The output begins to count at A; a global that is not there stays one.
  const { sum } = await sumOf('function clash(a) { var A = 1, B = 2, C = 3, D = 4, E = 5; return A + B + C + D + E + (typeof F == "undefined" ? a : 0) + (typeof G == "undefined" ? a : 0) }', ['clash']);
  assert.is(sum, 95);
});

test('results become what the signature says', async () => {
  const { sum } = await sumOf('function nothing(a) {} function text(a) { return "7" } function fraction(a) { return a + 0.9 }', ['nothing', 'text', 'fraction']);
  assert.is(sum, 47);
});

test('constants of the glue, and global variables of its sloppy code', async () => {
  const { sum } = await sumOf(
    'function of_constants(a) { return a + KIND + ({ KIND }).KIND + MODE.length - LEAST } function of_makers(a) { madeByGlue = a; return madeByGlue += KIND } function of_readers(a) { madeByGlue++; return madeByGlue }',
    ['of_constants', 'of_makers', 'of_readers'],
  );
  assert.is(sum, 52 + 42 + 43);
  assert.is((globalThis as { madeByGlue?: number }).madeByGlue, 43);
});

test('what glue shows in Module', async () => {
  const { sum } = await sumOf(
    'Module["shown"] = helper; Module["hidden"] = none; Module["text"] = UTF8ToString; function of_shown(a) { return Module.shown(a) + Module["text"](8).length + (Module.hidden === undefined) + (Module.other === undefined) } function of_setters(a) { Module.own = a; return Module.own }',
    ['of_shown', 'of_setters'],
  );
  assert.is(sum, 80 + 2 + 1 + 1 + 40);
});

test('files: what was not granted is in memory, seen by all functions', async () => {
  const { sum } = await sumOf(
    `function of_files(a) { FS.mkdir("/made"); FS.writeFile("/made/../made/f", "abc"); return FS.readFile("/made/f").length + a }
     function of_modules(a) { try { require("none") } catch (e) { return FS.stat("/made/f").size + require("path").basename("/a/bc").length + /no module none/.test(e.message) } }
     function of_failures(a) { try { FS.unlink("/none") } catch (e) { return e instanceof FS.ErrnoError ? e.errno : 0 } }`,
    ['of_files', 'of_modules', 'of_failures'],
  );
  assert.is(sum, 43 + 6 + 44);
});

test('every member of FS and PATH is among the names that the compiler knows', () => {
  const host = localHost({ fs, os });
  const p = createProcess({ args: [], env: {}, preopens: [], cwd: '/', net: { listen: false, connect: false }, listen: [] }, host);
  beginInMemory(p);
  const { FS, PATH } = fileScope({ p } as Parameters<typeof fileScope>[0]);
  assert.equal(Object.keys(FS as object).sort(), [...FS_NAMES].sort());
  assert.equal(Object.keys(PATH as object).sort(), [...PATH_NAMES].sort());
});

/** What `inspect` says of an import whose JavaScript is this. */
function remarkOn(functions: string, name = 'import_it'): string | undefined {
  const rows = inspect(moduleOf({ imports: [name] }), { glue: glueOf(functions, [name]) }).missing;
  return rows[0]?.[3];
}

test('what cannot stand alone is left, and the reason told', () => {
  for (const [functions, reason] of [
    ['function import_it(a) { return state + a }', /^its JavaScript uses the variable state of the glue$/],
    ['function import_it(a) { return deep(a) } function deep(a) { return deeper(a) } function deeper(a) { state = a }', /^its JavaScript needs a function that uses the variable state/],
    ['function import_it(a) { HEAPU8 = a }', /changes HEAPU8/],
    ['function import_it(a) { [undeclared] = [a] }', /makes a global variable undeclared/],
    ['function import_it(a) { return SOMETIMES }', /uses the variable SOMETIMES/],
    ['function import_it(a) { return eval("a") }', /eval/],
    ['function import_it(a) { return new Function("return 1")() }', /Function/],
    ['function import_it(a) { return this.a }', /"this"/],
    ['function import_it(a) { a = 3; return arguments[0] }', /"arguments"/],
    ['var import_it = (a) => arguments[0]', /"arguments"/],
    ['function import_it(a) { return FS.init(a) }', /^its JavaScript uses FS\.init of the glue$/],
    ['function import_it(a) { return PATH["extname"](a) }', /^its JavaScript uses PATH\.extname of the glue$/],
    ['function import_it(a) { return import("fs") }', /import/],
    ['async function import_it(a) { return 1 }', /asynchronous/],
    ['function import_it(a) { changed(); } function changed() {} changed = 3', /uses the variable changed/],
  ] as const) assert.match(remarkOn(functions) ?? '', reason, functions);
  // Nothing is known of these.
  assert.is(remarkOn('var import_it; if (state) import_it = () => 1'), undefined);
  assert.is(remarkOn('function import_it(a) { with (a) b }'), undefined, 'sloppy code means other things here');
});

test('functions whose "this" and "arguments" are their own are as good as others', async () => {
  const { sum } = await sumOf('function method(a) { var o = { b: a, get() { return this.b } }; var f = function () { return arguments.length }; return o.get() + f(1, 2) }', ['method']);
  assert.is(sum, 42);
});

test('glue that Closure has renamed gives nothing', () => {
  const names = ['import_it'];
  const glue = 'var a, b; function d(c) { return c } var x = { import_it: d, memory_of: 0 }';
  assert.is(inspect(moduleOf({ imports: names }), { glue }).missing.length, 1);
});

test('glue of 6.0.5, which declares no views without need, and calls exports by other names', async () => {
  const glue = `var _twice, _emscripten_stack_get_end; var stackEnd = () => _emscripten_stack_get_end(); function import_it(a) { return _twice(a) + stackEnd() }
    function assignWasmExports(wasmExports) { _twice = wasmExports["twice"]; _emscripten_stack_get_end = wasmExports["emscripten_stack_get_end"] } var wasmImports = { import_it };`;
  assert.is((await load(moduleOf({ imports: ['import_it'] }), { glue })).instantiate().exports['sum'](), 80);
});

test('dynCall, through the table or the export that a module has for it', async () => {
  const glue = 'var HEAPU8, dynCalls = {}; function dynCall(sig, ptr, args) { return dynCalls[sig](ptr, ...args) } function import_it(a) { return dynCall("iii", 1, [a, 2]) + dynCall("ip", 0, [a]) } var wasmImports = { import_it };';
  const wasm = (exported: string): Uint8Array => assemble(`(module (import "env" "import_it" (func (param i32) (result i32))) (memory (export "memory") 1) (func (export "__wasm_call_ctors"))
    (func (export "stackSave") (result i32) (i32.const 0)) (table ${exported} 2 funcref) (elem (i32.const 0) $one $two)
    (func $one (param i32) (result i32) (i32.const 300)) (func $two (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1)))
    (func (export "${exported === '' ? 'dynCall_ii' : 'other'}") (param i32 i32) (result i32) (call_indirect (param i32) (result i32) (local.get 1) (local.get 0)))
    (func (export "${exported === '' ? 'dynCall_iii' : 'another'}") (param i32 i32 i32) (result i32) (call_indirect (param i32 i32) (result i32) (local.get 1) (local.get 2) (local.get 0)))
    (func (export "sum") (result i32) (call 0 (i32.const 7))))`);
  for (const exported of ['', '(export "__indirect_function_table")']) assert.is((await load(wasm(exported), { glue })).instantiate().exports['sum'](), 314);
});

const asm = (calls: string): Uint8Array => assemble(`(module (import "env" "emscripten_asm_const_int" (func (param i32 i32 i32) (result i32))) (import "env" "emscripten_asm_const_double" (func (param i32 i32 i32) (result f64)))
  (memory (export "memory") 1) (data (i32.const 8) "idj\\00") (data (i32.const 16) "\\05\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\f8\\3f\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff")
  (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0)) ${calls})`);

test('EM_ASM: code by its address, with arguments of every type', async () => {
  const wasm = asm('(func (export "int") (result i32) (call 0 (i32.const 1024) (i32.const 8) (i32.const 16))) (func (export "double") (result f64) (call 1 (i32.const 1030) (i32.const 11) (i32.const 16)))');
  const glue = 'var HEAPU8, ASM_CONSTS = { 1024: ($0, $1, $2) => $0 + $1 * 10 + Number($2), 1030: () => { return 0.5 } }; var e = { emscripten_asm_const_int: _emscripten_asm_const_int, emscripten_asm_const_double: _emscripten_asm_const_double }; function _emscripten_asm_const_int(c) { return ASM_CONSTS[c]() } function _emscripten_asm_const_double(c) { return ASM_CONSTS[c]() }';
  const { exports } = (await load(wasm, { glue })).instantiate();
  assert.equal([exports['int'](), exports['double']()], [19, 0.5]);
});

test('EM_ASM takes the address of a C++ exception from what it catches, by its name or as a number', async () => {
  const wasm = assemble(`(module (import "env" "emscripten_asm_const_int" (func (param i32 i32 i32) (result i32))) (import "env" "__cxa_throw" (func (param i32 i32 i32)))
    (memory (export "memory") 1) (data (i32.const 8) "\\00") (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0))
    (func (export "throw_it") (call 1 (i32.const 512) (i32.const 0) (i32.const 0))) (func (export "int") (param i32) (result i32) (call 0 (local.get 0) (i32.const 8) (i32.const 16))))`);
  const glue = 'var HEAPU8, ASM_CONSTS = { 1024: () => { try { _throw_it() } catch (e) { return addressOf(e) } }, 1030: () => { try { _throw_it() } catch (e) { return e + 1 } } }; var addressOf = (exn) => exn.excPtr; var _throw_it = () => wasmExports["throw_it"](); var e = { emscripten_asm_const_int: _emscripten_asm_const_int, __cxa_throw: ___cxa_throw }; function _emscripten_asm_const_int(c) { return ASM_CONSTS[c]() } function ___cxa_throw(at) { throw at }';
  const { exports } = (await load(wasm, { glue })).instantiate();
  assert.equal([exports['int'](1024), exports['int'](1030)], [512, 513]);
});

test('EM_ASM that needs the glue, and EM_ASM without it', async () => {
  const wasm = asm('(func (export "main") (result i32) (call 0 (i32.const 1024) (i32.const 8) (i32.const 16)))');
  const glue = 'var HEAPU8, ctx; ctx = {}; var ASM_CONSTS = { 1024: () => ctx }; var e = { emscripten_asm_const_int: _emscripten_asm_const_int, emscripten_asm_const_double: _emscripten_asm_const_double }; function _emscripten_asm_const_int(c) { return ASM_CONSTS[c]() } function _emscripten_asm_const_double(c) { return ASM_CONSTS[c]() }';
  assert.match(await refusalOf(await load(wasm, { glue })), /the code of EM_ASM at 1024 uses the variable ctx of the glue/);
  assert.match(await refusalOf(await load(wasm)), /emscripten_asm_const_int and 1 more \(called by main; code of EM_ASM, which --glue takes out/);
});

test('libraries whose other half is JavaScript are named once', async () => {
  const names = ['_embind_register_void', '_embind_register_bool', '_emval_decref', 'emscripten_glClear'];
  const message = await refusalOf(await load(moduleOf({ imports: names })));
  assert.match(message, /env\._embind_register_void and 2 more \(called by sum; embind, whose other half is the program's own JavaScript: run that with this project's WebAssembly namespace\); env\.emscripten_glClear \(called by sum; WebGL, /);
});

/** A program whose main prints nothing and gives what its constructors found at address 100. */
const STARTED = assemble(`(module (import "env" "emscripten_get_now" (func (result f64))) (memory (export "memory") 1)
  (func (export "stackSave") (result i32) (i32.const 0)) (func (export "emscripten_stack_get_end") (result i32) (i32.const 0)) (func (export "__indirect_function_table"))
  (func (export "__wasm_call_ctors") (i32.store (i32.const 104) (i32.load (i32.const 100)))) (func (export "main") (result i32) (i32.load (i32.const 104))))`);

const startedGlue = (code: string, staysAlive = 'Module["noExitRuntime"] || false'): string =>
  `${BEFORE} var Module = {}; ${code}; var noExitRuntime = ${staysAlive}; var asmLibraryArg = { "emscripten_get_now": _emscripten_get_now };`;

test('what a program hangs into its start and end', async () => {
  const { run } = await load(STARTED, { glue: startedGlue(`Module.preRun = [() => { out("second " + HEAP32[25]); HEAP32[25] += 2 }, function () { out("first"); HEAP32[25] = 40 }];
    Module["onRuntimeInitialized"] = () => out("initialised " + HEAP32[26]); Module.onExit = (code) => out("exit " + code + " " + EXITSTATUS)`) });
  let text = '';
  assert.is(await run({ stdout: (bytes: Uint8Array) => void (text += Buffer.from(bytes).toString()) }), 42);
  assert.is(text, 'first\nsecond 40\ninitialised 42\nexit 42 42\n');
});

test('whether a program ends with main, in the words of each version', async () => {
  const ends = async (staysAlive: string): Promise<string> => {
    let text = '';
    const { run } = await load(STARTED, { glue: startedGlue('Module.onExit = (code) => out("exit " + code)', staysAlive) });
    await run({ stdout: (bytes: Uint8Array) => void (text += Buffer.from(bytes).toString()) });
    return text;
  };
  const words = ['Module["noExitRuntime"] || false', 'false', '!1', 'Module["noExitRuntime"] || true', 'true', '!0'];
  assert.equal(await Promise.all(words.map(ends)), ['exit 0\n', 'exit 0\n', 'exit 0\n', '', '', '']);
});

test('files that it makes before main are found by relative names', async () => {
  const glue = startedGlue('Module.preRun = function () { FS.createDataFile("/", "made", "abc", true, true); out(FS.readFile("made", { encoding: "utf8" }) + " " + FS.analyzePath("made").path) }');
  let text = '';
  const { run } = await load(STARTED, { glue });
  assert.is(await run({ stdout: (bytes: Uint8Array) => void (text += Buffer.from(bytes).toString()) }), 0);
  assert.is(text, 'abc /made\n');
});

test('what of that must stay in the glue is said', () => {
  const { diagnostics } = compile(STARTED, { glue: startedGlue('Module.preRun = () => { state += 1 }; Module = { postRun() { FS.trackingDelegate() }, onExit: () => {} }') });
  assert.equal(diagnostics.map(({ message }) => message), ["the glue's Module.preRun is not called: it uses the variable state of the glue", "the glue's Module.postRun is not called: it uses FS.trackingDelegate of the glue"]);
  const own = compile(STARTED, { glue: startedGlue('var PThread = { initMainThread() { addOnPreRun(async () => { var ready = PThread.loadWasmModuleToAllWorkers(); await ready }) } }') });
  assert.equal(own.diagnostics, []);
  const sloppy = compile(STARTED, { glue: startedGlue('Module.preRun = () => {}; var old = 010') });
  assert.match(sloppy.diagnostics[0]?.message ?? '', /Module\.preRun is not called: it stands in glue that is no strict code/);
});

test.run();
