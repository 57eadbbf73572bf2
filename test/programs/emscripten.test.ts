/**
 * Programs built here with Emscripten, in its variants: alone, and under their own glue with our namespace in place of the engine's. Both must
 * print what the glue prints on native WebAssembly. Needs emcc (Debian: apt install emscripten), and a minute or two: LONG=1.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, skip, temporaryDirectory } from '../support.js';

const fixtures = join(root, 'test/abi/fixtures');
const tour = join(root, 'test/programs/emscripten/tour.c');
const FILES = ['-sFORCE_FILESYSTEM=1'];

const variants: [name: string, source: string, flags: string[]][] = [
  ['-O0', tour, ['-O0', ...FILES]],
  ['-O2', tour, ['-O2', ...FILES]],
  ['-O3, with names from the glue', tour, ['-O3', ...FILES]],
  ['-Os', tour, ['-Os', ...FILES]],
  ['64-bit integers as BigInt', tour, ['-O2', '-sWASM_BIGINT', ...FILES]],
  ['Asyncify', tour, ['-O2', '-sASYNCIFY', ...FILES]],
  ['exceptions in JavaScript, -O0', join(fixtures, 'exceptions.cpp'), ['-O0', '-fexceptions']],
  ['exceptions in JavaScript, -O3', join(fixtures, 'exceptions.cpp'), ['-O3', '-fexceptions', '-sWASM_BIGINT']],
  ['exceptions of WebAssembly', join(fixtures, 'exceptions.cpp'), ['-O2', '-fwasm-exceptions']],
  ['longjmp in JavaScript, -O3', join(fixtures, 'jumps.c'), ['-O3']],
  ['longjmp of WebAssembly', join(fixtures, 'jumps.c'), ['-O2', '-sSUPPORT_LONGJMP=wasm']],
];

/** Debian's emcc finds its JavaScript libraries there; glue of its age calls fetch() on paths where there is one. */
const env = { ...process.env, NODE_PATH: '/usr/share/nodejs', TZ: 'UTC' };

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
}

function run(folder: string, name: string, args: string[]): Outcome {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, input: 'hello\n', encoding: 'utf8', env, timeout: 120000 });
  assert.is(stderr, '', `${name}: ${stderr}`);
  return { status, stdout };
}

function compare(source: string, flags: string[]): void {
  const folder = temporaryDirectory();
  const glue = join(folder, 'program.js');
  const built = spawnSync('emcc', [source, ...flags, '-sEXIT_RUNTIME=1', '-sALLOW_MEMORY_GROWTH=1', '-o', glue], { encoding: 'utf8', env });
  assert.is(built.status, 0, built.stderr);
  const native = run(folder, 'native', ['--no-experimental-fetch', glue]);
  assert.ok(native.stdout.length > 100 && native.status !== 0, 'the program prints and ends with its own exit code');

  const output = join(folder, 'program.mjs');
  const compiled = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), join(folder, 'program.wasm'), '--glue', glue, '-o', output], { encoding: 'utf8' });
  assert.is(compiled.status, 0, compiled.stderr);
  assert.equal(run(folder, 'alone', [output]), native);

  const hook = join(folder, 'namespace.mjs');
  writeFileSync(hook, `globalThis.WebAssembly = (await import(${JSON.stringify(pathToFileURL(join(root, 'dist/compiler/webassembly/index.js')).href)})).WebAssembly;\n`);
  assert.equal(run(folder, 'embedded', ['--no-experimental-fetch', '--import', pathToFileURL(hook).href, glue]), native);
}

if (process.env['LONG'] !== '1') skip('programs built with Emscripten', 'they take minutes: npm run test:programs');
else if (spawnSync('emcc', ['--version'], { env }).status !== 0 || !existsSync(tour)) skip('programs built with Emscripten', 'emcc is not installed (Debian: apt install emscripten)');
else for (const [name, source, flags] of variants) test(name, () => compare(source, flags));

test.run();
