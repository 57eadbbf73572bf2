/**
 * Random programs of nested handlers, throws, branches and locals, written down in both encodings of exceptions. A program ends:
 * calls go to later functions, and going back costs fuel.
 */
import { Random } from '../fuzz/random.js';

export interface Program {
  /** With `try`, `catch`, `delegate` and `rethrow`. */
  readonly legacy: string;
  /** With `try_table` and `throw_ref`; undefined if exceptions are delegated, for which it has no words. */
  readonly current: string | undefined;
}

const FUNCTIONS = 4;
const TAGS = ['t0', 't1', 't2'] as const;
type Tag = (typeof TAGS)[number];

const header = `(module
  (import "host" "h" (func $h (param i32) (result i32)))
  (tag $t0 (export "t0") (param i32)) (tag $t1 (export "t1") (param i64 f64)) (tag $t2 (export "t2"))
  (global $g (export "g") (mut i32) (i32.const 0)) (global $fuel (export "fuel") (mut i32) (i32.const 0))
  (table funcref (elem ${Array.from({ length: FUNCTIONS }, (_, k) => `$f${k}`).join(' ')}))
  (type $f (func (param i32 i64) (result i32)))
  (func $burn (result i32)
    (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))
    (i32.gt_s (global.get $fuel) (i32.const 0)))
  (func (export "throw") (param i32) (throw $t0 (local.get 0)))
  (func (export "trap") (unreachable))`;

/** What is around the code that is made: labels from the outermost in, and the handlers. */
interface Scope {
  readonly labels: readonly { readonly name: string; readonly kind: 'void' | 'i32' | 'loop' }[];
  readonly handlers: readonly string[];
}

class Writer {
  private readonly lines: string[] = [];
  private readonly exns: string[] = [];
  private next = 0;
  private left = 60;

  constructor(
    private readonly random: Random,
    private readonly index: number,
    private readonly delegates: boolean,
    private readonly legacy: boolean,
  ) {}

  function(): string {
    const scope: Scope = { labels: [], handlers: [] };
    this.statements(scope, 3 + this.random.below(4));
    for (const local of ['x', 'y']) this.out(`local.get $${local}`, 'call $h', 'drop');
    this.out('local.get $z', 'i32.wrap_i64', 'call $h', 'drop', 'local.get $w', 'i32.trunc_sat_f64_s', 'call $h', 'drop');
    this.value(scope);
    const exns = this.exns.map((name) => ` (local $${name} exnref)`).join('');
    return `(func $f${this.index} (export "f${this.index}") (param $a i32) (param $b i64) (result i32) (local $x i32) (local $y i32) (local $z i64) (local $w f64)${exns}
    ${this.lines.join('\n    ')})`;
  }

  private out(...lines: string[]): void {
    this.lines.push(...lines);
  }

  private name(kind: string): string {
    return `${kind}${this.next++}`;
  }

  private within(scope: Scope, name: string, kind: 'void' | 'i32' | 'loop'): Scope {
    return { ...scope, labels: [...scope.labels, { name, kind }] };
  }

  private statements(scope: Scope, count: number): void {
    for (let k = 0; k < count; k++) this.statement(scope);
  }

