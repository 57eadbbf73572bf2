import type { Carried, View } from '../ir/env.js';

/** A function that makes tail calls, in its first form or as a generator. */
export interface Tail {
  readonly func: number;
  readonly isResumable: boolean;
}

/** Plain data: what functions that were emitted with placeholders use of the module around them, in the order of the first use. */
export interface Uses {
  /** What the placeholder with this number stands for: the key of a binding or helper of the emitter. */
  readonly names: readonly string[];
  readonly functions: readonly number[];
  readonly refs: readonly number[];
  readonly views: readonly (readonly [memory: number, view: View])[];
  readonly tableViews: readonly (readonly [table: number, sig: string])[];
  readonly carriers: readonly (readonly [placeholder: number, kind: Carried])[];
  readonly objectClasses: readonly number[];
  readonly typeIds: readonly number[];
  /** Functions that make tail calls. */
  readonly tails: readonly Tail[];
  /** Methods of views. */
  readonly methods: readonly string[];
}
