/**
 * Keys of types, as the compiler writes them. A signature key is a letter per parameter, a colon and a letter per result; where
 * the letters do not tell the whole type, ';' and its canonical text follow. A function's signature may be followed by the keys of
 * its type's declared supertypes, after spaces. The key of a value type is its letter; other references than funcref, externref, anyref, contref and exnref
 * go on with ';', '?' (nullable) or '!', and heap types separated by spaces: the type's own, then those above it.
 */

const letters: Record<string, string | undefined> = {
  i32: 'i',
  i64: 'l',
  f32: 'f',
  f64: 'd',
  v128: 'v',
  anyfunc: 'F',
  funcref: 'F',
  externref: 'X',
};

/** The letter of a value type that JavaScript names; undefined for other names. Globals cannot be of type exnref, tags can. */
export function letterOf(name: string): string | undefined {
  return Object.prototype.hasOwnProperty.call(letters, name) ? letters[name] : undefined;
}

/** The letters of a signature, without what follows them. */
export function lettersOf(sig: string): string {
  const end = sig.indexOf(';');
  return end < 0 ? sig : sig.slice(0, end);
}

/** The key of a signature, without its supertypes. */
export function keyOf(sig: string): string {
  const end = sig.indexOf(' ');
  return end < 0 ? sig : sig.slice(0, end);
}

/** Whether a function of signature `found` is one of the type with key `wanted`: that type, or a declared subtype. */
export function matchesSig(found: string, wanted: string): boolean {
  return found === wanted || (found.includes(' ') && found.split(' ').includes(wanted));
}

/** The key of references to a function of signature `sig`. */
export function referenceKey(sig: string): string {
  const heaps = sig.split(' ').map((key) => key.slice(key.indexOf(';') + 1));
  return `F;!${heaps.join(' ')} func`;
}

/** Heap types at the top of each hierarchy, by letter. */
const tops: Record<string, string | undefined> = { F: 'func', X: 'extern', A: 'any', E: 'exn', C: 'cont' };
const bottoms: Record<string, string> = { F: 'nofunc', X: 'noextern', A: 'none', E: 'noexn', C: 'nocont' };

function expand(key: string): string {
  const top = tops[key];
  return top === undefined ? key : `${key};?${top}`;
}

/** Whether a value of the type with key `found` may stand where `wanted` is asked for. */
export function matchesType(found: string, wanted: string): boolean {
  if (found === wanted) return true;
  const [from, to] = [expand(found), expand(wanted)];
  if (from[1] !== ';' || from[0] !== to[0] || (from[2] === '?' && to[2] === '!')) return false;
  const heaps = from.slice(3).split(' ');
  return heaps[0] === bottoms[to[0]!] || heaps.includes(heapOf(to));
}

const names: Record<string, string> = {
  i: 'i32',
  l: 'i64',
  f: 'f32',
  d: 'f64',
  v: 'v128',
  F: 'funcref',
  X: 'externref',
  A: 'anyref',
  E: 'exnref',
  C: 'contref',
};

/** The heap type of a reference type's key that is longer than a letter. */
export function heapOf(key: string): string {
  return key.slice(3).split(' ')[0]!;
}

/** The value type with this key, for error messages. */
export function typeName(key: string): string {
  if (key.length === 1) return names[key]!;
  return `(ref ${key[2] === '?' ? 'null ' : ''}${heapOf(key)})`;
}

/** The signature, for error messages. */
export function spellSig(sig: string): string {
  const letters = lettersOf(sig);
  const [params, results] = letters.split(':').map((list) => [...list].map(typeName).join(' '));
  const key = keyOf(sig);
  return `(${params}) -> (${results})${key.length > letters.length ? ` ${key.slice(letters.length + 1)}` : ''}`;
}
