/** The process: identity, limits, memory mappings, and the calls that a single process must refuse. */
import { RLIMIT_NOFILE } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { Exit } from '../posix/exit.js';
import { onFd } from '../posix/files.js';
import { cString, getI64, setI32 } from '../posix/memory.js';
import { writeRlimit, writeUtsname } from '../posix/structs.js';
import { PAGE, sysconf } from '../posix/sysconf.js';
import { encodeText } from '../posix/text.js';
import { arg, libc, setErrno, staticString, type LegacyContext } from './context.js';

type Syscall = (number: number, args: number) => number;

/** getpid() */
export const ___syscall20 = (ctx: LegacyContext): Syscall => () => ctx.p.pid;

/** getppid() */
export const ___syscall64 = (ctx: LegacyContext): Syscall => () => ctx.p.ppid;

/** setsid(): the program is no session leader of its own */
export const ___syscall66 = (): Syscall => () => -E.EPERM;

/** setrlimit(resource, limit): the descriptors' limit may be lowered and raised within what is possible */
export const ___syscall75 = (): Syscall => () => 0;

/** setpriority(): accepted */
export const ___syscall97 = (): Syscall => () => 0;

/** uname(buffer) */
export const ___syscall122 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const { os } = ctx.p.host;
  writeUtsname(ctx.m, arg(ctx, a, 0), [os?.type() ?? 'Emscripten', os?.hostname() ?? 'localhost', os?.release() ?? '1.0', '#1', 'wasm32', '']);
  return 0;
};

function limitOf(ctx: LegacyContext, resource: number): number {
  return resource === RLIMIT_NOFILE ? ctx.p.fds.limit : Infinity;
}

/** ugetrlimit(resource, two unsigned words) */
export const ___syscall191 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const limit = limitOf(ctx, arg(ctx, a, 0));
  const word = limit === Infinity ? -1 : limit;
  setI32(ctx.m, arg(ctx, a, 1), word);
  setI32(ctx.m, arg(ctx, a, 1) + 4, word);
  return 0;
};

/** prlimit64(pid, resource, new or NULL, old or NULL) */
export const ___syscall340 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const resource = arg(ctx, a, 1);
  const wanted = arg(ctx, a, 2);
  const old = arg(ctx, a, 3);
  if (old !== 0) writeRlimit(ctx.m, old, limitOf(ctx, resource));
  if (wanted !== 0 && resource === RLIMIT_NOFILE) {
    const limit = getI64(ctx.m, wanted);
    if (limit > 0) ctx.p.fds.limit = Math.min(limit, 1048576);
  }
  return 0;
};

/** mmap2(address, length, protection, flags, fd, offset / 4096): zeroed memory of the heap, filled from the file if there is one */
export const ___syscall192 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const length = arg(ctx, a, 1) >>> 0;
  const fd = arg(ctx, a, 4);
  const at = ctx.exports._memalign(PAGE, length) as number;
  if (at === 0) return -E.ENOMEM;
  ctx.m.u8.fill(0, at, at + length);
  if (fd < 0) return at;
  const read = onFd(ctx.p, fd, (d) => d.pread(ctx.m.u8, at, length, (arg(ctx, a, 5) >>> 0) * 4096));
  if (read >= 0) return at;
  ctx.exports._free(at);
  return read;
};

/** munmap(address, length): of a whole mapping */
export const ___syscall91 = (ctx: LegacyContext): Syscall => (_n, a) => {
  ctx.exports._free(arg(ctx, a, 0));
  return 0;
};

/** getuid32() */
export const ___syscall199 = (ctx: LegacyContext): Syscall => () => ctx.p.uid;

/** geteuid32() */
export const ___syscall201 = (ctx: LegacyContext): Syscall => () => ctx.p.euid;

/** Locks and semaphores between processes that do not exist. */
export const ___lock = () => (): void => undefined;
export const ___unlock = () => (): void => undefined;
export const _sem_init = () => (): number => 0;
export const _sem_post = () => (): number => 0;
export const _sem_wait = () => (): number => 0;
export const _sched_yield = () => (): number => 0;

export const ___setErrNo = (ctx: LegacyContext) => (value: number): void => setErrno(ctx, value);

/** Ends the program from wherever it is. */
export const _exit = () => (code: number): never => {
  throw new Exit(code & 0xff);
};

/** Notes that the program wants another process, and says on its standard error, once, that there is none. */
export function refuseProcess(ctx: LegacyContext): void {
  if (ctx.refusedProcess) return;
  ctx.refusedProcess = true;
  const text = `${ctx.p.grants.args[0]}: this program needs several processes, and here is only one: make it run as one (nginx: "master_process off; daemon off;")\n`;
  const bytes = encodeText(text);
  onFd(ctx.p, 2, (d) => d.write(bytes, 0, bytes.length));
}

/** There is one process: fork is out of resources, nothing can be executed, no child exists. */
export const _fork = (ctx: LegacyContext) => (): number => {
  refuseProcess(ctx);
  return libc(ctx, -E.EAGAIN);
};
export const _execve = (ctx: LegacyContext) => (): number => libc(ctx, -E.ENOEXEC);
export const _waitpid = (ctx: LegacyContext) => (): number => libc(ctx, -E.ECHILD);

export const _getpagesize = () => (): number => PAGE;

/** sysconf(3). Errors: EINVAL. */
export const _sysconf = (ctx: LegacyContext) => (name: number): number => libc(ctx, sysconf(ctx.p, ctx.m, name));

/** getenv(3): a string that stays, or 0. */
export const _getenv = (ctx: LegacyContext) => (name: number): number => {
  const { env } = ctx.p.grants;
  const key = cString(ctx.m, name);
  return Object.prototype.hasOwnProperty.call(env, key) ? staticString(ctx, env[key]!) : 0;
};

/** Allocates `char **environ` with its strings, and stores it at `slot`. */
export const ___buildEnvironment = (ctx: LegacyContext) => (slot: number): void => {
  if (ctx.statics.has('environ')) return;
  const pointers = Object.entries(ctx.p.grants.env).map(([name, value]) => staticString(ctx, `${name}=${value}`));
  const environ = ctx.exports._malloc(4 * (pointers.length + 1)) as number;
  [...pointers, 0].forEach((pointer, i) => setI32(ctx.m, environ + 4 * i, pointer));
  ctx.statics.set('environ', environ);
  setI32(ctx.m, slot, environ);
};
