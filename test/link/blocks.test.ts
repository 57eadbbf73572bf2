/**
 * What Hermes 0.12 asks of the runtime, besides classes (see classes.test.ts): it takes let and const as var. Within a function no name is declared
 * both in a block and around it, and no closure outlives the turn of a loop whose variable it reads.
 */
import { join } from 'node:path';
import { getLineInfo, parse } from 'acorn';
import type { Node } from 'estree';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runtimeSources } from '../../cli/runtime-sources.js';
import { boundNames, children } from '../../compiler/link/scope.js';
import { root } from '../support.js';

const sources = Object.entries(runtimeSources(join(root, 'dist')));

interface Declared {
  readonly node: Node;
  /** Blocks around the declaration, outermost first, and how many of them are loops. */
  readonly blocks: readonly Node[];
  readonly loops: number;
}

const isFunction = (node: Node): boolean => /Function/.test(node.type);

/** What would go wrong in `text`, with lines. */
function hazards(path: string, text: string): string[] {
  const found: string[] = [];
  const report = (node: Node, what: string): void => {
    found.push(`${path}.js:${getLineInfo(text, (node as unknown as { start: number }).start).line}: ${what}`);
  };

  function visitFunction(node: Node, parameters: readonly string[]): void {
    const declared = new Map<string, Declared[]>(parameters.map((name) => [name, [{ node, blocks: [], loops: 0 }]]));
    const inner: { node: Node; loops: number }[] = [];
    const visit = (at: Node, blocks: readonly Node[], loops: number): void => {
      if (isFunction(at) && at !== node) {
        inner.push({ node: at, loops });
        return;
      }
      const isLoop = /^(For|While|DoWhile)/.test(at.type);
      const within = at !== node && (/^(For|BlockStatement|SwitchStatement|CatchClause)/.test(at.type)) && at !== (node as { body?: Node }).body ? [...blocks, at] : blocks;
      const turns = loops + (isLoop ? 1 : 0);
      const names = at.type === 'VariableDeclaration' ? at.declarations.flatMap(({ id }) => boundNames(id)) : at.type === 'CatchClause' && at.param ? boundNames(at.param) : [];
      for (const name of names) declared.set(name, [...(declared.get(name) ?? []), { node: at, blocks: within, loops: turns }]);
      for (const child of children(at)) visit(child, within, turns);
    };
    visit(node, [], 0);
    for (const [name, all] of declared) {
      for (const outer of all) {
        for (const other of all) {
          if (outer !== other && outer.blocks.every((block, i) => other.blocks[i] === block)) report(other.node, `${name} is declared in a block and around it`);
        }
      }
    }
    for (const closure of inner) {
      const read = namesIn(closure.node);
      for (const [name, all] of declared) {
        if (read.has(name) && all.length > 1) report(closure.node, `a closure reads ${name}, of which there are ${all.length}`);
        if (read.has(name) && closure.loops > 0 && all.some(({ loops }) => loops > 0)) report(closure.node, `a closure in a loop reads ${name}`);
      }
      visitFunction(closure.node, (closure.node as unknown as { params: Parameters<typeof boundNames>[0][] }).params.flatMap(boundNames));
    }
  }

  for (const statement of parse(text, { ecmaVersion: 2022, sourceType: 'module' }).body as unknown as Node[]) {
    visitFunction({ type: 'Program', body: [statement] } as unknown as Node, []);
  }
  return found;
}

function namesIn(node: Node): Set<string> {
  return new Set([...(node.type === 'Identifier' ? [node.name] : []), ...children(node).flatMap((child) => [...namesIn(child)])]);
}

test('the rule finds what it forbids', () => {
  const cases: Record<string, string> = {
    'function f() { let x = 1; { let x = 2; } return x; }': 'x is declared in a block and around it',
    'function f(x) { if (x) { const x = 2; g(x); } }': 'x is declared in a block and around it',
    'function f() { for (const x of g()) h(() => x); }': 'a closure in a loop reads x',
    'function f() { { let x = 1; g(() => x); } { let x = 2; g(x); } }': 'a closure reads x, of which there are 2',
    'const f = (x) => { try { g(); } catch (x) { h(x); } };': 'x is declared in a block and around it',
  };
  for (const [text, what] of Object.entries(cases)) assert.equal(hazards('m', text), [`m.js:1: ${what}`], text);
  assert.equal(hazards('m', 'function f(a) { for (let i = 0; i < a; i++) g(i); for (let i = 0; i < a; i++) h(i); a.map((j) => j); }'), []);
});

test('no piece of the runtime relies on block scopes', () => {
  assert.ok(sources.length > 50);
  assert.equal(sources.flatMap(([path, text]) => hazards(path, text)), []);
});

test('no piece of the runtime has syntax that Hermes 0.12 cannot parse', () => {
  const refused = (node: Node): string[] => [
    ...(node.type === 'ArrowFunctionExpression' && node.async ? ['async arrow function'] : []),
    ...(node.type === 'ForOfStatement' && node.await ? ['for await'] : []),
    ...(node.type === 'Literal' && 'regex' in node && node.regex && /\(\?<[A-Za-z]/.test(node.regex.pattern) ? ['named group'] : []),
    ...children(node).flatMap(refused),
  ];
  for (const [path, text] of sources) {
    assert.equal(refused(parse(text, { ecmaVersion: 2022, sourceType: 'module' }) as unknown as Node), [], path);
  }
});

test.run();
