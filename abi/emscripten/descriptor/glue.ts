/** What JavaScript of the program's own finds around it in glue, as far as the output has it: abi/emscripten/glue-scope. */
import type { GlueCode } from '../../contract.js';
import { glueName } from '../glue-name.js';

export const glue: GlueCode = {
  file: 'abi/emscripten/carried',
  provided: [
    'HEAP8', 'HEAPU8', 'HEAP16', 'HEAPU16', 'HEAP32', 'HEAPU32', 'HEAPF32', 'HEAPF64', 'HEAP64', 'HEAPU64', 'wasmMemory', 'wasmTable', 'getWasmTableEntry',
    'UTF8ToString', 'UTF8ArrayToString', 'UTF16ToString', 'getValue', 'setValue', 'Module', 'out', 'err', 'abort', '_abort', 'exit', '_exit', 'console',
    'allocateUTF8', 'withBuiltinMalloc', 'ENVIRONMENT_IS_NODE',
  ],
  exportName: glueName,
  isConstant: ({ module, name, sig }) => module === 'env' && sig !== undefined && /^iii:[id]?$/.test(sig) && /^emscripten_asm_const_(?:int|double|ptr|iii|dii|async_on_main_thread|(?:int|double|ptr)_sync_on_main_thread)$/.test(name),
};
