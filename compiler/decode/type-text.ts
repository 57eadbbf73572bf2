/** Texts by which recursion groups are compared (spec: Validation, Type Equivalence). */
import { externref, type FieldType, type FuncType, funcref, isRef, sigChar, sigLetters, type TypeDeclaration, type ValType } from '../ops/index.js';

type Declared = FuncType & { readonly declared: TypeDeclaration };

/** Longer texts are replaced by a digest: a group's text stands in the text of every group that refers to it. */
const longestText = 100;

/** Equal texts are equivalent groups of one module: types outside of the group are named by their canonical index. */
export function exactText(group: readonly Declared[], first: number): string {
  return group.map((type) => describe(type, (index) => index < first ? String(index) : `.${index - first}`)).join('|');
}

/**
 * The texts of a group's types, equal for equivalent types of any modules; '' if the letters of a signature are all there is to
 * it. Types outside of the group are written out in parentheses. A group whose text is long has a digest instead.
 */
export function canonicalTexts(group: readonly Declared[], first: number, types: readonly FuncType[]): string[] {
  if (group.length === 1 && isPlain(group[0]!)) return [''];
  const nameOf = (index: number): string => index < first ? `(${types[index]!.declared!.text || sigLetters(types[index]!)})` : `.${index - first}`;
  const members = group.map((type) => describe(type, nameOf)).join('|');
  const whole = group.length === 1 ? members : `[${members}]`;
  const text = whole.length > longestText ? digest(whole) : whole;
  return group.map((_, k) => group.length === 1 ? text : `${text}.${k}`);
}

function isPlain({ params, results, declared }: Declared): boolean {
  const plain = (type: ValType): boolean => !isRef(type) || type === funcref || type === externref;
  return declared.aggregate === undefined && declared.continuation === undefined && declared.final && declared.supertype === undefined && params.every(plain) && results.every(plain);
}

function describe({ params, results, declared }: Declared, nameOf: (index: number) => string): string {
  const one = (type: ValType): string => {
    if (!isRef(type) || type === funcref || type === externref) return sigChar(type);
    return `${type.nullable ? '?' : '!'}${typeof type.heap === 'number' ? nameOf(type.heap) : `(${type.heap})`}`;
  };
  const field = ({ storage, mutable }: FieldType): string => `${mutable ? '~' : ''}${storage === 'i8' ? 'b' : storage === 'i16' ? 'h' : one(storage)}`;
  const above = declared.supertype === undefined ? '' : `<${nameOf(declared.supertype)}>`;
  const { aggregate } = declared;
  const structure = declared.continuation !== undefined ? `^${nameOf(declared.continuation)}` : aggregate === undefined ? `${params.map(one).join('')}:${results.map(one).join('')}`
    : aggregate.form === 'struct' ? `{${aggregate.fields.map(field).join('')}}` : `@${field(aggregate.fields[0]!)}`;
  return `${declared.final ? '' : '+'}${above}${structure}`;
}

/** 128 bits of the text, in hexadecimal after '#': four multiplicative hashes that disturb each other at every character. */
function digest(text: string): string {
  let a = 0x243f6a88, b = 0x85a308d3, c = 0x13198a2e, d = 0x03707344;
  const step = (code: number): void => {
    a = Math.imul(a ^ code, 0x9e3779b1) + d;
    b = Math.imul(b ^ (a >>> 15) ^ code, 0x85ebca6b) + a;
    c = Math.imul(c ^ (b >>> 13) ^ code, 0xc2b2ae35) + b;
    d = Math.imul(d ^ (c >>> 16) ^ code, 0x27d4eb2f) + c;
  };
  for (let k = 0; k < text.length; k++) step(text.charCodeAt(k));
  for (let k = 0; k < 8; k++) step(text.length);
  return `#${[a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')}`;
}
