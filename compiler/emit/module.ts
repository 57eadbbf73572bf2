/**
 * The module as one function: `function core(imports, abi) { functions; memories, tables, globals, segments; return exports }`.
 * Functions come first and the bindings they use after them, once it is known which these are: nothing runs before the last
 * statement.
 */
import type { Expression, FunctionDeclaration, Statement } from 'estree';
import { constInstrs, type Import } from '../decode/index.js';
import type { View } from '../ir/env.js';
import type * as js from '../ir/js.js';
import type { JsFunction, JsName } from '../ir/js.js';
import { sigChar, sigKey, sigKeys, typeKey } from '../ops/index.js';
import type { Deferred } from '../print/index.js';
import { ModuleBindings } from './bindings.js';
import { base64, joinSegments } from './data.js';
import * as es from './estree.js';
import { emitFunction } from './function.js';

export class ModuleEmitter extends ModuleBindings {
  /** `functions` is called once, when the printer gets to them. */
  core(functions: () => Iterable<JsFunction>): FunctionDeclaration {
    const deferred: Deferred = { type: 'Deferred', produce: () => this.produce(functions) };
    return es.func(this.coreName, [es.id(this.importsParam), es.id(this.abiParam)], [deferred as unknown as Statement]);
  }

  private *produce(functions: () => Iterable<JsFunction>): Iterable<Statement> {
    for (const f of functions()) {
      if (!f.hasTailCalls) { yield emitFunction(f, this.funcName(f.index), this.options); continue; }
      const body = this.binding('tail', f.index);
      yield emitFunction(f, body, this.options);
      yield es.func(this.funcName(f.index), [es.rest('a')], [es.returns(this.call('tail', 'bounce', [es.call(es.id(body), [es.spread(es.id('a'))])]))]);
      this.tails.push(f.index);
    }
    yield* this.setup();
  }

  /** Functions of the constant expressions that compute. */
  private readonly computed: Statement[] = [];
  /** Functions that make tail calls. */
  private readonly tails: number[] = [];

  private call(file: string, name: string, args: Expression[]): Expression { return es.call(es.id(this.runtime(file, name).name), args); }
  private const(name: string, value: Expression): Statement { return es.declare('const', [[name, value]]); }

  /** Everything that happens at instantiation, in the order of the specification. */
  private setup(): Statement[] {
    const late = [...this.segments(), ...this.start(), es.returns(this.exportsObject())];
    const views = [...this.tableViews.values()].map((v) => this.const(v.name, this.call('table', 'tableView', [es.id(this.binding('table', v.table)), es.string(v.sig)])));
    const imports = this.imports();
    const defined = [...this.memories(), ...this.tags(), ...this.globals(), ...this.tables()];
    const tails = this.tails.map((i) => es.expression(this.call('tail', 'withTail', [es.id(this.funcName(i)), es.id(this.binding('tail', i))])));
    return [...this.computed, ...imports, ...tails, ...this.funcRecs(), ...defined, ...views, ...late];
  }

  private funcRecs(): Statement[] {
    const { imported } = this.context;
    return [...this.refs].sort((a, b) => a - b).filter((i) => i >= imported.funcs || this.isRawImport(i)).map((i) =>
      this.const(this.binding('ref', i), this.call('func', 'funcRec', [es.id(this.funcName(i)), es.string(sigKeys(this.typeOf(i), this.context.types)), es.number(i)])));
  }

  private isRawImport(func: number): boolean {
    const imp = this.context.funcs[func]?.imported;
    return imp !== undefined && this.options.isProvided(imp);
  }

  private imports(): Statement[] {
    const next = { func: 0, memory: 0, table: 0, global: 0, tag: 0 };
    return this.module.imports.flatMap((imp) => this.importOne(imp, next[imp.desc.kind]++));
  }

