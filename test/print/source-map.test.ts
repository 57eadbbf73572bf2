/** The streamed source map, read back with the source-map package. */
import { parse } from 'acorn';
import type { Program, Statement } from 'estree';
import { SourceMapConsumer } from 'source-map';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { print } from '../../compiler/print/index.js';

const original = `function first(a) { return a + call(a, 1); }
let x = "two lines\\n";
function second() {
  for (let i = 0; i < 3; i++) { if (x) first(i); else throw new Error(\`a
b\${x}\`); }
  return class { get y() { return /z/g; } };
}
first(second());
`;

type Located = Record<string, unknown> & { type?: string; loc?: unknown; name?: string };

function program(text: string): Program {
  return parse(text, { ecmaVersion: 2022, sourceType: 'module', locations: true, sourceFile: 'in.wat' }) as unknown as Program;
}

/** Offset of a position: lines from 1, columns from 0. */
function at(text: string, line: number, column: number): string {
  return text.split('\n')[line - 1]!.slice(column);
}

for (const pretty of [false, true]) {
  test(`every mapping leads to the same token, ${pretty ? 'pretty' : 'compact'}`, async () => {
    const sourceMap = { file: 'out.js', sources: ['other.wat', 'in.wat'], sourcesContent: [null, original] };
    const { code, map } = print(program(original), { pretty, sourceMap, header: 'a\nheader' });
    await SourceMapConsumer.with(JSON.parse(map!), null, (consumer) => {
      assert.equal(consumer.sources, ['other.wat', 'in.wat']);
      assert.is(consumer.sourceContentFor('in.wat'), original);
      let count = 0;
      let line = 0;
      let before = '';
      consumer.eachMapping((mapping) => {
        if (mapping.generatedLine !== line) {
          assert.is(mapping.generatedColumn, 0, `first mapping of line ${mapping.generatedLine}`);
          line = mapping.generatedLine;
          // A statement that goes on in a new line is still where it was.
          if (before === `${mapping.originalLine}:${mapping.originalColumn}`) return;
        }
        before = `${mapping.originalLine}:${mapping.originalColumn}`;
        if (mapping.source === null) return;
        assert.is(mapping.source, 'in.wat');
        const from = at(original, mapping.originalLine!, mapping.originalColumn!).match(/^[\w$]+|^["`\/[({.]/)?.[0];
        const to = at(code, mapping.generatedLine, mapping.generatedColumn);
        assert.ok(from !== undefined && to.startsWith(from), `${from} is mapped to ${to.slice(0, 20)}`);
        count++;
      });
      assert.ok(count >= 30, `${count} mappings`);
      assert.is(line, code.trimEnd().split('\n').length);
    });
  });
}

test('names, default sources, helpers without an original', async () => {
  const { body } = program('function a() { b(); }\nfunction helper() {}\nfunction c() { d(); }');
  const [first, helper, third] = body as unknown as [Located, Located, Located];
  first.name = 'wasm function "é"';
  const forget = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    delete (node as Located).loc;
    Object.values(node).forEach(forget);
  };
  forget(helper);
  forget(third.id);
  third.loc = { start: { line: 9, column: 4 } };
  const printed = print({ type: 'Program', sourceType: 'module', body: [first, helper, third] as unknown as Statement[] }, {
    sourceMap: { file: 'o', sources: ['in.wat'] },
  });
  assert.is(printed.code, 'function a(){b()}\nfunction helper(){}\nfunction c(){d()}\n');
  await SourceMapConsumer.with(JSON.parse(printed.map!), null, (consumer) => {
    assert.is(consumer.originalPositionFor({ line: 1, column: 'function '.length }).name, 'wasm function "é"');
    assert.is(consumer.originalPositionFor({ line: 2, column: 3 }).source, null);
    assert.equal(consumer.originalPositionFor({ line: 3, column: 0 }), { source: 'in.wat', line: 9, column: 4, name: null });
    assert.equal(consumer.originalPositionFor({ line: 3, column: 'function c(){'.length }).line, 3);
  });
});

test('large differences survive the encoding', async () => {
  const body = [1, 1000000, 5, 2 ** 30, 1].map((line, i): Statement => ({
    type: 'ExpressionStatement',
    expression: { type: 'Identifier', name: 'x'.repeat(i * 1000 + 1) },
    loc: { start: { line, column: line }, end: { line, column: line } },
  }));
  const block: Statement = { type: 'BlockStatement', body };
  const { map } = print({ type: 'Program', sourceType: 'script', body: [block] }, { sourceMap: { file: 'o', sources: ['s'] } });
  await SourceMapConsumer.with(JSON.parse(map!), null, (consumer) => {
    const lines: Array<number | null> = [];
    consumer.eachMapping(({ originalLine }) => lines.push(originalLine));
    assert.equal(lines, [null, 1, 1000000, 5, 2 ** 30, 1]);
  });
});

test('a source that the map does not have is an error', () => {
  assert.throws(() => print(program('x'), { sourceMap: { file: 'o', sources: ['s'] } }), /"in.wat" is not one of the sources/);
});

test.run();
