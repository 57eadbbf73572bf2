/** The words of globals: variables, or fields of cells. */
import type { GlobalPlace } from '../ir/env.js';
import type { JsMember, JsName } from '../ir/js.js';

/** The words of a global: fields of its cell, and what follows its index in the keys of its variables. */
export const GLOBAL_WORDS = [
  { field: 'v', suffix: '' },
  { field: 'h', suffix: 'h' },
  { field: 'v2', suffix: 'v2' },
  { field: 'h2', suffix: 'h2' },
] as const;

/** Where the words of a global are. */
export const wordsOfPlace = ({ lo, hi, lo2, hi2 }: GlobalPlace): (JsName | JsMember)[] => [lo, hi, lo2, hi2].filter((word) => word !== undefined);
