/** JavaScript promise integration: which functions may suspend. */
import { OperatorReader, type Import } from './decode/index.js';
import { quoted } from './diagnostics.js';
import { append } from './ir/append.js';
import { namedFunctions } from './keep.js';
import { hasContinuations, sigKey } from './ops/index.js';
import { OptionError, type Options } from './options.js';
import type { ModuleContext } from './validate/index.js';

/** What suspends of itself, or lets what it resumes suspend further out. */
const SWITCHES: ReadonlySet<string> = new Set(['suspend', 'switch', 'resume', 'resume_throw', 'resume_throw_ref']);
const THROUGH_TABLES: ReadonlySet<string> = new Set(['call_indirect', 'return_call_indirect', 'call_ref', 'return_call_ref']);

/** Who calls whom: functions by function, and by the letters of the signature for calls through tables and references. */
interface Calls {
  readonly direct: ReadonlyMap<number, readonly number[]>;
  readonly bySignature: ReadonlyMap<string, readonly number[]>;
  /** Functions that tables and references may hold. */
  readonly referred: ReadonlySet<number>;
  /** Functions that switch stacks. */
  readonly switching: readonly number[];
}

/** Subtypes of a function type have the same letters. */
const lettersOf = (context: ModuleContext, type: number): string => sigKey(context.types[type]!).split(';')[0]!;

function callsOf(context: ModuleContext): Calls {
  const { module, imported } = context;
  const direct = new Map<number, number[]>();
  const bySignature = new Map<string, number[]>();
  const referred = new Set(namedFunctions(context));
  const switching: number[] = [];
  module.code.forEach((body, i) => {
    const reader = new OperatorReader(module, body.start, body.end);
    while (reader.next()) {
      const { row: { shape }, index } = reader.instr;
      if (THROUGH_TABLES.has(shape)) append(bySignature, lettersOf(context, index), imported.funcs + i);
      else if (shape === 'call' || shape === 'return_call') append(direct, index, imported.funcs + i);
      else if (shape === 'ref.func') referred.add(index);
      else if (SWITCHES.has(shape)) switching.push(imported.funcs + i);
    }
  });
  return { direct, bySignature, referred, switching };
}

/**
 * Indices of the imports that `suspending` names, as "module.name", and of the functions that may call one of them: through any number of
 * calls, tables and references, and of those that switch stacks. In a namespace these may hold functions that others made. Without the option and
 * continuations none. `isGiven`: whether the caller has to give an import; `suspends`: whether it is given here, and suspends.
 * @throws OptionError for an import or an export (`promising`) that the module does not have
 */
export function suspendingFunctions(context: ModuleContext, { suspending, promising, precompiled }: Options, isGiven: (imp: Import) => boolean, suspends: (imp: Import) => boolean = () => false): ReadonlySet<number> {
  const { module } = context;
  for (const name of promising ?? []) {
    if (!module.exports.some((e) => e.kind === 'func' && e.name === name))
      throw new OptionError(`The module has no exported function ${quoted(name)} to make promising; inspect lists its exports.`);
  }
  const found = new Set<number>();
  const functions = module.imports.filter(({ desc }) => desc.kind === 'func');
  if (suspending === undefined && !functions.some(suspends) && context.tags.length === 0 && !hasContinuations(context.types)) return found;
  const nameOf = (imp: Import): string => `${imp.module}.${imp.name}`;
  const given = new Set(functions.filter(isGiven).map(nameOf));
  for (const name of suspending ?? []) {
    if (!given.has(name)) throw new OptionError(`The module takes no function ${quoted(name)} from its caller, to wait for; inspect lists its imports.`);
  }
  const wanted = new Set(suspending);
  const queue = functions.flatMap((imp, func) => (suspends(imp) || (wanted.has(nameOf(imp)) && isGiven(imp)) ? [func] : []));
  const { direct, bySignature, referred, switching } = callsOf(context);
  const add = (list: readonly number[] = []): void => {
    for (const func of list) queue.push(func);
  };
  add(switching);
  // Tags may be those of exceptions.
  if (precompiled && (suspending !== undefined || queue.length > 0 || hasContinuations(context.types))) for (const callers of bySignature.values()) add(callers);
  for (let func = queue.pop(); func !== undefined; func = queue.pop()) {
    if (found.has(func)) continue;
    found.add(func);
    add(direct.get(func));
    if (referred.has(func)) add(bySignature.get(lettersOf(context, context.funcs[func]!.type)));
  }
  return found;
}
