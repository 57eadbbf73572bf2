/** Structs, arrays, i31 and casts. */
import { leb } from '../bytes.js';
import type { CodeGenerator, Producer, StatementProducer } from './code.js';
import { makeAggregate } from './code-references.js';
import { literal } from './constants.js';
import { heapOf, isNullable, isReference, op, reference, type ArrayType, type Expr, type Field, type StructType, type ValueType } from './tree.js';
import { heapBytes, heapsAbove, matches, topOf, unpacked } from './types.js';

const isPacked = ({ storage }: Field): boolean => storage === 'i8' || storage === 'i16';
const arrays = (g: CodeGenerator, fits: (type: ArrayType) => boolean): number[] => g.frame.types.flatMap((type, index) => (type.k === 'array' && fits(type) ? [index] : []));
const array = (g: CodeGenerator, index: number): ArrayType => g.frame.types[index] as ArrayType;

/** A reference to an instance, seldom null. */
const instance = (g: CodeGenerator, index: number, depth: number): Expr =>
  (g.random.chance(0.5) ? makeAggregate(g, index, reference(false, index), (type) => g.expr(type, depth - 1)) : g.expr(reference(true, index), depth));

function make(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  if (!g.has('gc') || !isReference(type)) return undefined;
  const fitting = g.frame.types.flatMap((defined, index) => (defined.k !== 'func' && matches(reference(false, index), type, g.frame.types) ? [index] : []));
  if (matches('ref i31', type, g.frame.types) && (fitting.length === 0 || g.random.chance(0.3))) return op([0xfb, 28], [g.expr('i32', depth)], type);
  if (fitting.length === 0) return undefined;
  const index = g.random.pick(fitting);
  return g.random.chance(0.35) ? fromSegment(g, index, type, depth) : makeAggregate(g, index, type, (field) => g.expr(field, depth));
}

/** array.new_data and array.new_elem. */
function fromSegment(g: CodeGenerator, index: number, type: ValueType, depth: number): Expr | undefined {
  const defined = g.frame.types[index]!;
  if (defined.k !== 'array') return undefined;
  const segment = segmentFor(g, defined);
  if (segment === undefined) return undefined;
  return op([0xfb, isReference(defined.element.storage) ? 10 : 9, ...leb(index), ...leb(segment)], [offset(g, depth), offset(g, depth)], type);
}

const offset = (g: CodeGenerator, depth: number): Expr => (g.random.chance(0.7) ? literal('i32', g.random.below(6)) : position(g, depth));

function segmentFor(g: CodeGenerator, { element }: ArrayType): number | undefined {
  const { storage } = element;
  const found = isReference(storage)
    ? g.frame.elements.flatMap((item, index) => (matches(item.type, storage, g.frame.types) ? [index] : []))
    : g.frame.data.map((_, index) => index);
  return found.length ? g.random.pick(found) : undefined;
}

const position = (g: CodeGenerator, depth: number): Expr => op([0x71], [g.expr('i32', depth), literal('i32', g.random.pick([3, 3, 7, 15]))], 'i32');

/** The code that reads a field: sign matters only for small integers. */
const reading = (g: CodeGenerator, field: Field, plain: number): number => (isPacked(field) ? plain + 1 + g.random.below(2) : plain);

function get(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  if (!g.has('gc')) return undefined;
  const fields = g.frame.types.flatMap((defined, index) => {
    const list = defined.k === 'struct' ? defined.fields : defined.k === 'array' ? [defined.element] : [];
    return list.flatMap((field, at) => (matches(unpacked(field.storage), type, g.frame.types) ? [{ defined, index, field, at }] : []));
  });
  if (fields.length === 0) return undefined;
  const { defined, index, field, at } = g.random.pick(fields);
  if (defined.k === 'struct') return op([0xfb, reading(g, field, 2), ...leb(index), ...leb(at)], [instance(g, index, depth)], type);
  return op([0xfb, reading(g, field, 11), ...leb(index)], [instance(g, index, depth), position(g, depth)], type);
}

function number(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  if (!g.has('gc') || type !== 'i32') return undefined;
  const r = g.random;
  switch (r.below(4)) {
    case 0: return op([0xfb, 15], [g.expr('ref? array', depth)], type);
    case 1: return op([0xfb, 29 + r.below(2)], [g.expr('ref? i31', depth)], type);
    case 2: return op([0xd3], g.values(['ref? eq', 'ref? eq'], depth), type);
    default: {
      const [heap, above] = pairOfHeaps(g);
      return op([0xfb, r.chance(0.5) ? 20 : 21, ...heapBytes(heap)], [g.expr(reference(true, above), depth)], type);
    }
  }
}

