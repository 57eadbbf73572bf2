/** What the compiler must know of Emscripten 3 (3.1.6 and its neighbours): how to recognise it, and which piece makes which import. */
import type { AbiDescriptor, Detection, ImportSummary, ModuleSummary, Piece } from '../contract.js';

const FOLDER = 'abi/emscripten';
const WASI = 'wasi_snapshot_preview1';

/** By file: the imports that it provides, each with its signature in words. A piece has the import's name. */
const wasi: Record<string, Record<string, string>> = {
  wasi: { fd_read: 'iiii:i', fd_write: 'iiii:i', fd_pread: 'iiiiii:i', fd_pwrite: 'iiiiii:i', fd_seek: 'iiiii:i', fd_close: 'i:i', fd_sync: 'i:i', fd_fdstat_get: 'ii:i' },
  process: {
    proc_exit: 'i:', environ_sizes_get: 'ii:i', environ_get: 'ii:i', args_sizes_get: 'ii:i', args_get: 'ii:i', random_get: 'ii:i', sched_yield: ':i',
  },
  time: { clock_time_get: 'iiii:i' },
};

const env: Record<string, Record<string, string>> = {
  process: {
    exit: 'i:', abort: ':', __assert_fail: 'iiii:', emscripten_resize_heap: 'i:i', emscripten_get_heap_max: ':i', emscripten_memcpy_big: 'iii:i',
    __call_sighandler: 'ii:', setTempRet0: 'i:', getTempRet0: ':i', getentropy: 'ii:i', _dlopen_js: 'i:i', _dlsym_js: 'ii:i',
  },
  time: {
    clock_gettime: 'ii:i', clock_getres: 'ii:i', gettimeofday: 'ii:i', time: 'i:i', emscripten_get_now: ':d', emscripten_date_now: ':d', _localtime_js: 'ii:',
    _gmtime_js: 'ii:', _mktime_js: 'i:i', _timegm_js: 'i:i', _tzset_js: 'iii:', strftime: 'iiii:i', strftime_l: 'iiiii:i', emscripten_thread_sleep: 'd:',
  },
  resolve: { getaddrinfo: 'iiii:i' },
  files: {
    __syscall_open: 'iii:i', __syscall_openat: 'iiii:i', __syscall_stat64: 'ii:i', __syscall_lstat64: 'ii:i', __syscall_fstat64: 'ii:i', __syscall_fstatat64: 'iiii:i',
    __syscall_newfstatat: 'iiii:i', __syscall_statfs64: 'iii:i', __syscall_fstatfs64: 'iii:i', __syscall_chdir: 'i:i', __syscall_getcwd: 'ii:i', __syscall_chmod: 'ii:i', __syscall_fchmodat: 'iiii:i',
    __syscall_chown32: 'iii:i', __syscall_lchown32: 'iii:i', __syscall_fchownat: 'iiiii:i', __syscall_mkdir: 'ii:i', __syscall_mkdirat: 'iii:i', __syscall_rmdir: 'i:i',
    __syscall_unlink: 'i:i', __syscall_unlinkat: 'iii:i', __syscall_rename: 'ii:i', __syscall_renameat: 'iiii:i', __syscall_linkat: 'iiiii:i', __syscall_symlink: 'ii:i',
    __syscall_symlinkat: 'iii:i', __syscall_readlink: 'iii:i', __syscall_readlinkat: 'iiii:i', __syscall_faccessat: 'iiii:i', __syscall_truncate64: 'iii:i',
    __syscall_utimensat: 'iiii:i',
  },
  descriptors: {
    __syscall_dup: 'i:i', __syscall_dup3: 'iii:i', __syscall_fcntl64: 'iii:i', __syscall_ioctl: 'iii:i', __syscall_getdents64: 'iii:i', __syscall_fchdir: 'i:i',
    __syscall_fchmod: 'ii:i', __syscall_fchown32: 'iii:i', __syscall_fdatasync: 'i:i', __syscall_ftruncate64: 'iii:i', __syscall_fallocate: 'iiiiii:i',
    __syscall_fadvise64_64: 'iiiiii:i', __syscall__newselect: 'iiiii:i', __syscall_poll: 'iii:i', _mmap_js: 'iiiiiii:i', _munmap_js: 'iiiiii:i',
    _msync_js: 'iiii:i',
  },
  identity: { __syscall_getuid32: ':i', __syscall_geteuid32: ':i', __syscall_getgid32: ':i', __syscall_getegid32: ':i', __syscall_getpid: ':i' },
  sockets: Object.fromEntries(
    ['socket', 'bind', 'listen', 'accept4', 'connect', 'shutdown', 'getsockname', 'getpeername', 'sendto', 'recvfrom', 'sendmsg', 'recvmsg', 'setsockopt', 'getsockopt'].map(
      (name) => [`__syscall_${name}`, 'iiiiii:i'],
    ),
  ),
};

