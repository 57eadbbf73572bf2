/** abi/assemblyscript: the table of imports, programs, and the bindings that its compiler writes around our output. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { descriptor, provided } from '../../abi/assemblyscript/index.js';
import { stringAt } from '../../abi/assemblyscript/context.js';
import { createContext } from '../../abi/assemblyscript/runtime.js';
import { localHost } from '../../abi/host/local.js';
import { compile } from '../../compiler/index.js';
import { packageFolders } from '../engines/find.js';
import { root, skip, temporaryDirectory } from '../support.js';
import type { Grants, ModuleSummary } from '../../abi/contract.js';

const fixtures = join(root, 'test/abi/fixtures/assemblyscript');
const folder = temporaryDirectory();

/** The compiled fixture, as a file. */
function compiled(name: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, compile(readFileSync(join(fixtures, `${name}.wasm`))).code);
  return path;
}

function run(file: string): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

test('every import of the table is made by an exported function of its file, and every such function is in the table', async () => {
  const listed = provided();
  for (const file of ['builtins', 'console', 'math']) {
    const pieces = Object.keys((await import(`../../abi/assemblyscript/${file}.js`)) as object);
    const named = new Set(listed.filter((row) => row.file === file).map(({ name }) => name));
    assert.equal(pieces.filter((name) => !named.has(name)), file === 'builtins' ? ['memory'] : []);
    for (const name of named) assert.ok(pieces.includes(name), `${file}: ${name}`);
  }
});

test('the fixtures are recognised, others are not', () => {
  assert.equal(compile(readFileSync(join(fixtures, 'program.wasm'))).abi, { id: 'assemblyscript', program: true });
  const m = (imports: ModuleSummary['imports']): ModuleSummary => ({ imports, exports: [], dataEnd: 0, maxAddressConstants: [], customSections: [] });
  assert.is(descriptor.detect(m([{ module: 'env', name: 'abort', kind: 'func', sig: 'i:' }])).score, 0, "Emscripten's");
  assert.ok(descriptor.detect(m([{ module: 'env', name: 'abort', kind: 'func', sig: 'iiii:' }])).score >= 50);
});

test('a program prints and ends well', () => {
  assert.equal(run(compiled('program')), {
    code: 0,
    stdout: 'ünïcödé 😀\ninformation\nnumbers 1.5 NaN -0\nnone\ntrue\nHello, a=1;b=2;!\n',
    stderr: 'to standard error\nAssertion failed: seen\n',
  });
});

test('an exit code, and an error with its place', () => {
  assert.equal(run(compiled('exit')), { code: 7, stdout: '', stderr: '' });
  const { code, stderr } = run(compiled('error'));
  assert.is(code, 134);
  assert.match(stderr, /RuntimeError: out of luck in assemblyscript\/error\.ts:2:1/);
});

test('run gives output to its sinks; instantiate gives the exports, without running the statements', async () => {
  const module = (await import(pathToFileURL(compiled('program')).href)) as { run(options: object): Promise<number>; instantiate(): { exports: Record<string, any> } };
  const parts: Uint8Array[] = [];
  assert.is(await module.run({ stdout: (bytes: Uint8Array) => parts.push(bytes), stderr: () => undefined }), 0);
  assert.match(Buffer.concat(parts).toString(), /Hello, a=1;b=2;!/);
  const { exports } = module.instantiate();
  assert.is(exports.fibonacci(90), 2880067194370816120n);
  const random = exports.random() as number;
  assert.ok(random >= 0 && random < 1 && random !== exports.random());
});

test('strings of a memory that cannot be reached yet are an error that says what to do', () => {
  const ctx = createContext({ memory: null }, {} as Grants, localHost({ fs: undefined, os: undefined }));
  assert.is(stringAt(ctx, 0), null);
  assert.throws(() => stringAt(ctx, 1024), /--exportStart _start/);
});

const asc = packageFolders.map((found) => join(found, 'assemblyscript/bin/asc.js')).find((path) => existsSync(path));
if (asc === undefined) skip('bindings of AssemblyScript', 'no asc (npm i assemblyscript, in the folder that ENGINES names)');
else {
  test('the bindings that asc writes work the same on our output', () => {
    const made = spawnSync(process.execPath, [asc, join(fixtures, 'program.ts'), '-O', '--exportStart', '_start', '--bindings', 'raw', '-o', join(folder, 'bound.wasm')], { encoding: 'utf8' });
    assert.is(made.status, 0, made.stderr);
    writeFileSync(join(folder, 'bound.mjs'), readFileSync(join(folder, 'bound.js')));
    writeFileSync(join(folder, 'bound-compiled.mjs'), compile(readFileSync(join(folder, 'bound.wasm')), { abi: 'none' }).code);
    writeFileSync(join(folder, 'drive.mjs'), `
      import { readFileSync } from 'node:fs';
      import { instantiate } from './bound.mjs';
      import * as ours from './bound-compiled.mjs';
      const native = WebAssembly;
      if (process.argv[2] === 'ours') globalThis.WebAssembly = { instantiate: async (instantiateOurs, imports) => instantiateOurs(imports) };
      const module = process.argv[2] === 'ours' ? ours.instantiate : await native.compile(readFileSync(new URL('bound.wasm', import.meta.url)));
      const m = await instantiate(module, {});
      m._start();
      console.log(m.fibonacci(60), m.greet('wörld'), m.sum([1.5, 2, 3]), m.lengths(['', 'ab', '😀']), m.at([4, 5, 6], 2), m.count('x y x'), m.sine(1.25));
      for (const call of [() => m.fail('why'), () => m.at([1], 1), () => m.greet(null)]) {
        try { call(); } catch (error) { console.log(error.constructor.name, error.message); }
      }
    `);
    const drive = (side: string): object => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'drive.mjs'), side], { encoding: 'utf8' });
      return { status, stdout, stderr };
    };
    const expected = drive('native') as { stdout: string; stderr: string };
    assert.match(expected.stdout, /Error why in .*program\.ts/, expected.stderr);
    assert.equal(drive('ours'), expected);
  });
}

test.run();
