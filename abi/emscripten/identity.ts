/** Who the program runs as. This libc finds no name for user 0, and programs that run as root ask for one: they are told another number. */
import type { Context } from './context.js';

const NOT_ROOT = 1000;

function shown(id: number): number {
  return id === 0 ? NOT_ROOT : id;
}

export function __syscall_getuid32(ctx: Context) {
  return (): number => shown(ctx.p.uid);
}

export function __syscall_geteuid32(ctx: Context) {
  return (): number => shown(ctx.p.euid);
}

export function __syscall_getgid32(ctx: Context) {
  return (): number => shown(ctx.p.gid);
}

export function __syscall_getegid32(ctx: Context) {
  return (): number => shown(ctx.p.egid);
}

/** No import of libc itself, which says 42: for programs that ask for the host's number under this name. */
export function __syscall_getpid(ctx: Context) {
  return (): number => ctx.p.pid;
}
