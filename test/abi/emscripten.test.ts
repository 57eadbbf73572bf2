/** abi/emscripten: the table of imports, and a C program whose native run is the oracle. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { descriptor } from '../../abi/emscripten/index.js';
import { provided } from '../../abi/emscripten/descriptor/table.js';
import type { ModuleSummary } from '../../abi/contract.js';
import { root, temporaryDirectory } from '../support.js';

const fixtures = join(root, 'test/abi/fixtures');

function summary(file: string): ModuleSummary {
  const module = new WebAssembly.Module(readFileSync(file));
  const imports = WebAssembly.Module.imports(module).map(({ module: from, name, kind }) => ({ module: from, name, kind: kind === 'function' ? ('func' as const) : (kind as 'memory') }));
  const exports = WebAssembly.Module.exports(module).map(({ name, kind }) => ({ name, kind: kind === 'function' ? ('func' as const) : (kind as 'memory') }));
  return { imports, exports, dataEnd: 0, maxAddressConstants: [], customSections: [] };
}

test('every import of the table is made by an exported function of its file', async () => {
  for (const { file, piece } of provided) {
    const pieces = (await import(`../../abi/emscripten/${file}.js`)) as Record<string, unknown>;
    assert.type(pieces[piece], 'function', `${file}: ${piece}`);
  }
});

test('every exported function of a file with pieces is in the table', async () => {
  const listed = new Set([...provided.map(({ file, piece }) => `${file} ${piece}`), 'heap memory', 'unwind invoke', 'unwind invokeWide', 'exceptions findMatchingCatch']);
  const helpers = new Set(['wasi wide', 'unwind rawExport', 'unwind leaveWord', 'unwind pointed', 'unwind CppException', 'unwind LongJump', 'exceptions uncaughtMessage', 'later unwinding', 'later whileTimersGoOn', 'later whileMainSleeps', 'unwind landed', 'embedded embedded', 'threads/calls runQueue', 'threads/calls CANCEL', 'threads/division divide']);
  for (const file of new Set(provided.map((row) => row.file))) {
    for (const name of Object.keys((await import(`../../abi/emscripten/${file}.js`)) as object)) {
      assert.ok(listed.has(`${file} ${name}`) || helpers.has(`${file} ${name}`), `${file}: ${name}`);
    }
  }
});

test('an import with another signature is left to the caller', () => {
  const m: ModuleSummary = { imports: [], exports: [], dataEnd: 0, maxAddressConstants: [], customSections: [] };
  const localtime = (sig: string) => descriptor.provide(m, { module: 'env', name: '_localtime_js', kind: 'func', sig });
  assert.equal(localtime('ii:'), { path: 'abi/emscripten/calendar', name: '_localtime_js' });
  assert.equal(localtime('li:'), { path: 'abi/emscripten/calendar', name: 'localtime' });
  assert.equal(localtime('iii:'), localtime('li:'));
  assert.is(localtime('i:'), undefined);
  const seek = (sig: string) => descriptor.provide(m, { module: 'wasi_snapshot_preview1', name: 'fd_seek', kind: 'func', sig });
  assert.equal(seek('ilii:i'), seek('iiiii:i'));
  assert.ok(seek('ilii:i'));
});

test('imports of versions with times of one word choose their structures', () => {
  const layout = (imports: ModuleSummary['imports']): unknown => (descriptor.config({ imports, exports: [], dataEnd: 0, maxAddressConstants: [], customSections: [] }, {}) as { stat: { bytes: number } }).stat.bytes;
  const copies = { module: 'env', name: 'emscripten_memcpy_big', kind: 'func', sig: 'iii:' } as const;
  assert.equal([layout([copies]), layout([copies, { module: 'env', name: '_dlinit', kind: 'func', sig: 'i:' }])], [112, 88]);
});

test('the programs here are recognised, and as programs', () => {
  for (const file of ['cli/demo/server.wasm', 'test/abi/fixtures/posix.wasm']) {
    const m = summary(join(root, file));
    assert.ok(descriptor.detect(m).score >= 90, `${file}: ${JSON.stringify(descriptor.detect(m))}`);
    assert.is(descriptor.entry(m), 'command');
  }
});

test('files, folders, times, sockets and memory behave as they do for the native build of the same program', () => {
  const folder = temporaryDirectory();
  const output = join(folder, 'posix.mjs');
  const compiled = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), join(fixtures, 'posix.wasm'), '-o', output], { encoding: 'utf8' });
  assert.is(compiled.status, 0, compiled.stderr);
  const start = join(folder, 'start.mjs');
  writeFileSync(start, `import { run } from './posix.mjs';\nprocess.exitCode = await run({ args: ['one', 'two words'], env: { GREETING: 'good day' }, stdin: '' });\n`);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const ran = spawnSync(process.execPath, [start], { cwd: empty, encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });
  assert.is(ran.stdout, readFileSync(join(fixtures, 'posix.txt'), 'utf8'), ran.stderr);
  assert.is(ran.stderr, '');
  assert.is(ran.status, 7);
});

test.run();
