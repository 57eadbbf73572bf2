/** The functions of a module on their way from bytes to declarations, one by one. */
import type { Statement } from 'estree';
import { rangesOf, type Range } from './batches.js';
import { importKey } from './callers.js';
import { leastBytes, type Import, type Instr } from './decode/index.js';
import type { Origins } from './emit/function.js';
import { shortMethods } from './emit/methods.js';
import { ModuleEmitter } from './emit/module.js';
import { Naming } from './emit/naming.js';
import { callees, guardsOf, Inliner, sizesOf, Targets, type Callees } from './inline/index.js';
import { FunctionBuilder } from './ir/build.js';
import type { BuildContext } from './ir/calls.js';
import type { JsFunction } from './ir/js.js';
import type { FunctionIR } from './ir/nodes.js';
import { namedFunctions, reachableFunctions } from './keep.js';
import type { HelperNames } from './link/index.js';
import { coalesce } from './lower/coalesce.js';
import { enclosed } from './lower/enclose.js';
import { lowerFunction } from './lower/function.js';
import { withLoopViews } from './lower/loop-views.js';
import { PROFILES } from './lower/profiles.js';
import type { ValType } from './ops/index.js';
import { optimize } from './optimize/index.js';
import type { Options } from './options.js';
import { similarOrder } from './order.js';
import type { Front } from './pipeline.js';
import { LIMITS, split } from './split/index.js';
import { suspendingFunctions } from './suspending.js';
import { checkFunction, type BranchHints, type ModuleContext } from './validate/index.js';

export function buildContext(context: ModuleContext, { likely }: BranchHints): BuildContext {
  return {
    type: (i) => context.types[i]!,
    funcType: (i) => context.types[context.funcs[i]!.type]!,
    globalType: (i) => context.globals[i]!.type.type,
    tableType: (i) => context.tables[i]!.element,
    memoryAddress: (i) => context.memories[i]!.address,
    leastBytes: (memory) => leastBytes(context.memories[memory]!),
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

export class Functions {
  /** Indices of the functions as they are written. */
  readonly order: readonly number[];
  /** Those that can be declared apart from others; none where the module is small, or names are to be readable. */
  readonly ranges: readonly Range[];
  private readonly builder: FunctionBuilder;
  private readonly small: Callees;
  private readonly inliner: Inliner;
  private readonly named: ReadonlySet<number>;
  private readonly needed: ReadonlySet<number> | undefined;
  private readonly provided: ReadonlySet<string>;
  private readonly suspending: ReadonlySet<number>;

  constructor(
    readonly front: Front,
    readonly options: Options,
  ) {
    const { context, abi, hints } = front;
    const { module: { bytes, code }, imported } = context;
    this.order = (options.pretty ? [...code.keys()] : similarOrder(bytes, code)).map((i) => imported.funcs + i);
    this.ranges = options.pretty ? [] : rangesOf(context, this.order);
    this.builder = new FunctionBuilder(buildContext(context, hints));
    this.small = callees(context, sizesOf(options.optimize, options.inlineSize));
    this.inliner = new Inliner(this.small, this.builder, new Targets(context, guardsOf(options.optimize, options.inlineSize, PROFILES[options.target].compiles)));
    this.named = namedFunctions(context);
    this.needed = options.keepExports && reachableFunctions(context, this.named);
    this.provided = new Set(abi?.pieces.map(importKey));
    const waiting = new Set(abi?.pieces.filter(({ piece }) => piece.suspends).map(importKey));
    this.suspending = suspendingFunctions(context, options, (imp) => this.isGiven(imp), (imp) => waiting.has(importKey(imp)));
  }

  /** Whether the caller has to give the import. */
  isGiven(imp: Import): boolean {
    return !this.front.builtins.has(imp) && !this.isProvided(imp);
  }
  private isProvided(imp: Import): boolean {
    return this.provided.has(importKey(imp));
  }

  emitter(names: HelperNames, origins: Origins | undefined): ModuleEmitter {
    const { options, builder } = this;
    const { context, builtins } = this.front;
    return new ModuleEmitter(context, names, {
      pretty: options.pretty,
      naming: options.pretty ? undefined : new Naming(),
      methods: options.pretty ? undefined : shortMethods(context.module),
      origins,
      importList: options.precompiled,
      traceExports: options.traceExports,
      fastTraps: options.traps === 'fast',
      profile: PROFILES[options.target],
      evaluate: (instrs, type, env) => lowerFunction(constantFunction(builder, instrs, type), env),
      suspending: this.suspending,
      promising: new Set([...(options.promising ?? []), ...(this.front.abi?.promising ?? [])]),
      builtin: (imp) => builtins.get(imp),
      isProvided: (imp) => this.isProvided(imp),
    });
  }

  /** The declarations of functions. Those that may have no call left wait. */
  *between({ from, to }: Range, emitter: ModuleEmitter, waiting: Set<number>): Iterable<Statement> {
    const { context } = this.front;
    for (let at = from; at < to; at++) {
      const i = this.order[at]!;
      const waits = this.small.isSmall(i) && !this.named.has(i) && !emitter.usedFunctions.has(i);
      if (waits) waiting.add(i);
      if (waits || (this.needed && !this.needed.has(i))) checkFunction(context.module, context, i);
      else yield* this.declarations(i, emitter);
    }
  }

  /** The declarations of those that waited and are used after all. */
  *late(emitter: ModuleEmitter, waiting: ReadonlySet<number>): Iterable<Statement> {
    for (const i of emitter.usedFunctions) if (waiting.has(i)) yield* this.declarations(i, emitter);
  }

  private *declarations(i: number, emitter: ModuleEmitter): Iterable<Statement> {
    const built = this.built(i);
    yield* this.inParts(lowerFunction(built, emitter), emitter);
    if (this.suspending.has(i)) yield* this.inParts(lowerFunction(built, emitter, (func) => this.suspending.has(func)), emitter);
  }

  private *inParts(lowered: JsFunction, emitter: ModuleEmitter): Iterable<Statement> {
    const { options: { optimize: level, functionLimit, target } } = this;
    const { compiles } = PROFILES[target];
    const limit = functionLimit === undefined ? LIMITS[target] : { most: functionLimit, aim: functionLimit };
    for (const f of split(lowered, emitter, limit)) {
      const shared = level > 0 ? withLoopViews(coalesce(f), emitter) : f;
      yield* emitter.declarations(level > 0 && compiles ? enclosed(shared) : shared);
    }
  }

  private built(i: number): FunctionIR {
    const { front: { context }, options: { optimize: level, target } } = this;
    checkFunction(context.module, context, i, this.inliner);
    return optimize(this.builder.result, level, PROFILES[target]);
  }
}
