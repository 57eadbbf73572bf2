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
    exit: 'i:', _exit: 'i: proc_exit', emscripten_force_exit: 'i:', abort: ':', _abort_js: ': abort', __assert_fail: 'iiii:', setTempRet0: 'i:', getTempRet0: ':i',
    getentropy: 'ii:i', __call_sighandler: 'ii:', _dlinit: 'i:', _dlopen_js: 'i:i', _dlsym_js: ['ii:i', 'iii:i'], _emscripten_runtime_keepalive_clear: ':',
    _emscripten_get_progname: 'ii:', emscripten_get_module_name: 'ii:i', _emscripten_system: 'i:i', system: 'i:i', emscripten_num_logical_cores: ':i', emscripten_navigator_hardware_concurrency: ':i emscripten_num_logical_cores', emscripten_has_asyncify: ':i',
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
    emscripten_dbgn: 'ii: errn', emscripten_console_trace: 'i: err', emscripten_dbg_backtrace: 'i: backtrace',
  },
  time: {
    clock_gettime: 'ii:i', __clock_gettime: 'ii:i clock_gettime', clock_getres: 'ii:i', gettimeofday: 'ii:i', time: 'i:i', emscripten_get_now: ':d', emscripten_performance_now: ':d emscripten_get_now',
    emscripten_date_now: ':d', _emscripten_date_now: ':d emscripten_date_now', emscripten_get_now_res: ':d', _emscripten_get_now_is_monotonic: ':i', emscripten_thread_sleep: 'd:', _setitimer_js: 'id:i',
  },
  calendar: {
    _localtime_js: ['ii:', 'iii: localtime', 'iii:i localtime'], _gmtime_js: ['ii:', 'iii: gmtime', 'iii:i gmtime'], _mktime_js: ['i:i', 'i:l'], _timegm_js: ['i:i', 'i:l'],
    _tzset_js: ['iii:', 'iiii: tzset'], strftime: 'iiii:i', strftime_l: 'iiiii:i', strptime: 'iii:i', strptime_l: 'iiii:i',
  },
  later: {
    emscripten_sleep: 'i:', emscripten_async_call: 'iii:', emscripten_set_timeout: 'idi:i', emscripten_clear_timeout: 'i:', emscripten_set_interval: 'idi:i', emscripten_clear_interval: 'i: emscripten_clear_timeout',
    emscripten_set_timeout_loop: 'idi:', emscripten_set_immediate: 'ii:i', emscripten_clear_immediate: 'i: emscripten_clear_timeout', emscripten_set_immediate_loop: 'ii:',
    emscripten_request_animation_frame: 'ii:i', emscripten_cancel_animation_frame: 'i: emscripten_clear_timeout', emscripten_request_animation_frame_loop: 'ii:',
    emscripten_set_main_loop: 'iii:', emscripten_set_main_loop_arg: 'iiii:', emscripten_cancel_main_loop: ':', emscripten_pause_main_loop: ':', emscripten_resume_main_loop: ':',
    emscripten_set_main_loop_timing: 'ii:i', emscripten_get_main_loop_timing: 'ii:', emscripten_exit_with_live_runtime: ':', emscripten_unwind_to_js_event_loop: ':',
    emscripten_runtime_keepalive_push: ':', emscripten_runtime_keepalive_pop: ':', emscripten_runtime_keepalive_check: ':i',
  },
  log: { emscripten_log: 'iii:', _emscripten_log_formatted: 'ii:' },
  javascript: {
    emscripten_print_double: 'dii:i', emscripten_throw_number: 'd:', emscripten_throw_string: 'i:', emscripten_atomics_is_lock_free: 'i:i', emscripten_debugger: ':',
    _emscripten_sanitizer_get_option: 'i:i', _emscripten_sanitizer_use_colors: ':i', emscripten_supports_offscreencanvas: ':i absent', emscripten_current_thread_is_audio_worklet: ':i absent',
  },
  wasmfs: {
    _wasmfs_stdin_get_char: ':i', _wasmfs_get_num_preloaded_files: ':i none', _wasmfs_get_num_preloaded_dirs: ':i none', _wasmfs_get_preloaded_file_size: 'i:i preloaded',
    _wasmfs_copy_preloaded_file_data: 'ii: preloaded', _wasmfs_get_preloaded_parent_path: 'ii: preloaded', _wasmfs_get_preloaded_child_path: 'ii: preloaded',
    _wasmfs_get_preloaded_path_name: 'ii: preloaded', _wasmfs_get_preloaded_file_mode: 'i:i preloaded',
  },
  embedded: { _emscripten_fs_load_embedded_files: 'i:' },
  lifetime: { atexit: 'i:i', __cxa_atexit: 'iii:i', __cxa_thread_atexit: 'iii:i __cxa_atexit' },
  netdb: {
    gethostbyname: 'i:i', gethostbyname_r: 'iiiiii:i', gethostbyaddr: 'iii:i', getprotobyname: 'i:i', getprotobynumber: 'i:i', getprotoent: ':i', setprotoent: 'i:', endprotoent: ':', getloadavg: 'ii:i',
  },
  resolve: { getaddrinfo: 'iiii:i', getnameinfo: 'iiiiiii:i', _emscripten_lookup_name: 'i:i' },
  stack: {
    emscripten_get_callstack: 'iii:i', _emscripten_get_callstack_js: 'iii:i emscripten_get_callstack', emscripten_stack_snapshot: ':i unknown', emscripten_return_address: 'i:i',
    emscripten_stack_unwind_buffer: 'iii:i unknown', emscripten_pc_get_function: 'i:i unknown', emscripten_pc_get_file: 'i:i unknown', emscripten_pc_get_line: 'i:i unknown',
    emscripten_pc_get_column: 'i:i unknown', _Unwind_Backtrace: 'ii:i', _Unwind_FindEnclosingFunction: 'i:i unknown', _Unwind_GetIP: 'i:i unknown', _Unwind_GetIPInfo: 'ii:i unknown',
  },
  exported: { emscripten_get_exported_function: 'i:i' },
  fibers: { emscripten_fiber_swap: 'ii:' },
  unwind: { _emscripten_throw_longjmp: ':', emscripten_longjmp: 'ii:', emscripten_longjmp_jmpbuf: 'ii:' },
  exceptions: {
    __cxa_allocate_exception: 'i:i', __cxa_free_exception: 'i:', __cxa_increment_exception_refcount: 'i:', __cxa_decrement_exception_refcount: 'i:', __cxa_throw: 'iii:',
    __cxa_rethrow: ':', __cxa_rethrow_primary_exception: 'i:', __cxa_current_primary_exception: ':i', __cxa_current_exception_type: ':i', llvm_eh_typeid_for: 'i:i',
    __cxa_get_exception_ptr: 'i:i', __cxa_begin_catch: 'i:i', __cxa_end_catch: ':', __cxa_uncaught_exceptions: ':i', __cxa_uncaught_exception: ':i',
    __cxa_call_unexpected: 'i:', __resumeException: 'i:', __throw_exception_with_stack_trace: 'i:',
  },
  files: {
    __syscall_open: 'iii:i', __syscall_openat: 'iiii:i', __syscall_stat64: 'ii:i', __syscall_lstat64: 'ii:i', __syscall_fstat64: 'ii:i', __syscall_fstatat64: 'iiii:i',
    __syscall_newfstatat: 'iiii:i', __syscall_statfs64: 'iii:i', __syscall_fstatfs64: 'iii:i', __syscall_chdir: 'i:i', __syscall_getcwd: 'ii:i', __syscall_chmod: 'ii:i',
    __syscall_fchmodat: 'iiii:i', __syscall_fchmodat2: 'iiii:i', __syscall_chown32: 'iii:i', __syscall_lchown32: 'iii:i', __syscall_fchownat: 'iiiii:i',
    __syscall_mkdir: 'ii:i', __syscall_mkdirat: 'iii:i', __syscall_rmdir: 'i:i', __syscall_unlink: 'i:i', __syscall_unlinkat: 'iii:i', __syscall_rename: 'ii:i',
    __syscall_renameat: 'iiii:i', __syscall_linkat: 'iiiii:i', __syscall_symlink: 'ii:i', __syscall_symlinkat: 'iii:i', __syscall_readlink: 'iii:i', __syscall_readlinkat: 'iiii:i',
    __syscall_faccessat: 'iiii:i', __syscall_truncate64: 'iii:i', __syscall_utimensat: 'iiii:i', __syscall_umask: 'i:i',
    __syscall_mknod: 'iii:i', __syscall_mknodat: 'iiii:i',
  },
  descriptors: {
    __syscall_pipe: 'i:i', __syscall_pipe2: 'ii:i', __syscall_dup: 'i:i', __syscall_dup3: 'iii:i', __syscall_fcntl64: 'iii:i', __syscall_ioctl: 'iii:i', __syscall_getdents64: 'iii:i', __syscall_fchdir: 'i:i',
    __syscall_fchmod: 'ii:i', __syscall_fchown32: 'iii:i', __syscall_fdatasync: 'i:i', __syscall_ftruncate64: 'iii:i', __syscall_fallocate: 'iiiiii:i',
    __syscall_fadvise64_64: 'iiiiii:i', __syscall_fadvise64: 'iiiiii:i __syscall_fadvise64_64', __syscall__newselect: 'iiiii:i', __syscall_poll: 'iii:i', __syscall_poll_nonblocking: 'ii:i',
    __syscall_epoll_create1: 'i:i epoll', __syscall_epoll_ctl: 'iiii:i epoll', __syscall_epoll_pwait: 'iiiiii:i epoll',
  },
  mappings: {
    _mmap_js: ['iiiiiii:i', 'iiiiii:i mmap', 'iiiiiiii:i mmap64'], _munmap_js: ['iiiiii:i', 'iiiiiii:i munmap64'], _msync_js: ['iiii:i', 'iiiiii:i msync', 'iiiiiii:i msync64'],
  },
  older: {
    __syscall_read: 'iii:i', __syscall_write: 'iii:i', __syscall_close: 'i:i', __syscall_access: 'ii:i', __syscall_link: 'ii:i', __syscall_dup2: 'ii:i', __syscall_truncate64: 'iiii:i truncateAligned', __syscall_ftruncate64: 'iiii:i ftruncateAligned',
    __syscall_uname: 'i:i', __syscall_ugetrlimit: 'ii:i', __syscall_prlimit64: 'iiii:i', __syscall_getrusage: 'ii:i', __syscall_mmap2: 'iiiiii:i', __syscall_munmap: 'ii:i',
    __syscall_msync: 'iii:i', __syscall_wait4: 'iiii:i', __syscall_getppid: ':i', __syscall_getpgid: 'i:i', __syscall_getgroups32: 'ii:i', __map_file: 'ii:i', sysconf: 'i:i',
    __syscall_sync: ':i accepted', __syscall_setrlimit: 'ii:i accepted', __syscall_mprotect: 'iii:i accepted', __syscall_madvise: 'iii:i accepted', __syscall_madvise1: 'iii:i accepted',
    __syscall_mlock: 'ii:i accepted', __syscall_munlock: 'ii:i accepted', __syscall_mlockall: 'i:i accepted', __syscall_munlockall: ':i accepted', __syscall_setpgid: 'ii:i accepted',
    pthread_create: 'iiii:i', pthread_attr_init: 'i:i accepted', pthread_attr_destroy: 'i:i accepted', pthread_attr_setdetachstate: 'ii:i accepted', pthread_attr_setstacksize: 'ii:i accepted',
    __syscall_setpriority: 'iii:i accepted', __syscall_getpriority: 'ii:i accepted', __syscall_fadvise64_64: 'iiiiiii:i accepted',
  },
  'older-time': {
    localtime: 'i:i', gmtime: 'i:i', localtime_r: 'ii:i', gmtime_r: 'ii:i', __localtime_r: 'ii:i localtime_r', __gmtime_r: 'ii:i gmtime_r', mktime: 'i:i', clock: ':i', nanosleep: 'ii:i', usleep: 'i:i', utimes: 'ii:i', __asctime_r: 'ii:i',
    difftime: 'ii:d', dysize: 'i:i', ftime: 'i:i', timespec_get: 'ii:i', alarm: 'i:i',
  },
  'older-signals': {
    sigaction: 'iii:i', signal: 'ii:i', sigemptyset: 'i:i', sigfillset: 'i:i', sigaddset: 'ii:i', sigdelset: 'ii:i', sigismember: 'ii:i', sigprocmask: 'iii:i', sigpending: 'i:i',
    sigsuspend: 'i:i', pause: ':i', raise: 'i:i', kill: 'ii:i', killpg: 'ii:i kill', ualarm: 'ii:i', setitimer: 'iii:i', getitimer: 'ii:i', siginterrupt: 'ii:i',
    __libc_current_sigrtmin: ':i siginterrupt', __libc_current_sigrtmax: ':i siginterrupt',
  },
  'threads/calls': {
    __pthread_create_js: 'iiii:i', __emscripten_init_main_thread_js: 'i:', _emscripten_init_main_thread_js: 'i: __emscripten_init_main_thread_js', __emscripten_thread_cleanup: 'i:',
    _emscripten_thread_cleanup: 'i: __emscripten_thread_cleanup', _emscripten_notify_thread_queue: 'ii:i', _emscripten_notify_mailbox_postmessage: ['ii:', 'iii:'],
    _emscripten_notify_proxying_queue: 'iiii:i _emscripten_notify_task_queue', _emscripten_notify_task_queue: ['iiii:', 'iiii:i'],
    _emscripten_thread_mailbox_await: 'i:', _emscripten_thread_set_strongref: 'i:', _emscripten_default_pthread_stack_size: ':i', emscripten_check_blocking_allowed: ':',
    emscripten_has_threading_support: ':i', _emscripten_has_threading_support: ':i emscripten_has_threading_support', __call_main: ['ii:', 'ii:i'], pthread_kill: 'ii:i', __pthread_kill_js: 'ii:i pthread_kill',
    emscripten_webgl_create_context: 'ii:i', emscripten_set_canvas_element_size: 'iii:i',
  },
  'threads/division': {
    emscripten_receive_on_main_thread_js: 'iii:d receive', _emscripten_receive_on_main_thread_js: ['iii:d receive', 'iiii:d receive', 'iiiii:d receive', 'iiiiiii:d receiveSized'],
  },
  math: {
    round: 'd:d', roundf: 'f:f', emscripten_math_fmod: 'dd:d', emscripten_math_random: ':d', emscripten_math_hypot: 'ii:d', emscripten_math_round: 'd:d round',
    emscripten_math_acos: 'd:d', emscripten_math_acosh: 'd:d', emscripten_math_asin: 'd:d', emscripten_math_asinh: 'd:d', emscripten_math_atan: 'd:d', emscripten_math_atanh: 'd:d', emscripten_math_cbrt: 'd:d', emscripten_math_cos: 'd:d', emscripten_math_cosh: 'd:d', emscripten_math_exp: 'd:d', emscripten_math_expm1: 'd:d',
    emscripten_math_log: 'd:d', emscripten_math_log1p: 'd:d', emscripten_math_log10: 'd:d', emscripten_math_log2: 'd:d', emscripten_math_sign: 'd:d', emscripten_math_sin: 'd:d', emscripten_math_sinh: 'd:d', emscripten_math_sqrt: 'd:d', emscripten_math_tan: 'd:d', emscripten_math_tanh: 'd:d',
    emscripten_math_atan2: 'dd:d', emscripten_math_pow: 'dd:d',
  },
  identity: { __syscall_getuid32: ':i', __syscall_geteuid32: ':i', __syscall_getgid32: ':i', __syscall_getegid32: ':i', __syscall_getpid: ':i' },
  sockets: Object.fromEntries([['__syscall_socketcall', 'ii:i'], ...
    ['socket', 'bind', 'listen', 'accept4', 'connect', 'shutdown', 'getsockname', 'getpeername', 'sendto', 'recvfrom', 'sendmsg', 'recvmsg', 'setsockopt', 'getsockopt'].map(
      (name) => [`__syscall_${name}`, 'iiiiii:i'],
    )]),
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
    return { path: `${FOLDER}/unwind`, name: name.startsWith('invoke_j') && sig!.endsWith(':i') ? 'invokeWide' : 'invoke', argument: { words, types: name.slice('invoke_'.length) } };
  }
  if (/^__cxa_find_matching_catch_\d+$/.test(name) && /^i*:i$/.test(sig!)) return { path: `${FOLDER}/exceptions`, name: 'findMatchingCatch' };
  return undefined;
}

