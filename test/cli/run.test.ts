/** `run`: the program's exit code, arguments, streams and signals are its own, exactly as under `node out.mjs`. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, temporaryDirectory } from '../support.js';

const bin = join(root, 'dist/cli/bin.js');
const server = join(root, 'cli/demo/server.wasm');
const cwd = temporaryDirectory();
const env = { ...process.env, XDG_CACHE_HOME: join(cwd, 'cache') };
const compiled = join(cwd, 'server.mjs');
assert.is(spawnSync(process.execPath, [bin, server, '-o', compiled], { stdio: 'inherit' }).status, 0);

/** How the program is started: through `run` (the first time without, then with a cache entry) and as a file of its own. */
const ways: readonly (readonly [string, readonly string[]])[] = [
  ['run, first', [bin, 'run', server, '--']], ['run, cached', [bin, 'run', server, '--']], ['node out.mjs', [compiled]],
];

interface Ending { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** Starts the server on a free port; `closed` is its end. */
async function start(args: readonly string[]): Promise<{ child: ChildProcess; address: string; closed: Promise<Ending> }> {
  const child = spawn(process.execPath, [...args, '0'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<Ending>((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  let output = '';
  const address = await new Promise<string>((resolve, reject) => {
    const see = (text: Buffer): void => {
      output += String(text);
      const found = /listening at (http:\S+)/.exec(output);
      if (found) resolve(found[1]!);
    };
    child.stdout!.on('data', see);
    child.stderr!.on('data', see);
    void closed.then(({ code }) => reject(new Error(`ended with code ${code} before it listened: ${output}`)));
  });
  return { child, address, closed };
}

for (const [name, args] of ways) {
  test(`a program's own usage error (${name})`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args, 'not-a-port'], { cwd, env, encoding: 'utf8' });
    assert.ok(status !== null && status > 0, `exit code ${status}`);
    assert.match(stdout + stderr, /usage: server/);
    assert.not.match(stdout + stderr, /wasm2js-aot/);
  });
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const) {
  test(`${signal} ends run as it ends node out.mjs`, async () => {
    const endings: Ending[] = [];
    for (const [, args] of [ways[1]!, ways[2]!]) {
      const { child, address, closed } = await start(args);
      assert.is((await fetch(address)).status, 200);
      child.kill(signal);
      // SIGUSR1 and the like may be ignored on purpose; what matters is that both ways agree.
      const ending = await Promise.race([closed, new Promise<undefined>((resolve) => { setTimeout(resolve, 3_000); })]);
      if (!ending) child.kill('SIGKILL');
      endings.push(ending ?? { code: null, signal: null });
      await closed;
    }
    assert.equal(endings[0], endings[1]);
    if (signal === 'SIGTERM' || signal === 'SIGINT') assert.equal(endings[0], { code: 0, signal: null }, 'the server ends by itself');
    if (signal === 'SIGKILL') assert.equal(endings[0], { code: null, signal: 'SIGKILL' });
    if (signal === 'SIGHUP') assert.ok(endings[0]!.signal === 'SIGHUP' || endings[0]!.code === 129, JSON.stringify(endings[0]));
  });
}

/** Prints its arguments and its environment as they are in memory: each text ends with a zero. */
const TELLER = `(module
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32))) (import "wasi_snapshot_preview1" "args_sizes_get" (func $argsSizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $env (param i32 i32) (result i32))) (import "wasi_snapshot_preview1" "environ_sizes_get" (func $envSizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $argsSizes (i32.const 0) (i32.const 12))) (drop (call $args (i32.const 100) (i32.const 1000))) (i32.store (i32.const 8) (i32.const 1000)) (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
    (drop (call $envSizes (i32.const 0) (i32.const 12))) (drop (call $env (i32.const 100) (i32.const 1000))) (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))))`;

test('a program has the arguments, the name and the environment that it is given, and no other', () => {
  writeFileSync(join(cwd, 'teller.wat'), TELLER);
  const surroundings = { PATH: process.env['PATH'], HOME: process.env['HOME'], XDG_CACHE_HOME: env.XDG_CACHE_HOME, INHERITED: 'here' };
  const told = (...args: string[]): string[] => {
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, env: surroundings, encoding: 'utf8' });
    assert.is(stderr, '');
    return stdout.split('\0').slice(0, -1);
  };
  const given = ['--env', 'A=1=2', '--env', 'INHERITED', '--env', 'ABSENT', '--env', 'EMPTY='];
  assert.equal(told(bin, 'run', 'teller.wat', '--', 'x', ''), ['teller', 'x', '']);
  assert.equal(told(bin, 'run', 'teller.wat', ...given, '--', 'y').sort(), ['A=1=2', 'EMPTY=', 'INHERITED=here', 'teller', 'y']);
  assert.equal(told(bin, 'run', 'teller.wat', '--env', 'A=3'), ['teller', 'A=3']);
  assert.equal(told(bin, 'teller.wat', ...given, '-o', 'told.mjs'), []);
  assert.equal(told('told.mjs').sort(), ['A=1=2', 'EMPTY=', 'INHERITED=here', 'told']);
  const { status, stderr } = spawnSync(process.execPath, [bin, 'teller.wat', '--env', '=x'], { cwd, encoding: 'utf8' });
  assert.equal([status, /Option env must be NAME=value or NAME, not "=x"/.test(stderr)], [2, true]);
});

test.run();
