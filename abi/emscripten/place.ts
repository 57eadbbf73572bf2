/** What libc's functions give out and keep: memory of the program's own allocator that is asked for once. */
import { writeCString } from '../posix/memory.js';
import { encodeText } from '../posix/text.js';
import type { Context } from './context.js';

/** A place of so many bytes that stays, by its name; 0 without memory. */
export function place(ctx: Context, name: string, bytes: number): number {
  const places = (ctx.places ??= new Map<string, number>());
  const at = places.get(name) ?? (ctx.exports.malloc(bytes) as number);
  if (at !== 0) places.set(name, at);
  return at;
}

/** A place that holds this text. */
export function textPlace(ctx: Context, text: string): number {
  const at = place(ctx, `text ${text}`, encodeText(text).length + 1);
  if (at !== 0) writeCString(ctx.m, at, text);
  return at;
}