  private importOne(imp: Import, index: number): Statement[] {
    const key = [es.string(imp.module), es.string(imp.name)];
    const provided = this.options.isProvided(imp);
    const value = provided
      ? this.call('provided', 'provided', [es.id(this.importsParam), es.id(this.abiParam), ...key])
      : this.call('imports', 'lookup', [es.id(this.importsParam), ...key]);
    const where = this.call('imports', 'importName', key);
    const { desc } = imp;
    switch (desc.kind) {
      case 'func': {
        const sig = es.string(sigKeys(this.context.types[desc.type]!, this.context.types));
        if (provided) return [this.const(this.funcName(index), this.call('provided', 'providedFunction', [es.id(this.importsParam), es.id(this.abiParam), ...key, sig]))];
        const rec = this.binding('ref', index);
        return [this.const(rec, this.call('func', 'importFunction', [value, sig, where, es.number(index)])), this.const(this.funcName(index), es.member(es.id(rec), 'raw'))];
      }
      case 'memory': {
        const { min, max, shared } = desc.type;
        const record = this.call('imports', 'importMemory', [value, where, es.number(min), max === undefined ? es.voidZero() : es.number(max), es.boolean(shared)]);
        return [this.const(this.binding('memory', index), record), ...this.viewsOf(index)];
      }
      case 'table': {
        const { min, max, element } = desc.type;
        return [this.const(this.binding('table', index), this.call('imports', 'importTable', [value, where, es.string(typeKey(element, this.context.types)), es.number(min), max === undefined ? es.voidZero() : es.number(max)]))];
      }
      case 'tag': return [this.const(this.binding('tag', index), this.call('tag', 'importTag', [value, where, es.string(this.tagSig(index))]))];
      case 'global': {
        const letter = sigChar(desc.type.type);
        const cell = this.call('imports', 'importGlobal', [value, where, es.string(typeKey(desc.type.type, this.context.types)), es.boolean(desc.type.mutable)]);
        if (this.cells.has(index)) return [this.const(this.binding('global', index), cell)];
        const whole = this.binding('global', `${index} cell`);
        const out = [this.const(whole, cell), this.const(this.binding('global', index), es.member(es.id(whole), 'v'))];
        if (letter === 'l') out.push(this.const(this.binding('global', `${index}h`), es.member(es.id(whole), 'h')));
        return out;
      }
    }
  }

  private memories(): Statement[] {
    const out: Statement[] = [];
    for (let i = this.context.imported.memories; i < this.context.memories.length; i++) {
      const { min, max, shared } = this.context.memories[i]!;
      const descriptor = [es.property('initial', es.number(min))];
      if (max !== undefined) descriptor.push(es.property('maximum', es.number(max)));
      if (shared) descriptor.push(es.property('shared', es.boolean(true)));
      const made = es.construct(es.id(this.runtime('memory', 'Memory').name), [es.object(descriptor)]);
      out.push(this.const(this.binding('memory', i), this.call('memory', 'memoryOf', [made])), ...this.viewsOf(i));
    }
    return out;
  }

  /** Views are constants where the memory cannot change its size, else variables that follow it. */
  private viewsOf(memory: number): Statement[] {
    const views = [...this.views.values()].filter((v) => v.memory === memory);
    if (views.length === 0) return [];
    const record = es.id(this.binding('memory', memory));
    const make = (v: View, buffer: Expression): Expression => es.construct(es.id({ dv: 'DataView', u8: 'Uint8Array', f64: 'Float64Array' }[v]), [buffer]);
    if (!this.canGrow(memory)) return views.map((v) => this.const(v.name, make(v.view, es.member(record, 'buffer'))));
    const follow = es.arrow([es.id('b')], es.sequence(views.map((v) => es.assignment(es.id(v.name), make(v.view, es.id('b'))))));
    return [es.declare('let', views.map((v) => [v.name, null] as const)), es.expression(this.call('memory', 'memorySubscribe', [record, follow]))];
  }

  private tagSig(index: number): string { return sigKey(this.context.types[this.context.tags[index]!.type]!); }

  private tags(): Statement[] {
    const out: Statement[] = [];
    for (let i = this.context.imported.tags; i < this.context.tags.length; i++) out.push(this.const(this.binding('tag', i), this.call('tag', 'newTag', [es.string(this.tagSig(i))])));
    return out;
  }

