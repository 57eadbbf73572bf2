/** Libraries of Emscripten whose other half is JavaScript, by the names of what they import. */
import type { ImportSummary } from '../../contract.js';
import { glue } from './glue.js';
import { provided } from './table.js';

const LIBRARIES: readonly (readonly [name: string, imports: RegExp])[] = [
  ['embind', /^_?_(?:embind|emval)_/],
  ['WebGL', /^(?:emscripten_)?gl[A-Z]|^emscripten_(?:is_)?webgl_|^egl[A-Z]/],
  ['WebGPU', /^(?:emscripten_)?w(?:ebgpu_|gpu[A-Z])/],
  ['SDL', /^(?:SDL|Mix|IMG|TTF)_/],
  ['OpenAL', /^alc?[A-Z]/],
  ['Fetch', /^_?emscripten_(?:start_|is_)?fetch|^_?emscripten_fetch_/],
  ['HTML5', /^_?emscripten_(?:set|get|enter|exit|lock|unlock|request)_\w*(?:callback|canvas|element|fullscreen|pointerlock|gamepad|battery|orientation|mouse)\w*$/],
  ['WebSocket', /^emscripten_websocket_/],
  ['WasmFS', /^_wasmfs_/],
  ['pthreads', /^(?:__pthread_create_js|__emscripten_init_main_thread_js|_?_?emscripten_(?:thread_(?:cleanup|mailbox_await|set_strongref|exit_joinable)|notify_mailbox_postmessage|receive_on_main_thread_js))$/],
];

const BELONGS = "whose other half is the program's own JavaScript: run that with this project's WebAssembly namespace";

/** Whether an import is one that is provided, but for addresses of 64 bits (-m64, -sMEMORY64). */
function isWide({ module, name, sig = '' }: ImportSummary): boolean {
  if (!sig.includes('l')) return false;
  if (/^invoke_|^__cxa_find_matching_catch_/.test(name)) return sig.startsWith('l');
  const narrow = sig.replaceAll('l', 'i');
  return provided.some((row) => row.module === module && row.name === name && row.sig !== sig && row.sig.replaceAll('l', 'i') === narrow);
}

/** What is known of an import that nobody provides. */
export function remark(imp: ImportSummary): string | undefined {
  if (isWide(imp)) return "built for addresses of 64 bits, which programs without their JavaScript do not have: run that with this project's WebAssembly namespace, or build without -sMEMORY64";
  if (/^[a-zA-Z$_]$/.test(imp.module)) return `its name is a minifier's, which the glue does not tell: Closure took it away. Run the program's own JavaScript with this project's WebAssembly namespace, or build it with --closure 0`;
  if (glue.isConstant(imp)) return "code of EM_ASM, which --glue takes out of the program's JavaScript file, where Closure has not changed it";
  if (/^GOT\./.test(imp.module) || /^__(?:memory_base|table_base|stack_pointer|heap_base)$/.test(imp.name)) return `dynamic linking, ${BELONGS}`;
  const library = LIBRARIES.find(([, imports]) => imports.test(imp.name));
  return library && `${library[0]}, ${BELONGS}`;
}
