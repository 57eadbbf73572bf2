/** Table: descriptors, elements, growth. */
import { functions } from './modules.js';
import { attempt, numbers, type Namespace, Probes, recording, recordingValue, strangers } from './probe.js';

const probes = new Probes('table');
const some = (W: Namespace): any => new W.Table({ element: 'anyfunc', initial: 5, maximum: 7 });

for (const [label, value] of strangers()) {
  probes.add(`descriptor ${label}`, (W) => new W.Table(value));
  probes.add(`element ${label}`, (W) => new W.Table({ element: value, initial: 0 }));
  probes.add(`initial value ${label}`, (W) => {
    const table = new W.Table({ element: 'anyfunc', initial: 2 }, value);
    return [table.get(0), table.get(1)];
  });
  probes.add(`initial externref ${label}`, (W) => {
    const table = new W.Table({ element: 'externref', initial: 2 }, value);
    return [table.get(0) === value, table.get(1) === value];
  });
  probes.add(`set ${label}`, (W) => {
    const table = some(W);
    return [attempt(W, () => table.set(0, value)), table.get(0)];
  });
  probes.add(`set externref ${label}`, (W) => {
    const table = new W.Table({ element: 'externref', initial: 1 }, 5);
    return [attempt(W, () => table.set(0, value)), table.get(0) === value];
  });
  probes[value === undefined ? 'addNew' : 'add'](`grow with ${label}`, (W) => {
    const table = some(W);
    return [attempt(W, () => table.grow(1, value)), table.length, attempt(W, () => table.get(5))];
  });
}
for (const [label, value] of numbers()) {
  probes.add(`initial ${label}`, (W) => new W.Table({ element: 'anyfunc', initial: value, maximum: 100000 }).length);
  probes.add(`maximum ${label}`, (W) => new W.Table({ element: 'anyfunc', initial: 0, maximum: value }).length);
  probes.add(`index ${label}`, (W) => [attempt(W, () => some(W).get(value)), attempt(W, () => some(W).set(value, null)), attempt(W, () => some(W).set(value))]);
  probes.add(`grow ${label}`, (W) => {
    const table = some(W);
    return [attempt(W, () => table.grow(value)), table.length];
  });
}
probes.add('descriptor without element', (W) => new W.Table({ initial: 1 }));
probes.add('descriptor without initial', (W) => new W.Table({ element: 'anyfunc' }));
probes.add('maximum below initial', (W) => new W.Table({ element: 'anyfunc', initial: 10, maximum: 9 }));
probes.add('more than the limit', (W) => [attempt(W, () => new W.Table({ element: 'anyfunc', initial: 10000001 })), new W.Table({ element: 'anyfunc', initial: 0, maximum: 4294967295 }).length]);
probes.add('element converted', (W) => new W.Table({ element: { toString: () => 'anyfunc' }, initial: 1 }).get(0));
for (const element of ['i32', 'ANYFUNC', 'anyfunc ', 'func', 'extern']) probes.add(`element ${element}`, (W) => new W.Table({ element, initial: 1 }).get(0));
for (const values of [{ maximum: 2, initial: 1, element: 'anyfunc' }, { maximum: 2, element: 'externref' }, { initial: -1, maximum: 1, element: 'anyfunc' }]) {
  probes.add(`order of ${JSON.stringify(values)}`, (W) => {
    const log: string[] = [];
    return [attempt(W, () => new W.Table(recording(values, log))), log];
  });
}
probes.add('proxy of a descriptor', (W) => new W.Table(new Proxy({}, { has: () => { throw new Error('has'); }, get: (_, key) => (key === 'element' ? 'anyfunc' : key === 'initial' || key === 'maximum' ? 1 : undefined) })).length);

probes.add('defaults', (W) => [new W.Table({ element: 'anyfunc', initial: 1 }).get(0), new W.Table({ element: 'externref', initial: 1 }).get(0), new W.Table({ element: 'externref', initial: 1 }, undefined).get(0)]);
probes.add('functions are the same', (W) => {
  const { add, other } = functions(W);
  const table = new W.Table({ element: 'anyfunc', initial: 3 }, add);
  return [table.get(0) === add, table.get(2) === add, table.set(1, other), table.get(1) === other, table.set(1, null), table.get(1), table.set(2), table.get(2), table.grow(2, other), table.get(4) === other];
});
probes.add('functions of JavaScript', (W) => [attempt(W, () => new W.Table({ element: 'anyfunc', initial: 1 }, () => {})), attempt(W, () => some(W).set(0, () => {})), attempt(W, () => some(W).grow(1, () => {})), attempt(W, () => some(W).set(9, () => {})), attempt(W, () => some(W).grow(9, () => {}))]);
probes.add('missing values', (W) => {
  const table = new W.Table({ element: 'externref', initial: 1 }, 'text');
  return [table.get(0), table.set(0), table.get(0), table.set(0, 'text'), table.set(0, undefined), table.get(0), table.grow(1), table.get(1), table.grow(1, 'text'), table.get(2)];
});
probes.add('missing arguments', (W) => [attempt(W, () => some(W).get()), attempt(W, () => some(W).set()), attempt(W, () => some(W).grow())]);
probes.add('growing to the maximum and beyond', (W) => {
  const table = some(W);
  return [table.grow(0), table.grow(2), table.length, attempt(W, () => table.grow(1)), table.length, table.grow(0)];
});
probes.add('order of set', (W) => {
  const log: string[] = [];
  return [attempt(W, () => some(W).set(recordingValue('index', 9, log), recordingValue('value', 1, log))), attempt(W, () => some(W).grow(recordingValue('delta', 9, log), recordingValue('value', 1, log))), log];
});
probes.add('the length cannot be set', (W) => {
  const table = some(W);
  return [attempt(W, () => { table.length = 1; }), table.length];
});

for (const address of [undefined, 'i32', 'i64', 'i16', null]) {
  probes.addNew(`address ${String(address)}`, (W) => [attempt(W, () => new W.Table({ element: 'anyfunc', initial: 1, address }).length), attempt(W, () => new W.Table({ element: 'anyfunc', initial: 1n, address }).length)]);
}
for (const [label, value] of numbers()) {
  probes.addNew(`i64 ${label}`, (W) => {
    const table = new W.Table({ element: 'externref', initial: 5n, maximum: 9n, address: 'i64' }, 'a');
    return [attempt(W, () => table.get(value)), attempt(W, () => table.set(value, 'b')), attempt(W, () => table.grow(value)), table.length];
  });
}
probes.addNew('order with i64', (W) => {
  const log: string[] = [];
  return [attempt(W, () => new W.Table(recording({ maximum: 2n, initial: 1n, element: 'anyfunc', address: 'i64' }, log))), log];
});
for (const element of ['anyref', 'eqref', 'i31ref', 'structref', 'arrayref']) {
  probes.addNew(`${element} of the GC proposal`, (W) => {
    const table = new W.Table({ element, initial: 2 });
    return [table.get(0), attempt(W, () => (table.set(0, 5), table.get(0))), attempt(W, () => (table.set(0, 'text'), table.get(0))), attempt(W, () => table.set(0)), attempt(W, () => table.set(0, undefined)), attempt(W, () => table.get(0)), attempt(W, () => table.set(1, null))];
  });
}

export const table = probes.list;
