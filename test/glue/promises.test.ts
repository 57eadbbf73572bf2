/** Programs without their glue that wait, in the middle of main, for promises of JavaScript of their own: EM_ASYNC_JS and what else Asyncify and JSPI are for. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, inspect } from '../../compiler/index.js';
import { temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

/** main() adds what `wait_for` gives for 1 and 2, sleeps in between, and leaves with that. `again` calls it from JavaScript. */
const program = (more = ''): Uint8Array => assemble(`(module (import "env" "wait_for" (func $wait (param i32) (result i32))) (import "env" "emscripten_sleep" (func $sleep (param i32))) (import "env" "exit" (func $exit (param i32))) ${more}
  (memory (export "memory") 1) (func (export "__wasm_call_ctors")) (func (export "stackSave") (result i32) (i32.const 0)) (func (export "emscripten_stack_get_end") (result i32) (i32.const 0))
  (func (export "again") (result i32) (call $wait (i32.const 9))) (func (export "leave") (call $exit (i32.const 5)))
  (func (export "main") (param $count i32) (param i32) (result i32) (local $sum i32)
    (local.set $sum (call $twice (i32.const 1))) (call $sleep (i32.const 5)) (i32.add (i32.add (local.get $sum) (call $twice (i32.const 2))) (local.get $count)))
  (func $twice (param i32) (result i32) (i32.mul (call $wait (local.get 0)) (i32.const 2))) (func (export "stackAlloc") (param i32) (result i32) (i32.const 1024)))`);

const glueOf = (code: string, end = ''): string => `var HEAPU8, Asyncify = { state: 0, currData: null, handleAsync(f) { return f() }, handleSleep(f) {} }; ${end}; ${code};
  function _again() {} function _leave() {} function _emscripten_sleep() {} function _exit() {} function _emscripten_fiber_swap() {} wait_for.isAsync = true; Asyncify.state = 0; var wasmImports = { wait_for, "emscripten_sleep": _emscripten_sleep, "exit": _exit, "emscripten_fiber_swap": _emscripten_fiber_swap };`;

function run(code: string, end?: string): { status: number | null; stdout: string; stderr: string } {
  const file = join(temporaryDirectory(), 'program.mjs');
  writeFileSync(file, compile(program(), { glue: glueOf(code, end) }).code);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 60000 });
  return { status, stdout, stderr };
}

test('promises of every kind, with timers, promises and sleep in between', () => {
  const waits = `var seen = 0; function wait_for(a) { return Asyncify.handleAsync(async () => {
    out("asked " + a); await new Promise((done) => setTimeout(done, 10)); if (a == 1) await require("fs").promises.readFile("/proc/self/stat"); out("told " + seen++); return a * 10 }) }`;
  assert.equal(run(waits), { status: 61, stdout: 'asked 1\ntold 0\nasked 2\ntold 1\n', stderr: '' });
  assert.equal(run(waits, 'var noExitRuntime = false;'), { status: 61, stdout: 'asked 1\ntold 0\nasked 2\ntold 1\n', stderr: '' });
  assert.equal(run('function wait_for(a) { return Asyncify.handleSleep((wake) => a == 1 ? wake(3) : setTimeout(() => wake(4), 5)) }'), { status: 15, stdout: '', stderr: '' });
  const meanwhile = run(`function wait_for(a) { if (a == 1) Promise.resolve().then(() => setTimeout(() => { out("timer"); Promise.resolve().then(() => out("promise")) }, 1));
    return Asyncify.handleAsync(async () => { if (a == 2) out("slept"); return a }) }`);
  assert.equal(meanwhile, { status: 7, stdout: 'timer\npromise\nslept\n', stderr: '' });
});

test('an exit, and what nobody catches, end a program that waits', () => {
  const never = 'return Asyncify.handleAsync(() => new Promise(() => {}))';
  assert.equal(run(`function wait_for(a) { Promise.resolve().then(() => _leave()); ${never} }`), { status: 5, stdout: '', stderr: '' });
  assert.equal(run(`function wait_for(a) { setTimeout(_leave, 5); ${never} }`, 'var noExitRuntime = false;'), { status: 5, stdout: '', stderr: '' });
  const failed = run('function wait_for(a) { return Asyncify.handleAsync(async () => { throw new Error("refused") }) }');
  assert.is(failed.status === 0, false);
  assert.match(failed.stderr, /refused/);
});

test('what calls without waiting is told', () => {
  const { stderr, status } = run('function wait_for(a) { return Asyncify.handleAsync(async () => a == 2 ? _again() : a) }');
  assert.is(status === 0, false);
  assert.match(stderr, /the program waits for a promise \(wait_for\) where it cannot: below a timer, an event, a constructor or an export that --promising does not name\n/);
});

test('what stays behind, and why', () => {
  const remark = (code: string, more?: string): string | undefined => inspect(program(more), { glue: glueOf(code) }).missing.find(([, name]) => name === 'wait_for')?.[3];
  const waits = 'function wait_for(a) { return Asyncify.handleAsync(async () => a) }';
  assert.is(remark(waits), undefined);
  assert.match(remark('function wait_for(a) { return Asyncify.state }') ?? '', /uses Asyncify\.state of the glue/);
  assert.match(remark(waits, '(import "env" "memory" (memory 1 1 shared))') ?? '', /waits for promises, which no program with threads can without its glue/);
  assert.match(remark(waits, '(import "env" "emscripten_fiber_swap" (func (param i32 i32)))') ?? '', /waits for promises, which no program with fibers can/);
});

test('a program that makes no promises is written once', () => {
  const once = compile(program(), { glue: glueOf('function wait_for(a) { return a }') }).code;
  assert.is(/function\s*\*|yield/.test(once), false);
});

test.run();
