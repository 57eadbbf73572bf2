/**
 * Lowers expression trees of one function. An i64 becomes two words: expressions that must be evaluated first go to `pre`,
 * in order; the words themselves are pure (locals, temporaries, constants and integer arithmetic on them), so either may be
 * dropped, but each is used at most once unless made an atom.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { Fx, type Const, type Expr, type FunctionIR, type Op, type Word } from '../ir/nodes.js';
import { Effects } from '../ops/row.js';
import { ViewAliases } from './aliases.js';
import { GlobalLocals } from './global-locals.js';
import { callExpr, intrinsicExpr } from './calls.js';
import type { ModuleEnv, Suspends, View } from '../ir/env.js';
import { payloadWord } from './handlers.js';
import { long, unsigned } from './long.js';
import { testLong } from './long-tests.js';
import { load } from './memory.js';
import type { LaneKind, Lanes } from './lanes.js';
import { f32OfBits } from './reinterpret.js';
import { notANumber, scalar } from './scalar.js';
import { loopLocals } from './loop-locals.js';
import { summands, type Summands } from './summands.js';
import { lanes } from './vector.js';
import { Places } from './places.js';
import { bitmaskTest } from './vector-flags.js';
import { extractedNumber, fromVector } from './vector-scalar.js';

/** An i64: low and high word. For v128 see vector.ts. */
export interface Pair {
  readonly lo: Js;
  readonly hi: Js;
}

export class Lowering extends Places {
  hasTailCalls = false;
  /** How many loops are around the statement. */
  loops = 0;
  /** Byte offset of the operation being lowered, for the calls it becomes; 0 if it cannot trap. */
  at = 0;
  private readonly loopLocals: ReadonlySet<number>;
  private readonly summands: Summands;
  readonly aliases: ViewAliases;
  readonly globals: GlobalLocals;

  constructor(env: ModuleEnv, ir: FunctionIR, readonly suspends: Suspends | undefined) {
    super(env, ir);
    this.loopLocals = loopLocals(ir);
    this.summands = summands(ir);
    this.aliases = new ViewAliases(env, () => this.variable('x'));
    this.globals = new GlobalLocals(env, (range) => this.variable(range));
  }

  /** A view of a memory, or its alias. */
  view(memory: number, kind: View): Js {
    return this.aliases.view(memory, kind);
  }

  /** An i64. */
  long(e: Expr, pre: Js[]): Pair {
    return long(this, e, pre);
  }

  /** Two i64 operands, evaluated left to right. */
  pairs(a: Expr, b: Expr, pre: Js[]): [Pair, Pair] {
    let x = this.long(a, pre);
    if ((b.fx & Fx.WritesLocal) !== 0) x = this.keep(x, pre);
    return [x, this.long(b, pre)];
  }

  /** The pair in temporaries, so that later assignments to locals do not change it. */
  keep(p: Pair, pre: Js[]): Pair {
    return { lo: p.lo.k === 'num' ? p.lo : this.temp(p.lo, pre), hi: p.hi.k === 'num' ? p.hi : this.temp(p.hi, pre) };
  }

  /** A v128 as lanes of the given kind. */
  lanes(e: Expr, pre: Js[], kind: LaneKind): Lanes {
    return lanes(this, e, pre, kind);
  }

  /** Operands in evaluation order, i64 as two words and v128 as four. */
  args(list: readonly Expr[]): Js[] {
    const words: Js[] = [];
    for (const e of list) {
      if (e.type === 'v') {
        const pre: Js[] = [];
        const [first, ...rest] = this.lanes(e, pre, 'i');
        words.push(js.seq(pre, js.int32(first!)), ...rest.map(js.int32));
      } else if (e.type === 'l') {
        const pre: Js[] = [];
        const p = this.long(e, pre);
        words.push(js.seq(pre, js.int32(p.lo)), js.int32(p.hi));
      } else words.push(this.exact(e));
    }
    return words;
  }

  /** An i32 or i64 as an unsigned number: exact, or at least 2^53. */
  unsigned(e: Expr): Js {
    if (e.type === 'i') return js.uint32(this.value(e));
    const pre: Js[] = [];
    const pair = this.long(e, pre);
    return js.seq(pre, unsigned(pair));
  }

  /** `l + r` or `l - r` of words: see `js.sum`. */
  sum(op: '+' | '-', l: Js, r: Js): Js {
    return js.sum(op, l, r, this.env.profile.speculates);
  }

  /** A comparison of two i32 as unsigned numbers. JavaScriptCore compares with constants of 2 ** 31 and more as doubles. */
  compareUnsigned(op: js.BinaryOperator, l: Js, r: Js): Js {
    const isLarge = (e: Js): boolean => e.k === 'num' && (e.v | 0) < 0;
    return this.env.profile.speculates && (isLarge(l) || isLarge(r)) ? js.compare(op, js.biased(l), js.biased(r)) : js.compare(op, js.uint32(l), js.uint32(r));
  }

