/** sh-syntax, made by TinyGo, alone: the package's own glue drives it in the corpus of the bench. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Exit } from '../../abi/posix/exit.js';
import { compile } from '../../compiler/index.js';
import { skip, temporaryDirectory } from '../support.js';

const wasm = join(process.env['PROGRAMS'] ?? '', 'node_modules/sh-syntax/main.wasm');
if (!existsSync(wasm)) skip('sh-syntax', 'PROGRAMS names no folder with sh-syntax@0.7.0');
else {
  test('it runs without its glue', async () => {
    const { code, abi } = compile(readFileSync(wasm));
    assert.equal(abi, { id: 'tinygo', program: true });
    const path = join(temporaryDirectory(), 'sh.mjs');
    writeFileSync(path, code);
    const { instantiate, run } = (await import(pathToFileURL(path).href)) as { instantiate(): { exports: Record<string, any> }; run(): Promise<number> };
    assert.is(await run(), 0);
    const { exports } = instantiate();
    try {
      exports._start();
    } catch (error) {
      assert.is((error as Exit).code, 0);
    }
    const place = (text: string): [number, number, number] => {
      const bytes = new TextEncoder().encode(text);
      const at = exports.wasmAlloc(bytes.length) as number;
      new Uint8Array(exports.memory.buffer).set(bytes, at);
      return [at, bytes.length, bytes.length];
    };
    const result = exports.process(...place('a.sh'), ...place('if true ; then echo  "x"   # c\nfi'), 1, 1, 0, ...place(''), 0, 0, 2, 1, 1, 1, 0, 0, 0, 0) as number;
    const bytes = new Uint8Array(exports.memory.buffer);
    const { text } = JSON.parse(new TextDecoder().decode(bytes.subarray(result, bytes.indexOf(0, result)))) as { text: string };
    assert.is(text, 'if true; then\n  echo "x" # c\nfi\n');
  });
}

test.run();
