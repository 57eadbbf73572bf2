/** Imports that JavaScript itself provides, in standalone outputs. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompileError, compile, type Options } from '../compiler/index.js';
import { declarations } from '../compiler/dts.js';
import { resolveOptions } from '../compiler/options.js';
import { vector } from './bytes.js';
import { loadCommonJs, loadEsm, loadScript } from './load.js';
import * as m from './webassembly/probes/modules.js';

const [FUNCTION, GLOBAL] = [m.FUNCTION, m.GLOBAL];
const string = [0x64, m.externref];

/** greet(name): "hello, " ++ name; and the length of the greeting through a table. */
const greeter = m.binary(
  [1, vector([[0x60, ...vector([[m.externref], [m.externref]]), ...vector([string])], m.functionType([m.externref], [m.i32]), [0x60, ...vector([[m.externref]]), ...vector([string])]])],
  m.imports(['wasm:js-string', 'concat', [FUNCTION, 0]], ['wasm:js-string', 'length', [FUNCTION, 1]], ['text', 'hello, ', [GLOBAL, ...string, 0]]),
  [3, vector([[2], [1]])],
  [4, vector([[m.funcref, 0, 1]])],
  m.exports(['greet', FUNCTION, 2], ['size', FUNCTION, 3], ['hello', GLOBAL, 0]),
  [9, vector([[0, 0x41, 0, 0x0b, 1, 1]])],
  [10, vector([m.body(0x23, 0, 0x20, 0, 0x10, 0), m.body(0x20, 0, 0x10, 2, 0x41, 0, 0x11, 1, 0)])],
);
const text: Partial<Options> = { importedStringConstants: 'text' };

for (const [format, load] of Object.entries({ esm: loadEsm, cjs: loadCommonJs, iife: loadScript })) {
  test(`builtins need no imports (${format})`, async () => {
    const { exports } = (await load(greeter, text)).instantiate();
    assert.is(exports['greet']('you'), 'hello, you');
    assert.is(exports['size']('you'), 10);
    assert.is(exports['hello'].value, 'hello, ');
    assert.throws(() => exports['greet'](5), (error: Error) => error.name === 'RuntimeError');
  });
}

test('what is left to the caller is what the options do not name', () => {
  const imports = (options: Partial<Options>): string[] => compile(greeter, options).imports.map(({ module, name }) => `${module} ${name}`);
  const functions = ['wasm:js-string concat', 'wasm:js-string length'];
  assert.equal(imports(text), []);
  assert.equal(imports({}), ['text hello, ']);
  assert.equal(imports({ abi: 'none' }), [...functions, 'text hello, ']);
  assert.equal(imports({ ...text, builtins: [] }), functions);
  assert.equal(imports({ abi: 'none', builtins: ['js-string'] }), ['text hello, ']);
});

test('declarations name only what the caller provides', () => {
  assert.not.match(declarations(compile(greeter, text), resolveOptions(text)), /concat|hello, '/);
});

test('builtins of another type are errors with an offset', () => {
  const wrong = m.binary([1, vector([m.functionType([m.i32], [m.i32])])], m.imports(['wasm:js-string', 'length', [FUNCTION, 0]]));
  assert.throws(() => compile(wrong), (error: CompileError) => error instanceof CompileError && error.code === 'W2J2001' && error.offset !== undefined && /js-string/.test(error.message));
  assert.is(compile(wrong, { builtins: [] }).imports.length, 1);
});

test.run();
