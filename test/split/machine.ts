/** State machines as Go's functions are: a loop that begins with a table on a local, and blocks that each say where to go on. */
import { Random } from '../fuzz/random.js';
import { assemble } from '../wabt.js';

export interface Machine {
  readonly states: number;
  readonly seed: number;
  /** Whether the local that tells the state is read by other code, too. */
  readonly isRead?: boolean;
  /** Whether there is a loop around it, which goes on with the state that it was left with. */
  readonly isAgain?: boolean;
  /** Whether the state is loaded from memory before the loop, as parsers have it that go on with the next piece of a text. */
  readonly isLoaded?: boolean;
  /** Whether there are locals made of others: at the beginning, of parameters that are assigned anew and of one local that is not, and in one state. */
  readonly isDerived?: boolean;
}

const INTS = ['$a', '$b', '$c', '$d'];
const DERIVED = ['$p', '$q', '$r', '$s', '$t', '$u', '$v', '$w', '$y'];
const MADE = `(local.set $p (i32.add (local.get $a) (i32.const 12))) (local.set $q (i32.sub (local.get $a) (i32.const 40))) (local.set $r (i32.xor (local.get $a) (i32.const 21)))
  (local.set $a (i32.mul (local.get $a) (i32.const 3))) (local.set $s (i32.and (local.get $a) (i32.const 60))) (local.set $u (i32.load offset=4 (i32.and (local.get $fuel) (i32.const 64))))
  (local.set $v (i32.add (local.get $u) (i32.const 8))) (local.set $w (i32.xor (i32.add (local.get $v) (i32.const 3)) (i32.const 255)))`;

/** `f(state, fuel, x)`: from any state on, some hundred steps. */
export function machine({ states, seed, isRead = false, isAgain = false, isLoaded = false, isDerived = false }: Machine): Uint8Array<ArrayBuffer> {
  const random = new Random(seed);
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const read = [...INTS, ...(isRead ? ['$pc'] : []), ...(isDerived ? DERIVED : [])];
  const once = isDerived ? random.below(states) : -1;
  const number = (): string => (random.below(3) === 0 ? `(i32.const ${random.below(1000)})` : `(local.get ${pick(read)})`);
  const work = (): string => {
    switch (random.below(5)) {
      case 0:
        return `(i32.store (i32.and ${number()} (i32.const 255)) ${number()})`;
      case 1:
        return `(local.set $l (i64.add (i64.mul (local.get $l) (i64.const ${1 + random.below(99)})) (i64.extend_i32_s ${number()})))`;
      case 2:
        return `(local.set ${pick(INTS)} (i32.load (i32.and ${number()} (i32.const 255))))`;
      case 3:
        return `(local.set $g (f64.add (local.get $g) (f64.convert_i32_s ${number()})))`;
      default:
        return `(local.set ${pick(INTS)} (i32.${pick(['add', 'mul', 'xor', 'sub'])} ${number()} ${number()}))`;
    }
  };
  const condition = (): string => `(i32.and (i32.shr_u ${number()} (i32.const ${random.below(8)})) (i32.const 1))`;
  const set = (from: number): string => {
    const to = pick([from + 1 + random.below(5), from + 1 + random.below(states), random.below(states), from - random.below(6)]);
    return `(local.set $pc (i32.const ${Math.min(states - 1, Math.max(1, to))}))`;
  };
  /** The state is set before the branch, or in the arms of choices, over what another assignment says, or by none. */
  const goTo = (from: number): string => {
    switch (random.below(10)) {
      case 0:
        return `${set(from)} (if ${condition()} (then ${set(from)})) (br $again)`;
      case 1:
        return `(if ${condition()} (then ${set(from)} ${work()}) (else ${work()} ${set(from)})) ${work()} (br $again)`;
      case 2:
        return `${set(from)} (if ${condition()} (then (if ${condition()} (then ${set(from)} (br $again))) ${set(from)})) (br $again)`;
      case 3:
        return `(if ${condition()} (then ${set(from)})) (br $again)`;
      default:
        return `${set(from)} (br $again)`;
    }
  };
  const code = (k: number): string => {
    const parts = Array.from({ length: 1 + random.below(6) }, work);
    const test = condition();
    const goes = pick([
      () => goTo(k),
      () => `(if ${test} (then ${goTo(k)}))`,
      () => `(if ${test} (then ${work()} ${goTo(k)}) (else ${work()}))`,
      () => `(if ${test} (then (br $out)))`,
      () => `(if ${test} (then (return (i32.const ${k}))))`,
      () => `(local.set $pc (i32.and (i32.add (local.get $a) (local.get $fuel)) (i32.const ${states > 256 ? 255 : 63}))) (br $again)`,
    ])();
    const ahead = k + 1 + random.below(3);
    const skip = ahead < states ? `(if (i32.eq ${number()} (i32.const ${random.below(20)})) (then (local.set $pc (i32.const ${ahead})) (br $again)))` : '';
    const made = k === once ? '(local.set $t (i32.add (local.get $p) (i32.const 5))) (local.set $y (i32.xor (local.get $t) (i32.const 3)))' : '';
    return `${skip} ${made} (br_if $out (i32.le_s (local.tee $fuel (i32.sub (local.get $fuel) (i32.const 1))) (i32.const 0))) ${parts.join(' ')} ${goes}`;
  };
  const names = Array.from({ length: states }, (_, k) => `$s${k}`);
  const blocks = [...names].reverse().map((name) => `block ${name}`).join(' ');
  const loop = `block $out loop $again ${blocks} (br_table ${names.join(' ')} $s${states - 1} (local.get $pc)) ${names.map((_, k) => `end ${code(k)}`).join(' ')} end end`;
  return assemble(`(module (memory (export "memory") 1) (global $rest (mut f64) (f64.const 0))
    (func (export "rest") (result f64) (global.get $rest))
    (func (export "f") (param $pc i32) (param $fuel i32) (param $a i32) (result i32)
      (local $b i32) (local $c i32) (local $d i32) (local $l i64) (local $g f64) (local $rounds i32)
      ${isDerived ? `${DERIVED.map((name) => `(local ${name} i32)`).join(' ')} ${MADE}` : ''}
      ${isLoaded ? '(i32.store offset=1000 (i32.const 0) (local.get $pc)) (local.set $pc (i32.load offset=1000 (i32.const 0)))' : ''}
      ${isAgain ? `loop $outer ${loop} (br_if $outer (i32.and (i32.lt_u (local.tee $rounds (i32.add (local.get $rounds) (i32.const 1))) (i32.const 3)) (i32.gt_s (local.tee $fuel (i32.add (local.get $fuel) (i32.const 20))) (i32.const 0)))) end` : loop}
      (global.set $rest (f64.add (local.get $g) (f64.convert_i64_s (local.get $l))))
      (i32.add (i32.add (local.get $a) (local.get $b)) (i32.xor (local.get $c) (i32.add (local.get $d) (local.get $pc))))))`);
}
