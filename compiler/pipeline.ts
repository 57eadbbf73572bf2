/** The street: bytes, module, IR, JavaScript operations, ESTree, text. Everything else is a room beside it. */
import type { Program, Statement } from 'estree';
import type { Json } from '../abi/contract.js';
import { planAbi, type AbiPlan } from './abi-plan.js';
import type { Batch } from './batches.js';
import { digest } from './digest.js';
import { builtinImports, type BuiltinImports } from './builtins.js';
import { userTexts } from './callers.js';
import { decode } from './decode/index.js';
import type { Origins } from './emit/function.js';
import { outputProgram } from './emit/entry.js';
import type { Functions } from './functions.js';
import { readGlue, untold, withNames } from './glue/index.js';
import { HelperNames, linkPieces } from './link/index.js';
import { runtimeModules } from './link/runtime-modules.js';
import { keepExports } from './keep.js';
import type { Options } from './options.js';
import { exportsOf, importsOf, summarize } from './summary.js';
import { branchHints, validateModule, type BranchHints, type ModuleContext } from './validate/index.js';

/** A module after the first half of the street: decoded, its declarations checked, its ABI chosen. */
export interface Front {
  readonly context: ModuleContext;
  readonly abi: AbiPlan | undefined;
  readonly hints: BranchHints;
  readonly builtins: BuiltinImports;
  /** SHA-256 of the module, made when it is first read. */
  readonly digest: string;
  /** Imports whose names the glue does not tell. */
  readonly untold: readonly string[];
}

/** Bindings of these runtime modules are common to all instances in a namespace. */
const SHARED: ReadonlySet<string> = new Set(['trap', 'memory', 'table', 'global', 'tag', 'exception', 'func-object', 'suspending'].map((file) => `runtime-lite/${file}`));

export function front(bytes: Uint8Array, given: Options): Front {
  // A namespace leaves all imports to its callers.
  const options: Options = given.precompiled ? { ...given, abi: 'none' } : given;
  const decoded = decode(bytes);
  const glue = options.glue === undefined ? undefined : readGlue(options.glue, decoded);
  const whole = validateModule(glue ? withNames(decoded, glue) : decoded);
  const context = options.keepExports ? keepExports(whole, options.keepExports) : whole;
  const builtins = builtinImports(context, options);
  const abi = planAbi(summarize(context, builtins), options, { staticTop: options.staticTop ?? glue?.staticTop, endsWithMain: glue?.endsWithMain }, (imports) => userTexts(context, imports), (surroundings) => glue?.carrier(surroundings));
  let known: string | undefined;
  return {
    context,
    abi,
    builtins,
    hints: branchHints(context),
    untold: glue ? untold(whole.module, abi?.pieces) : [],
    get digest() {
      return (known ??= digest(bytes));
    },
  };
}

/**
 * Whether the instance of a file's names may be made late, which only modules with memories or tables have something of: the functions of others
 * take the same time in a second instance. What is traced or waits is another function than the export's, and a shared memory's object is known to other threads.
 */
function canBeLate({ memories, tables }: ModuleContext, { traceExports, promising }: Options): boolean {
  return memories.length + tables.length > 0 && traceExports === undefined && promising === undefined && !memories.some(({ shared }) => shared);
}

/** What a namespace knows of a module without its bytes. */
function describe({ context, builtins, digest }: Front, options: Options): Json {
  const imports = importsOf(context, builtins).map(({ module, name, kind }) => ({ module, name, kind }));
  const exports = exportsOf(context).map(({ name, kind }) => ({ name, kind }));
  const { builtins: sets = [], importedStringConstants = null, suspending } = options;
  return { sha256: digest, builtins: [...sets], importedStringConstants, suspending: suspending ? [...suspending] : null, imports, exports };
}

/**
 * The output's program. Function bodies are checked, built, lowered and emitted one after the other while the program is
 * printed; an invalid one throws then. Those that stand in batches are asked for by the number of the batch.
 */
export function assemble(functions: Functions, origins: Origins | undefined, batch: (n: number) => Batch): Program {
  const { front, options, order, ranges } = functions;
  const { context, abi, builtins } = front;
  const names = new HelperNames(runtimeModules, { pretty: options.pretty, reserved: abi?.carried?.words });
  const emitter = functions.emitter(names, origins);
  function* declared(): Iterable<Statement> {
    const waiting = new Set<number>();
    for (let n = 0; n < ranges.length; n++) {
      const { uses, waiting: more, statements } = batch(n);
      for (const func of more) waiting.add(func);
      yield* statements(emitter.adopt(uses));
    }
    if (ranges.length === 0) yield* functions.between({ from: 0, to: order.length }, emitter, waiting);
    yield* functions.late(emitter, waiting);
  }
  const shared = options.precompiled ? names.fresh('shared') : undefined;
  const linked = (): Iterable<Statement> =>
    linkPieces(names, {
      ...(shared === undefined ? {} : { shared: SHARED, sharedParam: shared }),
      classesAsFunctions: options.format === 'iife',
    }).statements;
  return outputProgram(emitter.core(declared), names, {
    format: options.format,
    global: options.name,
    coreName: emitter.coreName,
    hasImports: context.module.imports.length > builtins.size,
    exports: context.module.exports.map(({ name, kind, index }) => ({ name, kind, index, parameters: kind === 'func' ? context.types[context.funcs[index]!.type]!.params.length : 0 })),
    isOwnLate: canBeLate(context, options),
    importModules: options.esmIntegration
      ? [...new Set(context.module.imports.filter((imp) => functions.isGiven(imp)).map(({ module }) => module))]
      : undefined,
    linked,
    abi,
    precompiled: shared === undefined ? undefined : { shared, description: describe(front, options) },
  });
}
