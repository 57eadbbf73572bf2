/**
 * Programs of C and C++ that ask much of their system, standing alone: built by clang for WASI, against node:wasi; and by Emscripten, against their
 * own glue on native WebAssembly (Debian: apt install clang lld wasi-libc libclang-rt-14-dev-wasm32 emscripten). The latter with LONG=1.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { build, NATIVE, noEmcc } from './emcc.js';
import { programs, type Correction, type Program, type Run } from './posix/programs.js';

const sources = join(root, 'test/programs/posix');
const oracle = join(root, 'dist/test/abi/wasi/oracle.js');
const ENVIRONMENT = { TZ: 'UTC' };

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What is left in the folder that it ran in. */
  readonly files: Record<string, string>;
}

/** Runs node, or with an empty name the program that is the first argument, in a new folder. */
function run(args: readonly string[], { stdin = '' }: Run, node = process.execPath): Outcome {
  const cwd = temporaryDirectory();
  const [command, ...rest] = node === '' ? args : [node, '--no-warnings', ...args];
  const { status, stdout, stderr } = spawnSync(command!, rest, { cwd, input: stdin, encoding: 'utf8', env: { PATH: process.env['PATH'], ...ENVIRONMENT }, timeout: 120000 });
  const left = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return { status, stdout, stderr, files: Object.fromEntries(left.map((path) => [path.slice(cwd.length), createHash('sha256').update(readFileSync(path)).digest('hex')])) };
}

/** The corrections are those of Emscripten 3.1.6's glue: a compiler that EMCC names may have mended some. */
const isOther = process.env['EMCC'] !== undefined;

function corrected(text: string, corrections: readonly Correction[]): string {
  return corrections.reduce((all, [theirs, ours]) => {
    if (!isOther) assert.ok(`\n${all}`.includes(`\n${theirs}\n`), `the oracle no longer prints ${theirs}`);
    return `\n${all}`.replace(`\n${theirs}\n`, () => `\n${ours}\n`).slice(1);
  }, text);
}

/** `expected` is the oracle's outcome. */
function compare(expected: Outcome, ours: Outcome, given: Run, corrections: readonly Correction[]): void {
  assert.is(ours.stdout, corrected(expected.stdout, corrections));
  if (given.stderr === undefined) assert.is(ours.stderr, expected.stderr);
  else assert.match(ours.stderr, given.stderr);
  assert.equal([expected.status, ours.status], given.status ?? [expected.status, expected.status]);
}

function forWasi({ file, runs, wasi }: Program): void {
  const wasm = join(temporaryDirectory(), 'program.wasm');
  const built = spawnSync('clang', ['--target=wasm32-wasi', '-O1', '-w', '-Wno-int-conversion', '-D_WASI_EMULATED_SIGNAL', join(sources, file), '-lwasi-emulated-signal', '-lc-printscan-long-double', '-o', wasm], { encoding: 'utf8' });
  assert.is(built.status, 0, built.stderr);
  const output = join(temporaryDirectory(), 'program.mjs');
  writeFileSync(output, compile(readFileSync(wasm)).code);
  for (const given of runs) {
    const expected = run([oracle, wasm, JSON.stringify({ args: ['program', ...(given.args ?? [])], env: ENVIRONMENT, preopens: { '.': '.' } })], given);
    const ours = run([output, ...(given.args ?? [])], given);
    compare(expected, ours, given, wasi!);
    assert.equal(ours.files, expected.files);
  }
}

/** The program's glue, and our output, in a new folder. */
function byEmscripten(file: string, flags: readonly string[], level: string): { program: string; output: string } {
  const folder = temporaryDirectory();
  const program = join(folder, 'program.js');
  build(join(sources, file), level, '-w', ...flags, '-sEXIT_RUNTIME=1', '-sALLOW_MEMORY_GROWTH=1', '-sFORCE_FILESYSTEM=1', '-sASSERTIONS=0', '-o', program);
  const output = join(folder, 'program.mjs');
  const compiled = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), join(folder, 'program.wasm'), '--glue', program, '-o', output], { encoding: 'utf8' });
  assert.is(compiled.status, 0, compiled.stderr);
  return { program, output };
}

function forGlue({ file, flags = [], runs, glue }: Program, level: string): void {
  const { program, output } = byEmscripten(file, flags, level);
  for (const given of runs) compare(run([...NATIVE, program, ...(given.args ?? [])], given), run([output, ...(given.args ?? [])], given), given, glue!);
}

function forHost({ file, flags = [], runs, host }: Program): void {
  const [native, output] = [join(temporaryDirectory(), 'program'), byEmscripten(file, flags, '-O2').output];
  const built = spawnSync('cc', ['-w', '-O1', '-D_GNU_SOURCE', join(sources, file), '-o', native], { encoding: 'utf8' });
  assert.is(built.status, 0, built.stderr);
  for (const given of runs) {
    const expected = run([native, ...(given.args ?? [])], given, '');
    const ours = run([output, ...(given.args ?? [])], given);
    compare(expected, ours, given, host!);
    assert.equal(ours.files, expected.files);
  }
}

/** Why nothing can be built for WASI; undefined if it can. */
function noWasi(): string | undefined {
  const tried = spawnSync('clang', ['--target=wasm32-wasi', '-xc', '-', '-o', '/dev/null'], { input: '#include <stdio.h>\nint main() { return 0; }\n', encoding: 'utf8' });
  return tried.status === 0 ? undefined : 'clang builds nothing for it (Debian: apt install clang lld wasi-libc libclang-rt-14-dev-wasm32)';
}

const withoutWasi = noWasi();
if (withoutWasi !== undefined) skip('C programs for WASI', withoutWasi);
else for (const program of programs.filter(({ wasi }) => wasi !== undefined)) test(`${program.file} for WASI`, () => forWasi(program));

const withoutEmcc = noEmcc();
if (withoutEmcc !== undefined) skip('C programs by Emscripten', withoutEmcc);
else {
  for (const level of ['-O0', '-O2', '-Os', '-O3']) {
    for (const program of programs.filter(({ glue }) => glue !== undefined)) test(`${[program.file, ...(program.flags ?? [])].join(' ')} by Emscripten ${level}`, () => forGlue(program, level));
  }
  for (const program of programs.filter(({ host }) => host !== undefined)) test(`${program.file} by Emscripten against the host's own`, () => forHost(program));
}

test.run();
