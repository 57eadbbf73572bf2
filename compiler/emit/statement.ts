/**
 * Lowered statements to ESTree: labelled blocks, loops, switches. Labels are written only where a plain `break` or
 * `continue` would mean something else.
 */
import type { Identifier, Statement } from 'estree';
import { not, type Js, type JsHandler, type JsStmt } from '../ir/js.js';
import { neverEnds } from '../ir/js-walk.js';
import { SAME_STATE } from '../ir/labels.js';
import type { Label } from '../ir/nodes.js';
import * as es from './estree.js';
import { expression, type Scope } from './expression.js';

/** A statement that a branch may leave (`break`) or start again (`continue`). */
interface Target {
  readonly label: Label;
  /** The loop at the end of a block: leaving it leaves the block. */
  readonly lastLoop: Label | undefined;
  readonly kind: 'block' | 'loop' | 'dispatch' | 'switch';
  /** The labels of the jumps to it, which get their name once all of them are known. */
  readonly jumps: Identifier[];
  /** How many targets with names are nested in it. */
  height: number;
}

export class StatementEmitter {
  private readonly targets: Target[] = [];

  constructor(
    private readonly scope: Scope,
    private readonly labelName: (n: number) => string,
  ) {}

  list(stmts: readonly JsStmt[]): Statement[] {
    const out: Statement[] = [];
    for (const s of stmts) this.emit(s, out);
    return out;
  }

  private js(e: Js) {
    return expression(e, this.scope);
  }

  /** A condition: only whether it is true matters. */
  private test(e: Js) {
    while (e.k === 'un' && e.op === '!' && e.e.k === 'un' && e.e.op === '!') e = e.e.e;
    return expression(e, this.scope);
  }

  private emit(s: JsStmt, out: Statement[]): void {
    const before = out.length;
    this.emitOne(s, out);
    if (out.length > before) this.scope.locate(out[before]!, s.at);
  }

  private emitOne(s: JsStmt, out: Statement[]): void {
    switch (s.k) {
      case 'expr':
        out.push(es.expression(this.js(s.e)));
        return;
      case 'block':
        this.block(s.label, s.body, out);
        return;
      case 'loop':
        this.loop(s.label, s.body, out);
        return;
      case 'if':
        this.ifElse(s.test, s.then, s.else, out);
        return;
      case 'br':
        this.branch(s.label, out);
        return;
      case 'switch':
        this.switchOn(s, out);
        return;
      case 'return':
        out.push(es.returns(s.value ? this.js(s.value) : null));
        return;
      case 'throw':
        out.push(es.throws(this.js(s.value)));
        return;
      case 'try':
        out.push(this.tryCatch(this.list(s.body), s));
        return;
      case 'finally':
        out.push(es.tryFinally(this.list(s.body), this.list(s.finalizer)));
        return;
      case 'dispatch':
        this.dispatch(s, out);
        return;
    }
  }

  /** Labels are numbered from the inside, so that what stands in different places may be the same text. */
  private within<R>(label: Label, kind: Target['kind'], body: () => R, lastLoop?: Label): { result: R; name: string | undefined } {
    const target: Target = { label, lastLoop, kind, jumps: [], height: 0 };
    this.targets.push(target);
    const result = body();
    this.targets.pop();
    const { jumps, height } = target;
    const name = jumps.length ? this.labelName(height) : undefined;
    for (const jump of jumps) jump.name = name!;
    const outer = this.targets[this.targets.length - 1];
    if (outer) outer.height = Math.max(outer.height, jumps.length ? height + 1 : height);
    return { result, name };
  }

  private jumpTo(target: Target): Identifier {
    const jump = es.id('_');
    target.jumps.push(jump);
    return jump;
  }

  private wrap(name: string | undefined, s: Statement): Statement {
    return name === undefined ? s : es.labeled(name, s);
  }

  private block(label: Label, body: readonly JsStmt[], out: Statement[]): void {
    const { result, name } = this.within(label, 'block', () => this.list(body), lastLoop(body));
    if (name === undefined) out.push(...result);
    else out.push(es.labeled(name, result.length === 1 && isBreakable(result[0]!) ? result[0]! : es.block(result)));
  }

  private loop(label: Label, body: readonly JsStmt[], out: Statement[]): void {
    const last = body[body.length - 1];
    const again = last?.k === 'if' && isJump(last.then, label) && last.else.length === 0;
    const leaves = last?.k === 'if' && isJump(last.else, label) && last.then.length === 0;
    if (last?.k === 'if' && (again || leaves) && label.uses === 1) {
      const { result, name } = this.within(label, 'loop', () => this.list(body.slice(0, -1)));
      const test = again ? last.test : not(last.test);
      out.push(this.wrap(name, es.doWhile(this.test(test), single(result))));
      return;
    }
    if (body.length === 1 && last?.k === 'if' && last.else.length === 0 && jumpsBack(last.then, label)) {
      const { result, name } = this.within(label, 'loop', () => this.list(withoutTail(last.then, label)));
      out.push(this.wrap(name, es.whileLoop(this.test(last.test), single(result))));
      return;
    }
    const ends = !neverEnds(body);
    const { result, name } = this.within(label, 'loop', () => {
      const inner = this.list(ends ? body : withoutTail(body, label));
      if (ends) inner.push(es.breakTo(undefined));
      return inner;
    });
    out.push(this.wrap(name, es.forever(single(result))));
  }

