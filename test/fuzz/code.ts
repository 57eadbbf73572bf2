/** Random code for one function: what every producer of expressions and statements needs, and the choice among them. */
import { leb } from '../bytes.js';
import { blockOf, control, controlStatements } from './code-control.js';
import { callReturning, calls, callStatements } from './code-calls.js';
import { exceptions, exceptionStatements } from './code-exceptions.js';
import { aggregates, aggregateStatements } from './code-gc.js';
import { memories, memoryStatements } from './code-memory.js';
import { numeric } from './code-numeric.js';
import { leafReference, references, referenceStatements } from './code-references.js';
import { constant } from './constants.js';
import type { FeatureId } from '../../compiler/ops/features.js';
import type { Random } from './random.js';
import { exnref, externref, funcref, isNullable, isReference, op, reference, type Expr, type Frame, type FunctionTree, type FunctionType, type ValueType } from './tree.js';
import { matches } from './types.js';

/** Gives an expression of the type, or nothing where it cannot. */
export interface Producer { readonly weight: number; readonly make: (g: CodeGenerator, type: ValueType, depth: number) => Expr | undefined }
export interface StatementProducer { readonly weight: number; readonly make: (g: CodeGenerator, depth: number) => Expr | undefined }
export interface Label { readonly id: number; readonly types: readonly ValueType[]; /** Of a legacy catch clause: rethrow may name it. */ readonly isCatch?: boolean }

const producers: readonly Producer[] = [
  { weight: 16, make: (g, type) => g.leaf(type) },
  { weight: 5, make: (g, type, depth) => g.tee(type, depth) },
  ...numeric, ...memories, ...calls, ...control, ...references, ...aggregates, ...exceptions,
];
const statements: readonly StatementProducer[] = [
  { weight: 20, make: (g, depth) => g.localSet(depth) },
  { weight: 10, make: (g, depth) => g.globalSet(depth) },
  { weight: 6, make: (g, depth) => op([0x1a], [g.expr(g.anyType(), depth)]) },
  ...memoryStatements, ...callStatements, ...controlStatements, ...referenceStatements, ...aggregateStatements, ...exceptionStatements,
];
const weigh = <T extends { readonly weight: number }>(list: readonly T[]): (readonly [number, T])[] => list.map((item) => [item.weight, item] as const);
const weighted = { producers: weigh(producers), statements: weigh(statements) };

export class CodeGenerator {
  readonly locals: ValueType[];
  readonly type: FunctionType;
  readonly labels: Label[] = [];
  readonly globals: readonly { readonly type: ValueType; readonly mutable: boolean }[];
  readonly fuel: number;
  private nextLabel = 0;
  /** Assigned while other operands that read it wait, it is what lowerings get wrong. */
  private lastRead = 0;
  private budget: number;

  constructor(readonly random: Random, readonly frame: Frame, private readonly typeIndex: number, readonly self: number, size: number) {
    this.type = frame.types[typeIndex] as FunctionType;
    this.budget = Math.floor(size / 4) + random.below(size);
    this.locals = [...this.type.params, ...this.basicLocals()];
    for (let count = random.below(6); count > 0; count--) this.locals.push(this.numberType());
    this.globals = [...frame.importedGlobals, ...frame.globals];
    this.fuel = frame.importedGlobals.length;
  }

  /** At least one local of every type, so that any value can be kept. */
  private basicLocals(): ValueType[] {
    const types: ValueType[] = ['i32', 'i64', 'f32', 'f64', funcref, externref, 'i32', 'i64', 'f32', 'f64'];
    if (this.has('simd')) types.push('v128', 'v128');
    if (this.has('gc')) types.push(...['any', 'eq', 'i31', 'struct', 'array'].map((heap) => reference(true, heap)));
    if (this.has('exceptions')) types.push(exnref);
    this.frame.types.forEach((type, index) => { if (type.k === 'func' ? this.has('function-references') : true) types.push(reference(true, index)); });
    return types;
  }

  has(feature: FeatureId): boolean { return this.frame.features.has(feature); }

  generate(): FunctionTree {
    this.labels.push({ id: -1, types: this.type.results });
    const body = [this.burn(), ...this.body(5, this.type.results)];
    const scratch: ValueType[] = this.has('simd') ? ['f32', 'f64', 'v128'] : ['f32', 'f64'];
    return { type: this.typeIndex, locals: [...this.locals.slice(this.type.params.length), ...scratch], body };
  }

  /** Takes one unit of fuel and traps when there is none; the shrinker keeps it. */
  burn(): Expr {
    const f = leb(this.fuel);
    return op([0x23, ...f, 0x45, 0x04, 0x40, 0x00, 0x0b, 0x23, ...f, 0x41, 1, 0x6b, 0x24, ...f], []);
  }

  /** A local that nothing else reads: what is in it may depend on the machine. */
  scratch(type: 'f32' | 'f64' | 'v128'): number { return this.locals.length + ['f32', 'f64', 'v128'].indexOf(type); }

  newLabel(): number { return this.nextLabel++; }

  within<R>(label: Label, make: () => R): R {
    this.labels.push(label);
    const result = make();
    this.labels.pop();
    return result;
  }

