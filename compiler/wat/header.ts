/** The first lines of a function: its type, parameters and locals. */
import type { NameMap } from '../decode/custom/names.js';
import type { LocalRun } from '../decode/index.js';
import { typeName, type FuncType, type ValType } from '../ops/index.js';
import { typesText } from './instruction.js';
import { Identifiers } from './names.js';

/** Longer types are only referred to: a type may have 1,000 parameters and be that of every function. */
const MAX_TYPES = 16;

export interface Header {
  readonly signature: string;
  /** Declarations of the locals, '' for none. */
  readonly locals: string;
  readonly localsWritten: number;
  readonly identifiers: Identifiers;
}

/** At most `most` declared locals are written out; of a function with more they are only counted. */
export function functionHeader(type: FuncType | undefined, typeIndex: number, runs: readonly LocalRun[], names: NameMap | undefined, most: number): Header {
  const params = type?.params ?? [];
  const declared = runs.reduce((sum, run) => sum + run.count, 0);
  const results = type?.results ?? [];
  const isShort = params.length <= MAX_TYPES && results.length <= MAX_TYPES;
  const isWritten = declared <= most;
  const usable = [...(names ?? [])].filter(([index]) => (index < params.length ? isShort : isWritten));
  const identifiers = new Identifiers(new Map(usable), params.length + declared);
  const signature = ` (type ${typeIndex})${isShort ? declarations('param', 0, params, identifiers) + typesText('result', results) : ''}`;
  if (!isWritten) return { signature, locals: `(; ${declared} locals ;)`, localsWritten: 0, identifiers };
  const types = runs.flatMap(({ count, type: local }) => Array.from({ length: count }, () => local));
  return { signature, locals: declarations('local', params.length, types, identifiers).slice(1), localsWritten: declared, identifiers };
}

/** ` (param i32 i32) (param $name i64)`: neighbours without names share their parentheses. */
function declarations(keyword: string, first: number, types: readonly ValType[], identifiers: Identifiers): string {
  let text = '';
  let isOpen = false;
  types.forEach((type, i) => {
    const isNamed = identifiers.has(first + i);
    if (isOpen && isNamed) { text += ')'; isOpen = false; }
    if (isNamed) text += ` (${keyword} ${identifiers.ref(first + i)} ${typeName(type)})`;
    else text += isOpen ? ` ${typeName(type)}` : ` (${keyword} ${typeName(type)}`;
    isOpen ||= !isNamed;
  });
  return isOpen ? `${text})` : text;
}
