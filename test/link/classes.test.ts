/** Classes written as functions behave like the classes they stand for. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readModules } from '../../compiler/link/extract.js';
import { HelperNames, LinkageError, linkPieces } from '../../compiler/link/index.js';
import { runtimeModules } from '../../compiler/link/runtime-modules.js';
import { print } from '../../compiler/print/index.js';

function linked(source: string, name: string, classesAsFunctions: boolean): { value: any; code: string } {
  const { words, modules } = readModules({ m: source });
  const names = new HelperNames({ words: `${runtimeModules.words} ${words}`, modules: { ...runtimeModules.modules, ...modules } });
  const main = names.ref('m', name);
  const { code } = print({ type: 'Program', sourceType: 'script', body: linkPieces(names, { classesAsFunctions }).statements });
  return { value: new Function(`'use strict';\n${code}\nreturn ${main};`)(), code };
}

const SOURCE = `
  class Animal {
    constructor(name, ...more) { this.name = name; this.more = more; this.later = () => this.name; }
    get loud() { return this.name.toUpperCase(); }
    set loud(value) { this.name = value.toLowerCase(); }
    speak(times, word) { return word.repeat(times) + this.name; }
    get [Symbol.toStringTag]() { return 'Animal'; }
  }
  class Dog extends Animal {
    constructor(name, trick = 'sit') {
      super(name, 1, ...[2, 3]);
      this.trick = trick;
      this.own = () => [this.trick, function () { return this; }.call(5)];
    }
    speak() { return 'wuff ' + this.name; }
  }
  class Puppy extends Dog {}
  class Failure extends Error { get name() { return 'Failure'; } }
  export const all = () => ({ Animal, Dog, Puppy, Failure });`;

/** All that can be seen of the classes, as plain data. */
function seen({ Animal, Dog, Puppy, Failure }: any): unknown {
  const [animal, dog, puppy, failure] = [new Animal('a', 7), new Dog('Rex'), new Puppy('P', 'roll'), new Failure('why')];
  const thrown = (make: () => unknown): string => { try { return String(make()); } catch (error) { return (error as Error).name; } };
  const members = (prototype: object): unknown => Reflect.ownKeys(prototype).map(String).sort().map((key) => {
    const property = Object.getOwnPropertyDescriptor(prototype, key === 'Symbol(Symbol.toStringTag)' ? Symbol.toStringTag : key)!;
    return [key, property.enumerable, property.configurable, property.writable, typeof property.get, typeof property.set];
  });
  animal.loud = 'LOUD';
  return {
    values: [animal.loud, animal.later(), animal.more, animal.speak(2, 'x'), String(animal), dog.speak(), dog.more, dog.own(), puppy.own(), puppy.later()],
    kinds: [dog instanceof Animal, dog instanceof Dog, puppy instanceof Dog, animal instanceof Dog, puppy.constructor === Puppy],
    failure: [String(failure), failure instanceof Failure, failure instanceof Error, failure.message, failure.stack.split('\n')[0], Object.keys(failure)],
    frames: [/new |Reflect/.test(failure.stack.split('\n')[1])],
    calls: [thrown(() => Animal('x')), thrown(() => Dog('x')), thrown(() => Puppy()), thrown(() => Failure('x')), thrown(() => new animal.speak(1, 'x'))],
    lengths: [Animal.length, Dog.length, animal.speak.length, animal.speak.name],
    members: [Animal, Dog, Puppy, Failure].map((one) => members(one.prototype)),
    prototypes: [Animal, Dog].map((one) => ({ ...Object.getOwnPropertyDescriptor(one, 'prototype'), value: undefined })),
    parents: [Object.getPrototypeOf(Dog) === Animal, Object.getPrototypeOf(Failure) === Error, Object.getPrototypeOf(Puppy.prototype) === Dog.prototype],
  };
}

test('a class and its function look the same', () => {
  const [plain, lowered] = [false, true].map((as) => linked(SOURCE, 'all', as));
  assert.match(plain!.code, /\bclass\b/);
  assert.not.match(lowered!.code.replace(/'[^']*'|"[^"]*"/g, ''), /\bclass\b|\bsuper\b/);
  assert.equal(seen(lowered!.value()), seen(plain!.value()));
});

test('every class of the runtime can be written as a function', () => {
  let count = 0;
  const { graph } = new HelperNames(runtimeModules);
  for (const path of Object.keys(runtimeModules.modules)) {
    for (const name of graph.exportsOf(path)) {
      if (graph.find(path, name).kind !== 'class') continue;
      const names = new HelperNames(runtimeModules);
      names.ref(path, name);
      const { code } = print({ type: 'Program', sourceType: 'script', body: linkPieces(names, { classesAsFunctions: true }).statements });
      assert.not.match(code.replace(/'[^'\n]*'|"[^"\n]*"/g, ''), /\bclass\b/, `${path} ${name}`);
      count++;
    }
  }
  assert.ok(count >= 6, `${count} classes`);
});

for (const [what, source] of Object.entries({
  'a static member': 'export class C { static f() {} }',
  'a private name': 'export class C { #x() {} }',
  'super in a method': 'class B { f() {} } export class C extends B { f() { return super.f(); } }',
  'code before super': 'class B {} export class C extends B { constructor() { const x = 1; super(x); } }',
})) {
  test(`${what} is refused with a sentence`, () => {
    assert.throws(() => linked(source, 'C', true), (error: unknown) => error instanceof LinkageError && /cannot be written without class syntax/.test(error.message));
  });
}

test.run();
