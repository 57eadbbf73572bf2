/** What can be seen of JavaScript promise integration: prints it for the engine's own namespace, if that has it, and for ours. */
import { jspi as ours } from '../../compiler/webassembly/index.js';
import { assemble } from '../wabt.js';

export type Namespace = typeof ours;

export const SUSPENDING = assemble(`(module
  (import "m" "wait" (func $wait (param i32) (result i32)))
  (import "m" "back" (func $back (result i32)))
  (import "m" "both" (func $both (param i64) (result i64 f64)))
  (tag $e (import "m" "e") (param i32))
  (memory (export "memory") 1)
  (global $g (export "g") (mut i32) (i32.const 0))
  (table (export "t") 3 funcref)
  (elem (i32.const 0) $indirect $sum)
  (func $indirect (param i32) (result i32) (call $wait (local.get 0)))
  (func $sum (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func (export "add") (param i32) (result i32) (i32.add (local.get 0) (call $wait (local.get 0))))
  (func (export "far") (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.add (call $add1 (local.get 0)) (i32.const 1))) (else (i32.const 7))))
  (func $add1 (param i32) (result i32) (call $wait (local.get 0)))
  (func (export "through") (result i32) (call $back))
  (func (export "both") (param i64) (result i64 f64) (call $both (local.get 0)))
  (func (export "caught") (param i32) (result i32)
    (try (result i32) (do (call $wait (local.get 0))) (catch $e (i32.add (i32.const 1000))) (catch_all (i32.const 99))))
  (func (export "traps") (param i32) (result i32) (i32.load (call $wait (local.get 0))))
  (func (export "choose") (param i32 i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (local.get 1)))
  (func (export "tail") (param i32 i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $tail (local.get 0) (call $wait (local.get 1))))
  (func $tail (param i32 i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (call $wait (local.get 1)))))
    (return_call_indirect (param i32 i32) (result i32) (i32.sub (local.get 0) (i32.const 1)) (local.get 1) (i32.const 2)))
  (elem (i32.const 2) $tail)
  (func (export "loop") (param i32) (result i32)
    (loop $l
      (global.set $g (i32.add (global.get $g) (call $wait (local.get 0))))
      (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (i32.load (i32.const 8)))
  (func (export "deep") (param i32) (result i32)
    (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1))))) (else (call $wait (i32.const 9)))))
  (func $deep (param i32) (result i32)
    (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1))))) (else (call $wait (i32.const 9)))))
)`);

/** The answers that the imports give: by number, what happens. */
export function host(W: Namespace, tag: object, wait: (answer: () => unknown) => (x: number) => unknown): (x: number) => unknown {
  return (x) => {
    if (x === 7) throw new Error('at once');
    if (x === 8) return Promise.reject(new Error('later'));
    if (x === 9) return 5;
    if (x === 10) return Promise.reject(new (W.Exception as any)(tag, [42]));
    if (x === 11) return Promise.resolve(0x7fff_ffff);
    return wait(() => x * 10)(x);
  };
}

const shown = (value: any): string =>
  typeof value === 'bigint' ? `${value}n` : Array.isArray(value) ? `[${value.map(shown).join()}]` : typeof value === 'function' ? 'a function'
    : value instanceof Promise ? 'a promise' : value !== null && typeof value === 'object' && 'message' in value ? `${value.name}${/^(Runtime|Type|Link)Error$/.test(value.name) ? '' : `: ${value.message}`}` : String(value);

