/** Rules for structs, arrays, i31 and casts (spec: Validation, Aggregate and Reference Instructions). */
import { type Instr, limits } from '../decode/index.js';
import { anyref, type FieldType, externref, formOf, isRef, type RefType, refType, type Shape, type StorageType, topOf, typeName, type ValType } from '../ops/index.js';
import { type Machine } from './machine.js';
import type { Rule } from './rules.js';
import { isDefaultable, matches, storageMatches } from './subtype.js';

const eqref = refType(true, 'eq');
const arrayref = refType(true, 'array');
const i31ref = refType(true, 'i31');

const unpacked = (storage: StorageType): ValType => (storage === 'i8' || storage === 'i16' ? 'i32' : storage);

/** Fields of the struct or array type with this index, and its type's references. */
function aggregate(m: Machine, index: number, form: 'struct' | 'array'): { fields: readonly FieldType[]; ref: (nullable: boolean) => RefType } {
  const type = m.entry(m.context.types, index, 'type');
  if (formOf(type) !== form) throw m.mismatch(`type ${index} is not ${form === 'array' ? 'an array' : 'a struct'}`);
  const { index: canonical, aggregate: parts } = type.declared!;
  return { fields: parts!.fields, ref: (nullable) => refType(nullable, canonical, form) };
}

function arrayType(m: Machine, index: number): { field: FieldType; element: ValType; ref: (nullable: boolean) => RefType } {
  const { fields, ref } = aggregate(m, index, 'array');
  return { field: fields[0]!, element: unpacked(fields[0]!.storage), ref };
}

function requireMutable(m: Machine, { mutable }: FieldType, what: string): void {
  if (!mutable) throw m.fault(`${what} is immutable`);
}

function requireDefault(m: Machine, { storage }: FieldType): void {
  if (!isDefaultable(unpacked(storage))) throw m.mismatch(`field type ${typeName(unpacked(storage))} is not defaultable`);
}

/** Whether the instruction reads packed fields must agree with the field. */
function requirePacking(m: Machine, { row }: Instr, { storage }: FieldType): void {
  const packed = storage === 'i8' || storage === 'i16';
  if (packed !== (row.signed !== undefined)) throw m.mismatch(packed ? 'the field is packed' : 'the field is unpacked');
}

function data(m: Machine, { field }: { field: FieldType }, i: Instr): void {
  if (isRef(unpacked(field.storage))) throw m.mismatch('array type is not numeric or vector');
  m.requireData(i.index2);
}

function elem(m: Machine, element: ValType, i: Instr): void {
  m.requireMatch(m.entry(m.context.module.elems, i.index2, 'elem segment').type, element);
}

/** Continuations do not tell their types. */
function requireCastable(m: Machine, { ref }: Instr): void {
  if (topOf(ref) === 'cont') throw m.fault(`invalid cast to ${typeName(ref)}: it is a continuation`);
}

/** The operand of a cast; `i.from` becomes its type. */
function popCast(m: Machine, i: Instr): void {
  requireCastable(m, i);
  const top = refType(true, topOf(i.ref));
  const found = m.popType(top);
  i.from = typeof found === 'object' ? found : top;
}

/** What `from` leaves once `taken` is ruled out (spec: Conventions, Type Difference). */
const difference = (from: RefType, taken: RefType): RefType => (taken.nullable ? refType(false, from.heap, from.form) : from);

function branchOnCast(m: Machine, i: Instr, carried: RefType, left: RefType): void {
  requireCastable(m, i);
  if (!matches(m.context.types, i.ref, i.from)) throw m.mismatch(`${typeName(i.ref)} is not below ${typeName(i.from)}`);
  m.popType(i.from);
  m.push(carried);
  const types = m.labelTypes(i.index);
  if (types.length === 0) throw m.mismatch(`label ${i.index} takes no value where a reference is carried`);
  m.popAll(types);
  for (let k = 0; k < types.length - 1; k++) m.push(types[k]!);
  m.push(left);
}

function convert(from: RefType, to: RefType): Rule {
  return (m) => {
    const found = m.popType(from);
    const nullable = typeof found === 'object' && found.nullable;
    m.push(refType(nullable, to.heap));
  };
}

/** Wanted types of the index and count operands, last on top. */
const two: readonly ValType[] = ['i32', 'i32'];
const three: readonly ValType[] = ['i32', 'i32', 'i32'];

