/** Names out of glue in the shapes that Emscripten and its minifiers have given it. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Export, Import } from '../../compiler/decode/index.js';
import { decode } from '../../compiler/decode/index.js';
import { readGlue, withNames } from '../../compiler/glue/index.js';
import { compile } from '../../compiler/index.js';
import { OptionError } from '../../compiler/options.js';
import { temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const funcImport = (name: string, module = 'a'): Import => ({ module, name, at: 0, desc: { kind: 'func', type: 0 } });
const exported = (name: string, kind: Export['kind'] = 'func'): Export => ({ name, kind, index: 0, at: 0 });

function read(text: string, imports: string[], exports: Export[]): { imports: object; exports: object; staticTop: number | undefined } {
  const glue = readGlue(text, { imports: imports.map((name) => funcImport(name)), exports });
  return { imports: Object.fromEntries(glue.imports), exports: Object.fromEntries(glue.exports), staticTop: glue.staticTop };
}

test('glue of 3.1.6: forwarding functions that replace themselves', () => {
  const text = `var other={"a":1,"b":2};
    function createWasm(){function receive(i){Module["asm"]=i.exports;wasmMemory=Module["asm"]["c"];wasmTable=Module["asm"]["f"];addOnInit(Module["asm"]["d"]);removeRunDependency("x")}}
    var asmLibraryArg={"a":___cxa_throw,"b":_fd_write,"g":invoke_iii};
    var _main=Module["_main"]=function(){return(_main=Module["_main"]=Module["asm"]["e"]).apply(null,arguments)};
    var stackSave=Module["stackSave"]=function(){return(stackSave=Module["stackSave"]=Module["asm"]["h"]).apply(null,arguments)};
    var dynCall_jiji=Module["dynCall_jiji"]=function(){return(dynCall_jiji=Module["dynCall_jiji"]=Module["asm"]["i"]).apply(null,arguments)};`;
  const exports = [exported('c', 'memory'), exported('d'), exported('e'), exported('f', 'table'), exported('h'), exported('i')];
  assert.equal(read(text, ['a', 'b', 'g'], exports), {
    imports: { a: '__cxa_throw', b: 'fd_write', g: 'invoke_iii' },
    exports: { c: 'memory', d: '__wasm_call_ctors', e: 'main', f: '__indirect_function_table', h: 'stackSave', i: 'dynCall_jiji' },
    staticTop: undefined,
  });
});

test('glue of 6.0.5 whose module has one import: the object that holds the imports is not taken for them', () => {
  const text = `var wasmImports={a:_fd_write};async function createWasm(){function getWasmImports(){return{a:wasmImports}}var info=getWasmImports()}
    function assignWasmExports(wasmExports){_main=Module["_main"]=wasmExports["d"];__emscripten_stack_alloc=wasmExports["e"];memory=wasmMemory=wasmExports["b"]}
    function initRuntime(){wasmExports["c"]()}`;
  const names = { imports: { a: 'fd_write' }, exports: { b: 'memory', c: '__wasm_call_ctors', d: 'main', e: '_emscripten_stack_alloc' }, staticTop: undefined };
  const exports = [exported('b', 'memory'), exported('c'), exported('d'), exported('e')];
  assert.equal(read(text, ['a'], exports), names);
  assert.equal(read(text.replace('var wasmImports=', 'var wasmImports;wasmImports='), ['a'], exports), names);
});

test('a small program with minified names and its glue is run: nothing but the glue tells whose it is', () => {
  const wasm = assemble(`(module (import "a" "a" (func $write (param i32 i32 i32 i32) (result i32))) (memory (export "b") 1) (data (i32.const 8) "\\10\\00\\00\\00\\03\\00\\00\\00hi\\0a")
    (func (export "c")) (func (export "d") (param i32 i32) (result i32) (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0))) (i32.const 3)))`);
  const glue = 'var wasmImports={a:_fd_write};var imports={a:wasmImports};function assign(wasmExports){_main=Module["_main"]=wasmExports["d"];memory=wasmMemory=wasmExports["b"]}function initRuntime(){wasmExports["c"]()}';
  const output = join(temporaryDirectory(), 'small.mjs');
  writeFileSync(output, compile(wasm, { glue }).code);
  const ran = spawnSync(process.execPath, [output], { encoding: 'utf8' });
  assert.equal([ran.status, ran.stdout, ran.stderr], [3, 'hi\n', '']);
});

test('glue of 3.1.50 and later: arrow functions, wasmExports, a module', () => {
  const text = `export default async function(m){ var wasmImports = { /** @export */ a: __abort_js, b: _proc_exit, c: wasmMemory };
    var wasmExports = await createWasm(); wasmExports['d']();
    var _main = Module['_main'] = (a0, a1) => (_main = Module['_main'] = wasmExports['e'])(a0, a1);
    var __emscripten_stack_restore = (a0) => (__emscripten_stack_restore = wasmExports['f'])(a0); }`;
  assert.equal(read(text, ['a', 'b', 'c'], [exported('d'), exported('e'), exported('f')]), {
    imports: { a: '_abort_js', b: 'proc_exit', c: 'memory' }, exports: { d: '__wasm_call_ctors', e: 'main', f: '_emscripten_stack_restore' }, staticTop: undefined,
  });
});

test('glue of closure: exports by the properties that users see, imports not', () => {
  const text = 'var ed={a:(x)=>x,i:function(a){return a},D:Za};k=function(b){b=Z=b.exports;d._malloc=b.v;d._QTS_Throw=b.w;ta=b.x;return Z};';
  assert.equal(read(text, ['a', 'i', 'D'], [exported('v'), exported('w'), exported('x')]), {
    imports: {}, exports: { v: 'malloc', w: 'QTS_Throw' }, staticTop: undefined,
  });
});

test('glue of the old backend: names keep their underscores, and the layout is told', () => {
  const early = `STATICTOP = STATIC_BASE + 215536; Module.asmLibraryArg = { "a": abort, "b": ___syscall5, "c": enlargeMemory, "d": DYNAMICTOP_PTR };
    var _main = Module["_main"] = function() { return Module["asm"]["e"].apply(null, arguments) };
    var _free = Module["_free"] = asm["f"];`;
  assert.equal(read(early, ['a', 'b', 'c'], [exported('f')]), {
    imports: { a: 'abort', b: '___syscall5', c: 'enlargeMemory' }, exports: { f: '_free' }, staticTop: 216560,
  });
  assert.is(read('var STACK_BASE = 87744, DYNAMICTOP_PTR = 87488;', [], []).staticTop, 87488);
});

test('names of one module are found, given, and never doubled', () => {
  const wat = '(module (import "a" "a" (func (param i32))) (import "a" "b" (func)) (memory (export "c") 1) (func (export "d")) (func (export "e")) (func (export "free")))';
  const module = decode(assemble(wat));
  const glue = readGlue('var x={a:_proc_exit,b:___proto__};_main=y.d;_free=y.e;', module);
  const named = withNames(module, glue);
  assert.equal(named.imports.map((i) => `${i.module}.${i.name}`), ['wasi_snapshot_preview1.proc_exit', 'env.__proto__']);
  assert.equal(named.exports.map(({ name }) => name), ['memory', 'main', 'e', 'free']);
});

test('what is no JavaScript is refused, and what says nothing changes nothing', () => {
  const wasm = assemble('(module (func (export "a")))');
  assert.throws(() => compile(wasm, { glue: 'var = 1' }), (error: unknown) => error instanceof OptionError && /glue is not JavaScript/.test(error.message));
  assert.is(compile(wasm, { glue: '' }).code, compile(wasm, {}).code);
  const nested = (depth: number): string => `var x=${'('.repeat(depth)}1${')'.repeat(depth)};`;
  assert.is(compile(wasm, { glue: nested(100) }).code, compile(wasm, {}).code);
  assert.throws(() => compile(wasm, { glue: nested(100000) }), (error: unknown) => error instanceof OptionError);
});

test.run();
