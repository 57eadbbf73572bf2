import type { FuncRec } from './func.js';
import { showRecord } from './func-object.js';
import { HI, R } from './registers.js';
import { translateError } from './trap.js';

export type Realm = () => Offered;

/** What another linked copy of the runtime needs in order to work with functions of this one. */
export interface Offered {
  /** The copy's `HI` of now. */
  high(): number;
  /** The copy's `R`. */
  results(): any[];
  /** Turns an engine's error thrown by the copy's code into the WebAssembly error. */
  translate(error: unknown): unknown;
  /** What the copy adds to the exported functions of its records, whoever asks for them first. */
  show(fn: Function, rec: FuncRec): void;
}

/**
 * Identity of this linked copy: raw functions are called directly only by code of the same realm. What others need of it is made when they ask.
 */
export function thisRealm(): Offered {
  return { high: () => HI, results: () => R, translate: translateError, show: showRecord };
}
