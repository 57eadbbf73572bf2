/**
 * WebAssembly/wasi-testsuite, whose branch prod/testsuite-base holds the modules: `WASI_TESTSUITE=checkout`. Every module
 * says itself whether it passed, by its exit code.
 */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { skip, temporaryDirectory } from '../../support.js';
import { runNative } from './native.js';

const suite = process.env.WASI_TESTSUITE;
const languages = ['assemblyscript', 'c', 'rust'];

/** What the hosts cannot: they take times as doubles of seconds, whose steps are a quarter of a microsecond. */
const impossible = new Set(['rust: fd_filestat_set', 'rust: path_filestat', 'rust: symlink_filestat']);

interface Specification {
  root?: string;
  args?: string[];
  env?: Record<string, string>;
  exit_code?: number;
  stdout?: string;
}

function specification(file: string): Specification {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Specification) : {};
}

if (suite === undefined) skip('wasi-testsuite', 'WASI_TESTSUITE names no checkout');
for (const language of suite === undefined ? [] : languages) {
  const folder = join(suite!, 'tests', language, 'testsuite/wasm32-wasip1');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.wasm'))) {
    const name = file.slice(0, -5);
    test(`${language}: ${name}`, async () => {
      const { root, args = [], env = {}, exit_code = 0, stdout } = specification(join(folder, `${name}.json`));
      const directory = temporaryDirectory();
      if (root !== undefined && existsSync(join(folder, root))) cpSync(join(folder, root), directory, { recursive: true });
      let out = '';
      let err = '';
      const sinks = { 1: (bytes: Uint8Array) => void (out += Buffer.from(bytes).toString()), 2: (bytes: Uint8Array) => void (err += Buffer.from(bytes).toString()) };
      let code: number | string;
      try {
        code = await runNative(join(folder, file), { args: [name, ...args], env, preopens: root === undefined ? {} : { '/': directory }, host: { sinks, stdin: new Uint8Array(0) } });
      } catch (error) {
        code = String(error);
      }
      if (impossible.has(`${language}: ${name}`)) return assert.match(err, /mtim should change/);
      assert.is(code, exit_code, err);
      if (stdout !== undefined) assert.is(out, stdout);
    });
  }
}

test.run();
