/** The linker: every runtime export links alone, names, order, sharing, and what it refuses. */
import { join } from 'node:path';
import { parse } from 'acorn';
import type { Program, Statement } from 'estree';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runtimeSources } from '../../cli/runtime-sources.js';
import { readModules, type RuntimeSources } from '../../compiler/link/extract.js';
import { HelperNames, LinkageError, type LinkOptions, linkPieces } from '../../compiler/link/index.js';
import { STARTERS } from '../../compiler/link/starters.js';
import { boundNames, references } from '../../compiler/link/scope.js';
import { runtimeModules } from '../../compiler/link/runtime-modules.js';
import { print } from '../../compiler/print/index.js';
import { root } from '../support.js';

function textOf(statements: Statement[], pretty = false): string {
  return print({ type: 'Program', sourceType: 'module', body: statements }, { pretty }).code;
}

/** Links `main` of module 'm' and returns its value, and the text. */
function run(sources: RuntimeSources, options: LinkOptions = {}, scope: Record<string, unknown> = {}): { value: any; code: string } {
  const names = new HelperNames(readModules(sources));
  const main = names.ref('m', 'main');
  const code = textOf(linkPieces(names, options).statements);
  const parameters = Object.keys(scope);
  return { value: new Function(...parameters, `'use strict';\n${code}\nreturn ${main};`)(...Object.values(scope)), code };
}

function refusal(sources: RuntimeSources): string {
  try {
    run(sources);
  } catch (error) {
    assert.ok(error instanceof LinkageError, String(error));
    return error.message;
  }
  return assert.unreachable('linked') as never;
}

for (const pretty of [false, true]) {
  test(`each runtime export links alone, ${pretty ? 'pretty' : 'compact'}`, () => {
    let count = 0;
    const { graph } = new HelperNames(runtimeModules);
    for (const path of Object.keys(runtimeModules.modules)) {
      for (const name of graph.exportsOf(path)) {
        const names = new HelperNames(runtimeModules, { pretty });
        const identifier = names.ref(path, name);
        const code = textOf(linkPieces(names).statements, pretty);
        const free = undeclared(code);
        assert.equal(free, [], `${path} ${name}`);
        if (path.startsWith('runtime-lite/')) {
          assert.type(new Function(`'use strict';\n${code}\nreturn typeof ${identifier};`)(), 'string');
          assert.is.not(new Function(`'use strict';\n${code}\nreturn typeof ${identifier};`)(), 'undefined', `${path} ${name}`);
        }
        count++;
      }
    }
    assert.ok(count > 100, `${count} exports`);
  });
}

/** Names that the text uses without declaring them and that no engine has. */
function undeclared(code: string): string[] {
  const { body } = parse(code, { ecmaVersion: 2022, sourceType: 'module' }) as unknown as Program;
  const declared = new Set(body.flatMap((node) => {
    if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => boundNames(id));
    return node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration' ? [node.id.name] : [];
  }));
  const used = new Set(body.flatMap((node) => references(node)).map(({ node }) => node.name));
  return [...used].filter((name) => !declared.has(name) && !(name in globalThis) && !hostNames.has(name));
}

/** What runtime pieces look for with `typeof`. */
const hostNames = new Set(['Bun', 'Deno', 'require', '__filename', 'self', 'window', 'document', 'importScripts', 'print', 'importModule']);

test('all pieces together link and evaluate', () => {
  const names = new HelperNames(runtimeModules);
  const paths = Object.keys(runtimeModules.modules).filter((path) => path.startsWith('runtime-lite/'));
  const wanted = paths.flatMap((path) => names.graph.exportsOf(path).map((name) => names.ref(path, name)));
  const { statements, bindings } = linkPieces(names);
  const values = new Function(`'use strict';\n${textOf(statements)}\nreturn [${wanted.join()}];`)() as unknown[];
  assert.is(new Set(bindings.map(({ identifier }) => identifier)).size, bindings.length);
  values.forEach((value, i) => assert.is.not(value, undefined, wanted[i]));
});

