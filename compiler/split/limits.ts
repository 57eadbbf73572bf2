/**
 * Up to what size engines optimise functions, in bytes of bytecode. Ours are estimates, so that the limits leave a margin;
 * `test/split/optimised.test.ts` holds V8's.
 */
import type { Options } from '../options.js';

export interface Limit {
  /** Functions with more are split ... */
  readonly most: number;
  /** ... until they have no more than this. */
  readonly aim: number;
}

/**
 * --max-optimized-bytecode-size is 61,440: the optimising compiler leaves larger functions alone, which makes them 12 to 130 times
 * slower. It takes 4.2 s for an interpreter of 54,000 bytes (V8 11.3; 14.6: 1.0 s), 1.0 s (0.5 s) for 30,000 and 0.45 s (0.2 s) for
 * 20,000, while the calls of more parts cost 3 % and 8 %.
 */
const V8: Limit = { most: 54_000, aim: 30_000 };
/** maximumOptimizationCandidateBytecodeCost is 100,000; larger functions are 15 times slower. */
const JSC: Limit = { most: 90_000, aim: 90_000 };
/** maximumInliningCallerBytecodeCost of JavaScriptCore: in functions with more no call is inlined, however small its callee. */
export const INLINING = 10_000;
const NONE: Limit = { most: Infinity, aim: Infinity };

export const LIMITS: Readonly<Record<Options['target'], Limit>> = {
  portable: V8,
  v8: V8,
  jsc: JSC,
  spidermonkey: JSC,
  hermes: NONE,
  jitless: NONE,
};
