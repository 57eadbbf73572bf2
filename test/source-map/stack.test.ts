/** What people see of a trap: a stack trace whose frames name functions of the module and lines of its text. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import type { Options } from '../../compiler/options.js';
import { temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

/** One function per kind of trap, each called through `$outer`; the trapping instruction is the one in the name of the export. */
const traps: Record<string, string> = {
  'unreachable': '(unreachable)',
  'i32.div_s': '(drop (i32.div_s (i32.load (i32.const 0)) (i32.load8_u (i32.const 4))))',
  'i64.rem_u': '(drop (i64.rem_u (i64.load (i32.const 0)) (i64.load (i32.const 8))))',
  'i32.trunc_f64_u': '(drop (i32.trunc_f64_u (f64.div (f64.load (i32.const 0)) (f64.load (i32.const 8)))))',
  'i64.trunc_f32_s': '(drop (i64.trunc_f32_s (f32.div (f32.load (i32.const 0)) (f32.load (i32.const 8)))))',
  'i32.load8_u': '(drop (i32.add (i32.load (i32.const 0)) (i32.load8_u (i32.sub (i32.load (i32.const 0)) (i32.const 1)))))',
  'i32.load16_s': '(drop (i32.load16_s (i32.sub (i32.load (i32.const 0)) (i32.const 1))))',
  'i64.load': '(i64.store (i32.const 0) (i64.load (i32.sub (i32.load (i32.const 0)) (i32.const 1))))',
  'f64.load': '(drop (f64.load (i32.sub (i32.load (i32.const 0)) (i32.const 1))))',
  'f64.store': '(f64.store (i32.sub (i32.load (i32.const 0)) (i32.const 8)) (f64.load (i32.const 0)))',
  'i32.store8': '(i32.store8 (i32.sub (i32.load (i32.const 0)) (i32.const 1)) (i32.load (i32.const 0)))',
  'i64.store32': '(i64.store32 (i32.sub (i32.load (i32.const 0)) (i32.const 1)) (i64.load (i32.const 0)))',
  'memory.fill': '(memory.fill (i32.load (i32.const 0)) (i32.const 0) (i32.const 100000))',
  'table.get': '(drop (table.get (i32.add (i32.load (i32.const 0)) (i32.const 5))))',
  'call_indirect': '(drop (i32.add (i32.load (i32.const 0)) (call_indirect (param i32) (result i32) (i32.load (i32.const 0)) (i32.load (i32.const 0)))))',
};

const names = Object.keys(traps);
const bytes = assemble(`(module (memory 1 2) (table 1 funcref)
  ${names.map((name, i) => `(func $inner.${name} (result i32) ${traps[name]} (i32.const ${i}))
    (func $outer.${name} (export "${name}") (result i32) (i32.add (i32.const 1) (call $inner.${name})))`).join('\n')})`);

function framesOf(options: Partial<Options>, extension: string, load: string): Map<string, string[]> {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'maps'));
  const { code, map } = compile(bytes, { ...options, inputName: 'traps.wasm' });
  writeFileSync(join(directory, 'maps/traps.wat'), (JSON.parse(map!) as { sourcesContent: string[] }).sourcesContent[0]!);
  const external = options.sourceMap === 'external';
  const exported = options.format === 'iife' ? code.replace('\n//# source', '\nmodule.exports = k;\n//# source') : code;
  writeFileSync(join(directory, `maps/out${extension}`), external ? `${exported}\n//# sourceMappingURL=out.map\n` : exported);
  if (external) writeFileSync(join(directory, 'maps/out.map'), map!);
  writeFileSync(join(directory, 'main.mjs'), `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { instantiate } = ${load};
const { exports } = instantiate({});
for (const name of ${JSON.stringify(names)}) { try { exports[name](); console.log(JSON.stringify([name, 'no trap'])); } catch (error) { console.log(JSON.stringify([name, error.stack])); } }`);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--enable-source-maps', 'main.mjs'], { cwd: directory, encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return new Map(stdout.trim().split('\n').map((line) => { const [name, stack] = JSON.parse(line) as [string, string]; return [name, stack.split('\n')]; }));
}

function check(frames: Map<string, string[]>, options: Partial<Options>): void {
  const wat = (JSON.parse(compile(bytes, { ...options }).map!) as { sourcesContent: string[] }).sourcesContent[0]!.split('\n');
  for (const name of names) {
    const stack = frames.get(name)!;
    const mapped = stack.flatMap((line) => { const found = /^ +at (?:(\S+) )?\(?.*traps\.wat:(\d+):(\d+)\)?$/.exec(line); return found ? [{ func: found[1], line: Number(found[2]), column: Number(found[3]) }] : []; });
    assert.is.not(mapped.length, 0, stack.join('\n'));
    const [inner, outer] = mapped as [typeof mapped[0], typeof mapped[0]];
    const text = wat[inner.line - 1]!;
    assert.ok(text.trim().startsWith(name) && text.slice(inner.column - 1).startsWith(name), `${name} is shown at "${text}":\n${stack.join('\n')}`);
    assert.ok(wat[outer.line - 1]!.trim().startsWith(`call $inner.${name}`), stack.join('\n'));
    assert.is(inner.func, `inner.${name}`, stack.join('\n'));
  }
}

const inModule = `await import('./maps/out.mjs')`;
for (const pretty of [false, true]) {
  for (const [options, extension, load] of [
    [{ format: 'esm', sourceMap: 'external' }, '.mjs', inModule],
    [{ format: 'esm', sourceMap: 'inline' }, '.mjs', inModule],
    [{ format: 'cjs', sourceMap: 'external' }, '.cjs', `require('./maps/out.cjs')`],
    [{ format: 'iife', sourceMap: 'inline', name: 'k' }, '.cjs', `require('./maps/out.cjs')`],
  ] as const) {
    test(`traps, ${options.format}, ${options.sourceMap}${pretty ? ', pretty' : ''}`, () => {
      const given = { ...options, pretty, inlineSize: 0 };
      check(framesOf(given, extension, load), given);
    });
  }
}

test('a trap in a body that stands in place of its call is shown at the line of the body, in the caller', () => {
  const given: Partial<Options> = { format: 'esm', sourceMap: 'external', inlineSize: 1000 };
  const frames = framesOf(given, '.mjs', inModule);
  const wat = (JSON.parse(compile(bytes, given).map!) as { sourcesContent: string[] }).sourcesContent[0]!.split('\n');
  for (const name of names) {
    const [, func, line] = frames.get(name)!.flatMap((text) => { const found = /^ +at (?:(\S+) )?\(?.*traps\.wat:(\d+):\d+\)?$/.exec(text); return found ? [found] : []; })[0]!;
    assert.is(func, `outer.${name}`);
    assert.ok(wat[Number(line) - 1]!.trim().startsWith(name), `${name} is shown at "${wat[Number(line) - 1]!}"`);
  }
});

test.run();
