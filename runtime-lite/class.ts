/** Classes for engines whose parsers have no class syntax: the linker turns class declarations into functions that use these. */

/** `new.target ?? calledWithoutNew()` begins a constructor. */
export function calledWithoutNew(): never {
  throw new TypeError("Class constructor cannot be invoked without 'new'");
}

/** Puts the methods and accessors of `members` on the prototype of `constructor`, not enumerable, as class syntax does. */
export function defineMembers(constructor: Function, members: object): void {
  for (const key of Reflect.ownKeys(members)) {
    Object.defineProperty(constructor.prototype, key, { ...Object.getOwnPropertyDescriptor(members, key), enumerable: false });
  }
  Object.defineProperty(constructor, 'prototype', { writable: false });
}

/** Makes `constructor` a subclass of `parent`; to be called before its members are defined. */
export function inherit(constructor: Function, parent: Function): void {
  constructor.prototype = Object.create(parent.prototype, { constructor: { value: constructor, configurable: true, writable: true } });
  Object.setPrototypeOf(constructor, parent);
}
