/** Declarations, of outputs and of this package, are checked by the TypeScript compiler itself. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { declarations, type ModuleShape } from '../compiler/dts.js';
import { compile } from '../compiler/index.js';
import { loadEsm } from './load.js';
import { root } from './support.js';
import { assemble } from './wabt.js';

const options: ts.CompilerOptions = { strict: true, noEmit: true, skipDefaultLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, lib: ['lib.es2022.d.ts'], types: [] };

/** The language's own declarations, parsed once. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** Messages of the type checker for a program that imports the declarations as `./out.js`. */
function check(text: string, use: string): string[] {
  const files: Record<string, string> = { '/out.d.ts': text, '/use.ts': use };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => path in files || path === '/package.json' || fileExists.call(host, path);
  host.readFile = (path) => (path === '/package.json' ? '{"type":"module"}' : files[path] ?? readFile.call(host, path));
  host.getSourceFile = (path, ...rest) => {
    if (path in files) return ts.createSourceFile(path, files[path]!, rest[0], true);
    if (!libraries.has(path)) libraries.set(path, getSourceFile.call(host, path, ...rest));
    return libraries.get(path);
  };
  const program = ts.createProgram(Object.keys(files), options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

const esm = { format: 'esm', name: 'wasm' } as const;
const plain: ModuleShape = {
  imports: [],
  exports: [
    { name: 'add', kind: 'func', type: 'ii:i' }, { name: 'pair', kind: 'func', type: 'l:ld' }, { name: 'memory', kind: 'memory' },
    { name: 'g', kind: 'global' }, { name: 't', kind: 'table' }, { name: 'nothing', kind: 'func', type: ':' }, { name: 'typed', kind: 'func', type: 'X:X;!(extern):!(extern)' },
  ],
};

test('memories and tables with 64-bit addresses count in BigInts', () => {
  const { exports, imports } = compile(assemble('(module (import "m" "t" (table i64 1 funcref)) (memory (export "wide") i64 1) (memory (export "narrow") 1) (table (export "list") i64 1 funcref))'), { abi: 'none' });
  const use = `import { instantiate, type Table } from './out.js';
    declare const t: Table<bigint>;
    const { exports } = instantiate({ m: { t } });
    const wide: bigint = exports.wide.grow(1n), narrow: number = exports.narrow.grow(1), length: bigint = exports.list.length;`;
  assert.equal(check(declarations({ imports, exports }, esm), use), []);
  assert.is(check(declarations({ imports, exports }, esm), `${use} exports.wide.grow(1); exports.narrow.grow(1n);`).length, 2);
});

test('functions, memories, tables and globals have their types', () => {
  const use = `import { instantiate, add, memory, type Exports } from './out.js';
    const { exports } = instantiate();
    const sum: number = exports.add(1, 2), same: number = add(1, 2);
    const [a, b]: [bigint, number] = exports.pair(1n);
    const bytes = new Uint8Array(memory.buffer), pages: number = exports.memory.grow(1);
    const nothing: void = exports.nothing(), typed: object = exports.typed({}), size: number = exports.t.length, e: Exports = exports, g = exports.g.value;`;
  assert.equal(check(declarations(plain, esm), use), []);
});

test('functions that wait give promises, and take them', () => {
  const imports = [{ module: 'm', name: 'wait', kind: 'func', sig: 'i:l' }, { module: 'm', name: 'log', kind: 'func', sig: 'i:' }];
  const text = declarations({ ...plain, imports }, { ...esm, suspending: ['m.wait'], promising: ['add', 'nothing'] });
  const use = `import { instantiate } from './out.js';
    const { exports } = instantiate({ m: { wait: async (x: number) => BigInt(x), log: (x: number) => {} } });
    instantiate({ m: { wait: () => 1n, log: () => {} } });
    const sum: Promise<number> = exports.add(1, 2), done: Promise<void> = exports.nothing(), both: [bigint, number] = exports.pair(1n);`;
  assert.equal(check(text, use), []);
  assert.is(check(text, `import { instantiate } from './out.js'; const n: number = instantiate({ m: { wait: async () => 'x', log: () => {} } }).exports.add(1, 2);`).length, 2);
});

test('wrong uses are found', () => {
  const text = declarations(plain, esm);
  assert.is(check(text, `import { add } from './out.js'; add('1', 2);`).length, 1);
  assert.is(check(text, `import { instantiate } from './out.js'; instantiate().exports.pair(1);`).length, 1);
  assert.is(check(text, `import { instantiate } from './out.js'; instantiate().exports.missing;`).length, 1);
});

test('imports are needed, and programs have run', () => {
  const shape: ModuleShape = { imports: [{ module: 'env', name: 'log', kind: 'func', sig: 'i:' }, { module: 'env', name: 'base', kind: 'global', valtype: 'i32' }], exports: [] };
  const program = declarations({ ...shape, abi: { program: true } }, esm);
  const text = declarations(shape, esm);
  assert.equal(check(program, `import { instantiate, run } from './out.js'; instantiate({ env: { log: (n: number) => {}, base: 5 } }); const code: Promise<number> = run({ args: ['-v'] });`), []);
  assert.equal(check(program, `import { instantiate } from './out.js'; instantiate();`), []);
  assert.is(check(text, `import { instantiate } from './out.js'; instantiate();`).length, 1);
});

test('hostile names stay names', () => {
  const names = ['"', "'", '\\', '\n', '\u2028', '*/', '__proto__', 'default', 'class', 'a-b', '', '}; export const evil = 1; {', '</script>', 'instantiate', 'run', 'Exports'];
  const shape: ModuleShape = { imports: names.map((name) => ({ module: name, name, kind: 'func', sig: ':i' })), exports: names.map((name) => ({ name, kind: 'func', type: ':i' })) };
  assert.equal(check(declarations(shape, esm), ''), []);
  const withoutImports = declarations({ ...shape, imports: [] }, esm);
  assert.equal(check(withoutImports, `import { "a-b" as dash, "__proto__" as proto } from './out.js'; const n: number = dash() + proto();`), []);
  assert.is(check(withoutImports, `import { evil } from './out.js'; evil;`).length, 1);
});

test('what files export by name is declared, and nothing else', async () => {
  const names = ['default', 'then', 'instantiate', 'run', 'class', 'a b', '__proto__', 'Exports'];
  const module = assemble(`(module ${names.map((name) => `(func (export "${name}"))`).join(' ')})`);
  for (const abi of ['none', 'wasi'] as const) {
    const { imports, exports, abi: found } = compile(module, { abi });
    const text = declarations({ imports, exports, abi: found }, esm);
    const loaded = Object.keys(await loadEsm(module, { abi }));
    const isDeclared = (name: string): boolean => check(text, `import { "${name}" as it } from './out.js'; it;`).length === 0;
    assert.equal(names.filter(isDeclared), names.filter((name) => loaded.includes(name)), abi);
  }
});

test('an iife is a namespace', () => {
  assert.equal(check(declarations(plain, { format: 'iife', name: 'k' }), `/// <reference path="./out.d.ts" />\nconst sum: number = k.instantiate().exports.add(1, 2);`), []);
});

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly exports: Record<string, string | { readonly types: string }>;
}
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(`${root}${folder}package.json`, 'utf8')) as Manifest;

/** Packages that come along with this one. */
function dependencies(): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (folder: string): void => {
    for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
      if (found.has(name)) continue;
      found.add(name);
      add(`node_modules/${name}/`);
    }
  };
  add('');
  return found;
}

test('where the package is a dependency its declarations need nothing but its own dependencies and the language', () => {
  const known = dependencies();
  const entries = Object.values(manifestOf('').exports).flatMap((entry) => (typeof entry === 'string' ? [] : [`${root}${entry.types}`]));
  assert.ok(entries.length > 10);
  const host = ts.createCompilerHost(options);
  const { fileExists } = host;
  host.fileExists = (path) => {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
    return (name === undefined || known.has(name)) && fileExists.call(host, path);
  };
  const program = ts.createProgram(entries, options, host);
  const messages = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName.slice(root.length) ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  assert.equal(messages, []);
});

test.run();
