/** What JavaScript of the program's own finds around it in glue, as far as the output has it: abi/emscripten/glue-scope. */
import type { GlueCode } from '../../contract.js';
import { FILE_SCOPE, FS_NAMES, PATH_NAMES } from '../fs/names.js';
import { glueNames } from '../glue-name.js';

export const glue: GlueCode = {
  file: (uses) => (FILE_SCOPE.some((name) => uses.has(name)) ? 'abi/emscripten/carried-files' : 'abi/emscripten/carried'),
  provided: [
    'HEAP8', 'HEAPU8', 'HEAP16', 'HEAPU16', 'HEAP32', 'HEAPU32', 'HEAPF32', 'HEAPF64', 'HEAP64', 'HEAPU64', 'wasmMemory', 'wasmTable', 'getWasmTableEntry', 'dynCall',
    'UTF8ToString', 'UTF8ArrayToString', 'UTF16ToString', 'getValue', 'setValue', 'Module', 'out', 'err', 'abort', '_abort', 'exit', '_exit', 'console',
    'EXITSTATUS', 'allocateUTF8', 'withBuiltinMalloc', 'ENVIRONMENT_IS_NODE', 'ENV', 'require', 'fs', 'nodePath', 'buffer', '_emscripten_get_now',
    'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate',
    'Asyncify', 'runtimeKeepalivePush', 'runtimeKeepalivePop', 'keepRuntimeAlive', 'callUserCallback', ...FILE_SCOPE,
  ],
  members: { FS: FS_NAMES, PATH: PATH_NAMES, Asyncify: ['handleAsync', 'handleSleep'] },
  waits: { name: 'Asyncify', exports: ['main', '__main_argc_argv', '__main_void', '_start'] },
  exportNames: glueNames,
  isConstant: ({ module, name, sig }) => module === 'env' && sig !== undefined && /^iii:[id]?$/.test(sig) && /^emscripten_asm_const_(?:int|double|ptr|iii|dii|async_on_main_thread|(?:int|double|ptr)_sync_on_main_thread)$/.test(name),
};
