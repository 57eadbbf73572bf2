/** Declarations of the types that the code makes objects of or asks for: see runtime-lite/object.ts. */
import type { Expression, Statement } from 'estree';
import { fieldName, wordsOf } from '../ir/fields.js';
import { formOf, sigKey, type FuncType } from '../ops/index.js';
import * as es from './estree.js';
import { localName } from './names.js';

export interface TypeNames {
  /** Types that objects are made of. */
  readonly classes: ReadonlySet<number>;
  /** Types that are asked for; those above `classes` join them here. */
  readonly ids: ReadonlySet<number>;
  typeOf(type: number): FuncType;
  className(type: number): string;
  idName(type: number): string;
  /** Names of the identities of the type and those above it, nearest first. */
  line(type: number): string[];
  /** A call of a function of runtime-lite/object. */
  call(name: string, args: Expression[]): Expression;
}

export function typeStatements(names: TypeNames): Statement[] {
  const classes = sorted(names.classes).flatMap((type) => classOf(type, names));
  const ids = sorted(names.ids).map((type) => {
    const declared = names.typeOf(type);
    const value = formOf(declared) === 'func' ? es.string(sigKey(declared)) : names.call('typeId', [es.string(declared.declared!.text)]);
    return es.declare('const', [[names.idName(type), value]]);
  });
  return [...ids, ...classes];
}

const sorted = (types: ReadonlySet<number>): number[] => [...types].sort((a, b) => a - b);

function classOf(type: number, names: TypeNames): Statement[] {
  const { form, fields } = names.typeOf(type).declared!.aggregate!;
  const line = es.array(names.line(type).reverse().map(es.id));
  const name = names.className(type);
  if (form === 'array') return [es.declare('const', [[name, names.call('arrayClass', [line])]])];
  const properties = fields.flatMap(({ storage }, field) => Array.from({ length: wordsOf(storage) }, (_, word) => fieldName(field, word)));
  const body = properties.map((property, i) => es.expression(es.assignment(es.member(es.self(), property), es.id(localName(i)))));
  return [
    es.func(name, properties.map((_, i) => es.id(localName(i))), body),
    es.expression(names.call('structClass', [es.id(name), line])),
  ];
}
