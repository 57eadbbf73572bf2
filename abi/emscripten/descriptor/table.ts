/**
 * Which piece makes which import. By import module and file: names, each with the signatures (in words) under which versions of
 * Emscripten import it, and behind a signature the piece, where that has not the import's name.
 */
import type { ImportSummary, Piece } from '../../contract.js';

const FOLDER = 'abi/emscripten';
const WASI = 'wasi_snapshot_preview1';

type Signatures = string | readonly string[];
type Families = Record<string, Record<string, Signatures>>;

const wasi: Families = {
  wasi: { fd_read: 'iiii:i', fd_write: 'iiii:i', fd_pread: 'iiiiii:i', fd_pwrite: 'iiiiii:i', fd_seek: 'iiiii:i', fd_close: 'i:i', fd_sync: 'i:i', fd_fdstat_get: 'ii:i' },
  process: {
    proc_exit: 'i:', environ_sizes_get: 'ii:i', environ_get: 'ii:i', args_sizes_get: 'ii:i', args_get: 'ii:i', random_get: 'ii:i', sched_yield: ':i',
  },
  time: { clock_time_get: 'iiii:i', clock_res_get: 'ii:i' },
};

const env: Families = {
  process: {
    exit: 'i:', _exit: 'i: proc_exit', emscripten_force_exit: 'i: exit', abort: ':', _abort_js: ': abort', __assert_fail: 'iiii:', setTempRet0: 'i:', getTempRet0: ':i',
    getentropy: 'ii:i', __call_sighandler: 'ii:', _dlopen_js: 'i:i', _dlsym_js: ['ii:i', 'iii:i'], _emscripten_runtime_keepalive_clear: ':',
    _emscripten_get_progname: 'ii:', _emscripten_system: 'i:i', system: 'i:i _emscripten_system', emscripten_num_logical_cores: ':i', emscripten_has_asyncify: ':i',
    emscripten_random: ':f', __handle_stack_overflow: [':', 'i:'], abortStackOverflow: 'i: __handle_stack_overflow', segfault: ':', alignfault: ':',
  },
  heap: {
    emscripten_resize_heap: 'i:i', emscripten_get_heap_max: ':i', emscripten_get_heap_size: ':i', emscripten_notify_memory_growth: 'i:',
    emscripten_memcpy_big: ['iii:i', 'iii:'], emscripten_memcpy_js: 'iii: emscripten_memcpy_big', _emscripten_memcpy_js: 'iii: emscripten_memcpy_big',
    _emscripten_memcpy_big: 'iii: emscripten_memcpy_big',
  },
  console: {
    emscripten_console_log: 'i: out', emscripten_out: 'i: out', _emscripten_out: 'i: out', emscripten_console_warn: 'i: err', emscripten_console_error: 'i: err',
    emscripten_err: 'i: err', _emscripten_err: 'i: err', emscripten_dbg: 'i: err', _emscripten_dbg: 'i: err', emscripten_outn: 'ii: outn', emscripten_errn: 'ii: errn',
    emscripten_dbgn: 'ii: errn', emscripten_console_trace: 'i: err',
  },
  time: {
    clock_gettime: 'ii:i', clock_getres: 'ii:i', gettimeofday: 'ii:i', time: 'i:i', emscripten_get_now: ':d', emscripten_performance_now: ':d emscripten_get_now',
    emscripten_date_now: ':d', emscripten_get_now_res: ':d', _emscripten_get_now_is_monotonic: ':i', emscripten_thread_sleep: 'd:', emscripten_sleep: 'i:', _setitimer_js: 'id:i',
  },
  calendar: {
    _localtime_js: ['ii:', 'iii: localtime'], _gmtime_js: ['ii:', 'iii: gmtime'], _mktime_js: ['i:i', 'i:l'], _timegm_js: ['i:i', 'i:l'],
    _tzset_js: ['iii:', 'iiii: tzset'], strftime: 'iiii:i', strftime_l: 'iiiii:i', strptime: 'iii:i', strptime_l: 'iiii:i',
  },
  resolve: { getaddrinfo: 'iiii:i' },
  unwind: { _emscripten_throw_longjmp: ':', emscripten_longjmp: 'ii:', emscripten_longjmp_jmpbuf: 'ii:' },
  exceptions: {
    __cxa_allocate_exception: 'i:i', __cxa_free_exception: 'i:', __cxa_increment_exception_refcount: 'i:', __cxa_decrement_exception_refcount: 'i:', __cxa_throw: 'iii:',
    __cxa_rethrow: ':', __cxa_rethrow_primary_exception: 'i:', __cxa_current_primary_exception: ':i', __cxa_current_exception_type: ':i', llvm_eh_typeid_for: 'i:i',
    __cxa_get_exception_ptr: 'i:i', __cxa_begin_catch: 'i:i', __cxa_end_catch: ':', __cxa_uncaught_exceptions: ':i', __cxa_uncaught_exception: ':i',
    __cxa_call_unexpected: 'i:', __resumeException: 'i:',
  },
  files: {
    __syscall_open: 'iii:i', __syscall_openat: 'iiii:i', __syscall_stat64: 'ii:i', __syscall_lstat64: 'ii:i', __syscall_fstat64: 'ii:i', __syscall_fstatat64: 'iiii:i',
    __syscall_newfstatat: 'iiii:i', __syscall_statfs64: 'iii:i', __syscall_fstatfs64: 'iii:i', __syscall_chdir: 'i:i', __syscall_getcwd: 'ii:i', __syscall_chmod: 'ii:i',
    __syscall_fchmodat: 'iiii:i', __syscall_fchmodat2: 'iiii:i __syscall_fchmodat', __syscall_chown32: 'iii:i', __syscall_lchown32: 'iii:i', __syscall_fchownat: 'iiiii:i',
    __syscall_mkdir: 'ii:i', __syscall_mkdirat: 'iii:i', __syscall_rmdir: 'i:i', __syscall_unlink: 'i:i', __syscall_unlinkat: 'iii:i', __syscall_rename: 'ii:i',
    __syscall_renameat: 'iiii:i', __syscall_linkat: 'iiiii:i', __syscall_symlink: 'ii:i', __syscall_symlinkat: 'iii:i', __syscall_readlink: 'iii:i', __syscall_readlinkat: 'iiii:i',
    __syscall_faccessat: 'iiii:i', __syscall_truncate64: 'iii:i', __syscall_utimensat: 'iiii:i', __syscall_umask: 'i:i',
  },
  descriptors: {
    __syscall_dup: 'i:i', __syscall_dup3: 'iii:i', __syscall_fcntl64: 'iii:i', __syscall_ioctl: 'iii:i', __syscall_getdents64: 'iii:i', __syscall_fchdir: 'i:i',
    __syscall_fchmod: 'ii:i', __syscall_fchown32: 'iii:i', __syscall_fdatasync: 'i:i', __syscall_ftruncate64: 'iii:i', __syscall_fallocate: 'iiiiii:i',
    __syscall_fadvise64_64: 'iiiiii:i', __syscall_fadvise64: 'iiiiii:i __syscall_fadvise64_64', __syscall__newselect: 'iiiii:i', __syscall_poll: 'iii:i',
  },
  mappings: {
    _mmap_js: ['iiiiiii:i', 'iiiiii:i mmap', 'iiiiiiii:i mmap64'], _munmap_js: ['iiiiii:i', 'iiiiiii:i munmap64'], _msync_js: ['iiii:i', 'iiiiii:i msync', 'iiiiiii:i msync64'],
  },
  identity: { __syscall_getuid32: ':i', __syscall_geteuid32: ':i', __syscall_getgid32: ':i', __syscall_getegid32: ':i', __syscall_getpid: ':i' },
  sockets: Object.fromEntries(
    ['socket', 'bind', 'listen', 'accept4', 'connect', 'shutdown', 'getsockname', 'getpeername', 'sendto', 'recvfrom', 'sendmsg', 'recvmsg', 'setsockopt', 'getsockopt'].map(
      (name) => [`__syscall_${name}`, 'iiiiii:i'],
    ),
  ),
};

