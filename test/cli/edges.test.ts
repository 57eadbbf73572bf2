/** The command line where the system refuses, and names of files that are no URLs. */
import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, skip, temporaryDirectory } from '../support.js';

const bin = join(root, 'dist/cli/bin.js');
const fixture = (name: string): Buffer => readFileSync(join(root, 'test', name));
const divide = fixture('source-map/fixtures/divide-4.wasm');

function cli(cwd: string, args: readonly string[], stdout: number | 'pipe' = 'pipe'): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', stdout, 'pipe'] });
}

function directory(): string {
  const made = temporaryDirectory();
  writeFileSync(join(made, 'x.wasm'), divide);
  return made;
}

test('standard output on a full device is reported', () => {
  if (!existsSync('/dev/full')) return skip('standard output on a full device', 'there is no /dev/full');
  for (const args of [['x.wasm', '-o', '-'], ['inspect', 'x.wasm']]) {
    const { status, stderr } = cli(directory(), args, openSync('/dev/full', 'w'));
    assert.equal([status, stderr], [1, 'wasm2js-aot: cannot write standard output: no space left on the device\n']);
  }
});

test('standard output may be a file', () => {
  const cwd = directory();
  const { status, stderr } = cli(cwd, ['x.wasm', '-o', '-'], openSync(join(cwd, 'a.mjs'), 'w'));
  assert.equal([status, stderr], [0, '']);
  assert.is(cli(cwd, ['x.wasm', '-o', 'b.mjs']).status, 0);
  assert.is(readFileSync(join(cwd, 'a.mjs'), 'utf8'), readFileSync(join(cwd, 'b.mjs'), 'utf8'));
});

test('the output is not the input under another name', () => {
  const cwd = directory();
  linkSync(join(cwd, 'x.wasm'), join(cwd, 'same.wasm'));
  symlinkSync('x.wasm', join(cwd, 'link.wasm'));
  for (const output of ['same.wasm', 'link.wasm', '../' + basename(cwd) + '/x.wasm']) {
    const { status, stderr } = cli(cwd, ['x.wasm', '-o', output]);
    assert.is(status, 1);
    assert.match(stderr, /would replace the input/);
  }
  assert.ok(readFileSync(join(cwd, 'same.wasm')).equals(divide));
  assert.match(cli(cwd, ['x.wasm/y.wasm']).stderr, /^wasm2js-aot: cannot read x\.wasm\/y\.wasm: [^\n]+\n$/);
});

test('words that are no values are usage errors', () => {
  for (const args of [[''], ['x.wasm', '--pretty=maybe'], ['x.wasm', '--no-dts=1'], ['x.wasm', '--trace-exports', '']]) {
    const { status, stderr } = cli(directory(), args);
    assert.is(status, 2, args.join(' '));
    assert.match(stderr, /^wasm2js-aot: [^\n]+\nTry: wasm2js-aot --help\n$/);
  }
  assert.is(cli(directory(), ['x.wasm', '--pretty=true', '--dts=false']).status, 0);
});

test('outputs run from any directory, whatever their path is made of', () => {
  const cwd = directory();
  const folder = join(cwd, 'a #1%41&ü');
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.mjs'), `import { pathToFileURL } from 'node:url';
const { divide } = await import(pathToFileURL(process.argv[2]).href);
try { divide(1, 0); } catch (error) { console.log(error.stack); }
`);
  const output = join(folder, "b '#1%41.mjs");
  assert.is(cli(cwd, ['x.wasm', '-o', output, '--source-map', 'external']).status, 0);
  const trap = spawnSync(process.execPath, ['--enable-source-maps', join(folder, 'main.mjs'), output], { cwd, encoding: 'utf8' });
  assert.match(trap.stdout, /quotient\.h:2:12/, trap.stderr);

  for (const [name, status] of [['abi/wasi/fixtures/tour.wasm', 42], ['abi/fixtures/threads.wasm', 3]] as const) {
    writeFileSync(join(folder, 'p.wasm'), fixture(name));
    const program = join(folder, 'p #%41.mjs');
    assert.is(cli(cwd, [join(folder, 'p.wasm'), '-o', program]).status, 0);
    const elsewhere = temporaryDirectory();
    const ran = spawnSync(process.execPath, [program], { cwd: elsewhere, encoding: 'utf8' });
    assert.is(ran.status, status, `${name}: ${ran.stderr}`);
  }
});

test.run();
