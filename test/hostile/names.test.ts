/** Names are hostile input: whatever they are, they come out as they went in and never become code. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { body, i32, moduleOf, name, type, vector } from '../cases.js';
import { loadCommonJs, loadEsm, loadScript } from '../load.js';

const names = [
  '', ' ', 'a-b', 'a.b', 'a_b', 'a+b', "'", '"', '`', '\\', "');throw 1;('", '");throw 1;("', '`+process.exit(9)+`', '${process.exit(9)}', '\n', '\r\n', '\u2028', '\u2029',
  '*/', '/*', '*/throw 1/*', '//', '<!--', '-->', '</script>', '<script>', '\0', '\u0001', '\uFEFF', '\u{1F600}', 'ünïcödé', '__proto__', 'constructor', 'prototype',
  'toString', 'hasOwnProperty', 'valueOf', 'default', 'instantiate', 'run', 'exports', 'imports', 'module', 'require', 'arguments', 'eval', 'await', 'yield',
  'let', 'static', 'class', 'function', 'new', 'delete', 'typeof', 'undefined', 'NaN', 'Infinity', 'null', 'true', 'this', 'super', 'import', 'export', 'enum', 'Math',
  'DataView', 'Uint8Array', 'globalThis', 'Object', 'Symbol', '0', '1', '-1', '1e3', '00', 'A', 'B', '$', '_', 'a', 'b', 'f', 'f0', 'HI', 'R', 'core',
];

/** Exports every name as a function that returns its index. */
function exporting(list: readonly string[]): Uint8Array<ArrayBuffer> {
  return moduleOf(
    [1, vector([type([], [i32])])],
    [3, vector(list.map(() => [0]))],
    [7, vector(list.map((text, index) => [...name(text), 0, ...(index < 128 ? [index] : [index & 127 | 128, index >> 7])]))],
    [10, vector(list.map((_, index) => body([], [0x41, ...(index < 64 ? [index] : [index & 127 | 128, index >> 7])])))],
  );
}

/** Imports every name from a module of the same name and exports their sum. */
function importing(list: readonly string[]): Uint8Array<ArrayBuffer> {
  const calls = list.flatMap((_, index) => [0x10, ...(index < 128 ? [index] : [index & 127 | 128, index >> 7]), ...(index ? [0x6a] : [])]);
  return moduleOf(
    [1, vector([type([], [i32])])],
    [2, vector(list.map((text) => [...name(text), ...name(text), 0, 0]))],
    [3, vector([[0]])],
    [7, vector([[...name('sum'), 0, ...(list.length < 128 ? [list.length] : [list.length & 127 | 128, list.length >> 7])]])],
    [10, vector([body([], calls)])],
  );
}

test('the modules of this test are valid', () => {
  assert.ok(WebAssembly.validate(exporting(names)));
  assert.ok(WebAssembly.validate(importing(names)));
});

for (const pretty of [false, true]) {
  test(`exports keep their names${pretty ? ', pretty' : ''}`, async () => {
    const bytes = exporting(names);
    for (const load of [loadEsm, loadScript, loadCommonJs]) {
      const output = await load(bytes, { pretty });
      const { exports } = output.instantiate({});
      assert.equal(Object.keys(exports).sort(), Object.keys(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports).sort());
      names.forEach((text, index) => assert.is(exports[text](), index, JSON.stringify(text)));
    }
  });

  test(`imports are found by their names${pretty ? ', pretty' : ''}`, async () => {
    const bytes = importing(names);
    const imports: Record<string, Record<string, () => number>> = Object.create(null);
    names.forEach((text, index) => {
      imports[text] = Object.create(null) as Record<string, () => number>;
      imports[text]![text] = () => 2 ** (index % 20);
    });
    const expected = (new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports['sum'] as () => number)();
    for (const load of [loadEsm, loadScript, loadCommonJs]) {
      assert.is((await load(bytes, { pretty })).instantiate(imports).exports['sum'](), expected);
    }
  });
}

test('a module without imports also has named exports', async () => {
  const output = await loadEsm(exporting(names), {}) as unknown as Record<string, () => number>;
  names.forEach((text, index) => {
    if (!['default', 'instantiate', 'run'].includes(text)) assert.is(output[text]?.(), index, JSON.stringify(text));
  });
  assert.type(output['instantiate'], 'function');
});

test('a module that exports "then" can still be imported dynamically', async () => {
  // A promise would call a namespace's `then` and wait for ever.
  const waiting = setTimeout(() => undefined, 5_000);
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('import() never resolved')), 4_000).unref());
  const output = await Promise.race([loadEsm(exporting(['then', 'other']), {}), late]);
  clearTimeout(waiting);
  const { exports } = output.instantiate();
  assert.is(exports['then'](), 0);
  assert.is(exports['other'](), 1);
});

test('names that fall together when mangled stay apart', async () => {
  const list = ['a-b', 'a.b', 'a_b', 'a b', 'a$b', 'A', 'a', '_a', '$a'];
  for (const pretty of [false, true]) {
    const { exports } = (await loadEsm(exporting(list), { pretty })).instantiate({});
    list.forEach((text, index) => assert.is(exports[text](), index));
  }
});

test('debug names are hostile too', async () => {
  const evil = ['*/throw 1/*', 'a\nb', '\u2028', '__proto__', 'class', 'a-b', 'a.b', '"', "'", '</script>', '', 'eval', 'HI', 'R', 'core', 'instantiate', 'Math', 'a', 'a'];
  const functionNames = vector(evil.map((text, index) => [index, ...name(text)]));
  const moduleName = name('*/throw 1;/*\n//');
  const section = [...name('name'), 0, ...lengthPrefixed(moduleName), 1, ...lengthPrefixed(functionNames)];
  const plain = exporting(evil.map((_, index) => `e${index}`));
  const bytes = Uint8Array.from([...plain, 0, ...lengthPrefixed(section)]);
  assert.ok(WebAssembly.validate(bytes));
  for (const pretty of [false, true]) {
    const { exports } = (await loadEsm(bytes, { pretty })).instantiate({});
    evil.forEach((_, index) => assert.is(exports[`e${index}`](), index));
  }
});

test('the output has no line that a script element or an old engine trips over', () => {
  const { code } = compile(exporting(names), { format: 'iife', name: 'k' });
  assert.not.match(code, /<\/script|<!--|[\u2028\u2029]/);
});

test('nor do options bring one into it', () => {
  const evil = '*/</script><!--\u2028';
  const { code } = compile(exporting(['f']), { format: 'iife', name: 'k', traceExports: evil, env: [`A=${evil}`], dir: [evil] });
  assert.not.match(code, /<\/script|<!--|[\u2028\u2029]/);
  assert.is(code.indexOf('*/') + 2, code.indexOf('\n'), 'the comment at the beginning ends where it should');
});

test('messages show names that a terminal can stand, and not all of the long ones', () => {
  const { message } = caught(() => compile(exporting(['\u009b31m\u202e', '\u009b31m\u202e'])));
  assert.match(message, 'duplicate export name "\\u{9b}31m\\u{202e}"');
  const long = caught(() => compile(exporting(['a'.repeat(100_000), 'a'.repeat(100_000)])));
  assert.ok(long.message.length < 200);
});

function caught(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

function lengthPrefixed(bytes: readonly number[]): number[] {
  const out: number[] = [];
  for (let rest = bytes.length; ; ) {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    out.push(rest ? byte | 128 : byte);
    if (!rest) return [...out, ...bytes];
  }
}

test.run();
