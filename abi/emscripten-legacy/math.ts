/** Arithmetic that asm.js took from JavaScript, and the compiler's own functions. */

/** The members of `Math` that asm.js knows, by name: module `global.Math`. */
export const fromMath = (_ctx: unknown, name: string): unknown => (Math as unknown as Record<string, unknown>)[name];

/** `asm2wasm.f64-rem`: JavaScript's remainder is C's fmod. */
export const f64Rem = () => (x: number, y: number): number => x % y;
export const f64ToInt = () => (x: number): number => x | 0;

export const _llvm_exp2_f64 = () => (x: number): number => 2 ** x;
export const _llvm_exp2_f32 = () => (x: number): number => Math.fround(2 ** x);
export const _llvm_log10_f64 = () => (x: number): number => Math.log10(x);
export const _llvm_log10_f32 = () => (x: number): number => Math.fround(Math.log10(x));
export const _llvm_log2_f64 = () => (x: number): number => Math.log2(x);
export const _llvm_log2_f32 = () => (x: number): number => Math.fround(Math.log2(x));
export const _llvm_sin_f64 = () => (x: number): number => Math.sin(x);
export const _llvm_cos_f64 = () => (x: number): number => Math.cos(x);
export const _llvm_exp_f64 = () => (x: number): number => Math.exp(x);
export const _llvm_log_f64 = () => (x: number): number => Math.log(x);
export const _llvm_sqrt_f64 = () => (x: number): number => Math.sqrt(x);
export const _llvm_pow_f64 = () => (x: number, y: number): number => x ** y;
export const _llvm_fabs_f64 = () => (x: number): number => Math.abs(x);
export const _llvm_trunc_f64 = () => (x: number): number => Math.trunc(x);
export const _llvm_ceil_f64 = () => (x: number): number => Math.ceil(x);
export const _llvm_floor_f64 = () => (x: number): number => Math.floor(x);
export const _llvm_copysign_f64 = () => (x: number, y: number): number => (y < 0 || (y === 0 && 1 / y < 0) ? -Math.abs(x) : Math.abs(x));