  private tables(): Statement[] {
    const out: Statement[] = [];
    for (let i = this.context.imported.tables; i < this.context.tables.length; i++) {
      const { min, max, element } = this.context.tables[i]!;
      const { init } = this.module.tables[i - this.context.imported.tables]!;
      const filler = init ? this.constant(init)[0]! : es.nul();
      out.push(this.const(this.binding('table', i), this.call('table', 'makeTable', [es.string(typeKey(element, this.context.types)), es.number(min), max === undefined ? es.voidZero() : es.number(max), filler])));
    }
    return out;
  }

  private globals(): Statement[] {
    const out: Statement[] = [];
    for (let i = this.context.imported.globals; i < this.context.globals.length; i++) {
      const { type, init } = this.context.globals[i]!;
      const letter = sigChar(type.type);
      const [lo, hi] = this.constant(init!);
      const name = this.binding('global', i);
      const isCell = this.cells.has(i);
      if (isCell) { out.push(this.const(name, this.cell(typeKey(type.type, this.context.types), type.mutable, lo!, hi))); continue; }
      const pairs: [string, Expression][] = [[name, lo!]];
      if (letter === 'l') pairs.push([this.binding('global', `${i}h`), hi!]);
      out.push(es.declare(type.mutable ? 'let' : 'const', pairs));
    }
    return out;
  }

  private cell(type: string, mutable: boolean, lo: Expression, hi: Expression | undefined): Expression {
    return this.call('global', 'globalCellOf', [es.string(type), es.boolean(mutable), lo, ...(hi ? [hi] : [])]);
  }

  /** The words of a constant expression. */
  private constant(expr: Parameters<typeof constInstrs>[1]): [Expression, Expression | undefined] {
    let top: [Expression, Expression | undefined] = [es.number(0), undefined];
    const instrs = constInstrs(this.module, expr);
    if (instrs.length > 1) {
      const name = this.names.fresh('constant');
      this.computed.push(emitFunction(this.options.evaluate(instrs, this), name, this.options));
      return [es.call(es.id(name), []), es.id(this.runtime('registers', 'HI').name)];
    }
    for (const i of instrs) {
      switch (i.row.shape) {
        case 'const': top = i.row.type === 'l' ? [es.number(i.lo), es.number(i.hi)] : [this.number(i.row.type!, i.lo, i.hi), undefined]; break;
        case 'global.get': {
          const g = this.global(i.index);
          const place = (p: js.JsName | js.JsMember): Expression => (p.k === 'name' ? es.id(p.name) : es.member(es.id((p.object as JsName).name), p.name));
          top = [place(g.lo), g.hi && place(g.hi)];
          break;
        }
        case 'ref.func': top = [es.id(this.funcRef(i.index).name), undefined]; break;
        case 'ref.null': top = [es.nul(), undefined]; break;
        default: throw new Error(`${i.row.name} in a constant expression has no translation`);
      }
    }
    return top;
  }

  private number(type: 'i' | 'f' | 'd' | 'l', lo: number, hi: number): Expression {
    if (type === 'i') return es.number(lo);
    const view = new DataView(new ArrayBuffer(8));
    view.setInt32(0, lo, true);
    view.setInt32(4, hi, true);
    const v = type === 'f' ? view.getFloat32(0, true) : view.getFloat64(0, true);
    if (v === v) return es.number(v);
    return type === 'f' ? this.call('float', 'f32_reinterpret_i32', [es.number(lo)]) : this.call('float', 'f64_reinterpret_i64', [es.number(lo), es.number(hi)]);
  }

  private segments(): Statement[] {
    const out: Statement[] = [];
    this.module.elems.forEach((seg, i) => {
      const isUsed = this.bindings.has(`elem ${i}`);
      const items = (): Expression => es.array(seg.items.map((item) => (item.func !== undefined ? es.id(this.funcRef(item.func).name) : this.constant(item)[0])));
      if (seg.mode === 'active') {
        if (isUsed) out.push(es.declare('let', [[this.binding('elem', i), es.array([])]]));
        const [offset] = this.constant(seg.offset!);
        out.push(es.expression(this.call('table', 'tableInit', [es.id(this.binding('table', seg.table)), items(), offset, es.number(0), es.number(seg.items.length)])));
      } else if (isUsed) out.push(es.declare('let', [[this.binding('elem', i), seg.mode === 'passive' ? items() : es.array([])]]));
    });
    return [...out, ...this.dataSegments()];
  }

