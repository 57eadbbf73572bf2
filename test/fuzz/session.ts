/** One fuzzing case from a seed, and the report of a failure. */
import type { Options } from '../../compiler/options.js';
import { compare, type Comparison, type How } from './compare.js';
import { encode } from './encode.js';
import { generate } from './generate.js';
import type { Difference } from './outcome.js';
import { Random } from './random.js';
import { shrink } from './shrink.js';

/** The options a seed is compiled with. */
export function optionsOf(seed: number): Partial<Options> {
  const random = new Random(seed ^ 0x0b71);
  return {
    optimize: random.pick([0, 1, 2, 3] as const),
    pretty: random.chance(0.3),
    target: random.pick(['portable', 'v8', 'jsc', 'spidermonkey', 'hermes', 'jitless'] as const),
    precompiled: random.pick([false, false, true]),
    functionLimit: random.pick([undefined, undefined, 60, 150, 400, 1000]),
    inlineSize: random.pick([undefined, undefined, 30, 1000]),
  };
}

/** How a seed's module runs. */
function howOf(seed: number, rounds: number | undefined): How {
  const suspends = optionsOf(seed).precompiled === true && new Random(seed ^ 0x5a5e).chance(0.5);
  return { suspends, ...(rounds === undefined ? {} : { rounds }) };
}

export function runSeed(seed: number, size: number, rounds?: number): Comparison {
  return compare(encode(generate(seed, { size })), seed, optionsOf(seed), howOf(seed, rounds));
}

/** What to keep of a failure: the seed, what differs, and a module cut down to what matters. */
export function report(seed: number, size: number, difference: Difference, shrinkSeconds: number, rounds?: number): string {
  const options = optionsOf(seed);
  const how = howOf(seed, rounds);
  const fails = (bytes: Uint8Array<ArrayBuffer>): boolean => compare(bytes, seed, options, how).difference?.phase === difference.phase;
  const small = encode(shrink(generate(seed, { size }), fails, Date.now() + shrinkSeconds * 1000));
  const after = compare(small, seed, options, how).difference ?? difference;
  return [
    `seed ${seed}, ${JSON.stringify(options)}${how.suspends ? ', suspending' : ''}: ${difference.phase}: ${difference.text.split('\n')[0]}`,
    `cut down: ${after.phase}: ${after.text}`,
    Buffer.from(small).toString('base64'),
  ].join('\n');
}
