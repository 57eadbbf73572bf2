/**
 * Exceptions while statements are built: `throw`, `try_table`, and the older `try`, all of which become one statement.
 *
 * Where an exception is sent to a handler past others (`delegate`), handlers become code that labels lead to:
 * `{ { try { body } catch { } } handler }` with branches to the end of the inner block.
 */
import type { CatchClause } from '../decode/operators.js';
import { sigChar, type FuncType, type ValType } from '../ops/types.js';
import { Effects } from '../ops/row.js';
import { ObjectBuilder } from './objects.js';
import { mayThrow } from './effects.js';
import * as make from './make.js';
import { Fx, type Expr, type Stmt, type Word } from './nodes.js';
import type { Frame, Guard } from './pending.js';

const THROWS = Effects.Traps | Fx.Control | Fx.Throws;

export const words = (types: readonly ValType[]): Word[] => types.map((t) => sigChar(t) as Word);

/** How many words a value takes in the payload of an exception. */
export const widthOf = (type: Word): number => (type === 'v' ? 4 : type === 'l' ? 2 : 1);

export abstract class HandlerBuilder extends ObjectBuilder {
  protected abstract readonly context: { tagType(index: number): FuncType };
  /** Where exceptions go, by the handlers around: one that has been caught is needed as long as its handler runs. */
  protected exns: number[] = [];

  protected throwNew(tag: number, at: number): void {
    const args = this.popMany(this.context.tagType(tag).params.length);
    this.append({ k: 'throw', at, tag, args }, THROWS, args);
    this.die();
  }

  protected throwAgain(exn: Expr, at: number): void {
    this.append({ k: 'throw_ref', at, exn }, THROWS, [exn]);
    this.die();
  }

  /** The exception of a frame that is in one of its handlers. */
  protected caught(f: Frame, at: number): Expr {
    return this.getLocal(f.guard!.exn, at);
  }

  protected openGuarded(kind: 'try_table' | 'try', results: readonly Word[], params: Expr[], at: number, catches: readonly CatchClause[] = []): void {
    // What a call among the parameters throws is not for the handlers.
    const kept = params.some((p) => mayThrow(p.fx)) ? this.spillAll(params, at) : params;
    this.open(kind, results, at);
    this.guardOf(this.cur, catches);
    this.guards++;
    for (const p of kept) this.stack.push(p);
  }

  private guardOf(f: Frame, catches: readonly CatchClause[] = []): Guard {
    return (f.guard ??= { exn: (this.exns[f.handlers] ??= this.temp('E')), catches, entry: this.newLabel(), body: undefined, throws: false, handlers: [], tag: undefined });
  }

  /** `try`: what was built since its beginning or since the handler before ends, and a handler begins. */
  catch(tag: number | undefined, at: number): void {
    const f = this.cur;
    const guard = f.guard!;
    this.endPart(f, guard, at);
    guard.tag = tag;
    f.out = [];
    f.dead = this.frames[this.frames.length - 1]!.dead || !guard.throws;
    if (tag === undefined) return;
    for (const value of this.payload(tag, guard, at)) this.push(value);
  }

  /** The end of a body or handler; control goes on after the frame. */
  private endPart(f: Frame, guard: Guard, at: number): void {
    this.storeResults(f, f.out, f.dead ? [] : this.popMany(f.results.length), f.dead, at);
    this.truncate(f.base);
    const isBody = guard.body === undefined;
    if (!f.dead) {
      f.label.uses++;
      f.out.push({ k: 'br', at, label: f.label });
    }
    if (isBody) {
      guard.body = f.out;
      guard.throws = mayThrow(f.fx) || guard.entry.uses > 0;
      this.guards--;
    } else if (guard.throws) guard.handlers.push({ tag: guard.tag, out: f.out });
  }

  protected endGuarded(f: Frame, values: Expr[], at: number): void {
    const guard = f.guard!;
    const isBody = guard.body === undefined;
    if (isBody && guard.entry.uses === 0 && (f.kind === 'try' || !values.some((v) => mayThrow(v.fx)) && !mayThrow(f.fx))) {
      this.guards--;
      this.endBlock(f, values, at);
      return;
    }
    for (const v of values) this.stack.push(v);
    this.endPart(f, guard, at);
    this.appendGuarded(f, guard, f.kind === 'try_table' ? this.clauses(f, guard, at) : this.handlers(f, guard, at), at);
  }

