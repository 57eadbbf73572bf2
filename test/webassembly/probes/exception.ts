/** Tag, Exception and JSTag. */
import { vector } from '../../bytes.js';
import * as m from './modules.js';
import { attempt, descriptor, type Namespace, numbers, Probes, recording, recordingValue, strangers } from './probe.js';

const probes = new Probes('exception');
const tag = (W: Namespace, ...parameters: string[]): any => new W.Tag({ parameters });

for (const [label, value] of strangers()) {
  probes.add(`tag descriptor ${label}`, (W) => new W.Tag(value));
  probes.add(`tag parameters ${label}`, (W) => new W.Tag({ parameters: value }));
  probes.add(`tag parameter ${label}`, (W) => new W.Tag({ parameters: [value] }));
  probes.add(`exception of ${label}`, (W) => new W.Exception(value, []));
  probes.addNew(`exception with ${label}`, (W) => new W.Exception(tag(W), value));
  probes.addNew(`exception options ${label}`, (W) => typeof new W.Exception(tag(W), [], value).stack);
  probes.add(`is ${label}`, (W) => new W.Exception(tag(W), []).is(value));
  probes.add(`getArg of ${label}`, (W) => new W.Exception(tag(W, 'i32'), [1]).getArg(value, 0));
  for (const key of ['is', 'getArg']) probes.add(`${key} for ${label}`, (W) => Reflect.apply(W.Exception.prototype[key], value, [tag(W), 0]));
  probes.addNew(`stack for ${label}`, (W) => Reflect.apply(Object.getOwnPropertyDescriptor(W.Exception.prototype, 'stack')!.get!, value, []));
  probes.add(`tag import ${label}`, (W) => new W.Instance(new W.Module(importer), { m: { x: value } }));
}
for (const types of [['i32'], ['i32', 'i64', 'f32', 'f64'], ['anyfunc', 'externref'], ['bad'], ['i32', 'bad'], []]) probes.add(`tag of ${types.join()}`, (W) => tag(W, ...types));
probes.addNew('a tag of v128', (W) => tag(W, 'v128'));
probes.add('order of a tag', (W) => {
  const log: string[] = [];
  return [attempt(W, () => new W.Tag(recording({ other: 1, parameters: [recordingValue('first', 'i32', log), recordingValue('second', 'bad', log)] }, log))), log];
});
probes.addNew('Exception as a class', (W) => [
  descriptor(W, W, 'Exception'), descriptor(W, W.Exception, 'name'), descriptor(W, W.Exception, 'length'), Object.getOwnPropertyDescriptor(W.Exception, 'prototype')!.writable, Object.getPrototypeOf(W.Exception) === Function.prototype, Object.getPrototypeOf(W.Exception.prototype) === Object.prototype,
  descriptor(W, W.Exception.prototype, 'constructor'), descriptor(W, W.Exception.prototype, Symbol.toStringTag), ...['is', 'getArg', 'stack', 'message', 'name'].map((key) => descriptor(W, W.Exception.prototype, key)),
]);
probes.add('Exception without new', (W) => W.Exception(tag(W), []));
probes.add('Exception with too few arguments', (W) => [attempt(W, () => new W.Exception()), attempt(W, () => new W.Exception(tag(W)))]);
probes.add('an exception as an object', (W) => {
  const exception = new W.Exception(tag(W), []);
  return [Object.getPrototypeOf(exception) === W.Exception.prototype, exception instanceof Error, String(exception), Object.isExtensible(exception), Object.keys(exception), exception.message];
});
probes.addNew('stack', (W) => [new W.Exception(tag(W), []).stack, ...[true, 1, 'yes', false, 0, undefined].map((traceStack) => typeof new W.Exception(tag(W), [], { traceStack }).stack), attempt(W, () => { new W.Exception(tag(W), []).stack = 5; }),
  attempt(W, () => { const e = new W.Exception(tag(W), [], { traceStack: true }); e.stack = 'mine'; return [e.stack, Object.keys(e)]; })]);
for (const type of ['i32', 'i64', 'f32', 'f64', 'anyfunc', 'externref']) {
  for (const [label, value] of numbers()) probes[type === 'anyfunc' && value !== null ? 'addNew' : 'add'](`${type} from ${label}`, (W) => { const own = tag(W, type); const result = new W.Exception(own, [value]).getArg(own, 0); return typeof result === 'object' && result === value ? 'the same' : result; });
}
probes.addNew('payloads of other lengths', (W) => [[], [1], [1, 2n], [1, 2n, 3]].map((payload) => attempt(W, () => new W.Exception(tag(W, 'i32', 'i64'), payload))));
probes.addNew('iterable payloads', (W) => [new Set([1, 2n]), (function* () { yield 1; yield 2n; })()].map((payload) => { const own = tag(W, 'i32', 'i64'); return attempt(W, () => new W.Exception(own, payload).getArg(own, 1)); }));
probes.add('payloads are converted in order', (W) => {
  const log: string[] = [];
  return [attempt(W, () => new W.Exception(tag(W, 'i32', 'i64', 'f32'), [recordingValue('a', 1, log), recordingValue('b', 2, log), recordingValue('c', 3, log)])), log];
});
for (const [label, index] of numbers()) {
  probes.add(`getArg at ${label}`, (W) => {
    const own = tag(W, 'i32', 'i64', 'externref');
    return new W.Exception(own, [1, 2n, 'x']).getArg(own, index);
  });
}
probes.add('is and getArg of other tags', (W) => {
  const own = tag(W, 'i32'), other = tag(W, 'i32');
  const exception = new W.Exception(own, [5]);
  return [exception.is(own), exception.is(other), exception.getArg(own, 0), attempt(W, () => exception.getArg(other, 0)), attempt(W, () => exception.getArg(own)), attempt(W, () => exception.is()), attempt(W, () => exception.getArg(own, 1))];
});

