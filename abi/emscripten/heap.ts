/** The program's memory: an imported one, growth, and the copies that libc hands out. */
import { bytesAt } from '../posix/memory.js';
import { memoryGrow, memoryOf } from '../../runtime-lite/memory.js';
import type { Context } from './context.js';

/** An imported memory: made here, of the size that the module asks for. */
export function memory(ctx: Context) {
  return ctx.memory;
}

const PAGE = 65536;
/** Growth is by a fifth at least, so that malloc does not ask often; and by no more than this at once beyond what is asked. */
const GROWTH = 1.2;
const LARGEST_GROWTH = 96 * 1024 * 1024;

/** sbrk asks for a heap of at least `size` bytes; 1 when it is there. */
export function emscripten_resize_heap(ctx: Context) {
  return (size: number): number => {
    const record = memoryOf(ctx.memory)!;
    const wanted = size >>> 0;
    const now = ctx.m.u8.length;
    const generous = Math.max(wanted, Math.min(now * GROWTH, wanted + LARGEST_GROWTH));
    for (const bytes of [generous, wanted]) {
      const pages = Math.ceil((bytes - now) / PAGE);
      if (pages <= 0 || memoryGrow(record, pages) >= 0) return 1;
    }
    return 0;
  };
}

export function emscripten_get_heap_max(ctx: Context) {
  return (): number => {
    const maximum = memoryOf(ctx.memory)!.maximum;
    return Math.min(Number(maximum ?? 32768) * PAGE, 2147483648) | 0;
  };
}

export function emscripten_get_heap_size(ctx: Context) {
  return (): number => ctx.m.u8.length | 0;
}

/** The views of the memory follow it by themselves. */
export function emscripten_notify_memory_growth(_ctx: Context) {
  return (_memory: number): void => undefined;
}

/** The copy that memcpy hands out because it is long; versions before 3.1.13 return the destination. */
export function emscripten_memcpy_big(ctx: Context) {
  return (to: number, from: number, length: number): number => {
    bytesAt(ctx.m, to, length);
    bytesAt(ctx.m, from, length);
    ctx.m.u8.copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (length >>> 0));
    return to;
  };
}
