/** `bench` from outside, with the engines that are always there; and its parts that no module can show. */
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../cli/args.js';
import { drive } from '../../../cli/bench/driver.js';
import { measure } from '../../../cli/bench/measure.js';
import { ratios, spread } from '../../../cli/bench/report.js';
import { subjectOf } from '../../../cli/bench/subject.js';
import { findEngines, findWasmInterp } from '../../../cli/engines.js';
import { compile } from '../../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../../support.js';
import { assemble } from '../../wabt.js';

const bin = join(root, 'dist/cli/bin.js');
const cwd = temporaryDirectory();
const add = (name: string, text: string): void => writeFileSync(join(cwd, name), text);

add('sum.wat', `(module
  (func (export "sum") (param i32) (result i32) (local i32 i32)
    (loop (local.set 1 (i32.add (local.get 1) (local.get 2)))
      (br_if 0 (i32.lt_u (local.tee 2 (i32.add (local.get 2) (i32.const 1))) (local.get 0))))
    (local.get 1))
  (func (export "mix") (param i64 f32 f64) (result f64 f32 i64) (local.get 2) (local.get 1) (i64.mul (local.get 0) (i64.const 3)))
  (func (export "trap") unreachable))`);
add('import.wat', `(module (import "env" "log" (func $log)) (import "__proto__" "constructor" (func)) (func (export "f") (result i32) (i32.const 7)) (func (export "g") (call $log)))`);
add('memory.wat', '(module (import "env" "memory" (memory 1)) (import "env" "log" (func)) (func (export "f")))');
add('reactor.wat', `(module (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32))) (memory (export "memory") 1)
  (func (export "_initialize")) (func (export "f") (result i32) (i32.const 8)) (func (export "g") (result i32) (call $yield)))`);
add('start.wat', '(module (func $s unreachable) (start $s) (func (export "f")))');
add('none.wat', '(module (memory (export "m") 1))');

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [bin, 'bench', ...args], { cwd, encoding: 'utf8' });
}

test('a table of ratios', () => {
  const { status, stdout, stderr } = bench('sum.wat', '--invoke', 'sum', '--arg', '1000', '--seconds', '1', '--engines', 'node,node --jitless');
  assert.equal([status, stderr], [0, '']);
  assert.match(stdout, /^"sum"\(1000\) of sum\.wat: 499500\n/);
  const rows = stdout.split('\n').filter((line) => /node/.test(line) && !line.startsWith('ratios'));
  assert.equal(rows.map((line) => line.split(/ {2,}/)[0]), ['compiled, node', 'native, node', 'compiled, node --jitless']);
  for (const row of rows) assert.match(row, /\d (ns|us|ms|s) +\d[\d.]* +\d[\d.]* +\d/);
});

test('for machines, with arguments of all types', () => {
  const { status, stdout, stderr } = bench('sum.wat', '--invoke', 'mix', '--arg=-0x10', '--arg', '0.5', '--arg=-inf', '--seconds', '0.5', '--engines', 'node', '--json');
  assert.equal([status, stderr], [0, '']);
  const report = JSON.parse(stdout) as { result: string; args: string[]; rows: { way: string; callMilliseconds: number[]; ratio: { min: number; median: number; max: number } }[] };
  assert.equal([report.result, report.args], ['-Infinity, 0.5, -48', ['-16', '0.5', '-Infinity']]);
  assert.equal(report.rows.map(({ way }) => way), ['compiled', 'native']);
  for (const { callMilliseconds, ratio } of report.rows) {
    assert.ok(callMilliseconds.length > 0 && callMilliseconds.every((time) => time > 0));
    assert.ok(ratio.min <= ratio.median && ratio.median <= ratio.max);
  }
});

test("wabt's interpreter agrees", () => {
  const [interp] = findWasmInterp().found;
  if (!interp) return skip("wabt's interpreter", 'not installed (apt install wabt)');
  const { status, stdout, stderr } = bench('sum.wat', '--invoke', 'mix', '--arg=-3', '--arg', 'nan', '--arg', '1e300', '--seconds', '0.5', '--engines', 'node,wasm-interp', '--json');
  assert.equal([status, stderr], [0, '']);
  const report = JSON.parse(stdout) as { failed: unknown[]; rows: { engine: string }[] };
  assert.equal([report.failed, report.rows.map(({ engine }) => engine)], [[], ['node', 'node', 'wasm-interp']]);
});

