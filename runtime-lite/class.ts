/** Classes for engines whose parsers have no class syntax: the linker turns class declarations into functions that use this. */

/** `new.target ?? calledWithoutNew()` begins a constructor. */
export function calledWithoutNew(): never {
  throw new TypeError("Class constructor cannot be invoked without 'new'");
}
