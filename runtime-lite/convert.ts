/** Conversions of values at the JavaScript boundary, by type letter (signature keys). JavaScript API, ToWebAssemblyValue and ToJSValue. */
import { type FuncRec, funcFromJs, funcToJs } from './func.js';
import { fromI64, toI64 } from './interop.js';
import { HI, R, setHI } from './registers.js';

/** Conversion of one JavaScript value to the value of a type that takes one word: all but i64 and v128. */
export type Converter = (value: any) => any;

function toI32(value: any): number {
  return value | 0;
}
function toF32(value: any): number {
  return Math.fround(value);
}
function toF64(value: any): number {
  return +value;
}
function same(value: any): any {
  return value;
}

/** The conversion for a type letter other than `l` and `v`. */
export function converterOf(letter: string): Converter {
  return letter === 'i' ? toI32 : letter === 'd' ? toF64 : letter === 'f' ? toF32 : letter === 'F' ? funcFromJs : same;
}

/** Whether values of all these types take one word and cross the boundary. */
export function isSimple(letters: string): boolean {
  return !letters.includes('l') && !letters.includes('v');
}

/** v128 does not cross the boundary: TypeError before anything is converted. */
export function refuseVectors(letters: string): void {
  if (letters.includes('v')) throw new TypeError('a function with v128 parameters or results cannot be called from JavaScript');
}

/** Appends the words of `value` converted to the type. */
export function pushWords(words: any[], letter: string, value: any): void {
  if (letter === 'l') {
    words.push(toI64(value));
    words.push(HI);
  } else {
    words.push(converterOf(letter)(value));
  }
}

/** The JavaScript value of one-word type `letter`. */
export function toJs(letter: string, word: any): any {
  return letter === 'F' ? funcToJs(word as FuncRec | null) : word;
}

/** The JavaScript value of a raw call that returned `first`: undefined, one value, or an array. */
export function resultsToJs(letters: string, first: any): any {
  if (letters.length === 0) return undefined;
  const words = letters[0] === 'l' ? [first, HI] : [first];
  if (letters.length === 1) return letters === 'l' ? fromI64(first, HI) : toJs(letters, first);
  let count = 0;
  for (const letter of letters) count += letter === 'l' ? 2 : 1;
  for (let i = 0; words.length < count; i++) words.push(R[i]);
  return wordsToJs(letters, words);
}

/** JavaScript values of the types, from their words. */
export function wordsToJs(letters: string, words: readonly any[]): any[] {
  const values: any[] = [];
  let at = 0;
  for (const letter of letters) {
    if (letter === 'l') {
      values.push(fromI64(words[at], words[at + 1]));
      at += 2;
    } else {
      values.push(toJs(letter, words[at]));
      at += 1;
    }
  }
  return values;
}

/**
 * What a host function returned, as the raw results of the types: returns the first word and sets the registers.
 * TypeError if several results are expected and `value` is not an iterable of exactly that many.
 */
export function resultsFromJs(letters: string, value: any): any {
  if (letters.length === 0) return undefined;
  if (letters.length === 1) return letters === 'l' ? toI64(value) : converterOf(letters)(value);
  const values = [...value];
  if (values.length !== letters.length) {
    throw new TypeError(`a host function returned ${values.length} results where ${letters.length} are declared`);
  }
  const words: any[] = [];
  for (let i = 0; i < values.length; i++) pushWords(words, letters[i]!, values[i]);
  return setResults(letters, words);
}

function setResults(letters: string, words: readonly any[]): any {
  let at = 1;
  if (letters[0] === 'l') setHI(words[at++]);
  for (let i = 0; at < words.length; i++) R[i] = words[at++];
  return words[0];
}
