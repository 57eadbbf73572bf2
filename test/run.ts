/**
 * Runs every compiled test file in a process of its own, two at a time, and closes with `N passed, N failed`.
 *   node dist/test/run.js [--long] [--jobs N] [--timeout seconds] [filter-regexp]...
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './support.js';

interface Result {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly string[];
  readonly output: string;
  readonly seconds: number;
}

const compiled = fileURLToPath(new URL('.', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string' }, timeout: { type: 'string' }, long: { type: 'boolean', default: Boolean(process.env['LONG']) } },
});
const jobs = Number(values.jobs ?? Math.min(2, availableParallelism()));
const timeout = Number(values.timeout ?? (values.long ? 1800 : 600)) * 1000;

/** A compiled test counts only while its source exists: dist may hold files of deleted sources. */
function discover(): string[] {
  const filters = positionals.map((text) => new RegExp(text));
  return readdirSync(compiled, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js') && existsSync(join(root, 'test', name.replace(/\.js$/, '.ts'))))
    .filter((name) => filters.length === 0 || filters.some((filter) => filter.test(name)))
    .sort();
}

function runFile(file: string): Promise<Result> {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(process.execPath, ['--enable-source-maps', join(compiled, file)], {
      cwd: root,
      env: { ...process.env, ...(values.long && { LONG: '1' }), NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { output += text; });
    const timer = setTimeout(() => {
      output += `\nstopped after ${timeout / 1000} s\n`;
      child.kill('SIGKILL');
    }, timeout);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(read(file, output, code, signal, (Date.now() - started) / 1000));
    });
  });
}

/** uvu's summary is trusted only when the process also ended well: a file that dies half way is a failure. */
function read(file: string, output: string, code: number | null, signal: string | null, seconds: number): Result {
  const total = Number(/^ {2}Total: +(\d+)/m.exec(output)?.[1] ?? 0);
  const passed = Number(/^ {2}Passed: +(\d+)/m.exec(output)?.[1] ?? 0);
  const skips = output.split('\n').filter((line) => /^\s*skip(ped)?\b.*:/i.test(line)).map((line) => line.trim())
    .filter((line) => !/^Skipped: +\d+$/.test(line));
  let failed = total - passed;
  let text = output;
  // A file may skip all of its tests, but then it says why.
  const isEmpty = total === 0 && skips.length === 0;
  if (failed === 0 && (code !== 0 || isEmpty)) {
    failed = 1;
    text += isEmpty ? '\nno test ran in this file\n' : `\nended with ${signal ?? `code ${code}`}\n`;
  }
  return { file, passed, failed, skips, output: text, seconds };
}

function report(result: Result): void {
  const outcome = result.failed ? 'FAIL' : 'ok  ';
  console.log(`${outcome} ${result.file} (${result.passed} passed${result.failed ? `, ${result.failed} failed` : ''}, ${result.seconds.toFixed(1)} s)`);
  for (const line of result.skips) console.log(`     ${line}`);
  if (result.failed) console.log(result.output.replace(/^/gm, '     | '));
}

const waiting = discover();
const results: Result[] = [];
async function work(): Promise<void> {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const result = await runFile(file);
    results.push(result);
    report(result);
  }
}
await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
const skipped = results.reduce((sum, result) => sum + result.skips.length, 0);
if (skipped) console.log(`${skipped} skipped, each with its reason above`);
if (failed) console.log(`failed in: ${results.filter((result) => result.failed).map((result) => result.file).join(', ')}`);
if (results.length === 0) console.log(`no test file matches in ${relative(root, compiled)}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || passed === 0 ? 1 : 0;