  /**
   * An i32 as an unsigned number. JavaScriptCore looks for large ones at each place where it has not met any; a function that it inlines
   * is one place.
   */
  number(e: Js): Js {
    const u = js.uint32(e);
    return this.env.profile.speculates && u.k === 'bin' && u.op === '>>>' ? js.unsignedBy(this.env.runtime('int', 'unsigned'), js.int32(e)) : u;
  }

  /** An i32 for what takes it modulo 2 ** 32 anyway. JavaScriptCore checks whether it is an int32. */
  bits(e: Js): Js {
    return e.range === 'b' || (this.env.profile.speculates && js.isScattered(e)) ? js.int32(e) : js.bits(e);
  }

  /** To be called when the operands of an operation are lowered. */
  enter(e: Op): void {
    this.at = (e.row.effects & Effects.Traps) === 0 ? 0 : e.at;
  }

  /** Whether the bits of an f32 that is loaded, reinterpreted or constant matter: see signalling.ts. */
  observes(e: Expr): boolean {
    return this.signalling.observed.has(e);
  }

  /** Whether engines must see the kind of a local: it is read or assigned in a loop, or an operand of a large sum. */
  isTold(local: number): boolean {
    return this.env.profile.compiles && (this.loopLocals.has(local) || this.summands.locals.has(local));
  }

  /**
   * What is assigned to a local. V8 keeps a local of a loop boxed if one of its values is of unknown kind, and every operation on it takes
   * it out and puts it back.
   */
  plain(local: number, v: Js): Js {
    return this.isTold(local) ? js.plain(v) : v;
  }

  /** A word of a value that engines do not see the kind of, where they must. */
  summand(e: Expr, word: Js): Js {
    return this.env.profile.compiles && this.summands.opaque.has(e) ? js.plain(word) : word;
  }

  /** A value that leaves the expression: an i32 in the signed range. */
  exact(e: Expr): Js {
    const v = this.value(e);
    return e.type === 'i' ? js.int32(v) : v;
  }

  /** Anything but an i64 or a v128; an i32 may still be a boolean or an uncoerced sum. */
  value(e: Expr): Js {
    switch (e.k) {
      case 'const':
        return this.constant(e);
      case 'get':
        return this.local(e.local);
      case 'tee':
        return js.assign(this.local(e.local), this.plain(e.local, this.exact(e.value)));
      case 'global.get':
        return this.summand(e, this.globals.words(e.global)[0]!);
      case 'load':
        return load(this, e);
      case 'has_tag':
        return js.compare('===', js.member(this.value(e.exn), 'tag'), this.env.tag(e.tag));
      case 'payload':
        return payloadWord(this.value(e.exn), e.word, js.RANGE[e.type]);
      case 'cond':
        return this.conditional(this.test(e.cond), this.value(e.a), this.value(e.b), e.type);
      case 'call':
      case 'call_indirect':
      case 'call_ref':
        return this.summand(e, callExpr(this, e));
      case 'intrinsic':
        return intrinsicExpr(this, e);
      case 'op': {
        const [a, b] = e.args;
        const number = extractedNumber(this, e);
        if (number) return number;
        if (a!.type === 'v') return fromVector(this, e);
        if (a!.type === 'l') return testLong(this, e, false);
        const template = scalar[e.row.lower ?? e.row.name];
        if (!template) throw new Error(`no lowering for ${e.row.name}`);
        const x = this.value(a!);
        const y = b === undefined ? (undefined as never) : this.value(b);
        this.enter(e);
        return template(this, x, y, e);
      }
    }
  }

  /** A condition: a boolean, or an i32 that is true when it is not zero. */
  test(e: Expr): Js {
    if (e.k === 'op') {
      const [a, b] = e.args;
      if (e.row.name === 'i32.eqz') return js.not(this.test(a!));
      if (b?.k === 'const' && b.lo === 0) {
        if (e.row.name === 'i32.ne') return this.test(a!);
        if (e.row.name === 'i32.eq') return js.not(this.test(a!));
      }
    }
    const bits = bitmaskTest(this, e);
    if (bits) return bits;
    const v = e.k === 'op' && e.args[0]?.type === 'l' ? testLong(this, e, true) : this.value(e);
    return v.range === 'b' ? v : js.int32(v);
  }

  private conditional(test: Js, a: Js, b: Js, type: Word): Js {
    if (type !== 'i') return js.cond(test, a, b);
    if (a.k === 'num' && b.k === 'num' && test.range === 'b') {
      if (a.v === 1 && b.v === 0) return test;
      if (a.v === 0 && b.v === 1) return js.not(test);
    }
    return js.cond(test, js.int32(a), js.int32(b));
  }

  private constant(e: Const): Js {
    const { type, lo, hi } = e;
    if (type === 'i') return js.num(lo);
    const v = js.floatOf(type as 'f' | 'd', lo, hi);
    if (v !== v) {
      if (type === 'f') return lo === 0x7fc00000 ? notANumber('f') : f32OfBits(this, js.num(lo), this.observes(e));
      return lo === 0 && hi === 0x7ff80000
        ? notANumber('d')
        : js.call(this.env.runtime('float', 'f64_reinterpret_i64'), [js.num(lo), js.num(hi)], 'd');
    }
    return { k: 'num', v, range: type === 'f' ? 'f' : 'd' };
  }
}
