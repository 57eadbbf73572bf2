/** Ends that are defects of the program, and what no program gets. */
import { E } from '../posix/errno.js';
import { cString } from '../posix/memory.js';
import { libc, type LegacyContext } from './context.js';

function badPointer(pointer: number, type: string): never {
  throw new Error(`the program called function pointer ${pointer}, which is null or not of type ${type}`);
}

export const nullFunc_ii = () => (pointer: number): never => badPointer(pointer, 'ii');
export const nullFunc_iii = () => (pointer: number): never => badPointer(pointer, 'iii');
export const nullFunc_iiii = () => (pointer: number): never => badPointer(pointer, 'iiii');
export const nullFunc_iiiii = () => (pointer: number): never => badPointer(pointer, 'iiiii');
export const nullFunc_iiiiii = () => (pointer: number): never => badPointer(pointer, 'iiiiii');
export const nullFunc_vi = () => (pointer: number): never => badPointer(pointer, 'vi');
export const nullFunc_vii = () => (pointer: number): never => badPointer(pointer, 'vii');
export const nullFunc_viii = () => (pointer: number): never => badPointer(pointer, 'viii');
export const nullFunc_viiii = () => (pointer: number): never => badPointer(pointer, 'viiii');

/** For a pointer type without a function of its own here. */
export const nullFunc = () => (pointer: number): never => badPointer(pointer, 'this call');

/** abort() from C, and abort(reason) from the compiler's own checks. */
export const _abort = () => (): never => {
  throw new Error('the program called abort');
};

export const abortStackOverflow = () => (bytes: number): never => {
  throw new Error(`the program's stack overflowed: it had no room for ${bytes} bytes`);
};

/** What assert() calls when it fails. */
export const ___assert_fail = (ctx: LegacyContext) => (condition: number, file: number, line: number, name: number): never => {
  const text = (at: number): string => (at === 0 ? 'unknown' : cString(ctx.m, at));
  throw new Error(`Assertion failed: ${text(condition)} (${text(file)}:${line}, ${text(name)})`);
};

/** Files cannot be mapped by name. */
export const ___map_file = (ctx: LegacyContext) => (): number => libc(ctx, -E.EPERM);
