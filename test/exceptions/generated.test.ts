/**
 * Random programs of handlers, in both encodings, against native WebAssembly, which need only know the older one.
 * `EXCEPTIONS=first,count` runs other seeds.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';
import { native } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { type Namespace, observe } from './compare.js';
import { generate } from './generate.js';

const [first = 1, count = 150] = (process.env['EXCEPTIONS'] ?? '').split(',').filter(Boolean).map(Number);

test('random programs throw, catch, delegate and rethrow as natively', () => {
  const seen = new Map<string, number>();
  for (let seed = first; seed < first + count; seed++) {
    const { legacy, current } = generate(seed);
    const bytes = assemble(legacy);
    const expected = observe((imports) => native(bytes, imports), WebAssembly as unknown as Namespace);
    for (const line of expected) {
      const kind = /= |throws [a-z0-9 ]+/.exec(line)?.[0];
      if (kind) seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    for (const [encoding, text] of [['legacy', legacy], ['current', current]] as const) {
      if (text === undefined) continue;
      const module = assemble(text);
      for (const optimize of [0, 2] as const) {
        const output = loadCommonJs(module, { abi: 'none', optimize });
        assert.equal(observe((imports) => output.instantiate(imports).exports, ours), expected, `seed ${seed}, ${encoding}, -O${optimize}`);
      }
    }
  }
  console.log(seen);
});

test.run();
