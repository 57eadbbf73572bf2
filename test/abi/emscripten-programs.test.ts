/** C and C++ programs whose exceptions and jumps go through JavaScript, against what they print under Emscripten's own glue. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findEngines } from '../../cli/engines.js';
import { compile, inspect } from '../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const fixtures = join(root, 'test/abi/fixtures');

/** Those whose names end so were built by 6.0.5; one catches with its own instructions (-fwasm-exceptions). */
const printedBy = (name: string): string => readFileSync(join(fixtures, `${name.replace(/-(?:6|own)$/, '')}.txt`), 'utf8');

for (const name of ['jumps', 'exceptions', 'jumps-6', 'exceptions-6', 'exceptions-own']) {
  for (const optimize of [0, 2] as const) {
    test(`${name} at -O${optimize}`, () => {
      const output = join(temporaryDirectory(), `${name}.mjs`);
      const { code, abi } = compile(readFileSync(join(fixtures, `${name}.wasm`)), { optimize });
      assert.is(abi?.id, 'emscripten');
      writeFileSync(output, code);
      const ran = spawnSync(process.execPath, [output], { encoding: 'utf8', timeout: 60000 });
      assert.is(ran.stdout, printedBy(name), ran.stderr);
      assert.is(ran.status, 5, ran.stderr);
    });
  }
}

test('what 6.0.5 imports that earlier versions do not, and a string that is thrown as JavaScript', () => {
  const output = join(temporaryDirectory(), 'current.mjs');
  writeFileSync(output, compile(readFileSync(join(fixtures, 'current.wasm')), {}).code);
  const { stdout, stderr, status } = spawnSync(process.execPath, [output], { encoding: 'utf8', timeout: 60000 });
  assert.is(stdout, printedBy('current'), stderr);
  assert.match(stderr, /^error 5000000000\ncurrent: RuntimeError: the program threw the string "the end"\n/);
  assert.is(status, 134);
});

test('timers and a main loop while a program sleeps that Asyncify can suspend', () => {
  const { stdout, statuses } = outcomes('asleep', []);
  assert.is(stdout, printedBy('asleep'));
  assert.equal(statuses, [0]);
});

/** Runs a fixture with each of these lists of arguments: what it printed, and how it ended. */
function outcomes(name: string, ...lists: string[][]): { readonly stdout: string; readonly statuses: (number | null)[] } {
  const output = join(temporaryDirectory(), `${name}.mjs`);
  writeFileSync(output, compile(readFileSync(join(fixtures, `${name}.wasm`)), {}).code);
  const runs = lists.map((args) => spawnSync(process.execPath, [output, ...args], { encoding: 'utf8', timeout: 60000 }));
  assert.equal(runs.map(({ stderr }) => stderr).join(''), '');
  return { stdout: runs.map(({ stdout }) => stdout).join(''), statuses: runs.map(({ status }) => status) };
}

test('engines without files, text codecs or streams', () => {
  const { found, absent } = findEngines();
  for (const { name, how } of absent) skip(`Emscripten programs on ${name}`, how);
  for (const { name: engine, command } of found.filter(({ name }) => /^(jsc|gjs|hermes|qjs)/.test(name))) {
    for (const [name, status] of [['jumps', [5]], ['exceptions', [5]], ['later', [9, 6]]] as const) {
      const { code } = compile(readFileSync(join(fixtures, `${name}.wasm`)), { format: 'iife', name: 'k', target: engine === 'hermes' ? 'hermes' : 'portable' });
      const file = join(temporaryDirectory(), `${name}.js`);
      const again = status.length === 1 ? '' : "return k.run({ args: ['short'] }).then(function (second) { print('exit ' + first + ',' + second); });";
      const run = `k.run({ args: [] }).then(function (first) { ${again || "print('exit ' + first);"} }).then(undefined, function (error) { print('failed: ' + error); });`;
      const loop = engine === 'gjs' ? "imports.mainloop.timeout_add(200, () => imports.mainloop.quit()); imports.mainloop.run();" : '';
      writeFileSync(file, `${code}\n${run}\n${loop}\n`);
      const { stdout, stderr } = spawnSync(command[0]!, [...command.slice(1), file], { encoding: 'utf8', timeout: 60000 });
      const text = stdout.split('\n').filter((line) => line !== 'done').join('\n');
      assert.is(text, `${readFileSync(join(fixtures, `${name}.txt`), 'utf8')}exit ${String(status)}\n`, `${name} on ${engine}: ${stderr}`);
    }
  }
});

test('timers and the main loop run after main, as they do on the event loop', () => {
  assert.equal(outcomes('later', [], ['short']), { stdout: readFileSync(join(fixtures, 'later.txt'), 'utf8'), statuses: [9, 6] });
});

test('a program that stays alive gets the alarm it waits for', async () => {
  const wasm = assemble(`(module (import "env" "_setitimer_js" (func $timer (param i32 f64) (result i32))) (import "env" "emscripten_exit_with_live_runtime" (func $stay)) (import "env" "exit" (func $exit (param i32)))
    (memory (export "memory") 1) (func (export "stackSave") (result i32) i32.const 0) (func (export "__wasm_call_ctors"))
    (func (export "_emscripten_timeout") (param i32 f64) (call $exit (i32.const 7))) (func (export "main") (result i32) (drop (call $timer (i32.const 0) (f64.const 30))) (call $stay) (i32.const 1)))`);
  const output = join(temporaryDirectory(), 'alarm.mjs');
  writeFileSync(output, compile(wasm, {}).code);
  const { run } = (await import(output)) as { run(options: object): Promise<number> };
  assert.is(await run({}), 7);
});

