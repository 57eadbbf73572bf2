/** Property attributes, names, lengths and prototypes of everything in the namespace, and receivers. */
import { attempt, descriptor, type Namespace, Probes, strangers } from './probe.js';

const probes = new Probes('shape');
const classes = ['Module', 'Instance', 'Memory', 'Table', 'Global'] as const;
const newClasses = ['Tag'] as const;
const errors = ['CompileError', 'LinkError', 'RuntimeError'] as const;
const members: Readonly<Record<string, readonly string[]>> = {
  Module: [], Instance: ['exports'], Memory: ['grow', 'buffer'], Table: ['length', 'get', 'set', 'grow'], Global: ['value', 'valueOf'], Tag: [],
};

probes.add('the namespace', (W) => [Object.getPrototypeOf(W) === Object.prototype, Object.isExtensible(W), String(W), descriptor(W, W, Symbol.toStringTag), typeof W]);
for (const name of ['validate', 'compile', 'instantiate', ...classes, ...newClasses, ...errors]) probes.add(name, (W) => descriptor(W, W, name));
for (const name of ['validate', 'compile', 'instantiate']) {
  probes.add(`${name} cannot be constructed`, (W) => new W[name]());
  probes.add(`${name} has no prototype`, (W) => 'prototype' in W[name]);
  probes.add(`${name} does not care for its receiver`, async (W) => attempt(W, () => typeof Reflect.apply(W[name], 5, [new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])])));
}

for (const name of [...classes, ...newClasses]) {
  probes.add(`${name} as a class`, (W) => [
    descriptor(W, W[name], 'name'), descriptor(W, W[name], 'length'), descriptor(W, W[name], 'prototype').slice(0, 3), typeof W[name].prototype, typeof W[name], Object.isExtensible(W[name]),
  ]);
  probes.add(`${name} without new`, (W) => W[name]());
  probes.add(`${name} without arguments`, (W) => new W[name]());
  probes.add(`${name}.prototype`, (W) => [
    descriptor(W, W[name].prototype, 'constructor') === `w-c ${`function ${JSON.stringify(name)}/1`}`, descriptor(W, W[name].prototype, Symbol.toStringTag), Object.isExtensible(W[name].prototype),
    Object.prototype.toString.call(W[name].prototype), Object.getOwnPropertyNames(W[name].prototype).filter((key) => ![...members[name]!, 'constructor', 'toFixedLengthBuffer', 'toResizableBuffer', 'type'].includes(key)),
  ]);
  for (const key of members[name]!) {
    probes.add(`${name}.prototype.${key}`, (W) => descriptor(W, W[name].prototype, key));
    for (const [label, receiver] of strangers()) {
      probes.add(`${name}.prototype.${key} of ${label}`, (W) => {
        const { value, get, set } = Object.getOwnPropertyDescriptor(W[name].prototype, key)!;
        return [value, get, set].map((fn: Function | undefined) => fn && attempt(W, () => Reflect.apply(fn, receiver, [0, null])));
      });
    }
    probes.add(`${name}.prototype.${key} of other objects`, (W) => {
      const { value, get, set } = Object.getOwnPropertyDescriptor(W[name].prototype, key)!;
      const others = [W, W[name], W[name].prototype, Object.create(make(W, name)), new Proxy(make(W, name), {})];
      return others.map((receiver) => [value, get, set].map((fn: Function | undefined) => fn && attempt(W, () => Reflect.apply(fn, receiver, [0, null]))));
    });
    probes.add(`${name}.prototype.${key} cannot be constructed`, (W) => {
      const { value, get, set } = Object.getOwnPropertyDescriptor(W[name].prototype, key)!;
      return [value, get, set].map((fn: any) => fn && [attempt(W, () => Reflect.construct(Object, [], fn) && 'constructor'), Object.getOwnPropertyNames(fn)]);
    });
  }
  probes.add(`objects of ${name}`, (W) => {
    const object = make(W, name);
    return [Object.getPrototypeOf(object) === W[name].prototype, Object.isExtensible(object), Object.keys(object), Object.getOwnPropertyNames(object), String(object), object instanceof W[name]];
  });
  probes.add(`${name}: subclasses`, (W) => {
    const Sub = class extends (W[name] as new (...args: unknown[]) => object) {};
    const object = new Sub(...argumentsOf(W, name));
    return [Object.getPrototypeOf(object) === Sub.prototype, object instanceof W[name]];
  });
  probes.add(`${name}: prototype of new.target`, (W) => {
    const wanted = {};
    const target = Object.assign(function () {}, { prototype: wanted });
    return Object.getPrototypeOf(Reflect.construct(W[name], argumentsOf(W, name), target)) === wanted;
  });
}

