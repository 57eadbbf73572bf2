/** Names of function-local variables: they begin with a lowercase letter, names of the module level never do. */
import type { Slot } from '../ir/js.js';

const FIRST = 'abcdefghijklmnopqrstuvwxyz';
const REST = FIRST + 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$_';
const RESERVED = new Set(
  (
    'arguments as async await break case catch class const continue debugger default delete do else enum eval export extends false finally for from function get ' +
    'if implements import in instanceof interface let new null of package private protected public return set static super switch this throw true try typeof ' +
    'undefined var void while with yield'
  ).split(' '),
);

const cache: string[] = [];

/** The nth local name: a, b, ... aa, ab, ... without reserved words. */
export function localName(n: number): string {
  for (let code = cache.length === 0 ? 0 : decode(cache[cache.length - 1]!) + 1; cache.length <= n; code++) {
    const name = encode(code);
    if (!RESERVED.has(name)) cache.push(name);
  }
  return cache[n]!;
}

function encode(code: number): string {
  let tail = '';
  while (code >= FIRST.length) {
    code -= FIRST.length;
    tail = REST[code % REST.length] + tail;
    code = Math.floor(code / REST.length);
  }
  return FIRST[code] + tail;
}

function decode(name: string): number {
  let code = FIRST.indexOf(name[0]!);
  for (const c of name.slice(1)) code = code * REST.length + REST.indexOf(c) + FIRST.length;
  return code;
}

/** Names of the slots of one function; unused slots that are not parameters get none. `numbers` chooses among the short names. */
export function slotNames(slots: readonly Slot[], params: readonly number[], numbers: readonly number[] | undefined): string[] {
  const names: string[] = new Array(slots.length);
  if (numbers) numbers.forEach((number, i) => (names[i] = localName(number)));
  else {
    params.forEach((slot, i) => {
      names[slot] = `p${i}`;
    });
    slots.forEach(({ home, uses }, i) => {
      if (home === undefined && uses > 0) names[i] ??= `v${i}`;
    });
  }
  slots.forEach(({ home }, i) => {
    if (home !== undefined) names[i] = names[home]!;
  });
  return names;
}