  private statement(scope: Scope): void {
    const { random } = this;
    this.left--;
    const kind = random.below(this.left > 0 && scope.labels.length < 7 ? 27 : 15);
    if (kind < 4) {
      this.value(scope);
      this.out(`local.set $${random.pick(['x', 'y', 'a'])}`);
    } else if (kind < 5) {
      this.value(scope);
      this.out('i64.extend_i32_s', 'i64.const 4294967297', 'i64.add', `local.set $${random.pick(['z', 'b'])}`);
    } else if (kind < 6) {
      this.value(scope);
      this.out('f64.convert_i32_s', 'local.set $w');
    } else if (kind < 7) {
      this.value(scope);
      this.out('global.set $g');
    } else if (kind < 9) {
      this.value(scope);
      this.out('drop');
    } else if (kind < 11) this.leave(scope);
    else if (kind < 13) this.throw(scope);
    else if (kind < 14) {
      this.value(scope);
      this.out('call $m', 'local.set $z', `local.set $${random.pick(['x', 'y'])}`);
    } else if (kind < 15) {
      if (random.chance(0.2)) this.out('unreachable');
      else this.out('nop');
    } else if (kind < 17) {
      const label = this.name('i');
      this.value(scope);
      this.out(`if $${label}`);
      this.statements(this.within(scope, label, 'void'), 1 + random.below(2));
      if (random.chance(0.5)) {
        this.out('else');
        this.statements(this.within(scope, label, 'void'), 1 + random.below(2));
      }
      this.out('end');
    } else if (kind < 19) {
      const label = this.name('b');
      this.out(`block $${label}`);
      this.statements(this.within(scope, label, 'void'), 1 + random.below(3));
      this.out('end');
    } else if (kind < 20) {
      const label = this.name('l');
      this.out(`loop $${label}`);
      this.statements(this.within(scope, label, 'loop'), 1 + random.below(3));
      this.out('end');
    } else this.try(scope, false);
  }

  private throw(scope: Scope): void {
    const { random } = this;
    if (scope.handlers.length > 0 && random.chance(0.4)) {
      const handler = random.pick(scope.handlers);
      if (this.legacy) this.out(`rethrow $${handler}`);
      else this.out(`local.get $e${handler}`, 'throw_ref');
      return;
    }
    const tag = random.pick(TAGS);
    if (tag === 't0') this.value(scope);
    if (tag === 't1') {
      this.value(scope);
      this.out('i64.extend_i32_s', 'local.get $z', 'i64.xor');
      this.value(scope);
      this.out('f64.convert_i32_s');
    }
    this.out(`throw $${tag}`);
  }

  private leave(scope: Scope): void {
    const { random } = this;
    const target = scope.labels.length > 0 && random.chance(0.8) ? random.pick(scope.labels) : undefined;
    if (target?.kind === 'loop') {
      this.out('call $burn', `br_if $${target.name}`);
      return;
    }
    if (target === undefined) {
      const way = random.below(4);
      if (way < 2) {
        this.value(scope);
        this.out('return');
      } else {
        this.value(scope);
        this.out('local.get $b');
        const callee = this.index + 1 < FUNCTIONS ? this.index + 1 + random.below(FUNCTIONS - this.index - 1) : undefined;
        if (callee !== undefined && way === 2) this.out(`return_call $f${callee}`);
        else this.out('call $burn', 'if (param i32 i64) (result i32 i64)', `return_call $f${this.index}`, 'end', 'drop', 'return');
      }
      return;
    }
    if (target.kind === 'i32') this.value(scope);
    const way = random.below(3);
    if (way === 0) this.out(`br $${target.name}`);
    else {
      this.value(scope);
      if (way === 1) this.out(`br_if $${target.name}`);
      else {
        const same = scope.labels.filter(({ kind }) => kind === target.kind).map(({ name }) => `$${name}`);
        this.out(`br_table ${Array.from({ length: 1 + random.below(3) }, () => random.pick(same)).join(' ')}`);
        return;
      }
      if (target.kind === 'i32') this.out('drop');
    }
  }

  /** An i32 on the stack. */
  private value(scope: Scope, depth = 0): void {
    const { random } = this;
    this.left--;
    const kind = random.below(this.left > 0 && depth < 4 ? 20 : 6);
    if (kind < 2) this.out(`i32.const ${random.below(40) - 4}`);
    else if (kind < 5) this.out(`local.get $${random.pick(['x', 'y', 'a'])}`);
    else if (kind < 6) this.out('global.get $g');
    else if (kind < 8) {
      this.value(scope, depth + 1);
      this.out(`local.tee $${random.pick(['x', 'y', 'a'])}`);
    } else if (kind < 12) {
      this.value(scope, depth + 1);
      this.value(scope, depth + 1);
      this.out(random.pick(['i32.add', 'i32.sub', 'i32.xor', 'i32.lt_s', 'i32.div_s']));
    } else if (kind < 14) {
      this.value(scope, depth + 1);
      this.out('call $h');
    } else if (kind < 17) this.call(scope, depth);
    else if (kind < 18) {
      const label = this.name('b');
      this.out(`block $${label} (result i32)`);
      const inner = this.within(scope, label, 'i32');
      this.statements(inner, 1 + random.below(2));
      this.value(inner, depth + 1);
      this.out('end');
    } else if (scope.labels.length < 7) this.try(scope, true);
    else this.out('local.get $x');
  }