  /** Statements, then the results: one expression each, or one for all; now and then statements come after a result. */
  body(depth: number, results: readonly ValueType[]): Expr[] {
    const some = (most: number): Expr[] => Array.from({ length: this.random.below(most) }, () => this.statement(depth - 1));
    return [...some(depth + 1), ...this.values(results, depth), ...(results.length > 0 && this.random.chance(0.15) ? some(3) : [])];
  }

  /** Several operands, left to right; a statement may stand between them. */
  values(types: readonly ValueType[], depth: number): Expr[] {
    if (types.length > 1 && this.random.chance(0.4)) {
      const source = this.several(types, depth);
      if (source) return [source];
    }
    return types.flatMap((type) => (this.random.chance(0.04) ? [this.expr(type, depth), this.statement(depth - 1)] : [this.expr(type, depth)]));
  }

  /** One expression that gives several values: a call or a block. */
  private several(types: readonly ValueType[], depth: number): Expr | undefined {
    const call = this.random.chance(0.5) ? callReturning(this, types, depth - 1) : undefined;
    return call ?? (depth > 0 ? blockOf(this, types, depth - 1) : undefined);
  }

  leaf(type: ValueType): Expr {
    const r = this.random;
    const roll = r.below(10);
    if (roll < 5) {
      const locals = this.locals.flatMap((local, index) => (this.fits(local, type) ? [index] : []));
      if (locals.length) return op([0x20, ...leb((this.lastRead = r.pick(locals)))], [], type);
    } else if (roll < 6) {
      const global = this.globalGet(type);
      if (global) return global;
    }
    if (isReference(type)) return leafReference(this, type, 2);
    const value = constant(r, type as 'v128', this.frame.exactBits);
    return this.locals[this.lastRead] === type && r.chance(0.25) ? op([0x22, ...leb(this.lastRead)], [value], type) : value;
  }

  expr(type: ValueType, depth: number): Expr {
    if (depth <= 0 || this.budget-- <= 0) return this.leaf(type);
    for (let attempts = 0; attempts < 4; attempts++) {
      const made = this.random.weighted(weighted.producers).make(this, type, depth - 1);
      if (made) return made;
    }
    return this.leaf(type);
  }

  statement(depth: number): Expr {
    if (this.budget-- <= 0) return op([0x01], []);
    for (let attempts = 0; attempts < 4; attempts++) {
      const made = this.random.weighted(weighted.statements).make(this, depth - 1);
      if (made) return made;
    }
    return op([0x01], []);
  }

  tee(type: ValueType, depth: number): Expr | undefined {
    const local = this.locals[this.lastRead] === type && this.random.chance(0.5) ? this.lastRead : this.local(type);
    return local === undefined || this.locals[local] !== type ? undefined : op([0x22, ...leb(local)], [this.expr(type, depth)], type);
  }

  localSet(depth: number): Expr {
    const index = this.random.below(this.locals.length);
    return op([0x21, ...leb(index)], [this.expr(this.locals[index]!, depth)]);
  }

  private fits(item: ValueType, type: ValueType): boolean {
    return item === type || (isReference(type) && matches(item, type, this.frame.types));
  }

  globalGet(type: ValueType): Expr | undefined {
    const globals = this.globals.flatMap((global, index) => (this.fits(global.type, type) && index !== this.fuel ? [index] : []));
    return globals.length ? op([0x23, ...leb(this.random.pick(globals))], [], type) : undefined;
  }

  globalSet(depth: number): Expr | undefined {
    const mutable = this.globals.flatMap((global, index) => (global.mutable && index !== this.fuel ? [index] : []));
    if (mutable.length === 0) return undefined;
    const index = this.random.pick(mutable);
    return op([0x24, ...leb(index)], [this.expr(this.globals[index]!.type, depth)]);
  }

  /** A local that takes a value of the type. */
  local(type: ValueType): number | undefined {
    const found = this.locals.flatMap((local, index) => (local === type || (isReference(type) && isNullable(local) && matches(type, local, this.frame.types)) ? [index] : []));
    return found.length ? this.random.pick(found) : undefined;
  }

  numberType(): ValueType {
    return this.random.pick(this.has('simd') ? ['i32', 'i64', 'f32', 'f64', 'i32', 'i64', 'f32', 'f64', 'v128'] : ['i32', 'i64', 'f32', 'f64']);
  }

  /** A type that some local has. */
  anyType(): ValueType { return this.random.pick(this.locals); }

  /** `local.set`s for values on the stack, last first; some are dropped. */
  take(types: readonly ValueType[], keep = 1): Expr {
    return op([...types].reverse().flatMap((type) => {
      const local = this.random.chance(keep) ? this.local(type) : undefined;
      return local === undefined ? [0x1a] : [0x21, ...leb(local)];
    }), []);
  }

  /** Values that nobody asked for: into locals, or dropped. */
  discard(source: Expr): Expr {
    if (source.type.length === 0) return source;
    const take = this.take(source.type, 0.7) as Expr & { k: 'op' };
    return op(take.code, [source]);
  }
}
