/** `--trace-exports`: an output tells which exports a program uses, and `--keep-exports @list` leaves out the rest. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keptNames } from '../cli/keep-list.js';
import { CliError } from '../cli/io.js';
import { compile } from '../compiler/index.js';
import { register, WebAssembly as Namespace, type Precompiled } from '../compiler/webassembly/precompiled.js';
import { agree } from './agree.js';
import { loadCommonJs, loadScript } from './load.js';
import { root, temporaryDirectory } from './support.js';
import { assemble } from './wabt.js';

const bin = join(root, 'dist/cli/bin.js');
const module = assemble(`(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1) (global (export "version") i32 (i32.const 7)) (table (export "table") 4 funcref)
  (func $deep (result i32) (i32.const 41))
  (func $one (export "one") (export "one, again") (result i32) (i32.add (call $deep) (i32.const 1)))
  (func (export "two") (param i32 i64) (result i64) (i64.add (local.get 1) (i64.extend_i32_s (local.get 0))))
  (func (export "passed") (result i32) (i32.const 3))
  (func (export "never") (param i32) (result i32) (i32.const 305419896))
  (func (export "trap") unreachable)
  (export "log" (func $log))
  (elem (i32.const 0) $one))`);
const imports = { env: { log: () => undefined } };
const folder = temporaryDirectory();
let count = 0;
const list = (): string => join(folder, `${count++}.txt`);
const namesIn = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

test('names are listed when a function is called and when anything else is read', () => {
  const path = list();
  const { exports } = loadCommonJs(module, { abi: 'none', traceExports: path }).instantiate(imports);
  assert.equal(namesIn(path), []);
  const { two, never } = exports;
  assert.type(never, 'function');
  assert.equal(namesIn(path), []);
  assert.is(two(3, 4n), 7n);
  two(3, 4n);
  assert.equal(namesIn(path), ['two']);
  assert.is(exports['version'].value, 7);
  assert.throws(() => exports['trap'](), /unreachable/);
  assert.equal(namesIn(path), ['two', 'version', 'trap']);
  assert.is(exports['one, again'](), 42);
  assert.equal(namesIn(path), ['two', 'version', 'trap', 'one', '"one, again"']);
});

test('a function that becomes a reference is used', () => {
  const path = list();
  const { exports } = loadCommonJs(module, { abi: 'none', traceExports: path }).instantiate(imports);
  exports['table'].set(1, exports['passed']);
  assert.is(exports['table'].get(1), exports['passed']);
  assert.equal(namesIn(path), ['table', 'passed']);
  const user = loadCommonJs(assemble('(module (import "m" "f" (func $f (param i32) (result i32))) (func (export "g") (result i32) (call $f (i32.const 1))))'), { abi: 'none' });
  assert.is(user.instantiate({ m: { f: exports['never'] } }).exports['g'](), 305419896);
  assert.equal(namesIn(path), ['table', 'passed', 'never']);
});

test('the exports are as they would be', () => {
  const { exports } = loadCommonJs(module, { abi: 'none', traceExports: list() }).instantiate(imports);
  assert.equal(Object.keys(exports), ['memory', 'version', 'table', 'one', 'one, again', 'two', 'passed', 'never', 'trap', 'log']);
  assert.ok(Object.isFrozen(exports));
  assert.is(Object.getPrototypeOf(exports), null);
  assert.is(exports['one'], exports['one, again']);
  assert.is(exports['table'].get(0), exports['one']);
  const plain = loadCommonJs(module, { abi: 'none' }).instantiate(imports).exports;
  for (const name of ['one', 'two']) assert.equal([exports[name].name, exports[name].length], [plain[name].name, plain[name].length]);
  agree(`(module (memory (export "memory") 1) (func (export "f") (param i32 i64) (result i64 i32) (i64.store (local.get 0) (local.get 1)) (i64.load offset=1 (local.get 0)) (i32.div_s (local.get 0) (i32.const 0))))`,
    [['f', 8, -2n], ['f', -1, 0n], ['f']], { options: { traceExports: list() } });
});

test('several instances and processes share a list', () => {
  const path = list();
  const output = loadCommonJs(module, { abi: 'none', traceExports: path });
  output.instantiate(imports).exports['one']();
  output.instantiate(imports).exports['one']();
  loadCommonJs(module, { abi: 'none', traceExports: path }).instantiate(imports).exports['never'](1);
  assert.equal(namesIn(path), ['one', '"one, again"', 'never']);
});

test('without a file system the list is in the global object', () => {
  const path = list();
  const script = compile(module, { abi: 'none', format: 'iife', name: 'k', traceExports: path }).code;
  const file = join(folder, 'bare.js');
  writeFileSync(file, `const vm = require('node:vm'); const context = vm.createContext({});
    vm.runInContext(require('node:fs').readFileSync(process.argv[2], 'utf8'), context);
    console.log(vm.runInContext('k.instantiate({ env: { log() {} } }).exports.one(); JSON.stringify(__wasm2js_aot_exports__)', context));`);
  writeFileSync(join(folder, 'script.js'), script);
  const { stdout, stderr } = spawnSync(process.execPath, [file, join(folder, 'script.js')], { encoding: 'utf8' });
  assert.is(stderr, '');
  assert.equal(JSON.parse(stdout), { [path]: ['one', 'one, again'] });
  assert.not.ok(existsSync(path));
  loadScript(module, { abi: 'none', traceExports: '__proto__' }).instantiate(imports).exports['two'](1, 1n);
});

test('in a namespace of modules compiled ahead', () => {
  const path = list();
  const { precompiled } = loadCommonJs(module, { precompiled: true, traceExports: path }) as unknown as { precompiled: Precompiled };
  register(precompiled);
  const { exports } = new Namespace.Instance(new Namespace.Module(module), imports) as { exports: Record<string, any> };
  assert.is(exports['one'](), 42);
  assert.is(exports['table'].get(0), exports['one']);
  assert.equal(namesIn(path), ['one', '"one, again"', 'table']);
});

test('a list that cannot be written is an error when the module is instantiated', () => {
  const output = loadCommonJs(module, { abi: 'none', traceExports: join(folder, 'nowhere', 'list.txt') });
  assert.throws(() => output.instantiate(imports), /ENOENT.*nowhere/);
});

test('lists are read as they are written, and by hand', () => {
  const path = list();
  writeFileSync(path, '# of the test suite\none\n"one, again"\n\nthree four\r\none\n"\\n"\n');
  assert.equal(keptNames(['a', `@${path}`, 'one']), ['a', 'one', 'one, again', 'three four', '\n']);
  writeFileSync(path, 'one\n"two\n');
  assert.throws(() => keptNames([`@${path}`]), (error: Error) => error instanceof CliError && /\.txt:2: /.test(error.message));
  assert.throws(() => keptNames(['@/nowhere/list']), (error: Error) => error instanceof CliError && /cannot read/.test(error.message));
});

function cli(cwd: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8' });
  assert.equal([status, stdout, stderr], [0, '', ''], args.join(' '));
}

test('trace, keep, and the program works and is smaller', () => {
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, 'x.wasm'), module);
  writeFileSync(join(cwd, 'app.mjs'), `import { instantiate } from './x.mjs';
    const { memory, one, two, log } = instantiate({ env: { log: (value) => console.log('log', value) } }).exports;
    log(memory.buffer.byteLength); console.log(one(), two(1, 2n));`);
  const app = (): string => spawnSync(process.execPath, ['app.mjs'], { cwd, encoding: 'utf8' }).stdout;
  cli(cwd, 'x.wasm', '--pretty');
  const [whole, expected] = [statSync(join(cwd, 'x.mjs')).size, app()];
  assert.is(expected, 'log 65536\n42 3n\n');
  cli(cwd, 'x.wasm', '--trace-exports', 'used.txt');
  assert.is(app(), expected);
  assert.is(app(), expected);
  cli(cwd, 'x.wasm', '--pretty', '--keep-exports', '@used.txt');
  assert.is(app(), expected);
  const kept = readFileSync(join(cwd, 'x.mjs'), 'utf8');
  assert.match(kept, '"one, again"');
  for (const gone of ['305419896', 'passed', 'never', 'version']) assert.not.match(kept, gone);
  assert.ok(kept.length < whole, `${kept.length} of ${whole}`);
});

test('a program with an ABI is traced by running it', () => {
  const cwd = temporaryDirectory();
  const input = join(root, 'test/abi/fixtures/posix.wasm');
  // It makes files where it runs.
  const start = (): string => spawnSync(process.execPath, [join(cwd, 'out.mjs')], { cwd: temporaryDirectory(), encoding: 'utf8' }).stdout;
  cli(cwd, input, '-o', 'out.mjs', '--trace-exports', join(cwd, 'used.txt'));
  const traced = start();
  assert.ok(traced.length > 0);
  assert.ok(keptNames([`@${join(cwd, 'used.txt')}`]).includes('main'));
  cli(cwd, input, '-o', 'out.mjs', '--keep-exports', '@used.txt');
  assert.is(start(), traced);
});

test.run();
