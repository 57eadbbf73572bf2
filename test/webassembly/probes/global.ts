/** Global: descriptors, conversions of values. */
import { functions } from './modules.js';
import { attempt, numbers, Probes, recording, recordingValue, strangers } from './probe.js';

const probes = new Probes('global');

for (const [label, value] of strangers()) {
  probes.add(`descriptor ${label}`, (W) => new W.Global(value));
  probes.add(`type ${label}`, (W) => new W.Global({ value }));
  probes.add(`mutable ${label}`, (W) => attempt(W, () => { new W.Global({ value: 'i32', mutable: value }).value = 1; }));
  probes.add(`funcref ${label}`, (W) => [attempt(W, () => new W.Global({ value: 'anyfunc' }, value).value), attempt(W, () => { const global = new W.Global({ value: 'anyfunc', mutable: true }); global.value = value; return global.value; })]);
  probes.add(`externref ${label}`, (W) => { const global = new W.Global({ value: 'externref', mutable: true }, value); const same = global.value === value; global.value = 7; global.value = value; return [same, global.value === value]; });
}
for (const type of ['i32', 'i64', 'f32', 'f64']) {
  for (const [label, value] of [...numbers(), ['1.1', 1.1], ['2n**31n', 2n ** 31n], ['-2n**63n-1n', -(2n ** 63n) - 1n], ['"5n"', '5n'], ['"0x10"', '0x10']] as const) {
    probes.add(`${type} ${label}`, (W) => {
      const global = attempt(W, () => new W.Global({ value: type }, value).value);
      const variable = new W.Global({ value: type, mutable: true });
      return [global, attempt(W, () => { variable.value = value; }), variable.value, variable.valueOf()];
    });
  }
  probes.add(`${type} default`, (W) => [new W.Global({ value: type }).value, new W.Global({ value: type }, undefined).value]);
  probes.add(`${type} immutable`, (W) => {
    const global = new W.Global({ value: type });
    const log: string[] = [];
    return [attempt(W, () => { global.value = recordingValue('value', 1, log); }), global.value, log];
  });
}
for (const type of ['v128', 'funcref', 'i16', 'I32', 'any', 'extern', 'i32 ']) probes.add(`type ${type}`, (W) => new W.Global({ value: type }).value);
probes.add('type converted', (W) => new W.Global({ value: { toString: () => 'i64' } }).value);
for (const values of [{ value: 'i32', mutable: 1 }, { mutable: true }, { value: 'bad' }, {}, { value: 'i64', mutable: false }]) {
  probes.add(`order of ${JSON.stringify(values)}`, (W) => {
    const log: string[] = [];
    return [attempt(W, () => new W.Global(recording(values, log), recordingValue('argument', 1, log)).value), log];
  });
}
probes.add('references', (W) => {
  const { add } = functions(W);
  const global = new W.Global({ value: 'anyfunc', mutable: true }, add);
  return [global.value === add, (global.value = null), global.value, new W.Global({ value: 'anyfunc' }).value, new W.Global({ value: 'externref' }, undefined).value, new W.Global({ value: 'externref' }, null).value];
});
probes.add('setter without arguments', (W) => {
  const { set } = Object.getOwnPropertyDescriptor(W.Global.prototype, 'value')!;
  return attempt(W, () => Reflect.apply(set!, new W.Global({ value: 'i32', mutable: true }, 1), []));
});
probes.add('setter with undefined', (W) => ['i32', 'i64', 'f32', 'f64', 'anyfunc', 'externref'].map((value) => { const global = new W.Global({ value, mutable: true }); return [attempt(W, () => { global.value = undefined; }), global.value]; }));
probes.add('setter returns undefined', (W) => Reflect.apply(Object.getOwnPropertyDescriptor(W.Global.prototype, 'value')!.set!, new W.Global({ value: 'i32', mutable: true }), [5]));
probes.add('valueOf in arithmetic', (W) => [new W.Global({ value: 'i32' }, 5) + 1, `${new W.Global({ value: 'i32' }, 5)}`]);
probes.add('further arguments', (W) => [new W.Global({ value: 'i32' }, 1, 2).value, new W.Global({ value: 'i32' }, 1).valueOf({})]);

probes.addNew('externref default', (W) => new W.Global({ value: 'externref' }).value);
for (const value of ['anyref', 'eqref', 'i31ref', 'structref', 'arrayref']) {
  probes.addNew(`${value} of the GC proposal`, (W) => [undefined, null, 5, 1.5, 2 ** 31, 'text', {}].map((argument) => attempt(W, () => new W.Global({ value }, argument).value)).concat(attempt(W, () => new W.Global({ value }).value)));
}

export const global = probes.list;
