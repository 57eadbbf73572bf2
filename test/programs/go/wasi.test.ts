/** Go programs for WASI, standalone, and a reactor, whose functions JavaScript calls: against the engine's WebAssembly under node:wasi. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../../support.js';
import { findGo } from './toolchain.js';

const go = findGo();
const minor = Number(/^go1\.(\d+)/.exec(go?.version ?? '')?.[1] ?? 0);
if (go === undefined || minor < 24) skip('Go programs for WASI', `${go?.version ?? 'no Go toolchain'}; go:wasmexport is in 1.24 and later`);
else {
  const folder = temporaryDirectory();
  const oracle = join(root, 'dist/test/abi/wasi/oracle.js');
  const built = (name: string, ...flags: string[]): { wasm: string; output: string } => {
    const wasm = join(folder, `${name}.wasm`);
    assert.is(go.build(name, wasm, 'wasip1', ...flags), undefined);
    const output = join(folder, `${name}.mjs`);
    writeFileSync(output, compile(readFileSync(wasm)).code);
    return { wasm, output };
  };
  let program: { wasm: string; output: string };

  test(`the program is built by ${go.version} and compiled`, () => {
    program = built('wasi');
  });

  const run = (args: string[]): { status: number | null; stdout: string; stderr: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ...args], { cwd: temporaryDirectory(), encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  for (const part of ['many', 'timers', 'files', 'exit', 'panic']) {
    test(part, () => {
      const expected = run([oracle, program.wasm, JSON.stringify({ args: ['wasi', part], env: { PWD: '/' }, preopens: { '/': '.' } })]);
      assert.ok(expected.stdout !== '' || part === 'exit' || part === 'panic', expected.stderr);
      const ours = run([program.output, part]);
      assert.equal({ ...ours, stderr: ours.stderr.split('\n')[0] }, { ...expected, stderr: expected.stderr.split('\n')[0] });
    });
  }

  test('a deadlock is reported', () => {
    const { status, stderr } = run([program.output, 'deadlock']);
    assert.is(status, 2);
    assert.match(stderr, /all goroutines are asleep - deadlock!/);
  });

  test('functions of a reactor start goroutines, call the host and panic', async () => {
    const { wasm, output } = built('reactor', '-buildmode=c-shared');
    const { WASI } = await import('node:wasi');
    const host = { twice: (n: bigint) => n * 2n };
    const wasi = new WASI({ version: 'preview1' });
    const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { ...(wasi.getImportObject() as WebAssembly.Imports), host });
    wasi.initialize(instance);
    const { instantiate } = (await import(pathToFileURL(output).href)) as { instantiate(imports: object): { exports: any } };
    const text = new TextEncoder().encode('a b a c ü a');
    const script = (e: any): unknown[] => {
      const at = e.allocate(text.length);
      new Uint8Array(e.memory.buffer, at, text.length).set(text);
      return [e.count(at, text.length), e.count(at, 3), e.sum(50n, 0.5, 1.5), e.sum(0n, 1, 1), e.fail(0)];
    };
    const expected = script(instance.exports);
    assert.equal(expected, [4, 4, 40426.5, 1, 4]);
    const { exports } = instantiate({ host });
    assert.equal(script(exports), expected);
    assert.throws(() => exports.fail(1), /unreachable/);
  });
}

test.run();
