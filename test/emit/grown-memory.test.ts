/** What glue sees of a memory that grows: wasm-bindgen's keeps its views until their buffer's length is 0. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const WAT = `(module (memory (export "memory") 1)
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1))))`;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  grow(pages: number): number;
  store(address: number, value: number): void;
}

/** As glue does it: the view of now, kept as long as its buffer has a length. */
function observe({ memory, grow, store }: Exports): unknown[] {
  let kept = new Uint8Array();
  const view = (): Uint8Array => { if (kept.byteLength === 0) kept = new Uint8Array(memory.buffer); return kept; };
  const seen: unknown[] = [];
  for (const [how, pages] of [[grow, 1], [grow, 2], [(by: number) => memory.grow(by), 1], [grow, 1]] as const) {
    const before = view();
    store(pages, 7);
    seen.push(how(pages), before.byteLength, before.buffer === memory.buffer);
    store(65536 * 2 - 1, 9 + pages);
    seen.push(view().length, view()[pages], view()[65536 * 2 - 1]);
  }
  for (let k = 0; k < 3; k++) seen.push(grow(1));
  return [...seen, view().length];
}

test('the buffer that JavaScript has is detached when a memory grows, as natively', () => {
  const bytes = assemble(WAT);
  const native = observe(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports);
  assert.equal(observe(loadCommonJs(bytes).instantiate().exports as unknown as Exports), native);
});

test.run();