const importer = m.binary([1, vector([m.functionType([m.i32], [])])], m.imports(['m', 'x', [m.TAG, 0, 0]]), m.exports(['tag', m.TAG, 0]));
probes.add('tags in modules', (W) => {
  const own = tag(W, 'i32');
  const module = new W.Module(importer);
  const { exports } = new W.Instance(module, { m: { x: own } });
  return [W.Module.imports(module), W.Module.exports(module), exports.tag === own, attempt(W, () => new W.Instance(module, { m: { x: tag(W, 'i64') } })), attempt(W, () => new W.Instance(module, { m: { x: Object.create(own) } })), attempt(W, () => new W.Instance(module, { m: {} }))];
});

/** "throw": throws the imported tag with its arguments; "raise" calls the host; "catch" calls the host and returns what the tag carries, or lets it through. */
const thrower = m.binary(
  [1, vector([m.functionType([m.i32, m.i64, m.f64, m.externref], []), m.functionType([], []), m.functionType([], [m.i32, m.i64, m.f64, m.externref]), m.functionType([], [m.externref]), m.functionType([m.externref], [])])],
  m.imports(['m', 't', [m.TAG, 0, 0]], ['m', 'f', [m.FUNCTION, 1]], ['m', 'js', [m.TAG, 0, 4]]),
  [3, vector([[0], [1], [2], [3], [4]])],
  [13, vector([[0, 1]])],
  m.exports(['throw', m.FUNCTION, 1], ['raise', m.FUNCTION, 2], ['catch', m.FUNCTION, 3], ['catchJs', m.FUNCTION, 4], ['throwJs', m.FUNCTION, 5], ['own', m.TAG, 2]),
  [10, vector([
    m.body(0x20, 0, 0x20, 1, 0x20, 2, 0x20, 3, 0x08, 0), m.body(0x10, 0),
    m.body(0x02, 2, 0x1f, 0x40, 1, 0, 0, 0, 0x10, 0, 0x0b, 0, 0x0b), m.body(0x02, m.externref, 0x1f, 0x40, 1, 0, 1, 0, 0x10, 0, 0x0b, 0, 0x0b), m.body(0x20, 0, 0x08, 1),
  ])],
);
const parameters = ['i32', 'i64', 'f64', 'externref'];
const link = (W: Namespace, f: () => void, t: object = tag(W, ...parameters)): any => new W.Instance(new W.Module(thrower), { m: { t, f, js: W.JSTag } }).exports;
probes.addNew('what compiled code throws', (W) => {
  const t = tag(W, ...parameters), value = {};
  try {
    return link(W, () => {}, t).throw(1.5, -1n, 2.5, value);
  } catch (error: any) {
    return [error instanceof W.Exception, error.is(t), [0, 1, 2].map((index) => error.getArg(t, index)), error.getArg(t, 3) === value, typeof error.stack, attempt(W, () => error.getArg(t, 4))];
  }
});
probes.addNew('what compiled code catches', (W) => {
  const t = tag(W, ...parameters);
  const throwing = (error: unknown) => (): void => { throw error; };
  const other = tag(W, ...parameters);
  return [attempt(W, () => link(W, throwing(new W.Exception(t, [1, 2n, 3.5, 'x'])), t).catch()), attempt(W, () => link(W, throwing(new W.Exception(other, [1, 2n, 3.5, 'x'])), t).catch()), attempt(W, () => link(W, throwing(new RangeError('x')), t).catch()), attempt(W, () => link(W, throwing(5), t).catch())];
});
probes.addNew('identity of what passes through', (W) => [new W.Exception(tag(W), []), new Error('x'), 5, null, undefined].map((thrown) => {
  try {
    return link(W, () => { throw thrown; }).raise();
  } catch (error) {
    return error === thrown;
  }
}));
probes.addNew('JSTag', (W) => [descriptor(W, W, 'JSTag'), W.JSTag instanceof W.Tag, Object.getPrototypeOf(W.JSTag) === W.Tag.prototype, W.JSTag === W.JSTag, attempt(W, () => new W.Exception(W.JSTag, [1])), attempt(W, () => new W.Exception(tag(W), []).is(W.JSTag)), attempt(W, () => new W.Exception(tag(W), []).getArg(W.JSTag, 0))]);
probes.addNew('catching and throwing with JSTag', (W) => {
  const error = new Error('x');
  const throws = (f: () => unknown): unknown => { try { return ['returned', f() === error]; } catch (thrown) { return ['thrown', thrown === error]; } };
  return [throws(() => link(W, () => { throw error; }).catchJs()), throws(() => link(W, () => {}).throwJs(error)), attempt(W, () => link(W, () => { throw 5; }).catchJs()), attempt(W, () => link(W, () => { throw undefined; }).catchJs()), attempt(W, () => link(W, () => { throw new W.Exception(tag(W), []); }).catchJs()), attempt(W, () => link(W, () => {}).throwJs(5))];
});

export const exception = probes.list;
