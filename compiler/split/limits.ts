/**
 * Up to what size engines optimise functions. Ours are estimates, so that the limits leave a margin; `test/split` holds the first.
 */
import type { Options } from '../options.js';

/** V8: --max-optimized-bytecode-size is 61,440. Beyond, its optimising compiler leaves a function alone: 12 to 27 times slower. */
const V8 = 54_000;
/** JavaScriptCore: maximumOptimizationCandidateBytecodeCost is 100,000; beyond, 9 times slower. */
const JSC = 90_000;

export const LIMITS: Readonly<Record<Options['target'], number>> = {
  portable: V8,
  v8: V8,
  jsc: JSC,
  spidermonkey: JSC,
  hermes: Infinity,
  jitless: Infinity,
};
