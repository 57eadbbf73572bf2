/** References: where they come from, tables of them, and branches on null. */
import { leb } from '../bytes.js';
import type { CodeGenerator, Producer, StatementProducer } from './code.js';
import { addressLiteral, constant, literal } from './constants.js';
import { externref, heapOf, isNullable, isReference, op, reference, type Expr, type ReferenceType, type ValueType } from './tree.js';
import { bottomOf, heapBytes, heapsAbove, matches, nullOf, topOf, unpacked, zero } from './types.js';

/** Constant expressions are made of the same leaves as code. */
export type LeafContext = Pick<CodeGenerator, 'random' | 'frame' | 'has'>;

/** The simplest ways to make a reference of a type. */
export function leafReference(g: LeafContext, type: ReferenceType, depth: number): Expr {
  const r = g.random;
  if (isNullable(type) && (depth <= 0 || r.chance(0.25))) {
    const bottom = bottomOf(heapOf(type), g.frame.types);
    return g.has('gc') && r.chance(0.3) ? op([0xd0, ...heapBytes(bottom)], [], type) : nullOf(type);
  }
  const makers: (() => Expr)[] = [];
  const offers = (heap: string): boolean => matches(reference(false, heap), type, g.frame.types);
  g.frame.functionTypes.forEach((typeIndex, index) => {
    const heap = g.has('function-references') ? String(typeIndex) : 'func';
    if (offers(heap)) makers.push(() => op([0xd2, ...leb(index)], [], type));
  });
  if (g.has('gc')) {
    if (offers('i31')) makers.push(() => op([0xfb, 28], [literal('i32', r.pick([0, 1, -1, 0x3fffffff, 0x40000000, -0x40000000, r.word()]))], type));
    if (depth > 0) {
      g.frame.types.forEach((defined, index) => {
        if (defined.k !== 'func' && offers(String(index))) makers.push(() => makeAggregate(g, index, type, (field) => leafOf(g, field, depth - 1)));
      });
    }
    if (heapOf(type) === 'extern') makers.push(() => op([0xfb, 27], [leafReference(g, isNullable(type) ? 'ref? any' : 'ref any', depth - 1)], type));
  }
  if (makers.length === 0) return isNullable(type) ? nullOf(type) : zero(type);
  return r.pick(makers)();
}

function leafOf(g: LeafContext, type: ValueType, depth: number): Expr {
  if (isReference(type)) return leafReference(g, type, depth);
  return type === 'v128' ? zero(type) : constant(g.random, type as 'i32', false);
}

/** struct.new or array.new of every kind that takes plain operands. */
export function makeAggregate(g: LeafContext, index: number, type: ValueType, operand: (type: ValueType) => Expr): Expr {
  const r = g.random;
  const defined = g.frame.types[index]!;
  if (defined.k === 'struct') {
    const defaultable = defined.fields.every(({ storage }) => !isReference(storage) || isNullable(storage));
    if (defaultable && r.chance(0.3)) return op([0xfb, 1, ...leb(index)], [], type);
    return op([0xfb, 0, ...leb(index)], defined.fields.map(({ storage }) => operand(unpacked(storage))), type);
  }
  if (defined.k !== 'array') throw new Error('not an aggregate type');
  const { storage } = defined.element;
  const element = unpacked(storage);
  const length = literal('i32', r.pick([0, 1, 2, 3, 5, 8]));
  const defaultable = !isReference(storage) || isNullable(storage);
  const kind = r.below(3);
  if (kind === 0 && defaultable) return op([0xfb, 7, ...leb(index)], [length], type);
  if (kind === 1) return op([0xfb, 6, ...leb(index)], [operand(element), length], type);
  const count = r.below(5);
  return op([0xfb, 8, ...leb(index), ...leb(count)], Array.from({ length: count }, () => operand(element)), type);
}

/** A table whose references are of this hierarchy. */
export function tableOf(g: CodeGenerator, top: string): number | undefined {
  const found = g.frame.tables.flatMap((table, index) => (topOf(heapOf(table.type), g.frame.types) === top ? [index] : []));
  return found.length ? g.random.pick(found) : undefined;
}

export function tableIndex(g: CodeGenerator, table: number, depth: number): Expr {
  const { min, is64 } = g.frame.tables[table]!;
  const type = is64 ? 'i64' : 'i32';
  if (g.random.chance(0.85) && min > 0) return op([is64 ? 0x82 : 0x70], [g.expr(type, depth), addressLiteral(is64, min)], type);
  return g.expr(type, depth);
}

function tableGet(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  const found = g.frame.tables.flatMap((table, index) => (matches(table.type, type, g.frame.types) ? [index] : []));
  if (found.length === 0) return undefined;
  const table = g.random.pick(found);
  return op([0x25, ...leb(table)], [tableIndex(g, table, depth)], type);
}

