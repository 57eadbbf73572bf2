/** Constant expressions: what they are in the output, word by word. */
import type { Expression, Statement } from 'estree';
import { constInstrs, type ConstExpr, type Instr } from '../decode/index.js';
import * as js from '../ir/js.js';
import type { ValType } from '../ops/index.js';
import * as es from './estree.js';
import { expression } from './expression.js';
import { emitFunction } from './function.js';
import { ModuleRecords } from './records.js';
import { wordsOfPlace } from './words.js';

type Words = [first: Expression, ...others: Expression[]];

export class ModuleConstants extends ModuleRecords {
  /** Functions of the constant expressions that compute. */
  protected readonly computed: Statement[] = [];

  /** The words of a constant expression of the type. */
  protected constant(expr: ConstExpr, type: ValType): Words {
    const instrs = constInstrs(this.module, expr);
    const [first] = instrs;
    const atom = instrs.length === 1 ? this.atom(first!) : undefined;
    return atom ?? this.evaluated(instrs, type);
  }

  private atom(i: Instr): Words | undefined {
    switch (i.row.shape) {
      case 'const':
        if (i.row.type === 'v') return [es.number(i.lo), es.number(i.hi), es.number(i.lo2), es.number(i.hi2)];
        return i.row.type === 'l' ? [es.number(i.lo), es.number(i.hi)] : [this.number(i.row.type!, i.lo, i.hi)];
      case 'global.get': {
        const place = (p: js.JsName | js.JsMember): Expression =>
          p.k === 'name' ? es.id(p.name) : es.member(es.id((p.object as js.JsName).name), p.name);
        return wordsOfPlace(this.global(i.index)).map(place) as Words;
      }
      case 'ref.func':
        return [es.id(this.funcRef(i.index).name)];
      case 'ref.null':
        return [es.nul()];
      default:
        return undefined;
    }
  }

  /** A constant expression that computes: a function that is called, unless it is a single expression without variables. */
  private evaluated(instrs: readonly Instr[], type: ValType): Words {
    const f = this.options.evaluate(instrs, type, this);
    const [only] = f.body;
    if (type !== 'i64' && f.body.length === 1 && only!.k === 'return' && f.slots.every((slot) => slot.uses === 0))
      return [expression(only!.value!, { names: [], methods: undefined, inlines: true, locate: (node) => node })];
    const name = this.names.fresh('constant');
    this.computed.push(emitFunction(f, name, this.options));
    return [es.call(es.id(name), []), es.id(this.runtime('registers', 'HI').name)];
  }

  protected number(type: 'i' | 'f' | 'd', lo: number, hi: number): Expression {
    if (type === 'i') return es.number(lo);
    const v = js.floatOf(type, lo, hi);
    if (v === v) return es.number(v);
    return type === 'f'
      ? this.call('float', 'f32_reinterpret_i32', [es.number(lo)])
      : this.call('float', 'f64_reinterpret_i64', [es.number(lo), es.number(hi)]);
  }
}
