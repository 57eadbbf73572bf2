/** The memory that a program's threads share. */
import { makeMemory, type Memory, MEMORY } from '../../../runtime-lite/memory.js';
import { received, share } from '../../../runtime-lite/memory-shared.js';
import { RuntimeError } from '../../../runtime-lite/trap.js';
import type { Context } from '../context.js';

/** Made here, of the size that the module asks for, in pages; or the one that another thread sent, or the caller gave. */
export function memory(ctx: Context, { initial, maximum }: { initial: number; maximum: number }): Memory {
  if (ctx.memory !== undefined) return (ctx.memory = received(ctx.memory) as Memory);
  if (typeof SharedArrayBuffer !== 'function') throw new RuntimeError('the program has threads, and there is no SharedArrayBuffer here for the memory that they share');
  const made = share(makeMemory(initial, maximum, true)[MEMORY]);
  ctx.isMemoryOurs = true;
  return (ctx.memory = made.object as Memory);
}
