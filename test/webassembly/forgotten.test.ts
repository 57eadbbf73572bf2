/** Shared memories live as long as something follows them: not longer, and not shorter. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';
import { printed } from './collecting.js';

const folder = temporaryDirectory();
const file = join(folder, 'shared.wasm');
writeFileSync(file, assemble('(module (import "m" "m" (memory 1 64 shared)) (func (export "load") (param i32) (result i32) (i32.load (local.get 0))) (func (export "grow") (result i32) (memory.grow (i32.const 1))))'));
const start = `import { readFileSync } from 'node:fs';
  const engine = globalThis.WebAssembly;
  const { WebAssembly } = await import(${JSON.stringify(pathToFileURL(join(root, 'dist/compiler/webassembly/index.js')).href)});
  const module = new WebAssembly.Module(readFileSync(${JSON.stringify(file)}));
  const descriptor = { initial: 1, maximum: 64, shared: true };\n`;

const output = (text: string): string => printed(folder, start + text);

for (const [name, memory] of [['memories', 'new WebAssembly.Memory(descriptor)'], ["the engine's memories", 'new engine.Memory(descriptor)']] as const) {
  test(`${name} are forgotten with the instances that nobody keeps`, () => {
    const alive = output(`const made = Array.from({ length: 40 }, () => {
        const memory = ${memory};
        const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
        exports.grow();
        exports.load(65536);
        return new WeakRef(memory);
      });
      await collect();
      console.log(made.filter((memory) => memory.deref() !== undefined).length);`);
    assert.ok(Number(alive) < 5, `${alive} of 40 are kept`);
  });

  test(`instances follow ${name} that nothing else keeps, first and further ones`, () => {
    assert.is(output(`const { Worker } = await import('node:worker_threads');
      const results = [];
      for (let k = 0; k < 3; k++) {
        let memory = ${memory};
        const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
        const worker = new Worker(\`const { parentPort, workerData: { memory } } = require('node:worker_threads');
          parentPort.on('message', async () => {
            const { WebAssembly } = await import(\${JSON.stringify(${JSON.stringify(pathToFileURL(join(root, 'dist/compiler/webassembly/index.js')).href)})});
            const { readFileSync } = require('node:fs');
            const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(${JSON.stringify(file)})), { m: { m: memory } });
            parentPort.postMessage(exports.grow());
            parentPort.close();
          });\`, { eval: true, workerData: { memory } });
        memory = undefined;
        await collect();
        results.push(await new Promise((resolve) => { worker.on('message', resolve); worker.postMessage('grow'); }), exports.load(65536));
      }
      console.log(...results);`), '1 0 1 0 1 0\n');
  });
}

test('a memory that another thread let grow has its size when it is imported', () => {
  const large = join(folder, 'large.wasm');
  writeFileSync(large, assemble('(module (import "m" "m" (memory 2 64 shared)) (func $start (drop (i32.load (i32.const 65536)))) (start $start))'));
  for (const memory of ['new WebAssembly.Memory(descriptor)', 'new engine.Memory(descriptor)']) {
    assert.is(output(`const { Worker } = await import('node:worker_threads');
      const memory = ${memory};
      new WebAssembly.Instance(module, { m: { m: memory } });
      await collect();
      const worker = new Worker(\`const { parentPort, workerData: { memory } } = require('node:worker_threads');
        import(\${JSON.stringify(${JSON.stringify(pathToFileURL(join(root, 'dist/compiler/webassembly/index.js')).href)})}).then(({ WebAssembly }) => {
          const { readFileSync } = require('node:fs');
          const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(${JSON.stringify(file)})), { m: { m: memory } });
          parentPort.postMessage(exports.grow());
        });\`, { eval: true, workerData: { memory } });
      console.log(await new Promise((resolve) => { worker.on('message', resolve); }));
      new WebAssembly.Instance(new WebAssembly.Module(readFileSync(${JSON.stringify(large)})), { m: { m: memory } });`), '1\n');
  }
});

test.run();
