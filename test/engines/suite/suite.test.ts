/** The official suite on the engines that are here: the smaller scripts of each group, and the parts that make the table. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withTable } from '../../readme.js';
import { skip } from '../../support.js';
import { findArchive, groupOf, readIndex, unpack, type SuiteFile } from '../../spec/data.js';
import { coveredGroups, knownIn, readKnownFailures } from '../../spec/known.js';
import { findEngines } from '../find.js';
import { reasonFor } from './deviations.js';
import { measure } from './measure.js';
import { tableOf, type SuiteRecord } from './record.js';

test('only NaNs may differ, and waiting where the engine does not let a script wait', () => {
  const nan = 'so that a payload is lost', sign = 'cannot read the sign';
  const reason = (field: string, got: string, ...expected: object[]): string | undefined =>
    reasonFor({ id: '1 assert_return', field, message: `got [${got}], expected ${JSON.stringify(expected)}` });
  const f32 = (value: string): object => ({ type: 'f32', value });
  const i32 = (value: string): object => ({ type: 'i32', value });
  const lanes = (...value: string[]): object => ({ type: 'v128', lane_type: 'f32', value });
  assert.match(reason('f', 'f32:0x7fc00000', f32('2141192192'))!, nan);
  assert.match(reason('f', 'i32:0x7fc00000', i32('4290773504'))!, nan);
  assert.match(reason('f', 'i64:0x7ff8000000000000', { type: 'i64', value: '9218868437227405313' })!, nan);
  assert.match(reason('f', 'i32:0x1,f32:0x7fc00000', i32('1'), f32('2141192192'))!, nan);
  assert.match(reason('f', 'v128:0x7fc0000000000001', lanes('1', '4290772993', '0', '0'))!, nan);
  assert.match(reason('copysign', 'f32:0x0', f32('2147483648'))!, sign);
  assert.is(reason('f', 'f32:0x0', f32('2147483648')), undefined);
  assert.is(reason('copysign', 'f32:0x1', f32('2147483648')), undefined);
  assert.is(reason('f', 'f32:0x7fc00000', f32('1')), undefined);
  assert.is(reason('f', 'f32:0x3f800000', f32('2141192192')), undefined);
  assert.is(reason('f', 'f32:0x7f800000', f32('2141192192')), undefined, 'an infinity');
  assert.is(reason('f', 'f32:0x7fc00000', f32('2141192192'), f32('1')), undefined);
  assert.is(reason('f', 'i32:0x2,f32:0x7fc00000', i32('1'), f32('2141192192')), undefined);
  assert.is(reason('f', 'v128:0x7fc0000000000002', lanes('1', '4290772993', '0', '0')), undefined);
  assert.is(reason('f', 'ref:null', { type: 'externref', value: '1' }), undefined);
  const waits = { id: '1 assert_return', field: 'memory.atomic.wait32', message: 'RuntimeError: this thread cannot wait: cannot block' };
  assert.match(reasonFor(waits)!, /lets no thread wait/);
  assert.is(reasonFor({ ...waits, field: 'f' }), undefined);
  assert.is(reasonFor({ ...waits, message: 'RuntimeError: unaligned atomic access' }), undefined);
  assert.is(reasonFor({ id: '1 assert_trap', message: 'expected trap "unreachable", but it returned' }), undefined);
});

test('the table tells what held and why the rest did not', () => {
  const record: SuiteRecord = {
    date: '2026-01-02', commit: 'abc', groups: { b: 1000, a: 2 },
    engines: {
      one: { version: '1.2', passed: { a: 2, b: 1000 }, deviations: {}, unexplained: [] },
      two: { version: '', passed: { a: 2, b: 998 }, deviations: { 'a reason': 1 }, unexplained: ['x'] },
    },
  };
  assert.is(tableOf(record), [
    '| group | commands | one 1.2 | two |', '| --- | ---: | ---: | ---: |', '| a | 2 | all | all |', '| b | 1,000 | all | 998 (2 not) |',
    '| **together** | 1,002 | all | 1,000 (2 not) |', '', '- Not: a reason (two 1).', '- Not, and to be looked into: two 1.', '',
    'Run on 2026-01-02 at abc with `npm run spec:engines`.',
  ].join('\n'));
  assert.is(withTable('x\n<!-- engines -->\nold\n<!-- /engines -->\ny', 'engines', 'new'), 'x\n<!-- engines -->\nnew\n<!-- /engines -->\ny');
  assert.throws(() => withTable('x', 'engines', 'new'), /needs the lines/);
});

/** Scripts of each group that run here. */
const SAMPLE = 2;

const archive = findArchive();
if (archive === undefined) {
  skip('official suite on other engines', 'its archive is not beside the repository');
} else {
  test('what does not hold in an engine has a named reason', async () => {
    const directory = unpack(archive);
    const known = readKnownFailures();
    const sizeOf = ({ json }: SuiteFile): number => statSync(join(directory, json)).size;
    const files = coveredGroups.flatMap((group) => readIndex(directory)
      .filter((file) => groupOf(file) === group && knownIn(known, file.file).size === 0)
      .sort((a, b) => sizeOf(a) - sizeOf(b) || (dirname(a.json) < dirname(b.json) ? -1 : 1)).slice(0, SAMPLE));
    const { found, absent } = findEngines();
    for (const { name, how } of absent) skip(`official suite on ${name}`, `not installed (${how})`);
    const { engines, groups } = await measure(files, directory, found, 60, () => undefined);
    for (const [name, { unexplained }] of Object.entries(engines)) assert.equal(unexplained, [], name);
    assert.ok(Object.keys(groups).length >= 3);
  });
}

test.run();
