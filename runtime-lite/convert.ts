/** Conversions of values at the JavaScript boundary, by type letter or key (see type-key.ts). JavaScript API, ToWebAssemblyValue and ToJSValue. */
import { type FuncRec, funcFromJs, funcToJs, referenceFromJs } from './func.js';
import { hierarchies } from './hierarchies.js';
import { fromI64, toI64 } from './interop.js';
import { type Converter, converterOfLetter } from './numbers.js';
import { HI, R, setHI } from './registers.js';

/** Types, as their letters or as a list of keys. */
export type Types = string | readonly string[];

/** The conversion for a type other than `l` and `v`. */
export function converterOf(type: string): Converter {
  if (type.length > 1 || type === 'A' || type === 'E' || type === 'C') return (value) => referenceFromJs(type, value);
  return type === 'F' ? funcFromJs : converterOfLetter(type);
}

/** v128, exnref and contref do not cross the boundary. */
export function isOpaque(letters: string): boolean {
  return /[vEC]/.test(letters);
}

/** TypeError before anything is converted. */
export function refuseOpaque(letters: string): void {
  if (isOpaque(letters)) throw new TypeError('values of type v128, exnref and contref do not cross to or from JavaScript');
}

/** Appends the words of `value` converted to the type. */
export function pushWords(words: any[], type: string, value: any): void {
  if (type === 'l') {
    words.push(toI64(value));
    words.push(HI);
  } else {
    words.push(converterOf(type)(value));
  }
}

/** The JavaScript value of a one-word type. */
export function toJs(type: string, word: any): any {
  const letter = type[0]!;
  if (letter === 'F') return funcToJs(word as FuncRec | null);
  if (letter === 'E' || letter === 'C') refuseOpaque(letter);
  const hierarchy = hierarchies[letter];
  return hierarchy === undefined ? word : hierarchy.toJs(word);
}

/** The JavaScript value of a raw call that returned `first`: undefined, one value, or an array. */
export function resultsToJs(types: Types, first: any): any {
  if (types.length === 0) return undefined;
  const words = types[0] === 'l' ? [first, HI] : [first];
  if (types.length === 1) return types[0] === 'l' ? fromI64(first, HI) : toJs(types[0]!, first);
  let count = 0;
  for (const type of types) count += type === 'l' ? 2 : 1;
  for (let i = 0; words.length < count; i++) words.push(R[i]);
  return wordsToJs(types, words);
}

/** JavaScript values of the types, from their words. */
export function wordsToJs(types: Types, words: readonly any[]): any[] {
  const values: any[] = [];
  let at = 0;
  for (const type of types) {
    if (type === 'l') {
      values.push(fromI64(words[at], words[at + 1]));
      at += 2;
    } else {
      values.push(toJs(type, words[at]));
      at += 1;
    }
  }
  return values;
}

/**
 * What a host function returned, as the raw results of the types: returns the first word and sets the registers.
 * TypeError if several results are expected and `value` is not an iterable of exactly that many.
 */
export function resultsFromJs(types: Types, value: any): any {
  if (types.length === 0) return undefined;
  if (types.length === 1) return types[0] === 'l' ? toI64(value) : converterOf(types[0]!)(value);
  const values = [...value];
  if (values.length !== types.length) {
    throw new TypeError(`a host function returned ${values.length} results where ${types.length} are declared`);
  }
  const words: any[] = [];
  for (let i = 0; i < values.length; i++) pushWords(words, types[i]!, values[i]);
  return setResults(types, words);
}

function setResults(types: Types, words: readonly any[]): any {
  let at = 1;
  if (types[0] === 'l') setHI(words[at++]);
  for (let i = 0; at < words.length; i++) R[i] = words[at++];
  return words[0];
}
