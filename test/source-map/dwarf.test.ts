/** Source maps to the sources that DWARF names: C by clang 14 (version 4) and 21 (version 5), with LLVM's own reading of the tables as oracle. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SourceMapConsumer, type RawSourceMap } from 'source-map';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { decode } from '../../compiler/decode/index.js';
import { replay, MarkRecorder } from '../../compiler/print/marks.js';
import { SourceMapWriter } from '../../compiler/print/source-map.js';
import { customSection, end, i32, leb, oneFunction } from '../decode/binary.js';
import { Random } from '../fuzz/random.js';
import { root, skip, temporaryDirectory } from '../support.js';

const fixture = (name: string): string => join(root, 'test/source-map/fixtures', name);
const bytesOf = (version: number): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(fixture(`divide-${version}.wasm`)));
const files: Readonly<Record<number, readonly string[]>> = { 4: ['divide.c', 'quotient.h'], 5: ['/src/divide.c', '/src/quotient.h'] };

/** Address, line and column of each row. */
const rowsOf = (bytes: Uint8Array): string[] => {
  const { addresses, lines, columns } = decode(bytes).lines!;
  return addresses.map((address, i) => `${address} ${lines[i]} ${columns[i]}`);
};

test('the files are those of the unit', () => {
  for (const version of [4, 5]) assert.equal(decode(bytesOf(version)).lines!.files, files[version]);
});

const dumper = ['llvm-dwarfdump', 'llvm-dwarfdump-14'].find((name) => spawnSync(name, ['--version']).status === 0);
if (dumper === undefined) skip('line tables as LLVM reads them', 'llvm-dwarfdump is not installed (apt install llvm)');
else test('the rows are those that LLVM reads', () => {
  for (const version of [4, 5]) {
    const { stdout } = spawnSync(dumper, ['--debug-line', fixture(`divide-${version}.wasm`)], { encoding: 'utf8' });
    const rows = stdout.split('\n').filter((line) => /^0x/.test(line)).map((line) => line.trim().split(/\s+/).slice(0, 3).map(Number).join(' '));
    assert.ok(rows.length > 15);
    assert.equal(rowsOf(bytesOf(version)), rows);
  }
});

test('instructions and functions lead to lines, also to those of functions that were taken in', async () => {
  for (const version of [4, 5]) {
    for (const sources of ['dwarf', 'auto'] as const) {
      const { code, map } = compile(bytesOf(version), { sourceMap: 'external', sources, optimize: 0, pretty: true });
      const lines = code.split('\n');
      const seen = new Set<string>();
      await SourceMapConsumer.with(JSON.parse(map!) as RawSourceMap, null, (consumer) => {
        assert.equal(consumer.sources, files[version]);
        consumer.eachMapping(({ source, originalLine, generatedLine, name }) => {
          if (source === null) return;
          seen.add(`${source.replace(/^.*\//, '')}:${originalLine}`);
          if (name === 'divide') assert.match(lines[generatedLine - 1]!, /function/);
        });
      });
      for (const line of ['divide.c:8', 'divide.c:14', 'quotient.h:2']) assert.ok(seen.has(line), `${line} in ${[...seen].join(' ')}`);
    }
  }
});

test('the stack of a trap shows the line of C, of the header', () => {
  for (const version of [4, 5]) {
    const folder = temporaryDirectory();
    const { code, map } = compile(bytesOf(version), { sourceMap: 'external', outputName: 'out.mjs' });
    writeFileSync(join(folder, 'out.mjs'), `${code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n')}//# sourceMappingURL=out.mjs.map\n`);
    writeFileSync(join(folder, 'out.mjs.map'), map!);
    writeFileSync(join(folder, 'main.mjs'), "import { divide } from './out.mjs';\ntry { divide(1, 0); } catch (error) { console.log(error.stack); }\n");
    const { stdout, stderr } = spawnSync(process.execPath, ['--enable-source-maps', 'main.mjs'], { cwd: folder, encoding: 'utf8' });
    assert.match(stdout, /quotient\.h:2:12/, stdout + stderr);
  }
});

test('a module without lines has its text, and none where lines are asked for', () => {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  assert.equal((JSON.parse(compile(empty, { sourceMap: 'external' }).map!) as RawSourceMap).sources, ['input.wat']);
  assert.equal((JSON.parse(compile(bytesOf(4), { sourceMap: 'external', sources: 'wat' }).map!) as RawSourceMap).sources, ['input.wat']);
  assert.throws(() => compile(empty, { sourceMap: 'external', sources: 'dwarf' }), /no line table/);
});

test('marks of text that is printed apart keep their sources', () => {
  const options = { file: 'x', sources: ['a', 'b'] };
  const [direct, recorder, later] = [new SourceMapWriter(options), new MarkRecorder(), new SourceMapWriter(options)];
  const places = [['a', 3], ['b', 4], ['b', 5], ['a', 6], [undefined, 7]] as const;
  for (const [i, [source, line]] of places.entries()) for (const sink of [direct, recorder]) sink.mark(i * 10, { start: { line, column: 1 }, source }, undefined);
  replay(recorder.marks, 0, later);
  assert.is(later.finish(), direct.finish());
});

