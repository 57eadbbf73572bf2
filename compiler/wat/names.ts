/** Identifiers of one index space: the names of the name section where there are any, else numbers. */
import type { NameMap } from '../decode/custom/names.js';
import { identifierText } from './literals.js';

/** Longer names are cut: each may be written very often. */
const MAX_LENGTH = 160;

export class Identifiers {
  private readonly known = new Map<number, string>();

  /** `names` of indices that do not exist (`count` and more) are ignored. */
  constructor(names: NameMap, count: number) {
    const taken = new Set<string>();
    for (const [index, name] of names) {
      if (index >= count || name === '') continue;
      const whole = identifierText(name.slice(0, MAX_LENGTH));
      let identifier = whole.length > MAX_LENGTH || name.length > MAX_LENGTH ? `${whole.slice(0, MAX_LENGTH)}#${index}` : whole;
      if (taken.has(identifier)) identifier += `#${index}`;
      while (taken.has(identifier)) identifier += '#';
      taken.add(identifier);
      this.known.set(index, `$${identifier}`);
    }
  }

  /** How the index is referred to. */
  ref(index: number): string { return this.known.get(index) ?? String(index); }

  /** What stands after the keyword of a definition: the name, or the number in a comment. */
  definition(index: number): string { return this.known.get(index) ?? `(;${index};)`; }

  has(index: number): boolean { return this.known.has(index); }
}
