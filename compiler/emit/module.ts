/**
 * The module as one function: `const core = (function (imports, abi) { functions; memories, tables, globals, segments; return exports });`.
 * Functions come first and the bindings they use after them, once it is known which these are: nothing runs before the last
 * statement.
 */
import type { Expression, Statement } from 'estree';
import { constInstrs, type ConstExpr, type Export, type Instr } from '../decode/index.js';
import type { JsFunction } from '../ir/js.js';
import { typeKey } from '../ops/index.js';
import type { Deferred } from '../print/index.js';
import { base64, joinSegments } from './data.js';
import { dataText } from './data-text.js';
import { ModuleDeclarations } from './declarations.js';
import * as es from './estree.js';
import { emitFunction } from './function.js';
import type { Tail } from './uses.js';

/** An integer constant. */
const unsignedOf = ({ row, lo, hi }: Instr): number => (row.type === 'l' ? (hi >>> 0) * 2 ** 32 : 0) + (lo >>> 0);

/** What is `common` runs after the pieces of the runtime. */
export interface ModuleStatements {
  readonly core: Statement;
  readonly common: Statement;
}

export class ModuleEmitter extends ModuleDeclarations {
  /** The function of the module, and what its instances have in common. `functions` is called once, when the printer gets to them. */
  core(functions: () => Iterable<Statement>): ModuleStatements {
    const deferred = (produce: Deferred['produce']): Statement => ({ type: 'Deferred', produce } satisfies Deferred) as unknown as Statement;
    const params = [es.id(this.importsParam), es.id(this.abiParam)];
    const body = deferred(() => this.produce(functions));
    return { core: this.const(this.coreName, es.eager(es.anonymous(params, [body]))), common: deferred(() => this.common) };
  }

  private *produce(functions: () => Iterable<Statement>): Iterable<Statement> {
    yield* functions();
    yield* this.setup();
  }

  /** The declarations of a function, or of its second form. */
  declarations(f: JsFunction): Statement[] {
    const { index: func, isResumable } = f;
    const name = f.part?.name ?? (isResumable ? this.generator(func).name : this.funcName(func));
    if (!f.hasTailCalls) return [emitFunction(f, name, this.options)];
    const tail = { func, isResumable };
    this.tails.push(tail);
    const body = this.tailName(tail);
    const first = es.call(es.id(body), [es.spread(es.id('a'))]);
    const bounced = isResumable ? es.delegate(this.call('resume', 'bounceResumable', [first])) : this.call('tail', 'bounce', [first]);
    return [emitFunction(f, body, this.options), es.func(name, [es.rest('a')], [es.returns(bounced)], isResumable)];
  }

  private tailName({ func, isResumable }: Tail): string {
    return this.binding(isResumable ? 'generatorTail' : 'tail', func);
  }

  /** Everything that happens at instantiation, in the order of the specification. */
  private setup(): Statement[] {
    this.countRecords();
    const late = [...this.segments(), ...this.start(), es.returns(this.exportsObject())];
    const views = [...this.tableViews.values()].map((v) =>
      this.const(v.name, this.call('table', 'tableView', [es.id(this.binding('table', v.table)), es.string(v.sig)])),
    );
    const imports = this.imports();
    const tables = this.tables();
    const defined = [...this.memories(), ...this.tags(), ...this.globals(), ...tables];
    const tails = this.tails.map((tail) => {
      const whole = tail.isResumable ? this.generator(tail.func).name : this.funcName(tail.func);
      return es.expression(this.call('tail', 'withTail', [es.id(whole), es.id(this.tailName(tail))]));
    });
    const records = this.recordStatements();
    this.methods();
    this.common.push(...this.types());
    const carriers = [...this.carriers].map(([name, kind]) => es.declare('var', [[name, kind === 'x' ? es.nul() : es.number(0)]]));
    return [...carriers, ...this.computed, ...this.recorder(), ...imports, ...tails, ...records, ...defined, ...views, ...late];
  }

  private segments(): Statement[] {
    const out: Statement[] = [];
    this.module.elems.forEach((seg, i) => {
      const isUsed = this.bindings.has(`elem ${i}`);
      const items = (): Expression =>
        this.list(seg.items.map((item) => (item.func !== undefined ? this.record(item.func) : this.constant(item, seg.type)[0])));
      if (seg.mode === 'active') {
        if (isUsed) out.push(es.declare('let', [[this.binding('elem', i), es.array([])]]));
        out.push(
          es.expression(
            this.call('table', 'tableInit', [
              es.id(this.binding('table', seg.table)),
              items(),
              this.offset(seg.offset!, this.context.tables[seg.table]!.address),
              es.number(0),
              es.number(seg.items.length),
            ]),
          ),
        );
      } else if (isUsed) out.push(es.declare('let', [[this.binding('elem', i), seg.mode === 'passive' ? items() : es.array([])]]));
    });
    return [...out, ...this.dataSegments()];
  }