  private ifElse(test: Js, then: readonly JsStmt[], otherwise: readonly JsStmt[], out: Statement[]): void {
    if (then.length === 0 && otherwise.length === 0) {
      out.push(es.expression(this.js(test)));
      return;
    }
    if (then.length === 0) {
      out.push(es.ifElse(this.test(not(test)), single(this.list(otherwise)), null));
      return;
    }
    const consequent = this.list(then);
    if (otherwise.length === 0) {
      out.push(es.ifElse(this.test(test), single(consequent), null));
      return;
    }
    if (neverEnds(then)) {
      out.push(es.ifElse(this.test(test), single(consequent), null), ...this.list(otherwise));
      return;
    }
    // A dangling `if` would take the else for itself.
    const first = consequent.length === 1 && consequent[0]!.type === 'IfStatement' ? es.block(consequent) : single(consequent);
    out.push(es.ifElse(this.test(test), first, single(this.list(otherwise))));
  }

  private branch(label: Label, out: Statement[]): void {
    const home = label.dispatch?.label ?? label;
    let i = this.targets.length - 1;
    while (this.targets[i]!.label !== home) i--;
    const target = this.targets[i]!;
    const inner = this.targets.slice(i + 1);
    if (label.dispatch) {
      if (label.index !== SAME_STATE) out.push(es.expression(es.assignment(es.id(this.scope.names[this.stateOf(label)]!), es.number(label.index))));
      out.push(es.continueTo(inner.some((t) => t.kind === 'loop' || t.kind === 'dispatch') ? this.jumpTo(target) : undefined));
    } else if (target.kind === 'loop') {
      out.push(es.continueTo(inner.some((t) => t.kind === 'loop' || t.kind === 'dispatch') ? this.jumpTo(target) : undefined));
    } else {
      const inside = inner.filter((t) => t.kind !== 'block');
      const plain = inside.length === 1 && inside[0]!.kind === 'loop' && inside[0]!.label === target.lastLoop;
      out.push(es.breakTo(plain ? undefined : this.jumpTo(target)));
    }
  }

  private readonly states = new Map<Label, number>();
  private stateOf(label: Label): number {
    return this.states.get(label.dispatch!.label)!;
  }

  private switchOn(s: JsStmt & { k: 'switch' }, out: Statement[]): void {
    const { result, name } = this.within(NOWHERE, 'switch', () =>
      s.arms.flatMap((arm) => {
        if (arm.isDefault && arm.body.length === 0) return [];
        const body = this.list(arm.body);
        if (!neverEnds(arm.body)) body.push(es.breakTo(undefined));
        const tests = arm.isDefault ? [null] : arm.cases.map((c) => es.number(c));
        return tests.map((t, i) => es.switchCase(t, i === tests.length - 1 ? body : []));
      }),
    );
    out.push(this.wrap(name, es.switchOn(this.js(s.index), result)));
  }

  private tryCatch(body: Statement[], { thrown, handler }: JsHandler): Statement {
    return es.tryCatch(body, this.scope.names[thrown.slot]!, this.list(handler));
  }

  private dispatch(s: JsStmt & { k: 'dispatch' }, out: Statement[]): void {
    this.states.set(s.label, s.state.slot);
    const { result, name } = this.within(s.label, 'dispatch', () => {
      const cases = s.cases.map((c, i) => es.switchCase(es.number((s.first ?? 0) + i), this.list(c)));
      const round = [es.switchOn(this.js(s.state), cases), es.breakTo(undefined)];
      return s.handled ? [this.tryCatch(round, s.handled)] : round;
    });
    if (s.first === undefined) out.push(es.expression(es.assignment(es.id(this.scope.names[s.state.slot]!), es.number(0))));
    out.push(this.wrap(name, es.forever(es.block(result))));
  }
}

/** The loop whose end is the end of the list. */
function lastLoop(list: readonly JsStmt[]): Label | undefined {
  const last = list[list.length - 1];
  return last?.k === 'loop' ? last.label : last?.k === 'finally' ? lastLoop(last.body) : undefined;
}

const NOWHERE: Label = { id: -1, uses: 0, dispatch: undefined, index: 0 };
const single = (list: Statement[]): Statement => (list.length === 1 && list[0]!.type !== 'VariableDeclaration' ? list[0]! : es.block(list));
const isBreakable = (s: Statement): boolean => s.type === 'IfStatement' || s.type === 'SwitchStatement' || s.type === 'BlockStatement';
const jumpsBack = (list: readonly JsStmt[], label: Label): boolean => {
  const last = list[list.length - 1];
  return last?.k === 'br' && last.label === label;
};
const isJump = (list: readonly JsStmt[], label: Label): boolean => list.length === 1 && list[0]!.k === 'br' && list[0]!.label === label;

/** The body of a loop that only ever ends by a jump: jumps back from where the next round begins anyway are left out. */
function withoutTail(body: readonly JsStmt[], label: Label): readonly JsStmt[] {
  const last = body[body.length - 1];
  const init = body.slice(0, -1);
  if (last?.k === 'br' && last.label === label) return withoutTail(init, label);
  if (last?.k === 'if') return [...init, { ...last, then: [...withoutTail(last.then, label)], else: [...withoutTail(last.else, label)] }];
  return body;
}
