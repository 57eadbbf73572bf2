import { invalid, malformed, overLimit, unsupported } from '../diagnostics.js';
import { formOf, type FieldType, type FuncType, type TypeDeclaration, type ValType } from '../ops/index.js';
import type { Cursor } from './cursor.js';
import { eachOf } from './each.js';
import { limits } from './limits.js';
import type { Module } from './module.js';
import { canonicalTexts, exactText } from './type-text.js';
import { hex, readFieldType, readValType } from './types.js';

/** First bytes of recursive types (spec: Binary Format, Recursive Types). */
const Rec = 0x4e;
const SubFinal = 0x4f;
const Sub = 0x50;
const Func = 0x60;
const Struct = 0x5f;
const Array_ = 0x5e;
const Cont = 0x5d;
/** Of the proposal Custom Descriptors. */
const Describes = 0x4c;
const Descriptor = 0x4d;

/** A type of the group that is being read. */
interface Draft {
  params: readonly ValType[];
  results: readonly ValType[];
  readonly declared: { -readonly [K in keyof TypeDeclaration]: TypeDeclaration[K] };
}

/**
 * Reads recursion groups (spec: Binary Format, Type Section). Groups that are equivalent to an earlier one become that one's
 * types: two types of a module are equivalent exactly if they are the same object.
 */
export function readTypeSection(c: Cursor, m: Module): void {
  const firstOf = new Map<string, number>();
  eachOf(c, 'recursion groups', limits.types, 1, () => { readGroup(c, m.types, firstOf); });
}

function readGroup(c: Cursor, types: FuncType[], firstOf: Map<string, number>): void {
  const at = c.pos;
  let count = 1;
  if (c.u8() === Rec) count = c.count();
  else c.pos = at;
  const first = types.length;
  if (first + count > limits.types) throw overLimit('number of types', first + count, limits.types, at);
  if (count === 0) return;
  const group: Draft[] = [];
  for (let k = 0; k < count; k++) group.push({ params: [], results: [], declared: { index: first + k, final: true, supertype: undefined, text: '', at } });
  // Types of the group may name each other, in any order.
  for (const draft of group) types.push(draft);
  const start = c.pos;
  const read = (): void => {
    c.pos = start;
    for (const draft of group) readSubType(c, draft, types);
  };
  read();
  // Only now is it known which of the group's types are functions, as the references between them must tell.
  if (group.some((draft) => formOf(draft) !== 'func')) read();
  const exact = exactText(group, first);
  const same = firstOf.get(exact);
  if (same !== undefined) {
    for (let k = 0; k < count; k++) types[first + k] = types[same + k]!;
    return;
  }
  firstOf.set(exact, first);
  canonicalTexts(group, first, types).forEach((text, k) => { group[k]!.declared.text = text; });
}

function readSubType(c: Cursor, draft: Draft, types: readonly FuncType[]): void {
  const { declared } = draft;
  const at = c.pos;
  declared.at = at;
  let form = c.u8();
  if (form === Sub || form === SubFinal) {
    declared.final = form === SubFinal;
    declared.supertype = readSupertype(c, declared.index, types);
    form = c.u8();
  }
  if (form === Func) {
    draft.params = listOf(c, 'parameters of a function', limits.params, () => readValType(c, types));
    draft.results = listOf(c, 'results of a function', limits.results, () => readValType(c, types));
  } else if (form === Struct) {
    declared.aggregate = { form: 'struct', fields: listOf<FieldType>(c, 'fields of a struct', limits.fields, () => readFieldType(c, types)) };
  } else if (form === Array_) {
    declared.aggregate = { form: 'array', fields: [readFieldType(c, types)] };
  } else if (form === Cont) {
    declared.continuation = readContinuation(c, types);
  } else if (form === Describes || form === Descriptor) {
    throw unsupported('a type with a descriptor', 'custom-descriptors', c.pos - 1);
  } else {
    throw malformed(`malformed type: form ${hex(form)}, neither a function (0x60) nor a struct (0x5f) nor an array (0x5e) nor a continuation (0x5d)`, c.pos - 1);
  }
}

/** The function type that it names is checked once all of the group are known. */
function readContinuation(c: Cursor, types: readonly FuncType[]): number {
  const at = c.pos;
  const index = c.s33();
  if (index < 0) throw malformed('malformed continuation type: the index of a function type is expected', at);
  const type = types[index];
  if (type === undefined) throw invalid(`unknown type ${index}`, at);
  return type.declared?.index ?? index;
}

function readSupertype(c: Cursor, index: number, types: readonly FuncType[]): number | undefined {
  const at = c.pos;
  const count = c.count();
  if (count === 0) return undefined;
  if (count > 1) throw invalid(`type ${index} declares ${count} supertypes, at most one is allowed`, at);
  const supertype = c.u32();
  if (supertype >= index) throw invalid(`unknown type ${supertype}: a supertype precedes its subtypes`, at);
  return types[supertype]!.declared!.index;
}

function listOf<T>(c: Cursor, what: string, most: number, read: () => T): T[] {
  const at = c.pos;
  const count = c.count();
  if (count > most) throw overLimit(what, count, most, at);
  return Array.from({ length: count }, read);
}