export const gcRules: Partial<Record<Shape, Rule>> = {
  'struct.new': (m, i) => {
    const { fields, ref } = aggregate(m, i.index, 'struct');
    m.popAll(fields.map((field) => unpacked(field.storage)));
    m.push(ref(false));
  },
  'struct.new_default': (m, i) => {
    const { fields, ref } = aggregate(m, i.index, 'struct');
    for (const field of fields) requireDefault(m, field);
    m.push(ref(false));
  },
  'struct.get': (m, i) => {
    const { fields, ref } = aggregate(m, i.index, 'struct');
    const field = m.entry(fields, i.index2, 'field');
    requirePacking(m, i, field);
    m.popType(ref(true));
    m.push(unpacked(field.storage));
  },
  'struct.set': (m, i) => {
    const { fields, ref } = aggregate(m, i.index, 'struct');
    const field = m.entry(fields, i.index2, 'field');
    requireMutable(m, field, 'field');
    m.popType(unpacked(field.storage));
    m.popType(ref(true));
  },
  'array.new': (m, i) => {
    const { element, ref } = arrayType(m, i.index);
    m.popType('i32');
    m.popType(element);
    m.push(ref(false));
  },
  'array.new_default': (m, i) => {
    const { field, ref } = arrayType(m, i.index);
    requireDefault(m, field);
    m.popType('i32');
    m.push(ref(false));
  },
  'array.new_fixed': (m, i) => {
    const { element, ref } = arrayType(m, i.index);
    if (i.index2 > limits.fixedElements) throw m.fault(`array.new_fixed of ${i.index2} elements, the limit is ${limits.fixedElements}`);
    for (let k = 0; k < i.index2; k++) m.popType(element);
    m.push(ref(false));
  },
  'array.new_data': (m, i) => {
    const type = arrayType(m, i.index);
    data(m, type, i);
    m.popAll(two);
    m.push(type.ref(false));
  },
  'array.new_elem': (m, i) => {
    const { element, ref } = arrayType(m, i.index);
    elem(m, element, i);
    m.popAll(two);
    m.push(ref(false));
  },
  'array.get': (m, i) => {
    const { field, element, ref } = arrayType(m, i.index);
    requirePacking(m, i, field);
    m.popType('i32');
    m.popType(ref(true));
    m.push(element);
  },
  'array.set': (m, i) => {
    const { field, element, ref } = arrayType(m, i.index);
    requireMutable(m, field, 'array');
    m.popType(element);
    m.popType('i32');
    m.popType(ref(true));
  },
  'array.len': (m) => {
    m.popType(arrayref);
    m.push('i32');
  },
  'array.fill': (m, i) => {
    const { field, element, ref } = arrayType(m, i.index);
    requireMutable(m, field, 'array');
    m.popType('i32');
    m.popType(element);
    m.popType('i32');
    m.popType(ref(true));
  },
  'array.copy': (m, i) => {
    const to = arrayType(m, i.index);
    const from = arrayType(m, i.index2);
    requireMutable(m, to.field, 'array');
    if (!storageMatches(m.context.types, from.field.storage, to.field.storage)) throw m.mismatch('array types do not match');
    m.popAll(two);
    m.popType(from.ref(true));
    m.popType('i32');
    m.popType(to.ref(true));
  },
  'array.init_data': (m, i) => {
    const type = arrayType(m, i.index);
    requireMutable(m, type.field, 'array');
    data(m, type, i);
    m.popAll(three);
    m.popType(type.ref(true));
  },
  'array.init_elem': (m, i) => {
    const { field, element, ref } = arrayType(m, i.index);
    requireMutable(m, field, 'array');
    elem(m, element, i);
    m.popAll(three);
    m.popType(ref(true));
  },
  'ref.eq': (m) => {
    m.popType(eqref);
    m.popType(eqref);
    m.push('i32');
  },
  'ref.test': (m, i) => {
    popCast(m, i);
    m.push('i32');
  },
  'ref.cast': (m, i) => {
    popCast(m, i);
    m.push(i.ref);
  },
  'br_on_cast': (m, i) => { branchOnCast(m, i, i.ref, difference(i.from, i.ref)); },
  'br_on_cast_fail': (m, i) => { branchOnCast(m, i, difference(i.from, i.ref), i.ref); },
  'any.convert_extern': convert(externref, anyref),
  'extern.convert_any': convert(anyref, externref),
  'ref.i31': (m) => {
    m.popType('i32');
    m.push(refType(false, 'i31'));
  },
  'i31.get': (m) => {
    m.popType(i31ref);
    m.push('i32');
  },
};
