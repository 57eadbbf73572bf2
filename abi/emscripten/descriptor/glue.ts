/** What JavaScript of the program's own finds around it in glue, as far as the output has it: abi/emscripten/glue-scope. */
import type { GlueCode, ModuleSummary } from '../../contract.js';
import { FILE_SCOPE, FS_NAMES, PATH_NAMES } from '../fs/names.js';
import { glueNames } from '../glue-name.js';

const WAITS = ['handleAsync', 'handleSleep'];

/** What of a program keeps it from waiting. */
function cannotWait({ imports }: ModuleSummary): string | undefined {
  const what = imports.some(({ kind, limits }) => kind === 'memory' && limits?.shared) ? 'threads' : imports.some(({ name }) => name === 'emscripten_fiber_swap') ? 'fibers' : undefined;
  return what && `waits for promises, which no program with ${what} can without its glue`;
}

export const glue: GlueCode = {
  file: (uses) => (FILE_SCOPE.some((name) => uses.has(name)) ? 'abi/emscripten/carried-files' : 'abi/emscripten/carried'),
  provided: [
    'HEAP8', 'HEAPU8', 'HEAP16', 'HEAPU16', 'HEAP32', 'HEAPU32', 'HEAPF32', 'HEAPF64', 'HEAP64', 'HEAPU64', 'wasmMemory', 'wasmTable', 'getWasmTableEntry', 'dynCall',
    'UTF8ToString', 'UTF8ArrayToString', 'UTF16ToString', 'getValue', 'setValue', 'Module', 'out', 'err', 'abort', '_abort', 'exit', '_exit', 'console',
    'EXITSTATUS', 'allocateUTF8', 'withBuiltinMalloc', 'ENVIRONMENT_IS_NODE', 'ENVIRONMENT_IS_WEB', 'ENVIRONMENT_IS_WORKER', 'ENVIRONMENT_IS_SHELL',
    'ENVIRONMENT_IS_PTHREAD', 'runtimeInitialized', 'runtimeExited', 'ABORT', 'ENV', 'require', 'fs', 'nodePath', 'buffer', '_emscripten_get_now',
    'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate',
    'addFunction', 'removeFunction', 'runtimeKeepalivePush', 'runtimeKeepalivePop', 'keepRuntimeAlive', 'callUserCallback', 'Asyncify', ...FILE_SCOPE,
  ],
  members: { FS: FS_NAMES, PATH: PATH_NAMES, Asyncify: [...WAITS, 'currData', 'whenDone'] },
  waits: { object: 'Asyncify', members: WAITS, fault: cannotWait },
  besidePromises: ({ name, sig }) => (name === 'emscripten_sleep' && sig === 'i:' ? { path: 'abi/emscripten/waiting', name: 'sleepForPromises', suspends: true } : undefined),
  whereItWaits: ({ name, argument }) => {
    const isWide = name === 'invokeWide';
    return isWide || name === 'invoke' ? { path: 'abi/emscripten/waiting', name: 'invokeForPromises', argument: { invoked: argument!, isWide }, suspends: true } : undefined;
  },
  exportNames: glueNames,
  isConstant: ({ module, name, sig }) => module === 'env' && sig !== undefined && /^iii:[id]?$/.test(sig) && /^emscripten_asm_const_(?:int|double|ptr|iii|dii|async_on_main_thread|(?:int|double|ptr)_sync_on_main_thread)$/.test(name),
};
