/** JavaScript promise integration: which functions may suspend. */
import { OperatorReader, type Import } from './decode/index.js';
import { quoted } from './diagnostics.js';
import { OptionError, type Options } from './options.js';
import type { ModuleContext } from './validate/index.js';

const CALLS_ANY: ReadonlySet<string> = new Set(['call_indirect', 'return_call_indirect', 'call_ref', 'return_call_ref']);

/**
 * Indices of the imports that `suspending` names, as "module.name", and of the functions that may call one of them: through any number of calls, or through
 * tables and references, which may hold functions that others made. Without the option none.
 * @throws OptionError for an import or an export (`promising`) that the module does not have. `isGiven`: whether
 * the caller has to give an import.
 */
export function suspendingFunctions(context: ModuleContext, { suspending, promising }: Options, isGiven: (imp: Import) => boolean): ReadonlySet<number> {
  const { module, imported } = context;
  for (const name of promising ?? []) {
    if (!module.exports.some((e) => e.kind === 'func' && e.name === name))
      throw new OptionError(`The module has no exported function ${quoted(name)} to make promising; inspect lists its exports.`);
  }
  const found = new Set<number>();
  if (suspending === undefined) return found;
  const functions = module.imports.filter(({ desc }) => desc.kind === 'func');
  const nameOf = (imp: Import): string => `${imp.module}.${imp.name}`;
  const given = new Set(functions.filter(isGiven).map(nameOf));
  for (const name of suspending) {
    if (!given.has(name)) throw new OptionError(`The module takes no function ${quoted(name)} from its caller, to wait for; inspect lists its imports.`);
  }
  const wanted = new Set(suspending);
  const queue = functions.flatMap((imp, func) => (wanted.has(nameOf(imp)) && isGiven(imp) ? [func] : []));
  const callers = new Map<number, number[]>();
  module.code.forEach((body, i) => {
    const func = imported.funcs + i;
    const reader = new OperatorReader(module, body.start, body.end);
    while (reader.next()) {
      const { row: { shape }, index } = reader.instr;
      if (CALLS_ANY.has(shape)) queue.push(func);
      else if (shape === 'call' || shape === 'return_call') {
        const known = callers.get(index);
        if (known) known.push(func);
        else callers.set(index, [func]);
      }
    }
  });
  for (let func = queue.pop(); func !== undefined; func = queue.pop()) {
    if (found.has(func)) continue;
    found.add(func);
    queue.push(...(callers.get(func) ?? []));
  }
  return found;
}