export async function observe(W: Namespace): Promise<string[]> {
  const lines: string[] = [];
  const note = (what: string, act: () => unknown): void => {
    try { lines.push(`${what}: ${shown(act())}`); } catch (error) { lines.push(`${what} throws ${shown(error)}`); }
  };
  const later = async (what: string, act: () => unknown): Promise<void> => {
    let result;
    try { result = act(); } catch (error) { return void lines.push(`${what} throws ${shown(error)}`); }
    lines.push(`${what} gives ${shown(result)}`);
    try { lines.push(`${what}: ${shown(await result)}`); } catch (error) { lines.push(`${what} rejects with ${shown(error)}`); }
  };
  for (const name of ['Suspending', 'promising', 'SuspendError']) {
    const { enumerable, writable, configurable, value } = Object.getOwnPropertyDescriptor(W, name)!;
    lines.push(`${name}: ${enumerable} ${writable} ${configurable} ${value.name} ${value.length}`);
  }
  lines.push(Object.getOwnPropertyNames(W.Suspending.prototype).join(), String((W.Suspending.prototype as any)[Symbol.toStringTag]));
  for (const value of [undefined, 1, {}, () => 1]) {
    note('promising', () => (W.promising as any)(value));
    note('new Suspending', () => Object.prototype.toString.call(new (W.Suspending as any)(value)));
  }
  note('Suspending called', () => (W.Suspending as any)(() => 1));
  note('SuspendError', () => new W.SuspendError('x') instanceof W.RuntimeError || `${new W.SuspendError('x')}`);

  const tag = new W.Tag({ parameters: ['i32'] });
  const bytes = SUSPENDING;
  const module = new W.Module(bytes);
  let own: Record<string, any> = {};
  const wait = host(W, tag, (answer) => () => new Promise((resolve) => setTimeout(() => resolve(answer()), 2)));
  const m = { wait: new W.Suspending(wait as any), back: () => own.add(1), both: new W.Suspending(async (x: bigint) => [x + 1n, 2.5]), e: tag };
  own = new W.Instance(module, { m }).exports;
  const later1 = Object.fromEntries(Object.entries(own).filter(([, value]) => typeof value === 'function').map(([name, value]) => [name, W.promising(value)]));
  const { add, far, through, both, caught, traps, choose, tail, loop, deep } = later1 as Record<string, (...args: any[]) => Promise<any>>;
  lines.push(`${add!.length} ${add!.name === own.add.name} ${add === W.promising(own.add)}`);
  for (const x of [1, 7, 9]) note(`plain ${x}`, () => own.add(x));
  for (const x of [1, 7, 8, 9, 11, '3', undefined]) await later(`add ${x}`, () => add!(x));
  await later('a symbol', () => add!(Symbol('q')));
  for (const x of [0, 1]) await later(`far ${x}`, () => far!(x));
  await later('through', () => through!());
  await later('both', () => both!(41n));
  await later('both of a number', () => both!(41));
  for (const x of [1, 8, 10]) await later(`caught ${x}`, () => caught!(x));
  note('caught, plain', () => own.caught(1));
  for (const x of [1, 11]) await later(`traps ${x}`, () => traps!(x));
  for (const i of [0, 1, 2, 3]) await later(`choose ${i}`, () => choose!(4, i));
  await later('tail', () => tail!(20000, 2));
  await later('loop', () => loop!(5));
  lines.push(`g ${own.g.value}`);
  await later('deep', () => deep!(300));
  await later('at the same time', () => Promise.all([add!(1), loop!(3), add!(2), choose!(3, 0)]));
  lines.push(`g ${own.g.value}`);

  const chained = new W.Instance(module, { m: { ...m, wait: own.add } }).exports;
  await later('through two modules', () => W.promising(chained.add)(1));
  await later('its trap', () => W.promising(chained.add)(7));
  note('through two modules, plain', () => chained.add(1));
  await later('a promising function as import', () => W.promising(new W.Instance(module, { m: { ...m, wait: add } }).exports.add)(1));
  await later('a host function', () => W.promising(new W.Instance(module, { m: { ...m, wait: () => 3 } }).exports.add)(1));
  note('an object', () => new W.Instance(module, { m: { ...m, wait: {} } }));
  for (const f of [add, own.add]) note('Suspending of an exported function', () => new (W.Suspending as any)(f));

  const order: string[] = [];
  for (const x of [9, 11]) {
    const done = add!(x).then(() => order.push('done'));
    let ticks = Promise.resolve();
    for (let i = 0; i < 5; i++) ticks = ticks.then(() => void order.push(String(i)));
    await Promise.all([done, ticks]);
  }
  lines.push(order.join());
  return lines;
}

if (process.argv[2] === 'print') {
  const own = globalThis.WebAssembly as unknown as Namespace;
  const native = 'Suspending' in own ? await observe(own) : undefined;
  console.log(JSON.stringify({ ours: await observe(ours), native }));
}
