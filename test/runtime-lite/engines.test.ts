/** Traps that engines make for us (errors of DataView, calls of undefined, stack overflow) are recognised on each engine installed. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HelperNames, linkPieces } from '../../compiler/link/index.js';
import { runtimeModules } from '../../compiler/link/runtime-modules.js';
import { print } from '../../compiler/print/index.js';
import { findEngines } from '../engines/find.js';
import { skip, temporaryDirectory } from '../support.js';

const expected: Record<string, string> = {
  load: 'RuntimeError: out of bounds memory access',
  negative: 'RuntimeError: out of bounds memory access',
  store: 'RuntimeError: out of bounds memory access',
  float: 'RuntimeError: out of bounds memory access',
  fill: 'RuntimeError: out of bounds memory access',
  hole: 'RuntimeError: undefined element',
  null: 'RuntimeError: uninitialized element',
  type: 'RuntimeError: indirect call type mismatch',
  stack: 'RangeError: call stack exhausted',
  hostRange: 'RangeError: Out of bounds access',
  hostType: 'TypeError: undefined is not a function',
  hostStack: 'RangeError: Maximum call stack size exceeded',
  i64: '-9223372036854775807',
  nan: 'fff80001:2',
};

function script(): string {
  const names = new HelperNames(runtimeModules);
  const ref = (path: string, name: string): string => names.ref(`runtime-lite/${path}`, name);
  const type = (sig: string): string => `${ref('func', 'signature')}('${sig}', ${ref('func-export', 'exportRaw')})`;
  const wrap = (body: string, sig = ':'): string => `${ref('func', 'funcToJs')}(${ref('func', 'funcRec')}(${body}, ${type(sig)}, 0))`;
  const host = (body: string): string => wrap(`${ref('func', 'importFunction')}(function () { ${body} }, ${type(':')}, ${ref('func-host', 'hostRaw')}).raw`);
  const cases: Record<string, string> = {
    load: wrap('function () { return view.getInt32(8, true); }'),
    negative: wrap('function () { return view.getInt32(-4, true); }'),
    store: wrap('function () { view.setInt16(7, 1, true); }'),
    float: wrap('function () { return view.getFloat64(4294967296, true); }'),
    fill: wrap(`function () { ${ref('memory', 'memoryFill')}(new Uint8Array(8), 8, 0, 1); }`),
    hole: wrap('function () { callables[9](1); }'),
    null: wrap('function () { callables[0](1); }'),
    type: wrap('function () { callables[1](1); }'),
    stack: wrap('function forever() { forever(); forever(); }'),
    hostRange: host("throw new RangeError('Out of bounds access')"),
    hostType: host("throw new TypeError('undefined is not a function')"),
    hostStack: host("throw new RangeError('Maximum call stack size exceeded')"),
    i64: wrap(`function (low, high) { ${ref('registers', 'setHI')}(high); return low; }`, 'l:l'),
    nan: `function () { var low = ${ref('float', 'i64_reinterpret_f64')}(${ref('float', 'f64_reinterpret_i64')}(2, -524287));
      return (${ref('registers', 'HI')} >>> 0).toString(16) + ':' + low; }`,
  };
  const table = `${ref('table', 'makeTable')}('F', 2, undefined, null)`;
  const setup = `var view = new DataView(new ArrayBuffer(8)), table = ${table}, callables = ${ref('table', 'tableView')}(table, 'i:');
    ${ref('table', 'tableSet')}(table, 1, ${ref('func', 'funcRec')}(function () {}, ${type(':')}, 0));`;
  const body = Object.entries(cases).map(([name, code]) => `check('${name}', ${code});`).join('\n');
  const { code } = print({ type: 'Program', sourceType: 'script', body: linkPieces(names, { classesAsFunctions: true }).statements });
  return `(function () { 'use strict'; ${code} ${setup}
    var results = {};
    function check(name, call) { try { results[name] = String(call(name === 'i64' ? BigInt('-9223372036854775807') : 0)); } catch (error) { results[name] = String(error); } }
    ${body}
    (typeof print === 'function' ? print : console.log)(JSON.stringify(results));
  })();\n`;
}

const file = join(temporaryDirectory(), 'traps.js');
writeFileSync(file, script());

/** Engines that have one bit pattern for all NaNs. */
const canonicalises = /jsc|gjs|firefox|hermes|bun|qjs|quickjs/;

const { found, absent } = findEngines();
for (const { name, how } of absent) skip(`traps on ${name}`, `not installed (${how})`);
for (const { name, command: [command, ...args] } of found) {
  test(`errors of the engine become traps on ${name}`, () => {
    const { stdout, stderr } = spawnSync(command!, [...args, file], { encoding: 'utf8' });
    assert.ok(stdout.startsWith('{'), stdout + stderr);
    const results = JSON.parse(stdout) as Record<string, string>;
    if (canonicalises.test(name)) results.nan = expected.nan!;
    assert.equal(results, expected);
  });
}

test.run();