/** All that this ABI provides: file, import module, name and signature in words. For tests and documentation. */
export function provided(): Array<{ file: string; module: string; name: string; sig: string }> {
  return ([['env', env], [WASI, wasi]] as const).flatMap(([module, files]) =>
    Object.entries(files).flatMap(([file, names]) => Object.entries(names).map(([name, sig]) => ({ file, module, name, sig }))),
  );
}

const pieces = new Map(provided().map((row) => [`${row.module} ${row.name}`, row]));

/** A piece takes and gives words, so that a 64-bit parameter and the two words into which Emscripten may have split it are the same. */
function inWords(sig: string): string {
  const [parameters, results] = sig.split(':');
  return `${parameters!.replaceAll('l', 'ii')}:${results}`;
}

function provide(_m: ModuleSummary, imp: ImportSummary): Piece | undefined {
  if (imp.kind === 'memory') return imp.module === 'env' && imp.name === 'memory' && !imp.limits?.shared ? { path: `${FOLDER}/process`, name: 'memory' } : undefined;
  if (imp.kind !== 'func' || imp.sig === undefined) return undefined;
  const row = pieces.get(`${imp.module} ${imp.name}`);
  return row !== undefined && row.sig === inWords(imp.sig) ? { path: `${FOLDER}/${row.file}`, name: row.name } : undefined;
}

function detect(m: ModuleSummary): Detection {
  const has = (test: (imp: ImportSummary) => boolean): boolean => m.imports.some(test);
  const exports = new Set(m.exports.map(({ name }) => name));
  if (has(({ name }) => /^(___syscall\d+|DYNAMICTOP_PTR|abortOnCannotGrowMemory|nullFunc_\w+|tempDoublePtr)$/.test(name))) {
    return { score: 0, why: ['imports of the compiler before 1.39 (fastcomp): emscripten-legacy'] };
  }
  const signs: Array<[boolean, number, string]> = [
    [exports.has('__wasm_call_ctors'), 30, 'exports __wasm_call_ctors'],
    [exports.has('stackAlloc') || exports.has('stackSave'), 20, 'exports stackAlloc or stackSave'],
    [exports.has('__indirect_function_table'), 10, 'exports __indirect_function_table'],
    [has(({ module, name }) => module === 'env' && name.startsWith('__syscall_')), 40, 'imports env.__syscall_*'],
    [has(({ module, name }) => module === 'env' && /^_?emscripten_/.test(name)), 40, 'imports env.emscripten_*'],
  ];
  const seen = signs.filter(([holds]) => holds);
  return { score: Math.min(95, seen.reduce((sum, [, points]) => sum + points, 0)), why: seen.map(([, , why]) => why) };
}

export const descriptor: AbiDescriptor = {
  id: 'emscripten',
  title: 'Emscripten 3 (clang back end): __syscall_*, WASI file calls, libc in the module',
  detect,
  provide,
  config(m) {
    const memory = m.imports.find(({ kind }) => kind === 'memory');
    return {
      memory: memory?.limits === undefined ? null : { initial: memory.limits.min, maximum: memory.limits.max ?? null },
      openFiles: m.imports.some(({ name }) => name === '__syscall__newselect') ? 1024 : 65536,
    };
  },
  entry(m) {
    const names = new Set(m.exports.map(({ name }) => name));
    return ['main', '__main_argc_argv', '__main_void', '_start'].some((name) => names.has(name)) ? 'command' : 'reactor';
  },
  runtime: `${FOLDER}/runtime`,
};