/** A heap type, and one above it. */
function pairOfHeaps(g: CodeGenerator): [string, string] {
  const r = g.random;
  const defined = g.frame.types.map((_, index) => String(index));
  const heap = r.pick([...defined, ...defined, 'i31', 'struct', 'array', 'eq', 'any', 'none', 'func', 'nofunc', 'extern', 'noextern']);
  const above = heapsAbove(heap, g.frame.types);
  if (heap.startsWith('no') && heap !== 'none') return [heap, topOf(heap, g.frame.types)];
  return [heap, r.pick(above)];
}

/** br_on_cast and br_on_cast_fail with the reference last; what goes on is dropped. */
function branchOnCast(g: CodeGenerator, depth: number): Expr | undefined {
  if (!g.has('gc')) return undefined;
  const r = g.random;
  const fitting = g.labels.filter(({ types }) => types.length > 0 && isReference(types[types.length - 1]!));
  if (fitting.length === 0) return undefined;
  const label = r.pick(fitting);
  const rest = label.types.slice(0, -1);
  const wanted = label.types[label.types.length - 1]!;
  const fails = r.chance(0.5);
  // On a cast that succeeds the label gets the target type, on one that fails what is left of the source type.
  const below = g.frame.types.flatMap((_, index) => (matches(reference(false, index), wanted, g.frame.types) ? [String(index)] : []));
  const top = topOf(heapOf(wanted), g.frame.types);
  if (top === 'exn') return undefined;
  const narrow = r.pick([heapOf(wanted), ...below]);
  const [source, target, sourceNull, targetNull] = fails
    ? [heapOf(wanted), narrow, isNullable(wanted) || r.chance(0.5), !isNullable(wanted)]
    : [r.pick(heapsAbove(narrow, g.frame.types)), narrow, isNullable(wanted), isNullable(wanted) && r.chance(0.5)];
  if (targetNull && !sourceNull) return undefined;
  const left = fails ? reference(targetNull, target) : reference(sourceNull && !targetNull, source);
  const flags = (sourceNull ? 1 : 0) + (targetNull ? 2 : 0);
  return g.discard({
    k: 'labelled', before: [0xfb, fails ? 25 : 24, flags], label: label.id, after: [...heapBytes(source), ...heapBytes(target)],
    args: g.values([...rest, reference(sourceNull, source)], depth), type: [...rest, left],
  });
}

function structSet(g: CodeGenerator, depth: number): Expr | undefined {
  const fields = g.frame.types.flatMap((type, index) => (type.k === 'struct' ? (type as StructType).fields.flatMap((field, at) => (field.mutable ? [{ index, field, at }] : [])) : []));
  if (!g.has('gc') || fields.length === 0) return undefined;
  const { index, field, at } = g.random.pick(fields);
  return op([0xfb, 5, ...leb(index), ...leb(at)], [instance(g, index, depth), ...g.values([unpacked(field.storage)], depth)]);
}

function arrayStatement(g: CodeGenerator, depth: number): Expr | undefined {
  const mutable = g.has('gc') ? arrays(g, ({ element }) => element.mutable) : [];
  if (mutable.length === 0) return undefined;
  const r = g.random;
  const index = r.pick(mutable);
  const { element } = array(g, index);
  const where = (of = index): Expr[] => [instance(g, of, depth), position(g, depth)];
  const value = (): Expr[] => g.values([unpacked(element.storage)], depth);
  switch (r.below(5)) {
    case 0: case 1: return op([0xfb, 14, ...leb(index)], [...where(), ...value()]);
    case 2: return op([0xfb, 16, ...leb(index)], [...where(), ...value(), offset(g, depth)]);
    case 3: {
      const fits = (from: Field): boolean => from.storage === element.storage || (isReference(from.storage) && isReference(element.storage) && matches(from.storage, element.storage, g.frame.types));
      const source = r.pick(arrays(g, (type) => fits(type.element)));
      return op([0xfb, 17, ...leb(index), ...leb(source)], [...where(), ...where(source), offset(g, depth)]);
    }
    default: {
      const segment = segmentFor(g, array(g, index));
      if (segment === undefined) return undefined;
      return op([0xfb, isReference(element.storage) ? 19 : 18, ...leb(index), ...leb(segment)], [...where(), offset(g, depth), offset(g, depth)]);
    }
  }
}

export const aggregates: readonly Producer[] = [
  { weight: 8, make },
  { weight: 8, make: get },
  { weight: 4, make: number },
];
export const aggregateStatements: readonly StatementProducer[] = [
  { weight: 5, make: structSet },
  { weight: 6, make: arrayStatement },
  { weight: 4, make: branchOnCast },
];
