/** Exports that glue calls by their C names; it puts an underscore before others. */
const PLAIN = /^(?:dynCall_\w+|stack(?:Save|Restore|Alloc)|(?:set|get)TempRet0|setThrew|emscripten_stack_get_\w+)$/;

/** What glue calls an exported function of the module. */
export function glueName(name: string): string {
  return PLAIN.test(name) ? name : `_${name}`;
}