export interface Row {
  readonly module: string;
  readonly name: string;
  readonly sig: string;
  readonly file: string;
  readonly piece: string;
}

function rows(module: string, families: Families): Row[] {
  return Object.entries(families).flatMap(([file, names]) =>
    Object.entries(names).flatMap(([name, signatures]) =>
      (typeof signatures === 'string' ? [signatures] : signatures).map((text) => {
        const [sig, piece = name] = text.split(' ') as [string, string?];
        return { module, name, sig, file, piece };
      })));
}

/** All that this ABI provides under names of their own. */
export const provided: readonly Row[] = [...rows('env', env), ...rows(WASI, wasi), ...rows('wasi_unstable', wasi)];

const byKey = new Map(provided.map((row) => [`${row.module} ${row.name} ${row.sig}`, row]));

/** A piece takes and gives words, so that a 64-bit parameter and the two words into which Emscripten may have split it are the same. */
function inWords(sig: string): string {
  const [parameters, results] = sig.split(':');
  return `${parameters!.replaceAll('l', 'ii')}:${results}`;
}

/** Imports that come in families, whose members a name tells. */
function member({ name, sig }: ImportSummary): Piece | undefined {
  if (/^invoke_[vijfdpe]+$/.test(name) && sig!.startsWith('i')) {
    const words = inWords(sig!).indexOf(':') - 1;
    return { path: `${FOLDER}/unwind`, name: name.startsWith('invoke_j') && sig!.endsWith(':i') ? 'invokeWide' : 'invoke', argument: words };
  }
  if (/^__cxa_find_matching_catch_\d+$/.test(name) && /^i*:i$/.test(sig!)) return { path: `${FOLDER}/exceptions`, name: 'findMatchingCatch' };
  return undefined;
}

/** The piece for an imported function. */
export function pieceOf(imp: ImportSummary): Piece | undefined {
  if (imp.sig === undefined) return undefined;
  const row = byKey.get(`${imp.module} ${imp.name} ${inWords(imp.sig)}`);
  if (row !== undefined) return { path: `${FOLDER}/${row.file}`, name: row.piece };
  return imp.module === 'env' ? member(imp) : undefined;
}
