/** Built-in functions as bindings of the linked module: SpiderMonkey pays about a hundred times more for `Math.x` in hot code. */
export const imul = Math.imul;
export const clz32 = Math.clz32;
export const fround = Math.fround;
export const floor = Math.floor;
export const ceil = Math.ceil;
export const trunc = Math.trunc;
export const sqrt = Math.sqrt;
export const abs = Math.abs;
export const min = Math.min;
export const max = Math.max;

const half = 0.5;
/** What V8 computes stays a double until it is stored, and its interpreter takes a product with a double for one of doubles; its compiled code leaves the product out. */
export const one = half + half;