  private dataSegments(): Statement[] {
    const { datas } = this.module;
    const { memories } = this.context;
    const needed = datas.some((d, i) => d.mode === 'active' || this.bindings.has(`data ${i}`));
    if (!needed) return [];
    const { bytes, starts } = joinSegments(this.module);
    const blob = this.names.fresh('data');
    const encoded = dataText(bytes);
    const decoded = encoded
      ? this.call('data-text', 'decodeText', [es.string(encoded.text), es.string(encoded.key), es.number(bytes.length)])
      : this.call('data', 'decodeBase64', [es.string(base64(bytes))]);
    const out: Statement[] = [this.const(blob, decoded)];
    datas.forEach((d, i) => {
      if (!this.bindings.has(`data ${i}`)) return;
      const [from, to] = d.mode === 'active' ? [0, 0] : [starts[i]!, starts[i]! + d.end - d.start];
      out.push(es.declare('let', [[this.binding('data', i), es.call(es.member(es.id(blob), 'slice'), [es.number(from), es.number(to)])]]));
    });
    for (let i = 0; i < datas.length; i++) {
      const run = this.constantRun(i);
      const d = datas[i]!;
      if (d.mode !== 'active') continue;
      const u8 = this.call('memory', 'bytesOf', [es.id(this.binding('memory', d.memory))]);
      const from = es.number(starts[i]!);
      const call =
        run.length > 2
          ? this.call('data', 'placeSegments', [u8, es.id(blob), from, es.array(run.map(es.number))])
          : this.call('memory', 'memoryInit', [u8, es.id(blob), this.offset(d.offset!, memories[d.memory]!.address), from, es.number(d.end - d.start)]);
      out.push(es.expression(call));
      i += Math.max(0, run.length / 2 - 1);
    }
    return out;
  }

  /** Where an active segment goes: not negative, and exact below 2^53. */
  private offset(expr: ConstExpr, address: 'i32' | 'i64'): Expression {
    const [instr, more] = constInstrs(this.module, expr);
    if (instr!.row.shape === 'const' && !more) return es.number(unsignedOf(instr!));
    const [lo, hi] = this.constant(expr, address);
    const unsigned = (word: Expression): Expression => es.binary('>>>', word, es.number(0));
    return address === 'i64' && hi ? es.binary('+', unsigned(lo), es.binary('*', unsigned(hi), es.number(2 ** 32))) : unsigned(lo);
  }

  /** Offset and size of each segment from `first` on that is active in the same memory at a constant place. */
  private constantRun(first: number): number[] {
    const { datas } = this.module;
    const run: number[] = [];
    for (let i = first; i < datas.length; i++) {
      const d = datas[i]!;
      if (d.mode !== 'active' || d.memory !== datas[first]!.memory) break;
      const [offset, more] = constInstrs(this.module, d.offset!);
      if (offset!.row.shape !== 'const' || more) break;
      run.push(unsignedOf(offset!), d.end - d.start);
    }
    return run;
  }

  private start(): Statement[] {
    const { start } = this.module;
    return start === undefined ? [] : [es.expression(es.call(this.exported(start.func), []))];
  }

  private exportsObject(): Expression {
    const properties = this.module.exports.map((e) => es.property(e.name, this.exportValue(e)));
    const all = this.apart(es.object([es.nullPrototype(), ...properties]), properties.length);
    const exports = this.options.traceExports === undefined ? all : this.call('trace', 'tracedExports', [all, es.id(this.traceName)]);
    return es.call(es.member(es.id('Object'), 'freeze'), [exports]);
  }

  private exportValue({ kind, index, name }: Export): Expression {
    switch (kind) {
      case 'func':
        return this.options.promising.has(name) ? this.call('resume', 'promising', [this.record(index)]) : this.exported(index);
      case 'memory':
        return es.member(es.id(this.binding('memory', index)), 'object');
      case 'table':
        return es.member(es.id(this.binding('table', index)), 'object');
      case 'tag':
        return es.member(es.id(this.binding('tag', index)), 'object');
      default:
        return this.call('global', 'globalToJs', [this.globalCell(index)]);
    }
  }

  private globalCell(index: number): Expression {
    if (this.cells.has(index)) return es.id(this.binding('global', index));
    if (index < this.context.imported.globals) return es.id(this.binding('global', `${index} cell`));
    const type = typeKey(this.context.globals[index]!.type.type, this.context.types);
    return this.cell(type, false, this.globalNames(index).map(es.id));
  }
}
