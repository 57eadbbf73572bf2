/** Programs with threads, alone: against what they print under Emscripten's own glue. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findEngines } from '../../../cli/engines.js';
import { compile, inspect } from '../../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../../support.js';

const fixtures = join(root, 'test/abi/fixtures');
const expected = readFileSync(join(fixtures, 'threads.txt'), 'utf8');

function output(name: string, options: object = {}): string {
  const file = join(temporaryDirectory(), `${name}.mjs`);
  writeFileSync(file, compile(readFileSync(join(fixtures, `${name}.wasm`)), options).code);
  return file;
}

const run = (command: readonly string[], ...args: string[]) => spawnSync(command[0]!, [...command.slice(1), ...args], { encoding: 'utf8', timeout: 60000 });

test('a thread that keeps itself alive does what it is asked to, until it is told to end', () => {
  const { stdout, stderr, status } = run([process.execPath], output('keepalive'));
  assert.equal([stdout, stderr, status], [readFileSync(join(fixtures, 'keepalive.txt'), 'utf8'), '', 3]);
});

/** The last was built by 6.0.5. */
const NAMES = ['threads', 'threads-proxied', 'threads-6'];

for (const name of NAMES) {
  test(`${name}: nothing is missing`, () => {
    const { abis, missing } = inspect(readFileSync(join(fixtures, `${name}.wasm`)));
    assert.is(abis[0]?.id, 'emscripten');
    assert.equal(missing, []);
  });

  for (const optimize of [0, 2] as const) {
    test(`${name} at -O${optimize} as under glue, and they end with the program`, () => {
      const file = output(name, { optimize });
      const whole = run([process.execPath], file);
      assert.equal([whole.stdout, whole.status, whole.stderr], [expected, 3, '']);
      const left = run([process.execPath], file, 'exit');
      assert.equal([left.stdout, left.status, left.stderr], ['at exit\n', 9, '']);
      const aborted = run([process.execPath], file, 'abort');
      assert.match(aborted.stderr, /RuntimeError: the program called abort\(\)/);
      assert.is(aborted.status, 134);
    });
  }

  test(`${name} run by a program, its output caught, twice`, async () => {
    const { run: start } = (await import(pathToFileURL(output(name)).href)) as { run(options: object): Promise<number> };
    for (const args of [[], ['exit']]) {
      let text = '';
      const code = await start({ args, stdout: (bytes: Uint8Array) => void (text += Buffer.from(bytes).toString()) });
      assert.equal([text, code], args.length === 0 ? [expected, 3] : ['at exit\n', 9]);
    }
  });
}

test('deno and bun have the same threads', () => {
  const { found, absent } = findEngines();
  for (const { name, how } of absent.filter(({ name }) => /^(?:deno|bun)/.test(name))) skip(`threads on ${name}`, how);
  for (const { name: engine, command } of found.filter(({ name }) => /^(?:deno|bun)/.test(name))) {
    for (const name of NAMES) {
      const { stdout, status, stderr } = run([...command, ...(engine === 'deno' ? ['-A'] : [])], output(name));
      assert.equal([stdout, status], [expected, 3], `${name} on ${engine}: ${stderr}`);
    }
  }
});

test('without workers a program runs, and gets no thread', async () => {
  const { run: start } = (await import(pathToFileURL(output('threads')).href)) as { run(options: object): Promise<number> };
  assert.is(await start({ imports: { env: {} } }), 1);
});

test.run();
