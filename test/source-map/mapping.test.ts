/** Source maps, read with the source-map package: every mapping leads to the instruction that the text came from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { SourceMapConsumer, type RawSourceMap } from 'source-map';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { OptionError, type Options } from '../../compiler/options.js';
import { encode } from '../fuzz/encode.js';
import { generate } from '../fuzz/generate.js';
import { root, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

/** The function whose text a line is in, by the line that begins it. */
function functionsOf(wat: readonly string[]): string[] {
  let current = '';
  return wat.map((line) => {
    if (line.startsWith('  (') && !line.startsWith('  )')) current = /^ {2}\(func \(?;?([^ ;]+)/.exec(line)?.[1] ?? '';
    return current;
  });
}

/** What each function calls, by the names in the text; through a table, any function that an element segment names. */
function callsOf(wat: readonly string[], within: readonly string[]): Map<string, Set<string>> {
  const calls = new Map<string, Set<string>>();
  const elements = wat.flatMap((line, i) => wat[i - 1] === '    func' ? line.trim().replace(/ ;;.*/, '').split(' ') : []);
  wat.forEach((line, i) => {
    const callees = /^ +call_indirect/.test(line) ? elements : /^ +call ([^ ]+)/.exec(line)?.slice(1);
    if (callees === undefined) return;
    if (!calls.has(within[i]!)) calls.set(within[i]!, new Set());
    for (const one of callees) calls.get(within[i]!)!.add(one);
  });
  return calls;
}

interface Checked { readonly mappings: number; readonly lines: Set<number>; readonly names: Set<string>; readonly wat: string[] }

/** Checks each mapping, and gives what was mapped. Where bodies stand in place of calls, lines of callees are mapped in their callers. */
async function check(code: string, map: string, hasInlined = false): Promise<Checked> {
  const raw = JSON.parse(map) as RawSourceMap;
  const wat = raw.sourcesContent![0]!.split('\n');
  const within = functionsOf(wat);
  const calls = callsOf(wat, within);
  const isReached = (from: string, to: string, depth: number): boolean =>
    from === to || (depth > 0 && [...calls.get(from) ?? []].some((callee) => isReached(callee, to, depth - 1)));
  let inlined = 0;
  const generated = code.split('\n');
  const lines = new Set<number>();
  const names = new Set<string>();
  let mappings = 0;
  await SourceMapConsumer.with(raw, null, (consumer) => {
    let func = '';
    consumer.eachMapping(({ generatedLine, generatedColumn, originalLine, originalColumn, source, name }) => {
      assert.ok(generatedColumn <= generated[generatedLine - 1]!.length, `column ${generatedColumn} of line ${generatedLine}`);
      if (source === null) return;
      assert.is(source, raw.sources[0]);
      const line = wat[originalLine! - 1]!;
      const begins = line.startsWith('  (func ');
      assert.ok(begins || / ;; @0x[0-9a-f]+$/.test(line), `mapped to ${JSON.stringify(line)}`);
      assert.match(line.slice(originalColumn!), /^[a-z(]|^\)/);
      assert.is(line.slice(0, originalColumn!).trim(), '');
      if (name) { func = within[originalLine! - 1]!; names.add(name); assert.ok(begins); }
      const owner = within[originalLine! - 1]!;
      // Constant expressions that compute are functions of the output, and of globals or segments in the text.
      const isConstant = owner === '';
      inlined += Number(!isConstant && owner !== func);
      assert.ok(isConstant || isReached(func, owner, hasInlined ? 3 : 0), `line ${originalLine} is not of the function being printed`);
      lines.add(originalLine!);
      mappings++;
    });
  });
  assert.is(inlined > 0, hasInlined, `${inlined} mappings of callees`);
  return { mappings, lines, names, wat };
}

const sample = assemble(`(module (memory 1 2) (table 2 funcref) (type $v (func (result i32))) (elem (i32.const 0) $unnamed $long)
  (func $first (export "first") (param $p i32) (result i32)
    (i32.store8 (local.get $p) (i32.load16_u offset=2 (local.get $p)))
    (f64.store (local.get $p) (f64.load (local.get $p)))
    (i64.store (local.get $p) (i64.load (local.get $p)))
    (if (local.get $p) (then (i32.store (i32.const 8) (i32.div_s (local.get $p) (i32.load8_u (local.get $p))))))
    (i32.add (call_indirect (type $v) (i32.load (local.get $p))) (i32.trunc_f32_s (f32.load (local.get $p)))))
  (func $unnamed (result i32) (unreachable))
  (func $long (result i32) (i32.wrap_i64 (i64.rem_u (i64.load8_s (i32.const 1)) (i64.trunc_f64_u (f64.load (i32.const 70000)))))))`);

const formats: Partial<Options>[] = [{ format: 'esm' }, { format: 'iife' }, { format: 'cjs' }].flatMap((o) => [o, { ...o, pretty: true }] as Partial<Options>[]);

for (const options of formats) {
  test(`every mapping, ${options.format}${options.pretty ? ', pretty' : ''}`, async () => {
    const { code, map } = compile(sample, { ...options, sourceMap: 'external' });
    const { wat, lines, names } = await check(code, map!, true);
    assert.equal([...names].sort(), ['first', 'long', 'unnamed']);
    // Everything that can trap has a mapping of its own.
    wat.forEach((line, i) => {
      if (/^ +(i32|i64|f32|f64)\.(load|store|div|rem|trunc_f)|^ +(unreachable|call_indirect)/.test(line)) assert.ok(lines.has(i + 1), `${line} has no mapping`);
    });
    const plain = compile(sample, options);
    assert.is(code.replace(/^.*\n/, ''), plain.code.replace(/^.*\n/, ''), 'the map does not change the code');
    assert.is(plain.map, undefined);
  });
}

test('generated modules, at every level', async () => {
  for (let seed = 1; seed <= 25; seed++) {
    for (const optimize of [0, 2] as const) {
      const { code, map } = compile(encode(generate(seed)), { optimize, inlineSize: 0, sourceMap: 'external', abi: 'none', pretty: seed % 2 === 0 });
      await check(code, map!);
    }
  }
});

test('a program', async () => {
  const bytes = readFileSync(join(root, 'cli/demo/server.wasm'));
  const { code, map } = compile(bytes, { sourceMap: 'external', inlineSize: 0 });
  const { mappings, lines, wat } = await check(code, map!);
  assert.ok(mappings > 4000, `${mappings} mappings`);
  for (const [i, line] of wat.entries()) if (/^ +(call|i32\.load|i64\.store) /.test(line)) assert.ok(lines.has(i + 1), line);
});

test('an inline map is the external one', () => {
  const external = compile(sample, { sourceMap: 'external' });
  const { code, map } = compile(sample, { sourceMap: 'inline' });
  assert.is(map, external.map);
  const [, text] = /\n\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\n$/.exec(code)!;
  assert.is(Buffer.from(text!, 'base64').toString(), map);
});

test('names of files', () => {
  const mapOf = (options: Partial<Options>): RawSourceMap => JSON.parse(compile(sample, { sourceMap: 'external', ...options }).map!) as RawSourceMap;
  const filesOf = (options: Partial<Options>): unknown[] => { const { file, sources } = mapOf(options); return [file, ...sources]; };
  assert.equal(filesOf({}), ['output.mjs', 'input.wat']);
  assert.equal(filesOf({ format: 'iife' }), ['output.js', 'input.wat']);
  assert.equal(filesOf({ inputName: '/home/me/x.wasm', outputName: 'C:\\out\\y.mjs' }), ['y.mjs', 'x.wat']);
  assert.equal(filesOf({ inputName: 'x.wat' }), ['output.mjs', 'x.disassembled.wat']);
  assert.equal(filesOf({ inputName: 'dir/' }), ['output.mjs', 'input.wat']);
  assert.is(mapOf({}).sourceRoot, undefined);
  const { code } = compile(sample, { sourceMap: 'external', inputName: 'secret.wasm', outputName: 'secret.mjs' });
  assert.not.ok(code.includes('secret'), 'the names are only in the map');
});

test('sources', () => {
  const wat = compile(sample, { sourceMap: 'external', sources: 'wat' });
  assert.is(compile(sample, { sourceMap: 'external', sources: 'auto' }).map, wat.map);
  assert.throws(() => compile(sample, { sourceMap: 'external', sources: 'dwarf' }), (error: Error) => error instanceof OptionError && /has no line table/.test(error.message));
});

test('the same map from any folder, and no path of this machine in it', () => {
  const maps = ['one', 'two'].map((name) => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'x.wasm'), sample);
    const output = join(cwd, 'out.mjs');
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), name === 'one' ? 'x.wasm' : join(cwd, 'x.wasm'), '-o', output, '--source-map', 'external', '--sources', 'wat'], { cwd, encoding: 'utf8' });
    assert.is(status, 0, stderr);
    assert.match(readFileSync(output, 'utf8'), /\n\/\/# sourceMappingURL=out\.mjs\.map\n$/);
    const map = readFileSync(`${output}.map`, 'utf8');
    assert.not.ok(map.includes(cwd));
    return map;
  });
  assert.is(maps[0], maps[1]);
  assert.equal((({ file, sources }) => [file, sources])(JSON.parse(maps[0]!) as RawSourceMap), ['out.mjs', ['x.wat']]);
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, 'x.wasm'), sample);
  const dwarf = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), 'x.wasm', '--source-map', 'external', '--sources', 'dwarf'], { cwd, encoding: 'utf8' });
  assert.is(dwarf.status, 2, dwarf.stderr);
  assert.match(dwarf.stderr, /Option sources cannot be "dwarf": the module has no line table/);
});

test.run();
