/** Checks what every pass may rely on. Tests run it after each; the compiler does not. */
import { operands } from './effects.js';
import * as make from './make.js';
import { Effects } from '../ops/row.js';
import type { AnyCall, Dispatch, Expr, FunctionIR, Label, Stmt, Word } from './nodes.js';
import { printExpr } from './print.js';
import { mapOperands } from './rewrite.js';
import { expressionsOf, listsOf, resultsOf } from './walk.js';

/** Bounds of heights: of expression trees, and of nested statements. Passes and engines recurse over both. */
const MAX_TREE = 128;
const MAX_NEST = 256;

/** Signatures of the functions around, as keys like 'il:d'. */
export interface Signatures {
  readonly func: (index: number) => string;
  readonly global: (index: number) => Word;
  /** Types of addresses and table indices. */
  readonly memory: (index: number) => Word;
  readonly table: (index: number) => Word;
  readonly tag: (index: number) => string;
}

/** @throws Error naming the first thing that is wrong. */
export function verify(f: FunctionIR, signatures: Signatures): void {
  new Verifier(f, signatures).run();
}

class Verifier {
  private readonly open = new Set<Label>();
  private readonly seen = new Set<Label>();
  private readonly branches = new Map<Label, number>();
  private readonly dispatches = new Set<Dispatch>();

  constructor(
    private readonly f: FunctionIR,
    private readonly signatures: Signatures,
  ) {}

  run(): void {
    const { f } = this;
    f.params.forEach((type, i) => this.check(f.locals[i] === type, `parameter ${i} is not of type ${type}`));
    this.check(f.declared <= f.locals.length && f.params.length <= f.declared, 'declared locals beyond the locals');
    for (const local of f.zeroed ?? []) this.check(local < f.declared && local >= f.params.length, `local ${local} cannot start as zero`);
    this.list(f.body, 0);
    for (const label of this.seen) {
      const found = this.branches.get(label) ?? 0;
      this.check(found === label.uses, `label ${label.id} has ${found} branches and ${label.uses} uses`);
    }
  }

  private check(holds: boolean, message: string): void {
    if (!holds) throw new Error(`function ${this.f.index}: ${message}`);
  }

  private list(list: readonly Stmt[], depth: number): void {
    this.check(depth <= MAX_NEST, 'statements are nested too deep');
    for (const s of list) this.statement(s, depth);
  }

  private statement(s: Stmt, depth: number): void {
    for (const e of expressionsOf(s)) this.expression(e, 1);
    switch (s.k) {
      case 'set':
        this.local(s.local, s.value.type);
        break;
      case 'global.set':
        this.type(s.value, this.signatures.global(s.global));
        break;
      case 'store':
        this.type(s.addr, this.signatures.memory(s.memory));
        this.type(s.value, s.row.type!);
        break;
      case 'multi':
        this.check(s.dests.length === resultsOf(s.call).length && s.dests.length > 1, 'a multiple assignment of as many results');
        s.dests.forEach((d, i) => this.local(d, resultsOf(s.call)[i]!));
        break;
      case 'if':
        this.type(s.cond, 'i');
        this.check(s.likely === undefined || this.f.traits.hints, 'a hint that the function does not tell of');
        break;
      case 'br':
        this.branch(s.label);
        break;
      case 'switch': {
        this.type(s.index, 'i');
        const cases = s.arms.flatMap((arm) => arm.cases);
        this.check(new Set(cases).size === cases.length, 'a switch with a case twice');
        this.check(
          s.arms.every((arm, i) => arm.isDefault === (i === s.arms.length - 1)),
          'the default is the last arm of a switch',
        );
        break;
      }
      case 'return':
        this.results(s.values.map((v) => v.type));
        break;
      case 'tail':
        this.results(s.call.results);
        break;
      case 'throw':
        this.check(s.args.map((a) => a.type).join('') === this.signatures.tag(s.tag).replace(/:.*/s, ''), `values of tag ${s.tag} of other types`);
        break;
      case 'throw_ref':
        this.type(s.exn, 'E');
        break;
      case 'try':
        this.local(s.exn, 'E');
        break;
      case 'dispatch':
        this.local(s.state, 'i');
        this.dispatch(s);
        break;
      case 'block':
      case 'loop':
        this.check(s.k === 'block' || this.f.traits.loops, 'a loop that the function does not tell of');
        this.check(!this.seen.has(s.label), `label ${s.label.id} is that of two statements`);
        this.seen.add(s.label);
        this.open.add(s.label);
    }
    this.check(s.at >= 0 && Number.isInteger(s.at), 'a statement without an offset');
    for (const l of listsOf(s)) this.list(l, depth + 1);
    if (s.k === 'block' || s.k === 'loop') this.open.delete(s.label);
    if (s.k === 'dispatch') this.dispatches.delete(s);
  }

