/** One fuzzing case from a seed, and the report of a failure. */
import type { Options } from '../../compiler/options.js';
import { compare, type Difference } from './compare.js';
import { encode } from './encode.js';
import { generate } from './generate.js';
import { Random } from './random.js';
import { shrink } from './shrink.js';

/** The options a seed is compiled with. */
export function optionsOf(seed: number): Partial<Options> {
  const random = new Random(seed ^ 0x0b71);
  return { optimize: random.pick([0, 1, 2, 3] as const), pretty: random.chance(0.3), target: random.pick(['portable', 'v8', 'jsc', 'spidermonkey', 'hermes', 'jitless'] as const) };
}

/** Runs a seed; undefined when both sides agree. */
export function runSeed(seed: number, size: number): Difference | undefined {
  return compare(encode(generate(seed, { size })), seed, optionsOf(seed));
}

/** What to keep of a failure: the seed, what differs, and a module cut down to what matters. */
export async function report(seed: number, size: number, difference: Difference, shrinkSeconds: number): Promise<string> {
  const options = optionsOf(seed);
  const small = encode(shrink(generate(seed, { size }), (bytes) => compare(bytes, seed, options)?.phase === difference.phase, Date.now() + shrinkSeconds * 1000));
  const after = compare(small, seed, options) ?? difference;
  return [
    `seed ${seed}, ${JSON.stringify(options)}: ${difference.phase}: ${difference.text.split('\n')[0]}`,
    `cut down: ${after.phase}: ${after.text}`,
    Buffer.from(small).toString('base64'),
    await textOf(small),
  ].join('\n');
}

async function textOf(bytes: Uint8Array): Promise<string> {
  const { default: wabt } = await import('wabt');
  const { readWasm } = await wabt();
  const module = readWasm(bytes, { exceptions: true, mutable_globals: true, sat_float_to_int: true, sign_extension: true, multi_value: true, bulk_memory: true, reference_types: true });
  try {
    module.generateNames();
    module.applyNames();
    return module.toText({ foldExprs: true });
  } finally {
    module.destroy();
  }
}