test('imports that are not called may be missing; native WebAssembly takes part until it calls one that only an ABI provides', () => {
  const run = (...args: string[]): { result: string; rows: { way: string }[]; failed: unknown[] } =>
    JSON.parse(bench(...args, '--seconds', '0.3', '--engines', 'node', '--json').stdout) as { result: string; rows: { way: string }[]; failed: unknown[] };
  const seen = ({ result, rows, failed }: ReturnType<typeof run>): unknown => [result, rows.map(({ way }) => way), failed];
  assert.equal(seen(run('import.wat', '--invoke', 'f')), ['7', ['compiled', 'native'], []]);
  assert.equal(seen(run('reactor.wat', '--invoke', 'f')), ['8', ['compiled', 'native'], []]);
  assert.equal(seen(run('reactor.wat', '--invoke', 'g')), ['0', ['compiled'],
    [{ engine: 'native, node', why: 'the function calls the import "wasi_snapshot_preview1"."sched_yield", which only the ABI provides' }]]);
});

test('what cannot be measured: one line, exit code 1', () => {
  const cases: [string[], RegExp][] = [
    [['import.wat', '--invoke', 'g', '--engines', 'node,node --jitless'], /no engine ran import\.wat: the function calls the import "env"\."log", which nobody provides/],
    [['memory.wat', '--invoke', 'f'], /memory\.wat: nobody provides the imports "env"\."memory": only functions can be left out/],
    [['start.wat', '--invoke', 'f', '--engines', 'node'], /nothing to measure: the first call throws RuntimeError: unreachable/],
    [['sum.wat', '--invoke', 'trap', '--engines', 'node'], /nothing to measure: the first call throws RuntimeError: unreachable/],
    [['none.wat', '--invoke', 'f'], /exports no function/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = bench(...args);
    assert.equal([status, stdout], [1, ''], args.join(' '));
    assert.match(stderr, new RegExp(`^wasm2js-aot: [^\\n]*${message.source}[^\\n]*\\n$`));
  }
});

test('usage errors: exit code 2', () => {
  for (const args of [['sum.wat'], ['sum.wat', '--invoke', 'zork'], ['sum.wat', '--invoke', 'sum'], ['sum.wat', '--invoke', 'sum', '--arg', '1', '--arg', '2'],
    ['sum.wat', '--invoke', 'sum', '--arg', 'x'], ['sum.wat', '--invoke', 'sum', '--arg', '1', '--seconds', '0'], ['sum.wat', '--invoke', 'sum', '--arg', '1', '--engines', 'zork'],
    ['sum.wat', '--invoke', 'sum', '--invoke', 'mix', '--arg', '1'], ['sum.wat', '--invoke', 'sum', '--arg', '1', '--', '2']]) {
    const { status, stdout, stderr } = bench(...args);
    assert.equal([status, stdout], [2, ''], args.join(' '));
    assert.match(stderr, /^wasm2js-aot: [^\n]+\nTry: wasm2js-aot --help\n$/);
  }
});

test('arguments are in the range of their types', () => {
  const exports = [{ name: 'f', kind: 'func', type: 'ilfd:' }] as const;
  const read = (...texts: string[]): readonly (number | bigint)[] => subjectOf([...exports], 'f', texts).args;
  assert.equal(read('4294967295', '18446744073709551615', '-0', '0x10'), [-1, -1n, -0, 16]);
  assert.equal(read('-2_147_483_648', '-9223372036854775808', '-infinity', '.5'), [-(2 ** 31), -(2n ** 63n), -Infinity, 0.5]);
  for (const texts of [['4294967296', '0', '0', '0'], ['-2147483649', '0', '0', '0'], ['1.5', '0', '0', '0'], ['0', '18446744073709551616', '0', '0'], ['0', '0', '', '0'], ['0', '0', '0', '1n']])
    assert.throws(() => read(...texts), (error: Error) => error instanceof UsageError, texts.join(' '));
});

const plan = (own: string, others: string): Parameters<typeof measure>[0] => ({
  engines: findEngines().found.slice(0, 1), interpreters: [], imports: [], provided: true, compared: true, seconds: 0.2, directory: cwd, progress: () => undefined,
  subject: { name: 'f', params: '', results: 'i', args: [] },
  code: compile(assemble(own), { format: 'iife', name: 'wasm2js_aot_bench' }).code, bytes: assemble(others),
});
/** Gives `late` from the second call on. */
const counter = (late: number): string => `(module (global $n (mut i32) (i32.const 0)) (func (export "f") (result i32)
  (global.set $n (i32.add (global.get $n) (i32.const 1))) (select (i32.const ${late}) (i32.const 0) (i32.gt_u (global.get $n) (i32.const 1)))))`;
const rejects = (made: Promise<unknown>, message: RegExp): Promise<void> => made.then(() => assert.unreachable('was not rejected'), (error: Error) => assert.match(error.message, message));

test('results that differ are an error, at the first call and later', async () => {
  await rejects(measure(plan('(module (func (export "f") (result i32) (i32.const 1)))', '(module (func (export "f") (result i32) (i32.const 2)))')),
    /^results differ: native, node: 2; compiled, node: 1$/);
  await rejects(measure(plan('(module (func (export "f") (result i32) (i32.const 1)))', '(module (func (export "f") (result i32) unreachable))')), /^results differ: native, node: throws RuntimeError: unreachable; compiled, node: 1$/);
  await rejects(measure(plan(counter(1), counter(2))), /^results differ on node: compiled and native give 1 and 2 at a later call$/);
});

test('an engine that fails is told, and the others go on', async () => {
  const path = join(cwd, 'broken');
  writeFileSync(path, '#!/bin/sh\necho "SyntaxError: no" >&2\nexit 3\n');
  chmodSync(path, 0o755);
  const good = plan(counter(1), counter(1));
  const { rows, failures } = await measure({ ...good, engines: [...good.engines, { name: 'broken', command: [path] }, { name: 'absent', command: [join(cwd, 'nowhere')] }] });
  assert.equal(rows.map(({ engine }) => engine), ['node', 'node']);
  assert.equal(failures[0], { engine: 'broken', why: 'SyntaxError: no' });
  assert.is(failures[1]!.engine, 'absent');
});

test('a call has a time whenever the machine takes the process away', () => {
  for (let stop = 0; stop < 60; stop++) {
    let asked = 0;
    let time = 0;
    const now = (): number => (time += asked++ === stop ? 1000 : 0);
    const repeat = (_f: unknown, _args: unknown, count: number): number => (time += count * 0.001, 1);
    const [outcome] = drive([{ name: 'f', instantiate: () => ({ f: () => 1 }), lacking: () => undefined, repeat }], { name: 'f', args: [], milliseconds: 50 }, now);
    assert.ok(outcome!.call! > 0 && outcome!.call! < Infinity, `away at question ${stop}: ${outcome!.call}`);
  }
});

test('a script that an engine cannot run is a failure of that engine, not another result', async () => {
  const good = plan(counter(1), counter(1));
  const path = join(cwd, 'lacking');
  const line = '@bench [{"name":"compiled","first":1,"thrown":"ReferenceError: TextDecoder is not defined"}]';
  writeFileSync(path, `#!/bin/sh\necho '${line}'\n`);
  chmodSync(path, 0o755);
  const { rows, failures } = await measure({ ...good, engines: [...good.engines, { name: 'lacking', command: [path] }] });
  assert.equal([rows.length, failures], [2, [{ engine: 'lacking', why: 'ReferenceError: TextDecoder is not defined' }]]);
});

test('spread and ratios', () => {
  assert.equal(spread([3, 1, 2]), { min: 1, median: 2, max: 3 });
  assert.equal(spread([4, 1, 2, 3]), { min: 1, median: 2.5, max: 4 });
  assert.is(spread([]), undefined);
  const row = (calls: (number | undefined)[]): Parameters<typeof ratios>[0] => ({ engine: 'e', way: 'compiled', calls, first: 0, result: '', thrown: undefined });
  assert.equal(ratios(row([2, undefined, 9]), row([1, 1, 3])), [2, 3]);
});

test.run();
