/** Lines that the program writes to the console and not through its own stdio. */
import { bytesAt, cString } from '../posix/memory.js';
import { Stdio } from '../posix/stdio.js';
import { decodeBytes, encodeText } from '../posix/text.js';
import type { Context } from './context.js';

function line(ctx: Context, fd: 1 | 2, text: string): void {
  const bytes = encodeText(`${text}\n`);
  new Stdio(ctx.p.host, fd).write(bytes, 0, bytes.length);
}

export function out(ctx: Context) {
  return (text: number): void => line(ctx, 1, cString(ctx.m, text));
}

export function err(ctx: Context) {
  return (text: number): void => line(ctx, 2, cString(ctx.m, text));
}

/** With the calls that led there. */
export function backtrace(ctx: Context) {
  return (text: number): void => line(ctx, 2, `${cString(ctx.m, text)}\n${new Error().stack ?? ''}`);
}

function counted(ctx: Context, fd: 1 | 2) {
  return (text: number, length: number): void => line(ctx, fd, decodeBytes(bytesAt(ctx.m, text, length)));
}

export function outn(ctx: Context) {
  return counted(ctx, 1);
}

export function errn(ctx: Context) {
  return counted(ctx, 2);
}