  private dataSegments(): Statement[] {
    const { datas } = this.module;
    const needed = datas.some((d, i) => d.mode === 'active' || this.bindings.has(`data ${i}`));
    if (!needed) return [];
    const { bytes, starts } = joinSegments(this.module);
    const blob = this.names.fresh('data');
    const out: Statement[] = [this.const(blob, this.call('data', 'decodeBase64', [es.string(base64(bytes))]))];
    datas.forEach((d, i) => {
      if (!this.bindings.has(`data ${i}`)) return;
      const [from, to] = d.mode === 'active' ? [0, 0] : [starts[i]!, starts[i]! + d.end - d.start];
      out.push(es.declare('let', [[this.binding('data', i), es.call(es.member(es.id(blob), 'slice'), [es.number(from), es.number(to)])]]));
    });
    for (let i = 0; i < datas.length; i++) {
      const run = this.constantRun(i);
      const d = datas[i]!;
      if (d.mode !== 'active') continue;
      const u8 = es.construct(es.id('Uint8Array'), [es.member(es.id(this.binding('memory', d.memory)), 'buffer')]);
      const from = es.number(starts[i]!);
      const call = run.length > 2
        ? this.call('data', 'placeSegments', [u8, es.id(blob), from, es.array(run.map(es.number))])
        : this.call('memory', 'memoryInit', [u8, es.id(blob), this.constant(d.offset!)[0], from, es.number(d.end - d.start)]);
      out.push(es.expression(call));
      i += Math.max(0, run.length / 2 - 1);
    }
    return out;
  }

  /** Offset and size of each segment from `first` on that is active in the same memory at a constant place. */
  private constantRun(first: number): number[] {
    const { datas } = this.module;
    const run: number[] = [];
    for (let i = first; i < datas.length; i++) {
      const d = datas[i]!;
      if (d.mode !== 'active' || d.memory !== datas[first]!.memory) break;
      const [offset, more] = constInstrs(this.module, d.offset!);
      if (offset!.row.name !== 'i32.const' || more) break;
      run.push(offset!.lo >>> 0, d.end - d.start);
    }
    return run;
  }

  private start(): Statement[] {
    const { start } = this.module;
    return start === undefined ? [] : [es.expression(es.call(this.exported(start.func), []))];
  }

  private exported(func: number): Expression { return this.call('func', 'funcToJs', [es.id(this.funcRef(func).name)]); }

  private exportsObject(): Expression {
    const properties = this.module.exports.map((e) => es.property(e.name, this.exportValue(e.kind, e.index)));
    return es.call(es.member(es.id('Object'), 'freeze'), [es.object([es.nullPrototype(), ...properties])]);
  }

  private exportValue(kind: string, index: number): Expression {
    switch (kind) {
      case 'func': return this.exported(index);
      case 'memory': return es.member(es.id(this.binding('memory', index)), 'object');
      case 'table': return es.member(es.id(this.binding('table', index)), 'object');
      case 'tag': return es.member(es.id(this.binding('tag', index)), 'object');
      default: return this.call('global', 'globalToJs', [this.globalCell(index)]);
    }
  }

  private globalCell(index: number): Expression {
    if (this.cells.has(index)) return es.id(this.binding('global', index));
    if (index < this.context.imported.globals) return es.id(this.binding('global', `${index} cell`));
    const letter = sigChar(this.context.globals[index]!.type.type);
    return this.cell(typeKey(this.context.globals[index]!.type.type, this.context.types), false, es.id(this.binding('global', index)), letter === 'l' ? es.id(this.binding('global', `${index}h`)) : undefined);
  }
}

