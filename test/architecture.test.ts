/** The one-way street of ARCHITECTURE.md: which room may import from which, read from the import statements. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from './support.js';

interface Import {
  /** Types vanish in the output. */
  readonly typeOnly: boolean;
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

/** Rooms from the most special path to the most general; a file belongs to the first that matches. */
const rooms = [
  'compiler/ops', 'compiler/decode', 'compiler/validate', 'compiler/ir', 'compiler/inline', 'compiler/optimize', 'compiler/lower', 'compiler/split', 'compiler/emit',
  'compiler/link', 'compiler/glue', 'compiler/print', 'compiler/wat', 'compiler/webassembly', 'compiler/diagnostics', 'compiler/options', 'compiler/dts', 'compiler',
  'runtime-lite', 'abi/contract', 'abi/registry', 'abi/detect', 'abi/host', 'abi/posix', 'abi', 'cli/bundle-runtime', 'cli', 'bench', 'test',
];

/** What a room may import besides itself: rooms, and packages by name (`node:` stands for every builtin of node). */
const allowed: Record<string, readonly string[]> = {
  'compiler/ops': [],
  'compiler/diagnostics': ['compiler/ops'],
  'compiler/options': [],
  'compiler/dts': [],
  'compiler/decode': ['compiler/ops', 'compiler/diagnostics'],
  'compiler/ir': ['compiler/ops', 'compiler/diagnostics'],
  'compiler/validate': ['compiler/ops', 'compiler/decode', 'compiler/ir', 'compiler/diagnostics'],
  'compiler/inline': ['compiler/ops', 'compiler/decode', 'compiler/validate', 'compiler/ir'],
  'compiler/optimize': ['compiler/ops', 'compiler/ir'],
  'compiler/lower': ['compiler/ops', 'compiler/ir', 'compiler/options'],
  'compiler/split': ['compiler/ir', 'compiler/options'],
  'compiler/emit': ['compiler/ops', 'compiler/ir', 'compiler/options', 'compiler/decode', 'estree'],
  'compiler/link': ['compiler/emit', 'compiler/diagnostics', 'acorn', 'estree'],
  'compiler/glue': ['compiler/decode', 'compiler/options', 'compiler/link', 'acorn', 'estree'],
  'compiler/print': ['astring', 'estree'],
  'compiler/wat': ['compiler/ops', 'compiler/decode'],
  'compiler/webassembly': ['compiler', 'compiler/options', 'compiler/diagnostics', 'runtime-lite'],
  compiler: ['compiler/*', 'abi/contract', 'abi/registry', 'abi/detect', 'abi', 'estree', '@noble/hashes/'],
  'runtime-lite': [],
  'abi/contract': [],
  'abi/host': ['abi/contract', 'abi/posix', 'runtime-lite'],
  'abi/posix': ['abi/contract', 'abi/host', 'runtime-lite'],
  'abi/registry': ['abi/contract', 'abi'],
  'abi/detect': ['abi/contract', 'abi/registry'],
  abi: ['abi/contract', 'abi/host', 'abi/posix', 'runtime-lite'],
  cli: ['compiler', 'compiler/options', 'compiler/dts', 'compiler/diagnostics', 'compiler/webassembly', 'node:', 'yargs', 'wabt', 'acorn', 'unplugin'],
  'cli/bundle-runtime': ['compiler/link', 'cli', 'node:'],
  bench: ['*'],
  test: ['*'],
};

/** What a room may know the types of, besides. */
const allowedTypes: Record<string, readonly string[]> = {
  'compiler/ir': ['compiler/decode', 'compiler/validate'],
  'compiler/split': ['compiler/ir', 'compiler/options'],
  'compiler/emit': ['compiler', 'compiler/validate', 'compiler/link', 'compiler/print'],
  'abi/host': ['node:'],
  'abi/posix': ['node:'],
};

const files = ['compiler', 'runtime-lite', 'abi', 'cli', 'bench', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name).split(sep).join('/')));

function roomOf(path: string): string {
  return rooms.find((room) => path === `${room}.ts` || path.startsWith(`${room}/`)) ?? path;
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const note = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (!node || !ts.isStringLiteralLike(node)) return;
    const specifier = node.text;
    const to = specifier.startsWith('.')
      ? relative(root, resolve(root, dirname(file), specifier.replace(/\.js$/, '.ts'))).split(sep).join('/')
      : specifier;
    found.push({ typeOnly, from: file, to, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) note(node.moduleSpecifier, onlyTypes(node.importClause));
    else if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) note(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) note(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  const { namedBindings } = clause;
  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword
    || (!clause.name && namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly));
}

function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  if (!allowed[from]) return false;
  const rules = [...allowed[from], ...(typeOnly ? allowedTypes[from] ?? [] : [])];
  const target = /^[a-z-]+\//.test(to) && to.endsWith('.ts') ? roomOf(to) : to;
  if (target === from && from !== 'abi') return true;
  // Inside abi each ABI is a room of its own.
  if (from === 'abi' && target === 'abi') return false;
  return rules.some((rule) => rule === '*' || rule === target
    || (/[:/]$/.test(rule) && target.startsWith(rule))
    || (rule.endsWith('/*') && target.startsWith(rule.slice(0, -1))));
}

function violations(imports: readonly Import[]): string[] {
  return imports.filter(({ from, to, typeOnly }) => {
    const sameAbi = roomOf(from) === 'abi' && roomOf(to) === 'abi' && from.split('/')[1] === to.split('/')[1];
    return !sameAbi && !mayImport(roomOf(from), to, typeOnly);
  }).map(({ from, to, line, typeOnly }) => `${from}:${line} imports ${typeOnly ? 'types of ' : ''}${to}`);
}

test('every source file belongs to a room', () => {
  assert.ok(files.length > 10, `only ${files.length} source files found`);
  assert.equal(files.filter((file) => !(roomOf(file) in allowed)), []);
});

test('rooms import only what the table allows', () => {
  assert.equal(violations(files.flatMap(importsOf)), []);
});

test('the test itself sees forbidden imports', () => {
  const probe = (from: string, to: string): number => violations([{ typeOnly: false, from, to, line: 1 }]).length;
  assert.is(probe('compiler/decode/module.ts', 'node:fs'), 1);
  assert.is(probe('compiler/decode/module.ts', 'compiler/emit/names.ts'), 1);
  assert.is(probe('runtime-lite/memory.ts', 'compiler/ops/table.ts'), 1);
  assert.is(probe('abi/wasi/fd.ts', 'abi/emscripten/fd.ts'), 1);
  assert.is(probe('abi/wasi/fd.ts', 'abi/wasi/errno.ts'), 0);
  assert.is(probe('cli/bin.ts', 'compiler/emit/names.ts'), 1);
  assert.is(probe('cli/bin.ts', 'compiler/index.ts'), 0);
});

test('source files stay small', () => {
  const limit = 500;
  const exempt = new Set(['compiler/ops/table.ts']);
  const long = files.filter((file) => !exempt.has(file))
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }))
    .filter(({ lines }) => lines > limit);
  assert.equal(long, []);
});

test.run();
