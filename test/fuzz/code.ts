/** Random code for one function. NaN bits made by arithmetic never become visible: they differ between machines. */
import { constant, literal } from './constants.js';
import { leb } from '../bytes.js';
import { loads, operations, stores, type Access } from './operations.js';
import type { Random } from './random.js';
import { isReference, zero, type Expr, type FunctionTree, type FunctionType, type ModuleTree, type ValueType } from './tree.js';

type Frame = Omit<ModuleTree, 'functions' | 'start'>;
type NumberType = 'i32' | 'i64' | 'f32' | 'f64';
interface Label { readonly id: number; readonly types: readonly ValueType[] }

const op = (code: readonly number[], args: readonly Expr[], ...type: ValueType[]): Expr => ({ k: 'op', code, args, type });
const same = (a: readonly ValueType[], b: readonly ValueType[]): boolean => String(a) === String(b);

export class CodeGenerator {
  private readonly locals: ValueType[];
  private readonly type: FunctionType;
  private readonly labels: Label[] = [];
  private readonly globals: readonly { readonly type: ValueType; readonly mutable: boolean }[];
  private readonly fuel: number;
  private nextLabel = 0;
  private budget: number;

  constructor(private readonly random: Random, private readonly frame: Frame, private readonly functionTypes: readonly number[],
    private readonly typeIndex: number, size: number) {
    this.type = frame.types[typeIndex]!;
    this.budget = Math.floor(size / 4) + random.below(size);
    this.locals = [...this.type.params];
    for (const type of ['i32', 'i64', 'f32', 'f64', 'funcref', 'externref', 'i32', 'i64', 'f32', 'f64'] as const) this.locals.push(type);
    for (let count = random.below(6); count > 0; count--) this.locals.push(random.pick(['i32', 'i64', 'f32', 'f64']));
    this.globals = [...frame.importedGlobals, ...frame.globals];
    this.fuel = frame.importedGlobals.length;
  }

  generate(): FunctionTree {
    this.labels.push({ id: -1, types: this.type.results });
    const body = [this.burn(), ...this.body(5, this.type.results)];
    return { type: this.typeIndex, locals: this.locals.slice(this.type.params.length), body };
  }

  /** Takes one unit of fuel and traps when there is none; the shrinker keeps it. */
  private burn(): Expr {
    const f = leb(this.fuel);
    return op([0x23, ...f, 0x45, 0x04, 0x40, 0x00, 0x0b, 0x23, ...f, 0x41, 1, 0x6b, 0x24, ...f], []);
  }

  /** Statements, then the results: one expression each, or one for all. */
  private body(depth: number, results: readonly ValueType[]): Expr[] {
    const statements = Array.from({ length: this.random.below(depth + 1) }, () => this.statement(depth - 1));
    return [...statements, ...this.values(results, depth)];
  }

  private values(types: readonly ValueType[], depth: number): Expr[] {
    if (types.length > 1 && this.random.chance(0.4)) {
      const source = this.several(types, depth);
      if (source) return [source];
    }
    return types.map((type) => this.expr(type, depth));
  }

  /** One expression that gives several values: a call or a block. */
  private several(types: readonly ValueType[], depth: number): Expr | undefined {
    const callees = this.functionTypes.flatMap((type, index) => (same(this.frame.types[type]!.results, types) ? [index] : []));
    if (callees.length && this.random.chance(0.6)) return this.call(this.random.pick(callees), depth);
    return depth > 0 ? this.block(types, depth - 1) : undefined;
  }

  private leaf(type: ValueType): Expr {
    const r = this.random;
    const locals = this.locals.flatMap((local, index) => (local === type ? [index] : []));
    const globals = this.globals.flatMap((global, index) => (global.type === type && index !== this.fuel ? [index] : []));
    const roll = r.below(10);
    if (roll < 5 && locals.length) return op([0x20, ...leb(r.pick(locals))], [], type);
    if (roll < 6 && globals.length) return op([0x23, ...leb(r.pick(globals))], [], type);
    if (type === 'funcref' && r.chance(0.7)) return op([0xd2, ...leb(r.below(this.functionTypes.length))], [], type);
    return isReference(type) ? zero(type) : constant(r, type);
  }

