/** Modules that once failed, cut down; the seed chooses the arguments. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from '../../compiler/options.js';
import { root } from '../support.js';
import { compare } from './compare.js';
import type { Difference } from './outcome.js';

interface Kept {
  readonly what: string;
  readonly seed: number;
  readonly module: string;
  /** Where it takes functions in parts. */
  readonly functionLimit?: number;
  /** Where it takes code for certain engines. */
  readonly target?: Options['target'];
}

const all = JSON.parse(readFileSync(join(root, 'test/fuzz/kept.json'), 'utf8')) as Kept[];
const bytesOf = ({ module }: Kept): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(module, 'base64'));

/** Those that this engine can run, and the names of the others. */
export const kept: readonly Kept[] = all.filter((item) => WebAssembly.validate(bytesOf(item)));
export const beyond: readonly string[] = all.filter((item) => !kept.includes(item)).map(({ what }) => what);

/** The first difference at any optimisation level. */
export function stillFails(item: Kept): Difference | undefined {
  for (const optimize of [0, 1, 2, 3] as const) {
    const { difference } = compare(bytesOf(item), item.seed, {
      optimize,
      ...(item.functionLimit !== undefined && { functionLimit: item.functionLimit }),
      ...(item.target !== undefined && { target: item.target }),
    });
    if (difference) return difference;
  }
  return undefined;
}