const word = (value: number): number[] => [value, value >>> 8, value >>> 16, value >>> 24].map((byte) => byte & 255);

/** A section of one unit: what follows the length of its header, and its program. */
function lineTable(version: number, header: readonly number[], program: readonly number[]): number[] {
  const extent = [...(version >= 5 ? [4, 0] : []), ...word(header.length), ...header, ...program];
  return customSection('.debug_line', [...word(extent.length + 2), version, 0, ...extent]);
}

/** Instructions of 1 byte (and 1 operation, from version 4 on), base -5, range 14, standard operations of DWARF 2. */
const machine = (version: number): number[] => [1, ...(version >= 4 ? [1] : []), 1, 0xfb, 14, 10, 0, 1, 1, 1, 1, 0, 0, 0, 1];
const divisions = oneFunction([i32, i32], [i32], [0x20, 0, 0x20, 1, 0x6d, 0x20, 1, 0x6d, 0x20, 1, 0x6d, 0x20, 1, 0x6d, end]);
const withSections = (...sections: readonly number[][]): Uint8Array => Uint8Array.from([...divisions, ...sections.flat()]);

/** `advance_line`, `set_column`, `copy`, `advance_pc` by an instruction and its operand. */
const step = (by: readonly number[], column: readonly number[]): number[] => [3, ...by, 5, ...column, 1, 2, 1];
const most = [0xff, 0xff, 0xff, 0xff, 0x07], least = [0x80, 0x80, 0x80, 0x80, 0x78], widest = leb(0xffffffff);

test('lines and columns that no file has are not known, and the map has none of them', async () => {
  const lies = [...step([4], [7]), ...step(most, [1]), ...step(most, widest), ...step(least, [3]), ...step(least, [3]), ...step(least, widest), ...step(most, widest), ...step([2], [9])];
  const { at } = decode(divisions).code[0]!;
  const address = at - decode(divisions).codeSection.start;
  const bytes = withSections(lineTable(2, [...machine(2), 0, ...Buffer.from('a.c\0'), 0, 0, 0, 0], [0, 5, 2, ...word(address), ...lies, 2, 1, 0, 1, 1]));
  const { lines, columns } = decode(bytes).lines!;
  assert.is(lines.length, 9);
  assert.equal([lines[0], columns[0]], [5, 7]);
  for (const place of [...lines, ...columns]) assert.ok(place >= 0 && place <= 2 ** 30, String(place));
  const { map } = compile(bytes, { sourceMap: 'external', optimize: 0, pretty: true });
  let count = 0;
  await SourceMapConsumer.with(JSON.parse(map!) as RawSourceMap, null, (consumer) => consumer.eachMapping(({ source, originalLine, originalColumn }) => {
    if (source === null) return;
    count++;
    assert.ok(lines.includes(originalLine) && originalLine > 0, `line ${originalLine}`);
    assert.ok(columns.includes(originalColumn + 1) || originalColumn === 0, `column ${originalColumn}`);
  }));
  assert.ok(count > 0);
});

test('files whose names are no URLs are found', () => {
  const { start } = decode(divisions).codeSection;
  const program = [0, 5, 2, ...word(decode(divisions).code[0]!.at - start), 1, 2, 9, 0, 1, 1];
  const bytes = withSections(lineTable(2, [...machine(2), 0, ...Buffer.from('a b#1?%41.c\0'), 0, 0, 0, 0], program));
  for (const [sources, path] of [['dwarf', '/out/a b#1?%41.c'], ['wat', '/out/%23#.wat']] as const) {
    const { map } = compile(bytes, { sourceMap: 'external', sources, inputName: '%23#.wasm' });
    const [source] = (JSON.parse(map!) as RawSourceMap).sources;
    assert.is(fileURLToPath(new URL(source!, 'file:///out/out.mjs.map'), { windows: false }), path);
  }
});

test('many entries that name one long text are not read', () => {
  const count = 100_000;
  const long = customSection('.debug_line_str', [...new Array<number>(300_000).fill(0x61), 0]);
  const entries = [1, 1, 0x1f, ...leb(count), ...new Array<number>(4 * count).fill(0)];
  const before = process.cpuUsage();
  assert.equal(decode(withSections(lineTable(5, [...machine(5), ...entries, 0, 0], []), long)).lines!.files, []);
  assert.ok(process.cpuUsage(before).user < 2_000_000);
});

test('damaged tables end where they are damaged, and hinder nothing', () => {
  for (const version of [4, 5]) {
    const whole = bytesOf(version);
    const rows = rowsOf(whole).length;
    const { start, end } = decode(whole).customs.find(({ name }) => name === '.debug_line')!;
    const random = new Random(version);
    for (let round = 0; round < 3000; round++) {
      const bytes = whole.slice();
      for (let left = 1 + random.below(4); left > 0; left--) bytes[start + random.below(end - start)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
      assert.ok(rowsOf(bytes).length <= 4 * rows + (end - start));
      if (round % 100 === 0) assert.ok(compile(bytes, { sourceMap: 'external' }).map!.length > 0);
    }
  }
});

test.run();