test('names are short, deterministic, and unlike every word of the sources', () => {
  const make = (): string[] => {
    const names = new HelperNames(runtimeModules);
    return [names.ref('runtime-lite/i64', 'i64_clz'), ...Array.from({ length: 3000 }, () => names.fresh()), names.ref('runtime-lite/i64', 'i64_ctz')];
  };
  const first = make();
  assert.equal(first, make());
  assert.is(new Set(first).size, first.length);
  const words = new Set(Object.values(runtimeSources(join(root, 'dist'))).join(' ').match(/[\w$]+/g));
  for (const name of first) {
    assert.match(name, /^[A-Z$_][\w$]*$/);
    assert.not.ok(words.has(name), name);
  }
  assert.is(first[0]!.length, 1);
  assert.ok(first[3001]!.length <= 3);
  assert.is(make()[0], first[0]);
});

test('readable names keep the hint, whatever characters it has', () => {
  const names = new HelperNames(runtimeModules, { pretty: true });
  const seen = new Set<string>();
  for (const hint of ['main', 'main', 'std::vec<u8>', 'a"b\n', '', '\u2028', 'Math', '__proto__', '9', 'é', 'await', 'x'.repeat(500)]) {
    const name = names.fresh(hint);
    assert.match(name, /^[A-Z$_][\w$]*$/);
    assert.not.ok(seen.has(name));
    seen.add(name);
    new Function(`var ${name};`);
  }
  assert.equal([...seen].slice(0, 3), ['$main', '$main_2', '$std_vec_u8_']);
  assert.is(names.ref('runtime-lite/int', 'i32_ctz'), '$i32_ctz');
});

test('what is evaluated at once comes first, what is called later anywhere, what is not needed never', () => {
  const { value, code } = run({
    m: "import { Base as B, seed } from './b.js';\nimport { late } from './c.js';\nclass Derived extends B { get() { return late(); } }\nexport const list = Object.freeze([seed, Derived]);\nexport function main() { return [list[0].length, new list[1]().get()]; }",
    b: "import { unused } from './c.js';\nexport const seed = 'a b'.split(' ');\nexport class Base {}\nexport function other() { return unused; }",
    c: 'export function late() { return counter; }\nlet counter = 7;\nexport let unused = 1;',
  });
  assert.equal(value(), [2, 7]);
  assert.not.match(code, /unused|other/);
});

test('what nearly every instance calls is a function in parentheses, there before what needs it at once', () => {
  for (const [path, functions] of Object.entries(STARTERS)) {
    for (const name of functions) {
      const names = new HelperNames(runtimeModules);
      const wanted = names.ref(path, name);
      assert.ok(textOf(linkPieces(names).statements).includes(`const ${wanted}=(function(`), `${path} ${name}`);
    }
  }
  const sources = { 'runtime-lite/foreign': 'export function syncForeign() { return 5; }', m: "import { syncForeign } from './runtime-lite/foreign.js'; export const main = [syncForeign];" };
  assert.is(run(sources).value[0](), 5);
});

test('bindings of inner scopes stay apart', () => {
  const { value } = run({
    m: `
      import { x as y, bump } from './v.js';
      const own = 5;
      export function main(own2 = own) {
        const results = [own2, y];
        { const own = 6; results.push(own); }
        for (let own = 7; own < 8; own++) results.push(own);
        for (const own of [8]) results.push(own);
        try { throw 9; } catch (own) { results.push(own); }
        results.push((own => own)(10), (({ own }) => own)({ own: 11 }), function own() { return typeof own; }());
        results.push({ own }.own, { own: 12 }.own, { y }.y, [y].own);
        own: for (;;) break own;
        bump(20);
        results.push(y);
        var { own: renamed = own } = {};
        results.push(renamed, new (class own { own() { return own === this.constructor; } })().own());
        switch (1) { case 1: let own = 13; results.push(own); }
        return results;
      }`,
    v: 'export let x = 1;\nexport function bump(value) { x = value; }',
  });
  assert.equal(value(), [5, 1, 6, 7, 8, 9, 10, 11, 'function', 5, 12, 1, undefined, 20, 5, true, 13]);
});