  private expr(type: ValueType, depth: number): Expr {
    const r = this.random;
    if (depth <= 0 || this.budget-- <= 0) return this.leaf(type);
    const next = depth - 1;
    switch (r.weighted([[40, 'operation'], [12, 'load'], [16, 'leaf'], [5, 'tee'], [6, 'call'], [4, 'indirect'], [10, 'block'], [6, 'select'], [3, 'branch'], [5, 'special']] as const)) {
      case 'operation': return isReference(type) ? this.leaf(type) : this.operation(type, next);
      case 'load': return isReference(type) ? this.tableGet(type, next) : this.load(type, next);
      case 'leaf': return this.leaf(type);
      case 'tee': return op([0x22, ...leb(this.local(type))], [this.expr(type, next)], type);
      case 'call': {
        const callees = this.functionTypes.flatMap((t, index) => (same(this.frame.types[t]!.results, [type]) ? [index] : []));
        return callees.length ? this.call(r.pick(callees), next) : this.leaf(type);
      }
      case 'indirect': {
        const types = this.frame.types.flatMap((t, index) => (same(t.results, [type]) ? [index] : []));
        return types.length ? this.callIndirect(r.pick(types), next) : this.leaf(type);
      }
      case 'block': return this.block([type], next);
      case 'select': {
        const code = isReference(type) || r.chance(0.3) ? [0x1c, 1, { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, funcref: 0x70, externref: 0x6f }[type]] : [0x1b];
        return op(code, [this.expr(type, next), this.expr(type, next), this.expr('i32', next)], type);
      }
      case 'branch': return this.branch([type], next);
      case 'special': return type === 'i32' ? this.special(next) : this.leaf(type);
    }
  }

  private operation(type: NumberType, depth: number): Expr {
    const r = this.random;
    const chosen = r.pick(operations[type]);
    const args = chosen.params.map((param) => (chosen.showsNaN ? this.withoutNaN(param, this.expr(param, depth)) : this.expr(param, depth)));
    if (chosen.divides && r.chance(0.7)) args[1] = op([type === 'i32' ? 0x72 : 0x84], [args[1]!, literal(type, 1)], type);
    if (chosen.truncates && r.chance(0.7)) args[0] = this.small(chosen.params[0] as 'f32' | 'f64', depth);
    return op(chosen.code, args, type);
  }

  /** A float that any integer type holds. */
  private small(type: 'f32' | 'f64', depth: number): Expr {
    const integer = op([0x71], [this.expr('i32', depth), literal('i32', 0xffff)], 'i32');
    return op([type === 'f32' ? 0xb2 : 0xb7], [integer], type);
  }

  /** `x == x ? x : NaN`, so that the bits of a NaN are the canonical ones. */
  private withoutNaN(type: ValueType, value: Expr): Expr {
    if (type !== 'f32' && type !== 'f64') return value;
    if (value.k === 'op' && (value.code[0] === 0x43 || value.code[0] === 0x44)) return value;
    const local = leb(this.local(type));
    const get = op([0x20, ...local], [], type);
    const equal = op([type === 'f32' ? 0x5b : 0x61], [get, get], 'i32');
    return op([0x1b], [op([0x22, ...local], [value], type), literal(type, NaN), equal], type);
  }

  private address(depth: number, limit: number): Expr {
    const r = this.random;
    if (r.chance(0.05)) return this.expr('i32', depth);
    if (r.chance(0.15)) return literal('i32', r.pick([0, 1, 2, 3, 5, 7, 8, limit - 1, limit - 2, limit - 3, limit - 4, limit - 7, limit - 8, limit - 9, limit, -1, -4]));
    return op([0x71], [this.expr('i32', depth), literal('i32', r.pick([0xff, 0xfff, 0xfffc, 0x7fff]))], 'i32');
  }

  private memoryArgument({ natural }: Access): number[] {
    const r = this.random;
    const offset = r.weighted<() => number>([[60, () => 0], [20, () => r.below(16)], [6, () => r.below(70000)], [2, () => 0x7ffffff8 + r.below(16)], [2, () => 0xffffffff - r.below(16)]])();
    return [...leb(r.below(natural + 1)), ...leb(offset)];
  }

  private get memoryEnd(): number { return this.frame.memory.min * 65536; }

  private load(type: NumberType, depth: number): Expr {
    const chosen = this.random.pick(loads.filter((item) => item.type === type));
    return op([chosen.code, ...this.memoryArgument(chosen)], [this.address(depth, this.memoryEnd)], type);
  }

  private local(type: ValueType): number {
    return this.random.pick(this.locals.flatMap((local, index) => (local === type ? [index] : [])));
  }

  private table(type: ValueType): number | undefined {
    const found = this.frame.tables.flatMap((table, index) => (table.type === type ? [index] : []));
    return found.length ? this.random.pick(found) : undefined;
  }

