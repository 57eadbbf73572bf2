/** In browsers, under a policy that forbids evaluation: a module and a shared memory in messages to a worker and back. */
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { skip } from '../support.js';
import { assemble } from '../wabt.js';
import { findBrowser, howToGetBrowser, openPage } from './browsers.js';
import { withImports } from './served.js';

const POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'";
const COUNTER = assemble(`(module (import "env" "memory" (memory 1 4 shared))
  (func (export "count") (result i32) (i32.add (i32.const 1) (i32.atomic.rmw.add (i32.const 8) (i32.const 1))))
  (func (export "grow") (result i32) (memory.grow (i32.const 1))))`);
const SETUP = `
  import { install, register } from '/dist/compiler/webassembly/precompiled.js';
  import { precompiled } from '/counter.mjs';
  register(precompiled);
  install();
  const seen = (module, memory) => [module instanceof WebAssembly.Module, memory instanceof WebAssembly.Memory, memory.buffer.byteLength,
    WebAssembly.Module.exports(module).length, new WebAssembly.Instance(module, { env: { memory } }).exports.count()];
`;
const MAIN = `${SETUP}
  const report = (value) => fetch('/done', { method: 'POST', body: JSON.stringify(value) });
  const module = new WebAssembly.Module(Uint8Array.from([${COUNTER.join()}]));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
  const worker = new Worker('/worker.mjs', { type: 'module' });
  worker.onerror = ({ message }) => report([message ?? 'the worker did not load']);
  worker.addEventListener('message', ({ data }) => report([data.seen, seen(data.module, memory)]));
  worker.postMessage({ cmd: 'load', module, memory });
`;
const WORKER = `${SETUP}
  onmessage = ({ data: { module, memory } }) => {
    const before = seen(module, memory);
    new WebAssembly.Instance(module, { env: { memory } }).exports.grow();
    postMessage({ seen: [before, seen(module, memory)], module });
  };
`;

for (const name of ['chromium', 'firefox'] as const) {
  const browser = findBrowser(name);
  if (browser === undefined) skip(`messages in ${name}`, `not installed (${howToGetBrowser(name)})`);
  else {
    test(`a worker gets modules and shared memories, and finds code that it registered: ${name}`, async () => {
      const files = {
        ...withImports(fileURLToPath(new URL('../../compiler/webassembly/precompiled.js', import.meta.url))),
        '/': '<!doctype html><meta charset="utf-8"><script type="module" src="/main.mjs"></script>',
        '/main.mjs': MAIN, '/worker.mjs': WORKER, '/counter.mjs': compile(COUNTER, { precompiled: true }).code,
      };
      assert.equal(JSON.parse(await openPage(browser, files, POLICY)), [[[true, true, 65536, 2, 1], [true, true, 131072, 2, 2]], [true, true, 131072, 2, 3]]);
    });
  }
}

test.run();