/** Names of system calls up to 1.39, by number: those of Linux on i386. */
const NUMBERED: Readonly<Record<number, string>> = Object.fromEntries(
  ('3 read 4 write 6 close 5 open 9 link 10 unlink 12 chdir 15 chmod 20 getpid 33 access 36 sync 38 rename 39 mkdir 40 rmdir 41 dup 42 pipe 54 ioctl 57 setpgid 60 umask 63 dup2 64 getppid 75 setrlimit ' +
  '77 getrusage 83 symlink 85 readlink 91 munmap 94 fchmod 96 getpriority 97 setpriority 102 socketcall 114 wait4 122 uname 125 mprotect 132 getpgid 133 fchdir 142 _newselect ' +
  '144 msync 148 fdatasync 150 mlock 151 munlock 152 mlockall 153 munlockall 168 poll 183 getcwd 191 ugetrlimit 192 mmap2 193 truncate64 194 ftruncate64 195 stat64 196 lstat64 ' +
  '197 fstat64 198 lchown32 199 getuid32 200 getgid32 201 geteuid32 202 getegid32 205 getgroups32 207 fchown32 212 chown32 219 madvise1 220 getdents64 221 fcntl64 268 statfs64 ' +
  '269 fstatfs64 272 fadvise64_64 295 openat 296 mkdirat 298 fchownat 300 fstatat64 301 unlinkat 302 renameat 303 linkat 304 symlinkat 305 readlinkat 306 fchmodat 307 faccessat ' +
  '320 utimensat 324 fallocate 330 dup3 331 pipe2 340 prlimit64').match(/\d+ \w+/g)!.map((pair) => pair.split(' ')));

