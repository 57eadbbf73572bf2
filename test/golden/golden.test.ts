import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { actualOutput, listCases, readCase } from './golden.js';

for (const name of listCases()) {
  test(name, () => {
    const golden = readCase(name);
    assert.ok(golden.expected, 'no expected output: run npm run golden -- --update');
    assert.fixture(actualOutput(name, golden), golden.expected);
  });
}

test.run();
