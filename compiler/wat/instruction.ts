/** One instruction as text, without what is nested in it. */
import type { CatchClause, Instr, SuspensionClause } from '../decode/index.js';
import type { FuncType, ImmKind, ValType } from '../ops/index.js';
import { typeName } from '../ops/index.js';
import { f32Text, f64Text, i64Text, u64Text, v128Text } from './literals.js';
import type { Identifiers } from './names.js';

/** The index spaces that an instruction may refer to. */
export interface Scope {
  readonly funcs: Identifiers;
  readonly tables: Identifiers;
  readonly memories: Identifiers;
  readonly globals: Identifiers;
  readonly elems: Identifiers;
  readonly datas: Identifiers;
  readonly locals: Identifiers;
}

export function instructionText(i: Instr, scope: Scope): string { return i.row.name + immediates[i.row.imm](i, scope); }

type Immediate = (i: Instr, s: Scope) => string;

const immediates: Readonly<Record<ImmKind, Immediate>> = {
  'none': () => '',
  'block': (i) => blockTypeText(i.blockType),
  'label': (i) => ` ${i.index}`,
  'labels': (i) => ` ${i.labels.join(' ')}`,
  'func': (i, s) => ` ${s.funcs.ref(i.index)}`,
  'type': (i) => ` ${i.index}`,
  'type table': (i, s) => `${unlessFirst(s.tables, i.index2)} (type ${i.index})`,
  'local': (i, s) => ` ${s.locals.ref(i.index)}`,
  'global': (i, s) => ` ${s.globals.ref(i.index)}`,
  'table': (i, s) => ` ${s.tables.ref(i.index)}`,
  'table table': (i, s) => ` ${s.tables.ref(i.index)} ${s.tables.ref(i.index2)}`,
  'elem': (i, s) => ` ${s.elems.ref(i.index)}`,
  'elem table': (i, s) => `${unlessFirst(s.tables, i.index2)} ${s.elems.ref(i.index)}`,
  'memory': (i, s) => unlessFirst(s.memories, i.memory),
  'memory memory': (i, s) => (i.index === 0 && i.index2 === 0 ? '' : ` ${s.memories.ref(i.index)} ${s.memories.ref(i.index2)}`),
  'data': (i, s) => ` ${s.datas.ref(i.index)}`,
  'data memory': (i, s) => `${unlessFirst(s.memories, i.memory)} ${s.datas.ref(i.index)}`,
  'memarg': memArgText,
  'i32': (i) => ` ${i.lo}`,
  'i64': (i) => ` ${i64Text(i.lo, i.hi)}`,
  'f32': (i) => ` ${f32Text(i.lo)}`,
  'f64': (i) => ` ${f64Text(i.lo, i.hi)}`,
  'fence': () => '',
  'types': (i) => typesText('result', i.types),
  'heap': (i) => ` ${i.ref.heap}`,
  'type field': (i) => ` ${i.index} ${i.index2}`,
  'type count': (i) => ` ${i.index} ${i.index2}`,
  'type data': (i, s) => ` ${i.index} ${s.datas.ref(i.index2)}`,
  'type elem': (i, s) => ` ${i.index} ${s.elems.ref(i.index2)}`,
  'type type': (i) => ` ${i.index} ${i.index2}`,
  'ref': (i) => ` ${typeName(i.ref)}`,
  'ref null': (i) => ` ${typeName(i.ref)}`,
  'label cast': (i) => ` ${i.index} ${typeName(i.from)} ${typeName(i.ref)}`,
  'v128': (i) => ` ${v128Text([i.lo, i.hi, i.lo2, i.hi2])}`,
  'lanes': lanesText,
  'lane': lanesText,
  'memarg lane': (i, s) => memArgText(i, s) + lanesText(i),
  'tag': (i) => ` ${i.index}`,
  'type tag': (i) => ` ${i.index} ${i.index2}`,
  'type handlers': (i) => ` ${i.index}${i.handlers.map(handlerText).join('')}`,
  'type tag handlers': (i) => ` ${i.index} ${i.index2}${i.handlers.map(handlerText).join('')}`,
  'block catches': (i) => blockTypeText(i.blockType) + i.catches.map(catchText).join(''),
};

function memArgText(i: Instr, s: Scope): string {
  const offset = i.offset === 0 ? '' : ` offset=${u64Text(i.lo, i.hi)}`;
  const align = 2 ** i.align === i.row.width ? '' : ` align=${2 ** i.align}`;
  return unlessFirst(s.memories, i.memory) + offset + align;
}

function lanesText(i: Instr): string {
  return ` ${i.lanes.join(' ')}`;
}

const unlessFirst = (ids: Identifiers, index: number): string => (index === 0 ? '' : ` ${ids.ref(index)}`);

function blockTypeText(type: FuncType): string {
  return type.declared ? ` (type ${type.declared.index})` : typesText('result', type.results);
}

const catchText = ({ tag, withRef, label }: CatchClause): string =>
  ` (catch${tag === undefined ? '_all' : ''}${withRef ? '_ref' : ''}${tag === undefined ? '' : ` ${tag}`} ${label})`;

const handlerText = ({ tag, label }: SuspensionClause): string => ` (on ${tag} ${label ?? 'switch'})`;

/** ` (param i32 i64)`, or nothing for no types. */
export function typesText(keyword: string, types: readonly ValType[]): string {
  return types.length ? ` (${keyword} ${types.map(typeName).join(' ')})` : '';
}