  private call(scope: Scope, depth: number): void {
    const { random } = this;
    this.value(scope, depth + 1);
    if (this.index + 1 >= FUNCTIONS) {
      this.out('call $h');
      return;
    }
    const callee = this.index + 1 + random.below(FUNCTIONS - this.index - 1);
    this.out(random.pick(['local.get $b', 'local.get $z']));
    if (random.chance(0.7)) this.out(`call $f${callee}`);
    else this.out(`i32.const ${callee}`, 'call_indirect (type $f)');
  }

  private try(scope: Scope, gives: boolean): void {
    const { random } = this;
    const label = this.name('t');
    const type = gives ? ' (result i32)' : '';
    const inner = this.within(scope, label, gives ? 'i32' : 'void');
    const part = (around: Scope, pending: boolean): void => {
      this.statements(around, random.below(3));
      if (!gives) return;
      this.value(around, 2);
      if (pending) this.out('i32.add');
    };
    if (this.delegates && random.chance(0.3)) {
      this.out(`try $${label}${type}`);
      part(inner, false);
      const depth = random.below(scope.labels.length + 1);
      this.out(`delegate ${depth}`);
      return;
    }
    const tags = TAGS.filter(() => random.chance(0.4));
    const all = tags.length === 0 || random.chance(0.5);
    const clauses: (Tag | undefined)[] = all ? [...tags, undefined] : [...tags];
    const body = (): void => part(inner, false);
    const handler = (tag: Tag | undefined): void => {
      const keeps = gives && tag === 't0';
      if (tag === 't0' && !keeps) this.out(random.chance(0.3) ? 'drop' : 'local.set $x');
      if (tag === 't1') this.out('local.set $w', random.chance(0.5) ? 'local.set $z' : 'drop');
      part({ labels: inner.labels, handlers: [...scope.handlers, label] }, keeps);
    };
    if (this.legacy) {
      this.out(`try $${label}${type}`);
      body();
      for (const tag of clauses) {
        this.out(tag === undefined ? 'catch_all' : `catch $${tag}`);
        handler(tag);
      }
      this.out('end');
      return;
    }
    const payloads: Record<Tag, string> = { t0: 'i32 ', t1: 'i64 f64 ', t2: '' };
    this.exns.push(`e${label}`);
    this.out(`block $${label}${type}`);
    for (const tag of [...clauses].reverse()) this.out(`block $${label}${tag ?? 'all'} (result ${tag === undefined ? '' : payloads[tag]}exnref)`);
    const list = clauses.map((tag) => (tag === undefined ? `(catch_all_ref $${label}all)` : `(catch_ref $${tag} $${label}${tag})`));
    this.out(`try_table${type} ${list.join(' ')}`);
    body();
    this.out('end', `br $${label}`);
    for (const tag of clauses) {
      this.out('end', `local.set $e${label}`);
      handler(tag);
      this.out(`br $${label}`);
    }
    // The last handler has left.
    this.out('end');
  }
}

const several = `(func $m (param i32) (result i32 i64)
    (if (i32.eq (i32.and (local.get 0) (i32.const 3)) (i32.const 1)) (then (throw $t0 (local.get 0))))
    (call $h (local.get 0)) (i64.extend_i32_s (local.get 0)))`;

function text(seed: number, delegates: boolean, legacy: boolean): string {
  const random = new Random(seed);
  const functions = Array.from({ length: FUNCTIONS }, (_, k) => new Writer(random, k, delegates, legacy).function());
  return `${header}\n  ${several}\n  ${functions.join('\n  ')})`;
}

/** Both texts make the same random choices. */
export function generate(seed: number): Program {
  const delegates = seed % 2 === 1;
  return { legacy: text(seed, delegates, true), current: delegates ? undefined : text(seed, false, false) };
}
