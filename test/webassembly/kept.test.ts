/** Programs that make an instance for each command and drop it: what the engine compiled stays, and the instances do not for long. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';
import { printed } from './collecting.js';

const folder = temporaryDirectory();
const file = join(folder, 'sum.wasm');
writeFileSync(file, assemble(`(module (import "m" "pages" (func $pages (result i32))) (memory (export "memory") 1) (func (export "grow") (drop (memory.grow (call $pages))))
  (func (export "sum") (param $n i32) (result i32) (local $s i32)
    (loop $l (local.set $s (i32.add (local.get $s) (i32.rotl (i32.load (i32.and (local.get $n) (i32.const 1023))) (local.get $n)))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s)))`));
const url = (path: string): string => JSON.stringify(pathToFileURL(join(root, path)).href);
const output = (text: string, ...flags: string[]): string =>
  printed(folder, `import { readFileSync } from 'node:fs';\n const bytes = readFileSync(${JSON.stringify(file)});\n${text}`, ...flags);

/** How often functions are optimised while each of eight instances runs. */
const optimised = (install: string): number[] =>
  output(`await import(${install});
    for (let k = 0; k < 8; k++) {
      const { sum } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { pages: () => 1 } }).exports;
      await collect();
      console.log('instance', k);
      for (let i = 0; i < 2000; i++) sum(1000);
    }`, '--trace-opt').split(/^instance \d+$/m).slice(1).map((text) => (text.match(/completed optimizing/g) ?? []).length);

test('what was compiled for one instance runs in the next, though nobody keeps the first', () => {
  const [kept, forgotten] = [optimised(url('dist/cli/install-cached.js')), optimised(url('dist/compiler/webassembly/install.js'))];
  // Newer ones keep so little code by themselves.
  if (process.versions.v8.startsWith('11.')) assert.ok(forgotten.slice(4).every((count) => count > 0), `without keeping: ${forgotten.join(' ')}`);
  else console.log(`without keeping, V8 ${process.versions.v8}: ${forgotten.join(' ')}`);
  assert.is(kept.slice(4).reduce((sum, count) => sum + count), 0, `optimised: ${kept.join(' ')}`);
});

/** How many of some instances there are still, before and behind the while that they are kept for. */
const alive = (instances: number, pages: number): unknown =>
  JSON.parse(output(`const { WebAssembly } = await import(${url('dist/compiler/webassembly/index.js')});
    const { keepInstances } = await import(${url('dist/compiler/webassembly/kept.js')});
    const due = new Set();
    keepInstances((forget) => { due.add(forget); return () => void due.delete(forget); });
    const made = Array.from({ length: ${instances} }, () => {
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { pages: () => ${pages} } });
      exports.grow();
      return new WeakRef(exports);
    });
    const count = async () => { await collect(); return made.filter((exports) => exports.deref()).length; };
    const first = await count();
    for (const forget of due) forget();
    console.log(JSON.stringify([first, await count()]));`)) as unknown;

test('two instances are kept for a while, of modules that have several', () => {
  assert.equal(alive(1, 1), [0, 0]);
  assert.equal(alive(5, 1), [2, 0]);
});

test('instances with large memories are not kept once another one is made', () => {
  assert.equal(alive(3, 5000), [1, 0]);
});

test.run();
