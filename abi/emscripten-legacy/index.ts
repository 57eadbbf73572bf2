/** Emscripten's old backend (fastcomp), 1.3x: system calls by number, memory and table as imports, the stack grows up. */
import type { AbiDescriptor, AbiOptions, Detection, ImportSummary, Json, ModuleSummary, Piece } from '../contract.js';
import { layoutMisfit, staticLayout } from './static-layout.js';

/** Names of each file's pieces: import names, and `import=piece` where they differ. */
const FAMILIES: Record<string, string> = {
  memory:
    'memory table memoryBase tableBase __memory_base=memoryBase __table_base=tableBase tempDoublePtr DYNAMICTOP_PTR STACKTOP STACK_MAX ABORT enlargeMemory ' +
    'getTotalMemory abortOnCannotGrowMemory _emscripten_memcpy_big _emscripten_get_heap_size _emscripten_resize_heap _llvm_stacksave _llvm_stackrestore',
  abort:
    '_abort abort=_abort _llvm_trap=_abort ___assert_fail ___map_file abortStackOverflow nullFunc_ii nullFunc_iii nullFunc_iiii nullFunc_iiiii nullFunc_iiiiii ' +
    'nullFunc_vi nullFunc_vii nullFunc_viii nullFunc_viiii',
  unwind: '_longjmp _emscripten_longjmp',
  exceptions:
    '___cxa_allocate_exception ___cxa_free_exception ___cxa_throw ___cxa_begin_catch ___cxa_end_catch ___cxa_rethrow ___resumeException ___cxa_get_exception_ptr ' +
    '_llvm_eh_typeid_for __ZSt18uncaught_exceptionv ___cxa_uncaught_exception ___gxx_personality_v0 ___cxa_pure_virtual',
  math:
    '_llvm_exp2_f64 _llvm_exp2_f32 _llvm_log10_f64 _llvm_log10_f32 _llvm_log2_f64 _llvm_log2_f32 _llvm_sin_f64 _llvm_cos_f64 _llvm_exp_f64 _llvm_log_f64 _llvm_sqrt_f64 ' +
    '_llvm_pow_f64 _llvm_fabs_f64 _llvm_trunc_f64 _llvm_ceil_f64 _llvm_floor_f64 _llvm_copysign_f64',
  files:
    '___syscall3 ___syscall4 ___syscall5 ___syscall6 ___syscall10 ___syscall12 ___syscall15 ___syscall38 ___syscall39 ___syscall54 ___syscall60 ___syscall63 ' +
    '___syscall85 ___syscall140 ___syscall145 ___syscall146 ___syscall180 ___syscall181 ___syscall194 ___syscall195 ___syscall196 ___syscall197 ___syscall212 ' +
    '___syscall220 ___syscall221 ___syscall268 ___syscall272 ___syscall295 ___syscall300 ___syscall333 ___syscall334 _utimes',
  paths:
    '___syscall9 ___syscall33 ___syscall36 ___syscall40 ___syscall41 ___syscall83 ___syscall94 ___syscall118 ___syscall133 ___syscall148 ___syscall183 ___syscall193 ' +
    '___syscall42 ___syscall198 ___syscall207 ___syscall269 ___syscall296 ___syscall301 ___syscall302 ___syscall305 ___syscall306 ___syscall307 ___syscall324 ___syscall330',
  sockets: '___syscall102 ___syscall142 ___syscall168 _getaddrinfo',
  process:
    '___syscall20 ___syscall64 ___syscall66 ___syscall75 ___syscall91 ___syscall97 ___syscall122 ___syscall191 ___syscall192 ___syscall199 ___syscall201 ' +
    '___syscall340 ___lock ___unlock ___setErrNo ___buildEnvironment _sem_init _sem_post _sem_wait _sched_yield _exit _fork _execve _waitpid _getpagesize ' +
    '_sysconf _getenv',
  lifetime:
    '__exit _atexit ___cxa_atexit _clock _times ___syscall77 _nanosleep _signal _system _execvp ___syscall114 _pthread_mutex_lock=unlocked _pthread_mutex_unlock=unlocked ' +
    '_pthread_mutex_init=unlocked _pthread_mutex_destroy=unlocked _pthread_mutexattr_init=unlocked _pthread_mutexattr_destroy=unlocked _pthread_mutexattr_settype=unlocked ' +
    '_pthread_cond_init=unlocked _pthread_cond_destroy=unlocked _pthread_cond_signal=unlocked _pthread_cond_broadcast=unlocked _pthread_self=unlocked _posix_spawn _posix_spawnp=_posix_spawn _posix_spawn_file_actions_init=unlocked _posix_spawn_file_actions_destroy=unlocked ' +
    '_posix_spawn_file_actions_addclose=unlocked _posix_spawn_file_actions_adddup2=unlocked setTempRet0 getTempRet0',
  signals: '_sigaction _sigemptyset _sigaddset _sigprocmask _sigsuspend _kill _raise _setitimer',
  time: '_clock_gettime ___clock_gettime=_clock_gettime _gettimeofday _time _gmtime_r _localtime_r _localtime _mktime _timegm _strftime _usleep',
  users: '_getpwnam _getgrnam _setgrent _getgrent _endgrent _setgroups',
};

