/** A Go program, standalone and under the glue of its toolchain, against the engine's WebAssembly under that glue. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, skip, temporaryDirectory } from '../../support.js';
import { findGo } from './toolchain.js';

const go = findGo();
if (go === undefined) skip('Go programs', 'no Go toolchain (Debian: golang-1.19-go and golang-1.19-src)');
else {
  const folder = temporaryDirectory();
  const wasm = join(folder, 'program.wasm');
  const compiled = join(folder, 'program.mjs');
  const glued = fileURLToPath(new URL('under-glue.js', import.meta.url));

  interface Outcome { code: number | null; stdout: string; stderr: string }

  /** Each run has an empty directory to itself, of the same name. */
  const place = (): string => {
    const here = join(mkdtempSync(join(folder, 'run-')), 'here');
    mkdirSync(here);
    return here;
  };
  const environment = { GREETING: 'good day', EMPTY: '' };
  const command = (side: 'native' | 'glue' | 'alone', args: string[]): string[] =>
    side === 'alone' ? [join(folder, 'start.mjs'), ...args] : [glued, go.glue, side === 'native' ? wasm : compiled, JSON.stringify(environment), ...args];
  const run = (side: 'native' | 'glue' | 'alone', args: string[], input = ''): Outcome => {
    const { status, stdout, stderr } = spawnSync(process.execPath, command(side, args), { cwd: place(), encoding: 'utf8', input });
    return { code: status, stdout, stderr };
  };

  test(`the program is built by ${go.version} and compiled`, () => {
    assert.is(go.build('program', wasm), undefined);
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), wasm, '-o', compiled], { encoding: 'utf8' });
    assert.is(status, 0, stderr);
    writeFileSync(join(folder, 'start.mjs'), `import { run } from './program.mjs';\nprocess.exit(await run({ args: process.argv.slice(2), env: ${JSON.stringify(environment)} }));\n`);
  });

  for (const part of ['arguments', 'files', 'directories', 'values', 'timers', 'many', 'system', 'exit']) {
    test(part, () => {
      const args = [part, 'one', 'two words', 'ü'];
      const expected = run('native', args);
      assert.ok(expected.stdout.length > 50 || part === 'exit', expected.stderr);
      assert.equal(run('alone', args), expected, 'alone');
      assert.equal(run('glue', args), expected, 'under the glue');
    });
  }

  test('a panic and a deadlock are reported, with exit code 2', () => {
    for (const part of ['panic', 'deadlock']) {
      const expected = run('native', [part]);
      const actual = run('alone', [part]);
      assert.is(actual.code, 2);
      assert.is(actual.stderr.split('\n')[0], expected.stderr.split('\n')[0]);
      assert.match(actual.stderr, /goroutine 1 \[/);
    }
    assert.match(run('alone', ['deadlock']).stderr, /all goroutines are asleep - deadlock!/);
  });

  test('lines of standard input', () => {
    const input = `${'x'.repeat(5000)}\n\nend without a line end`;
    assert.equal(run('alone', ['input'], input), run('native', ['input'], input));
  });

  test('timers go on while the program waits for input', async () => {
    const child = spawn(process.execPath, command('alone', ['idle']), { cwd: place(), stdio: ['pipe', 'pipe', 'inherit'] });
    let seen = '';
    child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes('tick 2')) child.stdin.end('abc');
    });
    const [code] = await Promise.all([new Promise((resolve) => child.on('exit', resolve)), text(child.stdout)]);
    assert.is(seen, 'tick 0\ntick 1\ntick 2\n3 <nil>\n');
    assert.is(code, 0);
  });

  test('run gives what was granted, and its result', async () => {
    const { run: start } = (await import(compiled)) as { run(options: object): Promise<number> };
    const parts: Uint8Array[] = [];
    const stdout = (bytes: Uint8Array): void => void parts.push(bytes);
    const errors: Uint8Array[] = [];
    const options = { stdout, stderr: (bytes: Uint8Array) => void errors.push(bytes), preopens: { '/work': place() }, env: {} };
    assert.is(await start({ ...options, args: ['files'] }), 0);
    assert.match(Buffer.concat(parts).toString(), /line third line/);
    parts.length = 0;
    assert.is(await start({ ...options, args: ['input'], stdin: 'a\nb\n' }), 0);
    assert.is(Buffer.concat(parts).toString(), '< a\n< b\n2 <nil>\n');
    parts.length = 0;
    assert.is(await start({ ...options, preopens: {}, args: ['files'] }), 2, 'without directories its first file cannot be written, and it panics');
    assert.match(Buffer.concat(errors).toString(), /^panic: /);
    assert.match(Buffer.concat(parts).toString(), /write: permission denied/i);
  });
}

test.run();
