/** The street: bytes, module, IR, JavaScript operations, ESTree, text. Everything else is a room beside it. */
import type { Program, Statement } from 'estree';
import type { Json } from '../abi/contract.js';
import { planAbi, type AbiPlan } from './abi-plan.js';
import { digest } from './digest.js';
import { builtinImports, type BuiltinImports } from './builtins.js';
import { callerNames } from './callers.js';
import { decode, type Import, type Instr } from './decode/index.js';
import type { Origins } from './emit/function.js';
import { ModuleEmitter } from './emit/module.js';
import { shortMethods } from './emit/methods.js';
import { Naming } from './emit/naming.js';
import { outputProgram } from './emit/entry.js';
import { callees, Inliner, sizesOf } from './inline/index.js';
import { FunctionBuilder, type BuildContext } from './ir/build.js';
import type { JsFunction } from './ir/js.js';
import type { FunctionIR } from './ir/nodes.js';
import { readGlue, withNames } from './glue/index.js';
import { HelperNames, linkPieces } from './link/index.js';
import { runtimeSources } from './link/runtime-sources.js';
import { keepExports, namedFunctions, reachableFunctions } from './keep.js';
import { coalesce } from './lower/coalesce.js';
import { lowerFunction } from './lower/function.js';
import { PROFILES } from './lower/profiles.js';
import { optimize } from './optimize/index.js';
import type { Options } from './options.js';
import { LIMITS, split } from './split/index.js';
import type { ValType } from './ops/index.js';
import { exportsOf, importsOf, summarize } from './summary.js';
import { branchHints, checkFunction, validateModule, type BranchHints, type ModuleContext } from './validate/index.js';

/** A module after the first half of the street: decoded, its declarations checked, its ABI chosen. */
export interface Front {
  readonly context: ModuleContext;
  readonly abi: AbiPlan | undefined;
  readonly hints: BranchHints;
  readonly builtins: BuiltinImports;
  /** SHA-256 of the module. */
  readonly digest: string;
}

/** Bindings of these runtime modules are common to all instances in a namespace. */
const SHARED: ReadonlySet<string> = new Set(['trap', 'memory', 'table', 'global', 'tag', 'exception', 'func-object'].map((file) => `runtime-lite/${file}`));

export function front(bytes: Uint8Array, given: Options): Front {
  // A namespace leaves all imports to its callers.
  const options: Options = given.precompiled ? { ...given, abi: 'none' } : given;
  const decoded = decode(bytes);
  const glue = options.glue === undefined ? undefined : readGlue(options.glue, decoded);
  const whole = validateModule(glue ? withNames(decoded, glue) : decoded);
  const context = options.keepExports ? keepExports(whole, options.keepExports) : whole;
  const builtins = builtinImports(context, options);
  return { context, abi: planAbi(summarize(context, builtins), { ...options, staticTop: options.staticTop ?? glue?.staticTop }, (imports) => callerNames(context, imports)), builtins, hints: branchHints(context), digest: digest(bytes) };
}

/** What a namespace knows of a module without its bytes. */
function describe({ context, builtins, digest }: Front, options: Options): Json {
  const imports = importsOf(context, builtins).map(({ module, name, kind }) => ({ module, name, kind }));
  const exports = exportsOf(context).map(({ name, kind }) => ({ name, kind }));
  return { sha256: digest, builtins: [...(options.builtins ?? [])], importedStringConstants: options.importedStringConstants ?? null, imports, exports };
}

function buildContext(context: ModuleContext, { likely }: BranchHints): BuildContext {
  return {
    type: (i) => context.types[i]!,
    funcType: (i) => context.types[context.funcs[i]!.type]!,
    globalType: (i) => context.globals[i]!.type.type,
    tableType: (i) => context.tables[i]!.element,
    memoryAddress: (i) => context.memories[i]!.address,
    tableAddress: (i) => context.tables[i]!.address,
    tagType: (i) => context.types[context.tags[i]!.type]!,
    likely: (at) => likely.get(at),
  };
}

/** A constant expression as a function that returns its value. */
function constantFunction(builder: FunctionBuilder, instrs: readonly Instr[], type: ValType): FunctionIR {
  builder.begin({ index: -1, type: { params: [], results: [type] }, locals: [] });
  for (const i of instrs) builder.op(i);
  builder.end(instrs[0]!.at);
  return builder.result;
}

/**
 * The output's program. Function bodies are checked, built, lowered and emitted one after the other while the program is
 * printed; an invalid one throws then.
 */
export function assemble(front: Front, options: Options, origins: Origins | undefined): Program {
  const { context, abi, builtins, hints } = front;
  const names = new HelperNames(runtimeSources, { pretty: options.pretty });
  const provided = new Set(abi?.pieces.map((p) => `${p.module}\0${p.name}`));
  const isProvided = ({ module, name }: Import): boolean => provided.has(`${module}\0${name}`);
  const isGiven = (imp: Import): boolean => !builtins.has(imp) && !isProvided(imp);
  const builder = new FunctionBuilder(buildContext(context, hints));
  const emitter = new ModuleEmitter(context, names, {
    pretty: options.pretty,
    naming: options.pretty ? undefined : new Naming(),
    methods: options.pretty ? undefined : shortMethods(context.module),
    origins,
    importList: options.precompiled,
    traceExports: options.traceExports,
    fastTraps: options.traps === 'fast',
    profile: PROFILES[options.target],
    evaluate: (instrs, type, env) => lowerFunction(constantFunction(builder, instrs, type), env),
    builtin: (imp) => builtins.get(imp),
    isProvided,
  });
  const { functionLimit } = options;
  const limit = functionLimit === undefined ? LIMITS[options.target] : { most: functionLimit, aim: functionLimit };
  const small = callees(context, sizesOf(options.optimize, options.inlineSize));
  const inliner = new Inliner(small, builder);
  function* compiled(i: number): Iterable<JsFunction> {
    checkFunction(context.module, context, i, inliner);
    const lowered = lowerFunction(optimize(builder.result, options.optimize), emitter);
    for (const f of split(lowered, emitter, limit)) yield options.optimize > 0 ? coalesce(f) : f;
  }
  function* functions(): Iterable<JsFunction> {
    const named = namedFunctions(context);
    const needed = options.keepExports && reachableFunctions(context, named);
    /** Functions that may have no call left. */
    const waiting = new Set<number>();
    for (let i = context.imported.funcs; i < context.funcs.length; i++) {
      const waits = small.isSmall(i) && !named.has(i) && !emitter.usedFunctions.has(i);
      if (waits) waiting.add(i);
      if (waits || (needed && !needed.has(i))) checkFunction(context.module, context, i);
      else yield* compiled(i);
    }
    for (const i of emitter.usedFunctions) if (waiting.has(i)) yield* compiled(i);
  }
  const shared = options.precompiled ? names.fresh('shared') : undefined;
  const linked = (): Iterable<Statement> =>
    linkPieces(names, {
      ...(shared === undefined ? {} : { shared: SHARED, sharedParam: shared }),
      classesAsFunctions: options.format === 'iife',
    }).statements;
  return outputProgram(emitter.core(functions), names, {
    format: options.format,
    global: options.name,
    coreName: emitter.coreName,
    hasImports: context.module.imports.length > builtins.size,
    exportNames: context.module.exports.map((e) => e.name),
    importModules: options.esmIntegration ? [...new Set(context.module.imports.filter(isGiven).map(({ module }) => module))] : undefined,
    linked,
    abi,
    precompiled: shared === undefined ? undefined : { shared, description: describe(front, options) },
  });
}
