/** Rewrites the expected output of the golden cases: npm run golden -- --update [filter]; without --update shows what differs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { actualOutput, directory, listCases, readCase, withExpected } from './golden.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { update: { type: 'boolean', default: false } } });
let different = 0;
for (const name of listCases().filter((item) => item.includes(positionals[0] ?? ''))) {
  const golden = readCase(name);
  const output = actualOutput(name, golden);
  if (output === golden.expected) continue;
  different++;
  console.log(`${name}\n${output}\n`);
  if (values.update) writeFileSync(join(directory, name), withExpected(golden, output));
}
console.log(`${different} ${values.update ? 'updated' : 'different'}`);
process.exitCode = different && !values.update ? 1 : 0;
