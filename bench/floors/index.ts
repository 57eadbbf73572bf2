/**
 * The best JavaScript by hand that we know for some kernels, with what a programmer knows of their data and a compiler does not always: how
 * near native JavaScript comes at all. Each function is written into the measured script by its own text, and its results must be the native ones.
 */
import { counter64 } from './counter64.js';
import { fib } from './fib.js';
import { fir } from './fir.js';
import { mulhigh } from './mulhigh.js';
import { queens } from './queens.js';
import { siphash } from './siphash.js';
import { sort64 } from './sort64.js';
import { splitmix } from './splitmix.js';

export const floors: Readonly<Record<string, () => (n: number) => number>> = { counter64, fib, fir, mulhigh, queens, siphash, sort64, splitmix };