  /** A `try` whose exceptions go to the handler of a frame further out, or past all of them. */
  delegate(depth: number, at: number): void {
    const f = this.cur;
    const guard = f.guard!;
    const isGuarding = (o: Frame): boolean => o.guard !== undefined && o.kind !== 'function' && o.guard.body === undefined;
    const outer = [...this.frames].reverse();
    const target = outer.slice(depth).find(isGuarding) ?? outer[outer.length - 1]!;
    const next = outer.find(isGuarding) ?? outer[outer.length - 1]!;
    if (target === next) {
      this.end(at);
      return;
    }
    this.endPart(f, guard, at);
    if (guard.throws) {
      const { exn, entry } = this.guardOf(target);
      entry.uses++;
      (f.writes ??= new Set()).add(exn);
      const sent: Stmt[] = [{ k: 'br', at, label: entry }];
      if (exn !== guard.exn) sent.unshift({ k: 'set', at, local: exn, value: this.caught(f, at) });
      this.appendGuarded(f, guard, sent, at);
    } else this.appendGuarded(f, guard, [], at);
  }

  abstract end(at: number): void;

  private appendGuarded(f: Frame, guard: Guard, handler: Stmt[], at: number): void {
    const { exn, entry, throws } = guard;
    const body = guard.body!;
    if (throws) {
      const isTarget = entry.uses > 0;
      const guarded: Stmt = { k: 'try', at: f.at, exn, body, handler: isTarget ? [] : handler };
      f.out = isTarget ? [{ k: 'block', at: f.at, label: entry, body: [guarded] }, ...handler] : [guarded];
      (f.writes ??= new Set()).add(exn);
      f.fx |= Fx.Control;
      f.height += f.kind === 'try' ? 3 : 2;
    } else f.out = body;
    this.appendNested({ k: 'block', at: f.at, label: f.label, body: f.out }, f, []);
    if (f.label.uses > 0) this.pushResults(f, at);
    else this.die();
  }

  /** What `try_table` does with an exception: branches of the enclosing frames. */
  private clauses(f: Frame, guard: Guard, at: number): Stmt[] {
    const out: Stmt[] = [];
    for (const { tag, withRef, label } of guard.catches) {
      const target = this.frameAt(label + 1);
      if (target.kind !== 'function') for (const t of this.targetsOf(target)) (f.writes ??= new Set()).add(t);
      const values = tag === undefined ? [] : this.payload(tag, guard, at);
      if (withRef) values.push(this.caught(f, at));
      const leave = this.exits(target, values, at);
      if (tag === undefined) return [...out, ...leave];
      out.push(this.ifStmt(make.hasTag(tag, this.caught(f, at), at), leave, at));
    }
    return [...out, { k: 'throw_ref', at, exn: this.caught(f, at) }];
  }

  /** The handlers of `try`, of which each ends by leaving. */
  private handlers(f: Frame, guard: Guard, at: number): Stmt[] {
    const out: Stmt[] = [];
    for (const handler of guard.handlers) {
      if (handler.tag === undefined) return [...out, ...handler.out];
      out.push(this.ifStmt(make.hasTag(handler.tag, this.caught(f, at), at), handler.out, at));
    }
    return [...out, { k: 'throw_ref', at, exn: this.caught(f, at) }];
  }

  /** The values of the caught exception, which has the tag. */
  private payload(tag: number, guard: Guard, at: number): Expr[] {
    let word = 1;
    return words(this.context.tagType(tag).params).map((type) => {
      const value = make.payload(type, word, this.getLocal(guard.exn, at), at);
      word += widthOf(type);
      return value;
    });
  }

  /** The statements of a function that sends exceptions past all its handlers. */
  protected escaping(f: Frame, { exn, entry }: Guard, at: number): Stmt[] {
    return [
      { k: 'block', at: f.at, label: entry, body: f.out },
      { k: 'throw_ref', at, exn: this.getLocal(exn, at) },
    ];
  }
}
