/** Instances of a module have their constructors and prototypes in common: engines know the objects of all of them by one shape. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

/** Large enough for short names of the methods of views. */
const source = (memory: string): Uint8Array<ArrayBuffer> => {
  const loads = Array.from({ length: 800 }, (_, i) => `(i32.store offset=${i * 4} (local.get 0) (i32.add (local.get 0) (i32.const ${i})))`).join('');
  return assemble(`(module (memory ${memory}) (func (export "fill") (param i32) (result i32) ${loads} (i32.load offset=8 (local.get 0))) (func (export "grow") (result i32) (memory.grow (i32.const 1))))`);
};

/** The prototypes of the views that are made while `act` runs. */
function prototypes(act: () => void): Set<unknown> {
  const own = globalThis.DataView;
  const made: DataView[] = [];
  globalThis.DataView = new Proxy(own, { construct: (target, args) => { made.push(Reflect.construct(target, args) as DataView<ArrayBuffer>); return made.at(-1)!; } });
  try {
    act();
  } finally {
    globalThis.DataView = own;
  }
  assert.ok(made.length >= 2);
  return new Set(made.map(Object.getPrototypeOf));
}

for (const memory of ['1 1', '1 9']) {
  test(`views of a memory of ${memory} pages are of one prototype in all instances`, () => {
    const { instantiate } = loadCommonJs(source(memory));
    const shapes = prototypes(() => {
      const [one, other] = [instantiate().exports, instantiate().exports];
      assert.equal([one['fill'](4), other['fill'](0), one['grow'](), one['fill'](40), other['fill'](3)], [6, 2, memory === '1 1' ? -1 : 1, 42, 5]);
    });
    assert.is(shapes.size, 1);
    assert.is.not([...shapes][0], DataView.prototype);
  });
}

test('the object of the views is made by one constructor, outside of the function that instantiates', () => {
  const { code } = compile(source('1 9'), { format: 'cjs', pretty: true });
  assert.match(code, /^const (\$?\w+) = \(function\(b, n\) \{\n {2}this\.D = /m);
  assert.not.match(code, /^ +.*function ?\w*\(b, n\) \{\n *this\.D = /m);
});

test('classes of structs stand outside of the function that instantiates', () => {
  const code = Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0,
    // (type (struct (field (mut i32)))), (type (func (param i32) (result i32)))
    1, 10, 2, 0x5f, 1, 0x7f, 1, 0x60, 1, 0x7f, 1, 0x7f,
    3, 2, 1, 1,
    7, 8, 1, 4, 107, 101, 101, 112, 0, 0,
    // (struct.get 0 0 (struct.new 0 (local.get 0)))
    10, 13, 1, 11, 0, 0x20, 0, 0xfb, 0, 0, 0xfb, 2, 0, 0, 0x0b,
  ]);
  const { code: text } = compile(code, { format: 'cjs', pretty: true });
  assert.match(text, /^function (\w+)\(a\) \{\n {2}this\.\w+ = a;/m);
  const { instantiate } = loadCommonJs(code);
  assert.equal([instantiate().exports['keep'](3), instantiate().exports['keep'](-4)], [3, -4]);
});

test.run();