const fewElements = (g: CodeGenerator, is64: boolean, depth: number): Expr =>
  (g.random.chance(0.9) ? addressLiteral(is64, g.random.below(5)) : g.expr(is64 ? 'i64' : 'i32', depth));

function tableNumber(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  const table = g.random.below(g.frame.tables.length);
  const { type: element, is64, sealed } = g.frame.tables[table]!;
  if (type !== (is64 ? 'i64' : 'i32')) return undefined;
  if (sealed || g.random.chance(0.4)) return op([0xfc, 16, ...leb(table)], [], type);
  return op([0xfc, 15, ...leb(table)], [...g.values([element], depth), fewElements(g, is64, depth)], type);
}

function isNull(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  if (type !== 'i32') return undefined;
  const types = g.locals.filter(isReference);
  return op([0xd1], [g.expr(g.random.pick(types), depth)], 'i32');
}

function asNonNull(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  if (!isReference(type) || !g.has('function-references')) return undefined;
  return op([0xd4], [g.expr(reference(true, heapOf(type)), depth)], type);
}

/** ref.cast from anything above in the hierarchy. */
function cast(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  if (!g.has('gc') || !isReference(type)) return undefined;
  const heap = heapOf(type);
  if (topOf(heap, g.frame.types) === 'exn') return undefined;
  const from = g.random.pick(heapsAbove(heap, g.frame.types));
  return op([0xfb, isNullable(type) ? 23 : 22, ...heapBytes(heap)], [g.expr(reference(true, from), depth)], type);
}

/** Between host references and ours. */
function convert(g: CodeGenerator, type: ValueType, depth: number): Expr | undefined {
  if (!g.has('gc')) return undefined;
  if (type === 'ref? any') return op([0xfb, 26], [g.expr(externref, depth)], type);
  if (type === externref) return op([0xfb, 27], [g.expr('ref? any', depth)], type);
  return undefined;
}

/** br_on_null (the reference goes on, not null) and br_on_non_null (it goes with the branch). */
function branchOnNull(g: CodeGenerator, depth: number): Expr | undefined {
  if (!g.has('function-references')) return undefined;
  const label = g.random.pick(g.labels);
  const ref = g.random.pick(g.locals.filter(isReference));
  if (g.random.chance(0.5)) {
    const type = reference(false, heapOf(ref));
    return g.discard({ k: 'labelled', before: [0xd5], label: label.id, after: [], args: g.values([...label.types, reference(true, heapOf(ref))], depth), type: [...label.types, type] });
  }
  const fitting = g.labels.filter(({ types }) => types.length > 0 && isReference(types[types.length - 1]!));
  if (fitting.length === 0) return undefined;
  const target = g.random.pick(fitting);
  const rest = target.types.slice(0, -1);
  const wanted = target.types[target.types.length - 1]!;
  return g.discard({ k: 'labelled', before: [0xd6], label: target.id, after: [], args: g.values([...rest, reference(true, heapOf(wanted))], depth), type: rest });
}

function tableStatement(g: CodeGenerator, depth: number): Expr | undefined {
  const r = g.random;
  const table = r.below(g.frame.tables.length);
  const { type, is64, sealed } = g.frame.tables[table]!;
  if (sealed) return undefined;
  const where = (): Expr => tableIndex(g, table, depth);
  const few = (): Expr => fewElements(g, is64, depth);
  switch (r.below(5)) {
    case 0: case 1: return op([0x26, ...leb(table)], [where(), ...g.values([type], depth)]);
    case 2: return op([0xfc, 17, ...leb(table)], [where(), ...g.values([type], depth), few()]);
    case 3: {
      const source = r.pick(g.frame.tables.flatMap((item, index) => (matches(item.type, type, g.frame.types) ? [index] : [])));
      const count = fewElements(g, is64 && g.frame.tables[source]!.is64, depth);
      return op([0xfc, 14, ...leb(table), ...leb(source)], [where(), tableIndex(g, source, depth), count]);
    }
    default: {
      const segments = g.frame.elements.flatMap((item, index) => (matches(item.type, type, g.frame.types) ? [index] : []));
      if (segments.length === 0) return undefined;
      const segment = leb(r.pick(segments));
      return r.chance(0.2) ? op([0xfc, 13, ...segment], []) : op([0xfc, 12, ...segment, ...leb(table)], [where(), literal('i32', r.below(6)), fewElements(g, false, depth)]);
    }
  }
}

export const references: readonly Producer[] = [
  { weight: 8, make: tableGet },
  { weight: 2, make: tableNumber },
  { weight: 2, make: isNull },
  { weight: 2, make: asNonNull },
  { weight: 4, make: cast },
  { weight: 2, make: convert },
];
export const referenceStatements: readonly StatementProducer[] = [
  { weight: 8, make: tableStatement },
  { weight: 4, make: branchOnNull },
];
