/** Fields of structs as words: in which properties of an object they are. */
import { sigChar, type StorageType } from '../ops/types.js';

/** How many words a value of the type takes. */
export function wordsOf(storage: StorageType): number {
  if (storage === 'i8' || storage === 'i16') return 1;
  const letter = sigChar(storage);
  return letter === 'l' ? 2 : letter === 'v' ? 4 : 1;
}

/** The property that holds a word of a field. */
export const fieldName = (field: number, word: number): string => 'abcd'[word]! + field;