  private tableIndex(table: number, depth: number): Expr {
    const size = this.frame.tables[table]!.limits.min;
    if (this.random.chance(0.8) && size > 0) return op([0x70], [this.expr('i32', depth), literal('i32', size)], 'i32');
    return this.expr('i32', depth);
  }

  private tableGet(type: ValueType, depth: number): Expr {
    const table = this.table(type);
    return table === undefined ? this.leaf(type) : op([0x25, ...leb(table)], [this.tableIndex(table, depth)], type);
  }

  private args(params: readonly ValueType[], depth: number): Expr[] {
    return params.map((param) => this.expr(param, depth));
  }

  private call(index: number, depth: number): Expr {
    const type = this.frame.types[this.functionTypes[index]!]!;
    return { k: 'op', code: [0x10, ...leb(index)], args: this.args(type.params, depth), type: type.results };
  }

  private callIndirect(typeIndex: number, depth: number): Expr {
    const type = this.frame.types[typeIndex]!;
    const table = this.table('funcref')!;
    return { k: 'op', code: [0x11, ...leb(typeIndex), ...leb(table)], args: [...this.args(type.params, depth), this.tableIndex(table, depth)], type: type.results };
  }

  /** A call whose results are this function's own. */
  private tailCall(depth: number): Expr | undefined {
    const fits = (type: number): boolean => same(this.frame.types[type]!.results, this.type.results);
    const callees = this.functionTypes.flatMap((type, index) => (fits(type) ? [index] : []));
    const types = this.frame.types.flatMap((_, index) => (fits(index) ? [index] : []));
    return this.random.chance(0.7) && callees.length ? this.call(this.random.pick(callees), depth) : types.length ? this.callIndirect(this.random.pick(types), depth) : undefined;
  }

  private special(depth: number): Expr {
    const r = this.random;
    const table = r.below(this.frame.tables.length);
    const { type } = this.frame.tables[table]!;
    switch (r.below(6)) {
      case 0: return op([0x3f, 0], [], 'i32');
      case 1: return op([0x40, 0], [r.chance(0.7) ? literal('i32', r.below(3)) : this.expr('i32', depth)], 'i32');
      case 2: return op([0xfc, 16, ...leb(table)], [], 'i32');
      case 3: return op([0xfc, 15, ...leb(table)], [this.expr(type, depth), r.chance(0.7) ? literal('i32', r.below(4)) : this.expr('i32', depth)], 'i32');
      default: { const reference = r.pick(['funcref', 'externref'] as const); return op([0xd1], [this.expr(reference, depth)], 'i32'); }
    }
  }

  /** A block, loop or if that gives `types`. */
  private block(types: readonly ValueType[], depth: number): Expr {
    const r = this.random;
    const id = this.nextLabel++;
    if (r.chance(0.35)) {
      const condition = this.expr('i32', depth);
      this.labels.push({ id, types });
      const then = this.body(depth, types);
      const otherwise = types.length || r.chance(0.6) ? this.body(depth, types) : [];
      this.labels.pop();
      return { k: 'if', label: id, condition, then, otherwise, type: types };
    }
    const loop = r.chance(0.4);
    const params: ValueType[] = r.chance(0.3) ? Array.from({ length: 1 + r.below(2) }, () => r.pick(['i32', 'i64', 'f64'] as const)) : [];
    const args = this.args(params, depth);
    this.labels.push({ id, types: loop ? params : types });
    const take = params.length ? [op([...params].reverse().flatMap((param) => [0x21, ...leb(this.local(param))]), [])] : [];
    const body = [...take, ...(loop ? [this.burn()] : []), ...this.body(depth, types)];
    this.labels.pop();
    return { k: 'block', loop, label: id, params, args, body, type: types };
  }

  /** Leaves for good; may stand for any value. */
  private branch(type: readonly ValueType[], depth: number): Expr {
    const r = this.random;
    if (r.chance(0.1)) return { k: 'op', code: [0x00], args: [], type };
    if (r.chance(0.15)) return { k: 'op', code: [0x0f], args: this.values(this.type.results, depth), type };
    if (r.chance(0.25)) {
      const call = this.tailCall(depth);
      if (call?.k === 'op') return { ...call, code: [call.code[0] === 0x10 ? 0x12 : 0x13, ...call.code.slice(1)], type };
    }
    const target = r.pick(this.labels);
    if (r.chance(0.5)) return { k: 'branch', labels: [target.id], args: this.values(target.types, depth), type };
    const fitting = this.labels.filter((label) => same(label.types, target.types));
    const labels = Array.from({ length: 2 + r.below(5) }, () => r.pick(fitting).id);
    return { k: 'branch', labels, args: this.values(target.types, depth), condition: this.expr('i32', depth), type };
  }