const ROOM = 'abi/emscripten-legacy';

/** Import name of module `env` to its piece. */
const PIECES = new Map<string, Piece>();
for (const [file, names] of Object.entries(FAMILIES)) {
  for (const text of names.split(' ')) {
    const [name, piece = name] = text.split('=') as [string, string?];
    PIECES.set(name, { path: `${ROOM}/${file}`, name: piece });
  }
}

/** Imports of other modules. */
const ELSEWHERE: Record<string, Piece> = {
  'global NaN': { path: `${ROOM}/memory`, name: 'NaNValue' },
  'global Infinity': { path: `${ROOM}/memory`, name: 'InfinityValue' },
  'asm2wasm f64-rem': { path: `${ROOM}/math`, name: 'f64Rem' },
  'asm2wasm f64-to-int': { path: `${ROOM}/math`, name: 'f64ToInt' },
};

/** What asm.js may take from `Math`. */
const MATH = /^(?:abs|acos|asin|atan|atan2|ceil|clz32|cos|exp|floor|fround|imul|log|max|min|pow|sin|sqrt|tan)$/;

/** Imports whose names tell the types of a function pointer. */
function byTypes(name: string): Piece | undefined {
  const [, family, types] = /^(invoke|jsCall|nullFunc)_([vijfdX]+)$/.exec(name) ?? [];
  if (family === undefined || types === undefined) return /^___cxa_find_matching_catch(?:_\d+)?$/.test(name) ? { path: `${ROOM}/exceptions`, name: 'findMatchingCatch' } : undefined;
  return family === 'nullFunc' ? { path: `${ROOM}/abort`, name: 'nullFunc' } : { path: `${ROOM}/unwind`, name: family, argument: types };
}

/** What only this ABI imports, and how sure each makes us. */
const SIGNS: ReadonlyArray<readonly [RegExp, number, string]> = [
  [/^___syscall\d+$/, 40, 'system calls by number with three underscores (___syscall5)'],
  [/^(DYNAMICTOP_PTR|STACKTOP|STACK_MAX|tempDoublePtr)$/, 30, 'the static layout is imported (STACKTOP, DYNAMICTOP_PTR)'],
  [/^(enlargeMemory|abortOnCannotGrowMemory|abortStackOverflow)$/, 20, "fastcomp's memory functions (enlargeMemory)"],
  [/^(abort|_abort|_llvm_\w+|___cxa_\w+|___lock)$/, 10, 'C functions with an underscore before their names (_abort)'],
  [/^nullFunc_[a-z]+$/, 10, 'one trap for each function pointer type (nullFunc_ii)'],
];

function detect(m: ModuleSummary): Detection {
  const names = m.imports.filter((imp) => imp.module === 'env').map((imp) => imp.name);
  const signs = SIGNS.filter(([pattern]) => names.some((name) => pattern.test(name)));
  return { score: Math.min(100, signs.reduce((sum, [, points]) => sum + points, 0)), why: signs.map(([, , why]) => why) };
}

function provide(_m: ModuleSummary, imp: ImportSummary): Piece | undefined {
  if (imp.module === 'env') return PIECES.get(imp.name) ?? byTypes(imp.name);
  if (imp.module === 'global.Math' && MATH.test(imp.name)) return { path: `${ROOM}/math`, name: 'fromMath', argument: imp.name };
  const key = `${imp.module} ${imp.name}`;
  return Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
}

export const descriptor: AbiDescriptor = {
  id: 'emscripten-legacy',
  title: "Emscripten's fastcomp backend (1.3x)",
  detect,
  provide,
  config: (m: ModuleSummary, options: AbiOptions): Json => staticLayout(m, options) as unknown as Json,
  misfit: layoutMisfit,
  entry: (m: ModuleSummary) => (m.exports.some((e) => e.kind === 'func' && e.name === '_main') ? 'command' : 'reactor'),
  runtime: `${ROOM}/runtime`,
};