/** The name since 3.0 of a system call that has another. */
function currentName(name: string): string {
  const [, number, older] = /^__sys(?:call(\d+)|_(\w+))$/.exec(name) ?? [];
  const known = number === undefined ? older : NUMBERED[Number(number)];
  return known === undefined ? name : `__syscall_${known}`;
}

/** Files of what belongs to the process, not to the thread that calls it; and single calls of others. */
const OF_THE_PROCESS = new Set(['wasi', 'files', 'descriptors', 'mappings', 'sockets', 'resolve', 'netdb', 'wasmfs']);
const ALSO_OF_THE_PROCESS = new Set(['exit', 'emscripten_force_exit', '_setitimer_js', 'atexit', '__cxa_atexit']);

/** Of the imports, those that the program's own thread answers for all. */
export function ofTheProcess(imports: readonly ImportSummary[]): [module: string, name: string][] {
  return imports.flatMap((imp) => {
    const piece = imp.kind === 'func' ? pieceOf(imp) : undefined;
    const file = piece?.path.slice(FOLDER.length + 1);
    return file !== undefined && (OF_THE_PROCESS.has(file) || ALSO_OF_THE_PROCESS.has(imp.name)) ? [[imp.module, imp.name] as [string, string]] : [];
  });
}

/** The piece for an imported function. */
export function pieceOf(imp: ImportSummary): Piece | undefined {
  if (imp.sig === undefined) return undefined;
  const row = byKey.get(`${imp.module} ${currentName(imp.name)} ${inWords(imp.sig)}`);
  if (row !== undefined) return { path: `${FOLDER}/${row.file}`, name: row.piece };
  return imp.module === 'env' ? member(imp) : undefined;
}