  private statement(depth: number): Expr {
    const r = this.random;
    const next = depth - 1;
    if (this.budget-- <= 0) return op([0x01], []);
    switch (r.weighted([[20, 'local'], [10, 'global'], [20, 'store'], [6, 'drop'], [10, 'block'], [8, 'branchIf'], [3, 'branch'], [8, 'call'], [3, 'indirect'], [8, 'bulk'], [8, 'table'], [3, 'spread']] as const)) {
      case 'local': { const index = r.below(this.locals.length); return op([0x21, ...leb(index)], [this.expr(this.locals[index]!, next)]); }
      case 'global': {
        const mutable = this.globals.flatMap((global, index) => (global.mutable && index !== this.fuel ? [index] : []));
        if (mutable.length === 0) return op([0x01], []);
        const index = r.pick(mutable);
        return op([0x24, ...leb(index)], [this.expr(this.globals[index]!.type, next)]);
      }
      case 'store': {
        const chosen = r.pick(stores);
        return op([chosen.code, ...this.memoryArgument(chosen)], [this.address(next, this.memoryEnd), this.withoutNaN(chosen.type, this.expr(chosen.type, next))]);
      }
      case 'drop': return op([0x1a], [this.expr(r.pick(['i32', 'i64', 'f32', 'f64', 'funcref', 'externref'] as const), next)]);
      case 'block': return this.block([], next);
      case 'branchIf': {
        const target = r.pick(this.labels);
        const branch: Expr = { k: 'branch', labels: [target.id], args: this.values(target.types, next), condition: this.expr('i32', next), type: target.types };
        return this.discard(branch);
      }
      case 'branch': return this.branch([], next);
      case 'call': return this.discard(this.call(r.below(this.functionTypes.length), next));
      case 'indirect': return this.discard(this.callIndirect(r.below(this.frame.types.length), next));
      case 'bulk': return this.bulk(next);
      case 'table': return this.tableStatement(next);
      case 'spread': return this.discard(this.block(Array.from({ length: 2 + r.below(3) }, () => r.pick(['i32', 'i64', 'f32', 'f64'] as const)), next));
    }
  }

  /** Values that nobody asked for: into locals, or dropped. */
  private discard(source: Expr): Expr {
    if (source.type.length === 0) return source;
    return op([...source.type].reverse().flatMap((type) => (this.random.chance(0.7) ? [0x21, ...leb(this.local(type))] : [0x1a])), [source]);
  }

  private count(depth: number): Expr {
    return this.random.chance(0.85) ? literal('i32', this.random.pick([0, 1, 2, 3, 4, 7, 16, 33, 300])) : this.expr('i32', depth);
  }

  private bulk(depth: number): Expr {
    const r = this.random;
    const where = (): Expr => this.address(depth, this.memoryEnd);
    switch (r.below(4)) {
      case 0: return op([0xfc, 11, 0], [where(), this.expr('i32', depth), this.count(depth)]);
      case 1: return op([0xfc, 10, 0, 0], [where(), where(), this.count(depth)]);
      default: {
        if (this.frame.data.length === 0) return op([0x01], []);
        const segment = leb(r.below(this.frame.data.length));
        return r.chance(0.3) ? op([0xfc, 9, ...segment], []) : op([0xfc, 8, ...segment, 0], [where(), literal('i32', r.below(12)), this.count(depth)]);
      }
    }
  }

  private tableStatement(depth: number): Expr {
    const r = this.random;
    const table = r.below(this.frame.tables.length);
    const { type } = this.frame.tables[table]!;
    const where = (): Expr => this.tableIndex(table, depth);
    const few = (): Expr => (r.chance(0.9) ? literal('i32', r.below(5)) : this.expr('i32', depth));
    switch (r.below(5)) {
      case 0: case 1: return op([0x26, ...leb(table)], [where(), this.expr(type, depth)]);
      case 2: return op([0xfc, 17, ...leb(table)], [where(), this.expr(type, depth), few()]);
      case 3: {
        const source = this.table(type)!;
        return op([0xfc, 14, ...leb(table), ...leb(source)], [where(), this.tableIndex(source, depth), few()]);
      }
      default: {
        if (type !== 'funcref') return op([0x01], []);
        const segment = leb(r.below(this.frame.elements.length));
        return r.chance(0.2) ? op([0xfc, 13, ...segment], []) : op([0xfc, 12, ...segment, ...leb(table)], [where(), literal('i32', r.below(6)), few()]);
      }
    }
  }
}