function argumentsOf(W: Namespace, name: string): unknown[] {
  const module = (): object => new W.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  const all: Record<string, () => unknown[]> = {
    Module: () => [new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])], Instance: () => [module()], Memory: () => [{ initial: 1 }],
    Table: () => [{ initial: 1, element: 'anyfunc' }], Global: () => [{ value: 'i32', mutable: true }], Tag: () => [{ parameters: [] }],
  };
  return all[name]!();
}
const make = (W: Namespace, name: string): any => new W[name](...argumentsOf(W, name));

probes.addNew('the superclass of Module', (W) => {
  const Source = Object.getPrototypeOf(W.Module);
  const { get } = Object.getOwnPropertyDescriptor(Source.prototype, Symbol.toStringTag)!;
  return [
    descriptor(W, Source, 'name'), descriptor(W, Source, 'length'), descriptor(W, Source, 'prototype').slice(0, 3), Object.getPrototypeOf(W.Module.prototype) === Source.prototype, Object.getPrototypeOf(Source) === Function.prototype,
    Object.getPrototypeOf(Source.prototype) === Object.prototype, attempt(W, () => Source()), attempt(W, () => new Source()), descriptor(W, Source.prototype, Symbol.toStringTag), descriptor(W, Source.prototype, 'constructor'),
    ...[make(W, 'Module'), W.Module.prototype, {}, undefined, 5].map((receiver) => attempt(W, () => Reflect.apply(get!, receiver, []))),
  ];
});

for (const key of ['exports', 'imports', 'customSections']) {
  probes.add(`Module.${key}`, (W) => [descriptor(W, W.Module, key), 'prototype' in W.Module[key]]);
  for (const [label, value] of strangers()) probes.add(`Module.${key} of ${label}`, (W) => W.Module[key](value, 'name'));
  probes.add(`Module.${key} without arguments`, (W) => W.Module[key]());
  probes.add(`Module.${key} of other objects`, (W) => [W, W.Module, W.Module.prototype, Object.create(make(W, 'Module'))].map((value) => attempt(W, () => W.Module[key](value, 'name'))));
  probes.add(`Module.${key} does not care for its receiver`, (W) => Reflect.apply(W.Module[key], undefined, [make(W, 'Module'), '']));
}

for (const name of errors) {
  probes.add(`${name} as a class`, (W) => [
    descriptor(W, W[name], 'name'), descriptor(W, W[name], 'length'), descriptor(W, W[name], 'prototype'), Object.getPrototypeOf(W[name]) === Error, Object.getPrototypeOf(W[name].prototype) === Error.prototype,
    descriptor(W, W[name].prototype, 'name'), descriptor(W, W[name].prototype, 'message'), descriptor(W, W[name].prototype, 'constructor'), Object.prototype.hasOwnProperty.call(W[name].prototype, Symbol.toStringTag),
    Object.getOwnPropertyNames(W[name].prototype).sort(),
  ]);
  for (const [label, construct] of [['new', (W: Namespace, ...args: unknown[]) => new W[name](...args)], ['call', (W: Namespace, ...args: unknown[]) => W[name](...args)]] as const) {
    probes.add(`${name}: ${label}`, (W) => {
      const error = construct(W, 'text');
      return [descriptor(W, error, 'message'), descriptor(W, error, 'name'), String(error), Object.prototype.toString.call(error), error instanceof W[name], error instanceof Error, Object.keys(error), Object.getOwnPropertyNames(error).sort(), typeof error.stack];
    });
    probes.add(`${name}: ${label} without message`, (W) => [Object.getOwnPropertyNames(construct(W)).sort(), String(construct(W)), Object.getOwnPropertyNames(construct(W, undefined)).sort()]);
    probes.add(`${name}: ${label} with cause`, (W) => [descriptor(W, construct(W, 'a', { cause: 5 }), 'cause'), descriptor(W, construct(W, 'a', {}), 'cause'), descriptor(W, construct(W, 'a', 5), 'cause')]);
    probes.add(`${name}: ${label} with message to be converted`, (W) => descriptor(W, construct(W, { toString: () => 'converted' }), 'message'));
    probes.add(`${name}: ${label} with a symbol`, (W) => construct(W, Symbol()));
  }
  probes.add(`${name}: subclasses`, (W) => {
    const Sub = class extends (W[name] as new (...args: unknown[]) => object) {};
    return [new Sub('text') instanceof W[name], String(new Sub('text'))];
  });
  probes.add(`${name}: the first line of the stack`, (W) => String(new W[name]('text').stack).split('\n')[0]);
  probes.add(`${name}: prototype of new.target is no object`, (W) => Object.getPrototypeOf(Reflect.construct(W[name], [], Object.assign(function () {}, { prototype: 5 }))) === W[name].prototype);
}

export const shape = probes.list;
