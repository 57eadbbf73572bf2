import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adviceFor } from '../../cli/advice.js';

const named = (...names: string[]): { module: string; name: string }[] => names.map((name) => ({ module: name.split('.')[0]!, name: name.split('.')[1]! }));

test('names tell which JavaScript belongs to a module', () => {
  for (const [imports, expected] of [
    [named('a.a', 'a.b'), /--glue/], [[{ module: './x_bg.js', name: '__wbindgen_throw' }], /wasm-bindgen/],
    [named('wbg.__wbg_new_1f'), /wasm-bindgen/], [named('env.memory', 'env.__memory_base'), /side module/], [named('env.napi_create_object'), /Node-API/],
  ] as const) {
    const advice = adviceFor(imports);
    assert.is(advice.length, 1);
    assert.match(advice[0]!, expected);
  }
});

test('others get no advice', () => {
  for (const imports of [[], named('env.memory', 'a.b'), named('wasi_snapshot_preview1.fd_write', 'GOT.__memory_base')]) assert.equal(adviceFor(imports), []);
});

test.run();
