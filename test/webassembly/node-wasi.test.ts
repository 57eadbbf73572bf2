/** Modules that node's own WASI serves, under `--import wasm2js-aot/webassembly/install`: as natively. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const folder = temporaryDirectory();
const program = join(folder, 'program.mjs');
writeFileSync(program, `import { WASI } from 'node:wasi';
import { readFileSync } from 'node:fs';
const [, , file, version, ...args] = process.argv;
const wasi = new WASI({ version, args, env: { NAME: 'value' }, returnOnExit: true });
const module = new WebAssembly.Module(readFileSync(file));
const instance = new WebAssembly.Instance(module, wasi.getImportObject());
const { memory, pages, _initialize } = instance.exports;
const before = memory?.buffer.byteLength;
console.log(_initialize ? wasi.initialize(instance) : wasi.start(instance));
if (memory) console.log(before, memory.grow(1), memory.buffer.byteLength, pages?.(), new DataView(memory.buffer).getUint32(64, true));
// Another instance of the same module, which node does not serve.
const own = WebAssembly.Module.imports(module).map(({ name }) => [name, () => 5]);
const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: Object.fromEntries(own), wasi_unstable: Object.fromEntries(own) });
console.log(exports.memory instanceof WebAssembly.Memory, exports.asked?.());\n`);

/** Writes its arguments one by one, after its memory has grown. */
const echo = (module: string, entry: string): string => `(module
  (import "${module}" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "${module}" "args_get" (func $args (param i32 i32) (result i32)))
  (import "${module}" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "${module}" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1 4) (data (i32.const 8) "\\00\\10\\00\\00\\20\\00\\00\\00")
  (func (export "pages") (result i32) (i32.add (memory.size) (i32.mul (i32.load (i32.const 64)) (i32.const 1000))))
  (func (export "asked") (result i32) (call $sizes (i32.const 0) (i32.const 4)))
  (func (export "${entry}")
    (drop (memory.grow (i32.const 1)))
    (drop (call $sizes (i32.const 64) (i32.const 68))) (drop (call $args (i32.const 0x800) (i32.const 0x1000)))
    (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 72)))
    ${entry === '_start' ? '(call $exit (i32.add (i32.load (i32.const 64)) (i32.const 40)))' : ''}))`;

const ran = (file: string, version: string, flags: readonly string[]): object => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--no-warnings', ...flags, program, file, version, 'first', 'second'], { encoding: 'utf8' });
  return { stdout, stderr, status };
};
const install = ['--import', pathToFileURL(join(root, 'dist/compiler/webassembly/install.js')).href];

test('memories that the program makes itself are the engine\'s under `install-node-wasi`', () => {
  const file = join(folder, 'own-memory.wasm');
  writeFileSync(file, assemble(`(module (import "env" "memory" (memory 1 4 shared)) (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
    (func (export "asked") (result i32) (call $sizes (i32.const 0) (i32.const 4))))`));
  const main = join(folder, 'own-memory.mjs');
  writeFileSync(main, `import { WASI } from 'node:wasi';
    import { readFileSync } from 'node:fs';
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
    const wasi = new WASI({ version: 'preview1', args: ['a', 'bc'] });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(${JSON.stringify(file)})), { env: { memory }, ...wasi.getImportObject() });
    wasi.initialize({ exports: { memory } });
    console.log(exports.asked(), ...new Uint32Array(memory.buffer, 0, 2), memory instanceof WebAssembly.Memory);`);
  const entry = (name: string): string => pathToFileURL(join(root, `dist/${name}.js`)).href;
  const output = (...entries: string[]): string => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ...entries.flatMap((name) => ['--import', entry(name)]), main], { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  };
  assert.is(output(), '0 2 5 true\n');
  assert.is(output('compiler/webassembly/install-node-wasi'), '0 2 5 true\n');
  assert.is(output('cli/install-cached', 'compiler/webassembly/install-node-wasi'), '0 2 5 true\n');
});

test('instances that nobody keeps are forgotten', () => {
  const file = join(folder, 'forgotten.wasm');
  writeFileSync(file, assemble(echo('wasi_snapshot_preview1', '_initialize')));
  const many = join(folder, 'many.mjs');
  writeFileSync(many, `import { WASI } from 'node:wasi';
import { readFileSync } from 'node:fs';
const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const made = Array.from({ length: 20 }, () => {
  const wasi = new WASI({ version: 'preview1' });
  const instance = new WebAssembly.Instance(module, wasi.getImportObject());
  wasi.initialize(instance);
  instance.exports.memory.grow(1);
  return new WeakRef(instance.exports.memory);
});
for (let k = 0; k < 3; k++) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  gc();
}
console.error(made.filter((memory) => memory.deref() === undefined).length);\n`);
  const { stderr } = spawnSync(process.execPath, ['--no-warnings', '--expose-gc', ...install, many, file], { encoding: 'utf8' });
  assert.ok(Number(stderr) > 15, stderr);
});

for (const [name, module, version, entry] of [
  ['a command', 'wasi_snapshot_preview1', 'preview1', '_start'],
  ['a reactor', 'wasi_snapshot_preview1', 'preview1', '_initialize'],
  ['a command of wasi_unstable', 'wasi_unstable', 'unstable', '_start'],
] as const) {
  test(name, () => {
    const file = join(folder, `${module}${entry}.wasm`);
    writeFileSync(file, assemble(echo(module, entry)));
    const native = ran(file, version, []);
    assert.match((native as { stdout: string }).stdout, /first\0second/);
    assert.equal(ran(file, version, install), native);
  });
}

test.run();
