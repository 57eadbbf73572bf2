/** Exports that let the host look into structs and arrays: what a reference is, and what its fields hold. */
import { leb } from '../bytes.js';
import { anyref, isReference, op, reference, type DefinedType, type Expr, type FunctionTree, type ModuleTree, type StorageType, type ValueType } from './tree.js';
import { heapBytes, unpacked } from './types.js';
import { literal } from './constants.js';

/** Exported as `kind`: the index of a type that the reference has, the most special one first; -1 for null, -2 for anything else. */
function kindOf(types: readonly DefinedType[]): Expr[] {
  const get = op([0x20, 0], [], anyref);
  const returns = (value: number): Expr => op([0x0f], [literal('i32', value)]);
  const when = (condition: Expr, value: number): Expr => ({ k: 'if', label: -2, condition, then: [returns(value)], otherwise: [], type: [] });
  const tests = types.flatMap((type, index) => (type.k === 'func' ? [] : [when(op([0xfb, 20, ...heapBytes(String(index))], [get], 'i32'), index)]));
  return [when(op([0xd1], [get], 'i32'), -1), ...tests.reverse(), literal('i32', -2)];
}

/** What JavaScript can look at of a field: a vector is two integers, an exception nothing. */
function shown(storage: StorageType, read: Expr): Expr[] {
  const type = unpacked(storage);
  if (type === 'v128') return [0, 1].map((lane) => op([0xfd, 29, lane], [read], 'i64'));
  if (isReference(type) && /exn/.test(type)) return [op([0xd1], [read], 'i32')];
  return [{ ...read, type: [type] } as Expr];
}

const resultsOf = (list: readonly Expr[]): ValueType[] => list.flatMap(({ type }) => type);

/** Adds the exports `kind`, and for each type `show` and its index: the fields of a struct, or the length and first elements of an array. */
export function makeVisible(m: ModuleTree): ModuleTree {
  if (!m.features.has('gc')) return m;
  const types: DefinedType[] = [...m.types];
  const groups = [...m.groups];
  const functions: FunctionTree[] = [...m.functions];
  const add = (name: string, params: readonly ValueType[], body: readonly Expr[], results = resultsOf(body)): void => {
    groups.push(1);
    const type = types.push({ k: 'func', params, results }) - 1;
    functions.push({ type, locals: [], body, name });
  };
  m.types.forEach((type, index) => {
    const get = op([0x20, 0], [], reference(true, index));
    if (type.k === 'struct') {
      const fields = type.fields.flatMap(({ storage }, at) => shown(storage, op([0xfb, packed(storage) ? 3 : 2, ...leb(index), ...leb(at)], [get], unpacked(storage))));
      if (fields.length) add(`show${index}`, [reference(true, index)], fields);
    } else if (type.k === 'array') {
      add(`length${index}`, [reference(true, index)], [op([0xfb, 15], [get], 'i32')]);
      const { storage } = type.element;
      add(`show${index}`, [reference(true, index), 'i32'], shown(storage, op([0xfb, packed(storage) ? 12 : 11, ...leb(index)], [get, op([0x20, 1], [], 'i32')], unpacked(storage))));
    }
  });
  add('kind', [anyref], kindOf(m.types), ['i32']);
  return { ...m, types, groups, functions, functionTypes: [...m.functionTypes, ...functions.slice(m.functions.length).map(({ type }) => type)] };
}

const packed = (storage: StorageType): boolean => storage === 'i8' || storage === 'i16';
