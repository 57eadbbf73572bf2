/** Memory, table, globals of the static layout, and the calls that concern the heap and the stack. */
import { bytesAt, getI32 } from '../posix/memory.js';
import { memoryGrow, memoryOf } from '../../runtime-lite/memory.js';
import type { LegacyContext } from './context.js';

export const memory = (ctx: LegacyContext): unknown => ctx.memory;
export const table = (ctx: LegacyContext): unknown => ctx.table;
export const memoryBase = (ctx: LegacyContext): number => ctx.config.memoryBase;
export const tableBase = (ctx: LegacyContext): number => ctx.config.tableBase;
export const tempDoublePtr = (ctx: LegacyContext): number => ctx.config.tempDouble;
export const DYNAMICTOP_PTR = (ctx: LegacyContext): number => ctx.config.dynamicTopAt;
export const STACKTOP = (ctx: LegacyContext): number => ctx.config.stackTop;
export const STACK_MAX = (ctx: LegacyContext): number => ctx.config.stackMax;
export const ABORT = (): number => 0;
export const NaNValue = (): number => NaN;
export const InfinityValue = (): number => Infinity;

const MEGABYTE = 1024 * 1024;

/** Makes the heap at least so large, and a fifth larger where that is possible. */
function growTo(ctx: LegacyContext, bytes: number): boolean {
  const record = memoryOf(ctx.memory)!;
  const now = ctx.m.u8.length;
  if (bytes <= now) return true;
  for (const wanted of [Math.max(bytes, Math.min(now * 1.2, bytes + 96 * MEGABYTE)), bytes]) {
    if (memoryGrow(record, Math.ceil((wanted - now) / 65536)) >= 0) return true;
  }
  return false;
}

/** sbrk has already put the end that it wants at DYNAMICTOP_PTR; 0 where the memory cannot grow. */
export const enlargeMemory = (ctx: LegacyContext) => (): number => (growTo(ctx, getI32(ctx.m, ctx.config.dynamicTopAt) >>> 0) ? 1 : 0);

export const _emscripten_resize_heap = (ctx: LegacyContext) => (bytes: number): number => (growTo(ctx, bytes >>> 0) ? 1 : 0);

export const getTotalMemory = (ctx: LegacyContext) => (): number => ctx.m.u8.length | 0;

export const _emscripten_get_heap_size = getTotalMemory;

/** 0: sbrk then fails, and with it malloc, which the program may handle. */
export const abortOnCannotGrowMemory = () => (): number => 0;

/** The copy that the program hands out because it is long; the destination. */
export const _emscripten_memcpy_big = (ctx: LegacyContext) => (to: number, from: number, length: number): number => {
  bytesAt(ctx.m, to, length);
  bytesAt(ctx.m, from, length);
  ctx.m.u8.copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (length >>> 0));
  return to;
};

/** Saves the stack pointer; its index, which is what this ABI passes around. */
export const _llvm_stacksave = (ctx: LegacyContext) => (): number => ctx.stacks.push(ctx.exports.stackSave() as number) - 1;

export const _llvm_stackrestore = (ctx: LegacyContext) => (index: number): void => {
  ctx.exports.stackRestore(ctx.stacks[index]);
  ctx.stacks.length = index;
};