test('what is bound inside has short names that capture nothing', () => {
  const { value, code } = run({
    m: `export function main(value, { list = [value], ...others } = {}) {
      const helper = function again(count) { return count > 0 ? again(count - 1) + a : inner(count); };
      function inner(count) { let counter = count; const step = (amount = counter) => { counter += amount + 1; return counter; }; step(); return step(2) + arguments.length; }
      class Local { method(list) { return list + value; } }
      let total = 0;
      for (const [key, { length }] of Object.entries({ value: 'abc' })) total += length + key.length;
      return [helper(2), new Local().method(1), list, others, total, { value, b }];
    }`,
  }, {}, { a: 100, b: 7 });
  assert.equal(value(5, { x: 1 }), [205, 6, [5], { x: 1 }, 8, { value: 5, b: 7 }]);
  assert.not.match(code, /helper|again|inner|count|step|total|key\b|amount/);
});

test('a statement that calls a setter becomes an assignment; other uses call it', () => {
  const { value, code } = run({
    m: "import { set, v } from './v.js';\nexport function main() { set(1 + 1); const kept = set; kept(v + 1); return v; }",
    v: 'export let v = 0;\nexport function set(x) { v = x; }',
  });
  assert.is(value(), 3);
  assert.match(code, /\w=1\+1;/);
});

test('re-exports and aliases are one binding', () => {
  const { value } = run({
    m: "import { a, b } from './r.js';\nexport function main() { return a === b; }",
    r: "export { a } from './s.js';\nexport { c as b } from './s.js';",
    s: 'function a() {}\nexport { a, a as c };',
  });
  assert.is(value(), true);
});

test('shared bindings come from the given object, by path or by binding', () => {
  const sources = { m: "import { A, f } from './s.js';\nexport function main() { return [A, f()]; }", s: 'export class A {}\nexport function f() { return A; }' };
  class Mine {}
  const scope = { shared: { A: Mine, f: () => 'shared' } };
  assert.equal(run(sources, { shared: new Set(['s']), sharedParam: 'shared' }, scope).value(), [Mine, 'shared']);
  assert.equal(run(sources, { shared: new Set(['s#A']), sharedParam: 'shared' }, scope).value(), [Mine, Mine]);
  assert.throws(() => run(sources, { shared: new Set(['s']) }), /need the option sharedParam/);
});

test('modules that cannot be linked are refused with file and line', () => {
  const refused: Array<[string, RegExp]> = [
    ["import x from './y.js';", /^link: m\.js:2: only named imports can be linked$/],
    ["import * as x from './y.js';", /only named imports/],
    ["import './y.js';", /side effect/],
    ["import { readFileSync } from 'node:fs';", /cannot link "node:fs"/],
    ["import { x } from '../y.js';", /leaves the package/],
    ['export default 1;', /only named imports and declarations/],
    ["export * from './y.js';", /only named imports and declarations/],
    ['globalThis.x = 1;', /only named imports and declarations/],
    ['const x = globalThis.fetch;', /the initialiser of x may have side effects/],
    ['const x = Math.random();', /side effects/],
    ['const x = new Foo();', /side effects/],
    ['const x = await 1;', /side effects/],
    ['const { x } = {};', /destructuring/],
    ['var x = 1;', /top-level var/],
    ['class A { static x = Math.random(); }', /static parts/],
    ['class A { static { } }', /static parts/],
    ['class A extends f() {}', /static parts|side effects/],
    ['function f() { return import.meta.url; }', /import\.meta/],
    ["function f() { return import('node:fs'); }", /import\(\)/],
    ["function f() { return eval('1'); }", /eval is forbidden/],
    ["function f() { return new Function('1'); }", /Function is forbidden/],
    ['function f() { debugger; }', /^link: m\.js:2: a DebuggerStatement cannot be linked$/],
    ['function f( {', /m\.js does not parse/],
  ];
  for (const [text, expected] of refused) assert.match(refusal({ m: `export function main() {}\n${text}` }), expected, text);
  assert.match(refusal({ m: "import { x } from './y.js';\nexport function main() { return x; }" }), /there is no runtime module y\.js/);
  assert.match(refusal({ m: "import { x } from './y.js';\nexport function main() { return x; }", y: '' }), /y\.js has no export "x"/);
  assert.match(refusal({ m: "import { x } from './y.js';\nexport function main() { x = 1; }", y: 'export let x = 0;' }), /assigns to the imported binding x/);
  assert.match(refusal({ m: 'export const main = [other];\nconst other = [main];' }), /depends on itself/);
  assert.match(refusal({ m: 'export let x = 1;' }), /m\.js has no export "main"/);
});

test.run();