test('pipes and numeric addresses are those of the kernel', () => {
  assert.equal(outcomes('ends', []), { stdout: readFileSync(join(fixtures, 'ends.txt'), 'utf8'), statuses: [0] });
});

for (const name of ['exceptions', 'exceptions-6', 'exceptions-own']) {
  test(`an exception that nobody catches ends the program, and is named: ${name}`, () => {
    const output = join(temporaryDirectory(), 'exceptions.mjs');
    writeFileSync(output, compile(readFileSync(join(fixtures, `${name}.wasm`)), {}).code);
    const ran = spawnSync(process.execPath, [output, 'uncaught'], { encoding: 'utf8', timeout: 60000 });
    assert.match(ran.stderr, /uncaught C\+\+ exception of type St13runtime_error/);
    assert.is(ran.status, 134);
  });
}

/** What a program does that throws 7 under its tag `__cpp_exception`, by its host, and whose handler, if it has one, gives that and 5 as exit code. */
async function throwing(handler: string): Promise<number> {
  const wasm = assemble(`(module (import "env" "__throw_exception_with_stack_trace" (func $throw (param i32))) (tag $cpp (export "__cpp_exception") (param i32))
    (memory (export "memory") 1) (func (export "emscripten_stack_get_current") (result i32) i32.const 0) (func (export "__wasm_call_ctors"))
    (func (export "main") (result i32) (try (result i32) (do (call $throw (i32.const 7)) (i32.const 1)) ${handler})))`);
  const output = join(temporaryDirectory(), 'thrown.mjs');
  writeFileSync(output, compile(wasm, { abi: 'emscripten' }).code);
  return ((await import(output)) as { run(options: object): Promise<number> }).run({});
}

test('what the host throws for a program, the program catches with its own instructions', async () => {
  assert.is(await throwing('(catch $cpp (i32.add (i32.const 5)))'), 12);
  await throwing('').then(() => assert.unreachable(), (error: Error) => assert.match(error.message, /ended by an exception that it did not catch/));
});

test('functions that nobody provides are named together, with those that call them, and may be given', async () => {
  const wat = `(module (import "env" "emscripten_notify_memory_growth" (func (param i32))) (import "env" "from_javascript" (func $given (result i32))) (import "env" "other" (func $other))
    (memory (export "memory") 1) (func (export "stackSave") (result i32) i32.const 0) (func (export "__wasm_call_ctors"))
    (func $helper (result i32) call $given) (func (export "main") (result i32) call $other call $helper))`;
  const wasm = assemble(wat, { names: true });
  assert.equal(inspect(wasm).missing, [['env', 'from_javascript', 'called by helper'], ['env', 'other', 'called by main']]);
  const output = join(temporaryDirectory(), 'missing.mjs');
  writeFileSync(output, compile(wasm, {}).code);
  const { run, instantiate } = (await import(output)) as { run(options: object): Promise<number>; instantiate(imports?: object): object };
  const message = /env\.from_javascript \(called by helper\); env\.other \(called by main\)/;
  assert.throws(() => instantiate(), message);
  const env = { from_javascript: () => 41, other: () => undefined };
  await run({ imports: { env: { other: env.other } } }).then(() => assert.unreachable(), (error: Error) => assert.match(error.message, /provides: env\.from_javascript \(called by helper\)\. Give/));
  assert.is(await run({ imports: { env } }), 41);
});

test('a program of 64-bit addresses is told as one, once', async () => {
  const wasm = assemble(`(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i64 i64 i64) (result i32))) (import "env" "invoke_vj" (func $invoke (param i64 i64)))
    (memory (export "memory") i64 1) (func (export "__wasm_call_ctors") (call $invoke (i64.const 0) (i64.const 0))) (func (export "main") (param i32 i64) (result i32) i32.const 0))`);
  assert.match(String(inspect(wasm).missing[0]?.[3]), /^built for addresses of 64 bits/);
  const output = join(temporaryDirectory(), 'wide.mjs');
  writeFileSync(output, compile(wasm, {}).code);
  const { run } = (await import(output)) as { run(options: object): Promise<number> };
  await run({}).then(() => assert.unreachable(), (error: Error) => assert.match(error.message, /provides: env\.invoke_vj and 1 more \(called by __wasm_call_ctors; built for addresses of 64 bits/));
});

test('a program of dynamic linking is told by the functions that use its globals', async () => {
  const wasm = assemble(`(module (import "env" "__stack_pointer" (global $sp (mut i32))) (import "GOT.mem" "__heap_base" (global $heap (mut i32))) (import "env" "__memory_base" (global i32)) (import "env" "_dlopen_js" (func (param i32) (result i32)))
    (memory (export "memory") 1) (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0)) (func $top (result i32) (global.get $heap)) (func (export "main") (param i32 i32) (result i32) (global.get $sp) (call $top) (i32.add)))`, { names: true });
  assert.equal(inspect(wasm).missing.map(([, name, users]) => [name, users]), [['__stack_pointer', 'used by main'], ['__heap_base', 'used by top'], ['__memory_base', '']]);
  const output = join(temporaryDirectory(), 'linked.mjs');
  writeFileSync(output, compile(wasm, {}).code);
  const { run } = (await import(output)) as { run(options: object): Promise<number> };
  await run({}).then(() => assert.unreachable(), (error: Error) => assert.match(error.message, /provides: env\.__stack_pointer and 2 more \(used by main; dynamic linking/));
});

test.run();
