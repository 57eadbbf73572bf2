/** Emscripten's old backend (fastcomp), 1.3x: system calls by number, memory and table as imports, the stack grows up. */
import type { AbiDescriptor, AbiOptions, Detection, ImportSummary, Json, ModuleSummary, Piece } from '../contract.js';
import { staticLayout } from './static-layout.js';

/** Names of each file's pieces. */
const FAMILIES: Record<string, string> = {
  memory:
    'memory table memoryBase tableBase tempDoublePtr DYNAMICTOP_PTR STACKTOP STACK_MAX ABORT enlargeMemory getTotalMemory abortOnCannotGrowMemory ' +
    '_emscripten_memcpy_big _llvm_stacksave _llvm_stackrestore',
  abort: '_abort abortStackOverflow nullFunc_ii nullFunc_iii nullFunc_iiii nullFunc_iiiii nullFunc_iiiiii nullFunc_vi nullFunc_vii nullFunc_viii nullFunc_viiii',
  files:
    '___syscall3 ___syscall4 ___syscall5 ___syscall6 ___syscall10 ___syscall12 ___syscall15 ___syscall38 ___syscall39 ___syscall54 ___syscall60 ___syscall63 ' +
    '___syscall85 ___syscall140 ___syscall145 ___syscall146 ___syscall180 ___syscall181 ___syscall194 ___syscall195 ___syscall196 ___syscall197 ___syscall212 ' +
    '___syscall220 ___syscall221 ___syscall268 ___syscall272 ___syscall295 ___syscall300 ___syscall333 ___syscall334 _utimes',
  sockets: '___syscall102 ___syscall142 ___syscall168 _getaddrinfo',
  process:
    '___syscall20 ___syscall64 ___syscall66 ___syscall75 ___syscall91 ___syscall97 ___syscall122 ___syscall191 ___syscall192 ___syscall199 ___syscall201 ' +
    '___syscall340 ___lock ___unlock ___setErrNo ___buildEnvironment _sem_init _sem_post _sem_wait _sched_yield _exit _fork _execve _waitpid _getpagesize ' +
    '_sysconf _getenv',
  signals: '_sigaction _sigemptyset _sigaddset _sigprocmask _sigsuspend _kill _raise _setitimer',
  time: '_clock_gettime _gettimeofday _time _gmtime_r _localtime_r _localtime _mktime _strftime _usleep',
  users: '_getpwnam _getgrnam _setgrent _getgrent _endgrent _setgroups',
};

const ROOM = 'abi/emscripten-legacy';

/** Import name of module `env` to its piece. */
const PIECES = new Map<string, Piece>();
for (const [file, names] of Object.entries(FAMILIES)) {
  for (const name of names.split(' ')) PIECES.set(name, { path: `${ROOM}/${file}`, name });
}

/** What only this ABI imports, and how sure each makes us. */
const SIGNS: ReadonlyArray<readonly [RegExp, number, string]> = [
  [/^___syscall\d+$/, 40, 'system calls by number with three underscores (___syscall5)'],
  [/^(DYNAMICTOP_PTR|STACKTOP|STACK_MAX|tempDoublePtr)$/, 30, 'the static layout is imported (STACKTOP, DYNAMICTOP_PTR)'],
  [/^(enlargeMemory|abortOnCannotGrowMemory|abortStackOverflow)$/, 20, "fastcomp's memory functions (enlargeMemory)"],
  [/^nullFunc_[a-z]+$/, 10, 'one trap for each function pointer type (nullFunc_ii)'],
];

function detect(m: ModuleSummary): Detection {
  const names = m.imports.filter((imp) => imp.module === 'env').map((imp) => imp.name);
  const signs = SIGNS.filter(([pattern]) => names.some((name) => pattern.test(name)));
  return { score: signs.reduce((sum, [, points]) => sum + points, 0), why: signs.map(([, , why]) => why) };
}

function provide(_m: ModuleSummary, imp: ImportSummary): Piece | undefined {
  if (imp.module === 'global') {
    if (imp.name === 'NaN') return { path: `${ROOM}/memory`, name: 'NaNValue' };
    return imp.name === 'Infinity' ? { path: `${ROOM}/memory`, name: 'InfinityValue' } : undefined;
  }
  if (imp.module !== 'env') return undefined;
  if (/^nullFunc_[a-z]+$/.test(imp.name)) return PIECES.get(imp.name) ?? { path: `${ROOM}/abort`, name: 'nullFunc' };
  return PIECES.get(imp.name);
}

export const descriptor: AbiDescriptor = {
  id: 'emscripten-legacy',
  title: "Emscripten's fastcomp backend (1.3x)",
  detect,
  provide,
  config: (m: ModuleSummary, options: AbiOptions): Json => staticLayout(m, options) as unknown as Json,
  entry: (m: ModuleSummary) => (m.exports.some((e) => e.kind === 'func' && e.name === '_main') ? 'command' : 'reactor'),
  runtime: `${ROOM}/runtime`,
};
