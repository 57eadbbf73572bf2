/** The namespace that keeps what it compiled: a program under `--import wasm2js-aot/webassembly/install-cached`. */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const folder = temporaryDirectory();
const install = pathToFileURL(join(root, 'dist/cli/install-cached.js')).href;
const large = join(root, 'test/abi/wasi/fixtures/count.wasm');
const small = join(folder, 'small.wasm');
writeFileSync(small, assemble('(module (func (export "seven") (result i32) i32.const 7))'));
const program = join(folder, 'program.mjs');
writeFileSync(program, `import { readFileSync } from 'node:fs';
const module = new WebAssembly.Module(readFileSync(process.argv[2]));
console.log(JSON.stringify([WebAssembly.Module.exports(module).map(({ name }) => name), globalThis.wasFound ?? false]));\n`);

let caches = 0;
const newCache = (): string => join(folder, `cache${caches++}`);

function run(cache: string, file: string): { names: string[]; wasFound: boolean; stderr: string } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', install, program, file], { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: cache } });
  assert.is(status, 0, stderr);
  const [names, wasFound] = JSON.parse(stdout) as [string[], boolean];
  return { names, wasFound, stderr };
}

const names = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(large))).map(({ name }) => name);
const entryOf = (cache: string): string => join(cache, 'wasm2js-aot', readdirSync(join(cache, 'wasm2js-aot'))[0]!);
/** As an entry is written, by what it is found sound. */
const sealed = (code: string): string => `${code}\n// sha256 ${createHash('sha256').update(code).digest('hex')}\n`;

test('a module is compiled once, and taken from the cache then', () => {
  const cache = newCache();
  assert.equal(run(cache, large), { names, wasFound: false, stderr: '' });
  const entry = entryOf(cache);
  const code = readFileSync(entry, 'utf8').replace(/\n\/\/ sha256 \w+\n$/, '');
  assert.is(sealed(code), readFileSync(entry, 'utf8'));
  writeFileSync(entry, sealed(`globalThis.wasFound = true;\n${code}`));
  assert.equal(run(cache, large), { names, wasFound: true, stderr: '' });
});

test('what does not match its digest is compiled again', () => {
  const cache = newCache();
  run(cache, large);
  const entry = entryOf(cache);
  const text = readFileSync(entry, 'utf8');
  writeFileSync(entry, `globalThis.wasFound = true;\n${text}`);
  assert.equal(run(cache, large), { names, wasFound: false, stderr: '' });
  assert.is(readFileSync(entry, 'utf8'), text);
});

test('small modules, of which some programs make very many, are not kept', () => {
  const cache = newCache();
  assert.equal(run(cache, small).names, ['seven']);
  assert.not.ok(existsSync(cache));
});

test('a cache that cannot be written is told once, and hinders nothing', () => {
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, '');
  const { names: found, stderr } = run(blocked, large);
  assert.equal(found, names);
  assert.match(stderr, /^wasm2js-aot: the compile cache cannot be used: .*\n$/);
});

test('a program that may neither write files nor start threads goes without', () => {
  const inThreads = join(folder, 'threads.mjs');
  writeFileSync(inThreads, `import { readFileSync } from 'node:fs';
import { compileWaiting } from ${JSON.stringify(pathToFileURL(join(root, 'dist/cli/compile-waiting.js')).href)};
console.log(compileWaiting(readFileSync(process.argv[2]), {}, 3).length > 1000);\n`);
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const limited = (...args: string[]): string => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [permission, '--no-warnings', '--allow-fs-read=*', ...args], { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: newCache() } });
    assert.is(status, 0, stderr);
    return stdout;
  };
  assert.equal(JSON.parse(limited('--import', install, program, large)), [names, false]);
  assert.is(limited(inThreads, large), 'true\n');
});

test('what is wrong in a module is told as by the namespace alone', () => {
  const broken = join(folder, 'broken.wasm');
  writeFileSync(broken, readFileSync(large).subarray(0, 70_000));
  const told = ['dist/cli/install-cached.js', 'dist/compiler/webassembly/install.js'].map((path) => {
    const { stderr } = spawnSync(process.execPath, ['--import', pathToFileURL(join(root, path)).href, program, broken], { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: newCache() } });
    return /^CompileError: .*$/m.exec(stderr)?.[0];
  });
  assert.ok(told[0]);
  assert.is(told[0], told[1]);
});

test.run();
