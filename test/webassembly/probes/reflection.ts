/** The type reflection proposal: `type()` of every object, and functions of JavaScript with a type. */
import { vector } from '../../bytes.js';
import * as m from './modules.js';
import { attempt, descriptor, type Namespace, Probes, recordingValue, strangers } from './probe.js';

const probes = new Probes('reflection');

for (const [name, make] of Object.entries<(W: Namespace) => any>({
  Memory: (W) => new W.Memory({ initial: 1 }), Table: (W) => new W.Table({ element: 'anyfunc', initial: 1 }), Global: (W) => new W.Global({ value: 'i32' }), Tag: (W) => new W.Tag({ parameters: [] }), Function: (W) => m.functions(W).add,
})) {
  probes.addReflection(`${name}.prototype.type`, (W) => descriptor(W, W[name].prototype, 'type'));
  probes.addReflection(`${name}.prototype.type is fresh`, (W) => { const object = make(W); return [object.type() === object.type(), Object.isExtensible(object.type())]; });
  for (const [label, receiver] of strangers()) probes.addReflection(`${name}.prototype.type of ${label}`, (W) => W[name].prototype.type.call(receiver));
}
probes.addReflection('memories', (W) => [{ initial: 1 }, { initial: 1, maximum: 2 }, { initial: 1, maximum: 2, shared: true }, { minimum: 3 }, { initial: 0, maximum: 65536 }].map((descriptor) => new W.Memory(descriptor).type()));
probes.addReflection('a memory that has grown', (W) => { const memory = new W.Memory({ minimum: 1, maximum: 5 }); memory.grow(2); return memory.type(); });
probes.addReflection('a memory of 64 bits', (W) => new W.Memory({ minimum: 1n, address: 'i64' }).type().address);
probes.addReflection('tables', (W) => [{ element: 'anyfunc', initial: 1 }, { element: 'funcref', minimum: 1, maximum: 5 }, { element: 'externref', initial: 0 }, { element: 'anyref', initial: 0 }, { element: 'eqref', initial: 0 }].map((descriptor) => new W.Table(descriptor).type()));
probes.addReflection('globals', (W) => ['i32', 'i64', 'f32', 'f64', 'anyfunc', 'funcref', 'externref', 'anyref', 'i31ref'].map((value, index) => new W.Global({ value, mutable: index % 2 === 0 }).type()));
probes.addReflection('tags', (W) => [[], ['i32'], ['i64', 'f32', 'f64', 'anyfunc', 'externref']].map((parameters) => new W.Tag({ parameters }).type()));
for (const kind of ['Memory', 'Table'] as const) {
  const more = kind === 'Table' ? { element: 'anyfunc' } : {};
  probes.addReflection(`${kind}: minimum and initial`, (W) => [{ minimum: 1, initial: 1 }, { minimum: 1, initial: undefined }, { minimum: undefined, initial: 1 }, {}, { minimum: -1 }, { minimum: 2, maximum: 1 }].map((limits) => attempt(W, () => new W[kind]({ ...more, ...limits }).type().minimum)));
}

probes.addReflection('Function as a class', (W) => [descriptor(W, W, 'Function'), descriptor(W, W.Function, 'name'), descriptor(W, W.Function, 'length'), Object.getPrototypeOf(W.Function) === Function.prototype, Object.getPrototypeOf(W.Function.prototype) === Function.prototype, typeof W.Function.prototype, descriptor(W, W.Function.prototype, Symbol.toStringTag)]);
probes.addReflection('exported functions', (W) => {
  const { fn, fn2 } = new W.Instance(new W.Module(m.everything)).exports;
  return [fn, fn2].map((f) => [f instanceof W.Function, f instanceof Function, Object.getPrototypeOf(f) === W.Function.prototype, f.type(), Object.prototype.toString.call(f)]);
});
probes.addReflection('Function without new', (W) => W.Function({ parameters: [], results: [] }, () => {}));
for (const [label, args] of Object.entries<readonly unknown[]>({
  none: [], 'no function': [{ parameters: [], results: [] }], 'no parameters': [{ results: [] }, () => {}], 'no results': [{ parameters: [] }, () => {}], 'bad parameter': [{ parameters: ['x'], results: [] }, () => {}], 'bad result': [{ parameters: [], results: ['x'] }, () => {}],
  'parameters 5': [{ parameters: 5, results: [] }, () => {}], 'results "abc"': [{ parameters: [], results: 'abc' }, () => {}], 'type 5': [5, () => {}], 'type undefined': [undefined, () => {}], 'function 7': [{ parameters: [], results: [] }, 7], 'function {}': [{ parameters: [], results: [] }, {}], fine: [{ parameters: [], results: [] }, () => {}],
})) probes.addReflection(`new Function: ${label}`, (W) => new W.Function(...args) instanceof W.Function);
const numbers = { parameters: ['i32', 'f64', 'i64'], results: ['f64'] };
probes.addReflection('a function with a type', (W) => {
  const seen: unknown[] = [], log: string[] = [];
  const f = new W.Function(numbers, function named(this: unknown, ...args: unknown[]) { seen.push(this, ...args); return { valueOf: () => 2.5 }; });
  return [f.name, f.type(), typeof f, f instanceof W.Function, attempt(W, () => new f()), f(recordingValue('a', 1, log), recordingValue('b', 2.5, log), 3n), seen, log, attempt(W, () => f(1, 2, 3)), attempt(W, () => f())];
});
probes.addReflection('types of results', (W) => [['i32', 1.9], ['i64', 1n], ['i64', 1], ['f32', 1.1], ['externref', 'x'], ['anyfunc', null], ['anyfunc', () => {}], ['v128', 1]].map(([type, value]) => attempt(W, () => new W.Function({ parameters: [], results: [type] }, () => value)())));
probes.addReflection('several results', (W) => [attempt(W, () => new W.Function({ parameters: [], results: ['i32', 'i64'] }, () => [1, 2n])()), attempt(W, () => new W.Function({ parameters: [], results: ['i32', 'i64'] }, () => [1])())]);
probes.addReflection('what it throws', (W) => { const error = new RangeError('x'); try { new W.Function({ parameters: [], results: [] }, () => { throw error; })(); } catch (thrown) { return thrown === error; } return 'nothing'; });
probes.addReflection('in tables, globals and modules', (W) => {
  const double = new W.Function({ parameters: ['i32'], results: ['i32'] }, (a: number) => a * 2);
  const table = new W.Table({ element: 'anyfunc', initial: 2 }, double);
  const module = new W.Module(m.binary([1, vector([m.functionType([m.i32], [m.i32])])], m.imports(['m', 'x', [m.FUNCTION, 0]], ['m', 't', [m.TABLE, m.funcref, 0, 1]]), [3, vector([[0]])], m.exports(['x', m.FUNCTION, 0], ['call', m.FUNCTION, 1]), [10, vector([m.body(0x20, 0, 0x41, 1, 0x11, 0, 0)])]));
  const { exports } = new W.Instance(module, { m: { x: double, t: table } });
  const other = new W.Function({ parameters: ['i64'], results: ['i32'] }, () => 1);
  return [table.get(0) === double, new W.Global({ value: 'anyfunc' }, double).value === double, exports.x === double, exports.x(4), exports.call(5), attempt(W, () => new W.Instance(module, { m: { x: other, t: table } })), table.set(1, other), attempt(W, () => exports.call(5)), attempt(W, () => table.set(1, () => {}))];
});

export const reflection = probes.list;
