/**
 * Other people's programs through their own glue: on our output they do what they do on native WebAssembly. The packages are in the
 * folder that PROGRAMS names. LONG=1 (`npm run test:programs`) adds those that take long, and every host that is found.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { programs } from '../../bench/programs/corpus/index.js';
import { howToInstall } from '../../bench/programs/drive.js';
import { missing } from '../../bench/programs/packages.js';
import { findEngines } from '../engines/find.js';
import { skip } from '../support.js';
import { hostsAmong, measureProgram } from './real/measure.js';
import { tableOf } from './real/record.js';

const long = process.env['LONG'] === '1';
const packages = process.env['PROGRAMS'];
const { found, absent } = findEngines();
const hosts = hostsAmong(found).filter(({ name }) => long || name === 'node');
if (long) for (const { name, how } of absent) if (hostsAmong([{ name, command: [] }]).length) skip(`programs on ${name}`, `not installed (${how})`);

for (const program of programs) {
  const needed = missing(packages, program.packages);
  if (needed.length > 0) skip(program.name, `PROGRAMS names no folder with ${needed.join(' ')}: ${howToInstall(needed, packages)}`);
  else if (program.slow && !long) skip(program.name, 'takes long: npm run test:programs');
  else {
    test(`${program.name} does the same as on native WebAssembly`, async () => {
      const result = await measureProgram(program, hosts, packages!);
      if ('failure' in result) throw new Error(`on native WebAssembly: ${result.failure}`);
      for (const [host, outcome] of Object.entries(result.hosts)) {
        if (typeof outcome === 'object' && outcome.natively) skip(`${program.name} on ${host}`, `fails there on native WebAssembly: ${outcome.failure}`);
        else assert.type(outcome, 'number', `${host}: ${JSON.stringify(outcome)}`);
      }
    });
  }
}

test('the table tells seconds, sizes and hosts', () => {
  const one = { program: 'p', package: 'p@1.0.0', wasmBytes: 12_345, outputBytes: 2_000_000, compileSeconds: 0.5, nativeSeconds: 0.1 };
  assert.is(tableOf({
    date: '2026-01-02', commit: 'abc',
    programs: [{ ...one, hosts: { node: 0.25, bun: 0.5 }, asmJs: { bytes: 5_000_000, seconds: 2 } }, { ...one, program: 'q', hosts: { node: 1.5, bun: { failure: 'out | of memory' }, deno: { failure: 'no file', natively: true } } }],
  }), [
    '| program | package | module | output | compile | native | node | bun | deno |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| p | p@1.0.0 | 12 kB | 2000 kB | 0.5 s | 0.10 s | 0.25 s | 0.50 s |  |',
    '| q | p@1.0.0 | 12 kB | 2000 kB | 0.5 s | 0.10 s | 1.50 s | fails | – |',
    '', '- p, as the asm.js that is published for engines without WebAssembly: 5000 kB, 2.00 s on node', '- q, bun: out / of memory', '- q, deno, on native WebAssembly, too: no file', '', 'Run on 2026-01-02 at abc with `npm run programs`.',
  ].join('\n'));
});

test.run();
