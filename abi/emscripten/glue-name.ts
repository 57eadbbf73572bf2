/** Exports that glue calls by their C names; it puts an underscore before others. */
const PLAIN = /^(?:dynCall_\w+|stack(?:Save|Restore|Alloc)|(?:set|get)TempRet0|setThrew)$/;

/** With one and without it, as versions had it. */
const EITHER = /^emscripten_stack_get_\w+$/;

/** What glue calls an exported function of the module. */
export function glueNames(name: string): readonly string[] {
  if (EITHER.test(name)) return [name, `_${name}`];
  return [PLAIN.test(name) ? name : `_${name}`];
}