  private dispatch(s: Dispatch): void {
    this.dispatches.add(s);
    for (const l of s.labels)
      this.check(l.dispatch === s && l.index >= 0 && l.index < s.cases.length, `label ${l.id} is no case of its dispatch`);
    this.check(s.handlers.length === s.cases.length, 'a dispatch with a handler for each case');
    for (const h of s.handlers) {
      if (!h) continue;
      this.local(h.exn, 'E');
      this.check(s.labels.includes(h.label), 'a handler that is no case of its dispatch');
    }
  }

  private branch(label: Label): void {
    this.branches.set(label, (this.branches.get(label) ?? 0) + 1);
    const isOpen = label.dispatch ? this.dispatches.has(label.dispatch) : this.open.has(label);
    this.check(isOpen, `a branch to label ${label.id}, which is not around it`);
  }

  private results(types: readonly (Word | '')[]): void {
    const { results } = this.f;
    this.check(types.join('') === results.join(''), `results of type ${types.join('')}, not ${results.join('')}`);
  }

  private local(index: number, type: Word | ''): void {
    this.check(index < this.f.locals.length, `local ${index} does not exist`);
    this.check(this.f.locals[index] === type, `local ${index} is of type ${this.f.locals[index]}, not ${type || 'nothing'}`);
  }

  private type(e: Expr, type: string): void {
    this.check(e.type === type, `${printExpr(e)} is of type ${e.type || 'nothing'}, not ${type}`);
  }

  private expression(e: Expr, level: number): void {
    this.check(level <= MAX_TREE, 'an expression is too high');
    const again = rebuilt(e);
    this.check(e.type !== 'f' || this.f.traits.f32, 'an f32 that the function does not tell of');
    this.check(again.fx === e.fx, `${printExpr(e)} has effects ${e.fx}, not ${again.fx}`);
    this.check(again.depth === e.depth, `${printExpr(e)} has height ${e.depth}, not ${again.depth}`);
    switch (e.k) {
      case 'get':
        this.local(e.local, e.type);
        break;
      case 'tee':
        this.local(e.local, e.type);
        this.type(e.value, e.type);
        break;
      case 'global.get':
        this.check(e.type === this.signatures.global(e.global), `global ${e.global} is not of type ${e.type}`);
        break;
      case 'load':
        this.type(e.addr, this.signatures.memory(e.memory));
        this.check(e.type === e.row.type, `${e.row.name} does not give ${e.type}`);
        break;
      case 'op':
        this.check(
          e.args.map((a) => a.type).join('') === e.row.params && e.type === e.row.result,
          `${printExpr(e)} is not typed as ${e.row.params}:${e.row.result}`,
        );
        this.check(e.row.shape !== 'convert' || (e.row.effects & Effects.Traps) === 0 || this.f.traits.truncations, 'a truncation that the function does not tell of');
        this.check(
          e.lanes.length === laneCount(e) && e.lanes.every((lane) => lane < e.row.lanes!),
          `${printExpr(e)} does not have the lane indices of ${e.row.name}`,
        );
        break;
      case 'has_tag':
      case 'payload':
        this.type(e.exn, 'E');
        break;
      case 'cond':
        this.type(e.cond, 'i');
        this.type(e.a, e.type);
        this.type(e.b, e.type);
        break;
      case 'call':
        this.call(e, this.signatures.func(e.func));
        break;
      case 'call_indirect':
        this.type(e.index, this.signatures.table(e.table));
        this.call(e, e.sig);
        break;
      case 'call_ref':
        this.type(e.ref, 'F');
        this.check(e.type === (e.results[0] ?? ''), 'a call of another type than its first result');
        break;
    }
    operands(e, (o) => this.expression(o, level + 1));
  }

  private call(e: AnyCall, sig: string): void {
    const found = `${e.args.map((a) => a.type).join('')}:${e.results.join('')}`;
    this.check(found === sig.replace(/;.*/s, ''), `a call of ${sig} as ${found}`);
    this.check(e.type === (e.results[0] ?? ''), 'a call of another type than its first result');
  }
}

const laneCount = (e: Expr & { k: 'op' }): number => (e.row.shape === 'shuffle' ? 16 : e.row.lanes === undefined ? 0 : 1);

/** The node made anew from the same parts: with the effects and the height that it must have. */
function rebuilt(e: Expr): Expr {
  if (e.k === 'const') return make.constant(e.type, e.lo, e.hi, e.at, e.lo2, e.hi2);
  if (e.k === 'get') return make.get(e.type, e.local, e.at);
  if (e.k === 'global.get') return make.globalGet(e.type, e.global, e.at);
  const copy = mapOperands(e, (o) => ({ ...o }));
  return copy === e ? withoutOperands(e) : copy;
}

function withoutOperands(e: Expr): Expr {
  if (e.k === 'call') return make.call(e.func, [], e.results, e.at);
  if (e.k === 'intrinsic') return make.intrinsic(e.type, e.row, e.index, e.index2, [], e.at, e.cast, e.stack);
  return e;
}
