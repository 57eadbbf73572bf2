/**
 * Where the variables of a function stand: its text as a sequence of small integers in which all variables are alike, so that what is
 * around two of them can be compared between functions.
 */
import { expressionOf, listsOf, ownSlots } from '../ir/js-walk.js';
import type { Js, JsFunction, JsStmt } from '../ir/js.js';

const VARIABLE = 1;

/** Each variable's place is seen as so many contexts: the three tokens before it, the three after it, and both. */
export const CONTEXTS = 3;
const REACH = 3;

/** Made once and used for all functions. */
export class Roles {
  /** For each place of a variable, in the order of the text: its slot, and the numbers of its contexts, which are below `limit`, a power of two. */
  readonly slots: number[] = [];
  readonly contexts: number[] = [];

  private tokens = new Int32Array(1024);
  private count = 0;
  private readonly places: number[] = [];
  private homes: readonly number[] = [];

  constructor(private readonly limit: number) {}

  read(f: JsFunction): void {
    this.count = 0;
    this.places.length = this.slots.length = this.contexts.length = 0;
    this.homes = f.slots.map(({ home }, slot) => home ?? slot);
    for (let i = 0; i < REACH; i++) this.token(0);
    this.list(f.body);
    for (let i = 0; i < REACH; i++) this.token(0);
    for (const place of this.places) this.look(place);
  }

  private look(place: number): void {
    const { tokens } = this;
    let before = 1;
    let after = 2;
    let both = 3;
    for (let i = 1; i <= REACH; i++) {
      before = mix(before, tokens[place - i]!);
      after = mix(after, tokens[place + i]!);
      both = mix(mix(both, tokens[place - i]!), tokens[place + i]!);
    }
    this.add(before);
    this.add(after);
    this.add(both);
  }

  private add(hash: number): void {
    this.contexts.push((hash ^ (hash >>> 15)) & (this.limit - 1));
  }

  private token(value: number): void {
    if (this.count === this.tokens.length) {
      const larger = new Int32Array(this.count * 2);
      larger.set(this.tokens);
      this.tokens = larger;
    }
    this.tokens[this.count++] = value;
  }

  private word(text: string): void {
    let hash = 7;
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    this.token(hash);
  }

  private variable(slot: number): void {
    this.places.push(this.count);
    this.slots.push(this.homes[slot]!);
    this.token(VARIABLE);
  }

  private list(list: readonly JsStmt[]): void {
    for (const s of list) this.statement(s);
  }

  private block(list: readonly JsStmt[]): void {
    this.word('{');
    this.list(list);
    this.word('}');
  }

  private statement(s: JsStmt): void {
    if (s.k !== 'expr') this.word(s.k);
    const own = expressionOf(s);
    if (own) this.expression(own);
    if (s.k === 'expr') this.word(';');
    ownSlots(s, (slot) => this.variable(slot));
    for (const list of listsOf(s)) if (list.length) this.block(list);
  }

  private all(list: readonly Js[]): void {
    for (const e of list) {
      this.expression(e);
      this.word(',');
    }
  }

  private expression(e: Js): void {
    switch (e.k) {
      case 'num':
        this.token(mix(4, e.v));
        return;
      case 'lit':
        this.word(String(e.v));
        return;
      case 'loc':
        this.variable(e.slot);
        return;
      case 'name':
        this.word(e.name);
        return;
      case 'bin':
        this.expression(e.l);
        this.word(e.op);
        this.expression(e.r);
        return;
      case 'un':
        this.word(e.op);
        this.expression(e.e);
        return;
      case 'cond':
        this.expression(e.test);
        this.word('?');
        this.expression(e.a);
        this.word(':');
        this.expression(e.b);
        return;
      case 'call':
      case 'new':
        this.expression(e.callee);
        this.word('(');
        this.all(e.args);
        return;
      case 'member':
        this.expression(e.object);
        this.word(e.name);
        return;
      case 'index':
        this.expression(e.object);
        this.word('[');
        this.expression(e.index);
        return;
      case 'assign':
        this.expression(e.target);
        this.word('=');
        this.expression(e.value);
        return;
      case 'seq':
        this.all(e.list);
    }
  }
}

function mix(hash: number, token: number): number {
  const product = Math.imul(hash ^ token, 0x9e3779b1);
  return product ^ (product >>> 15);
}
