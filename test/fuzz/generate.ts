/** Valid, terminating modules from a seed: the frame of the module; the code is in code.ts. */
import { CodeGenerator } from './code.js';
import { constant, literal } from './constants.js';
import { Random } from './random.js';
import { isReference, zero, type Expr, type FunctionType, type ModuleTree, type ValueType } from './tree.js';

export interface GeneratorOptions {
  /** Nodes per function, about. */
  readonly size: number;
}

const numbers: readonly (readonly [number, ValueType])[] = [[8, 'i32'], [8, 'i64'], [4, 'f32'], [4, 'f64']];
const all: readonly (readonly [number, ValueType])[] = [...numbers, [1, 'funcref'], [1, 'externref']];

export function generate(seed: number, { size }: GeneratorOptions = { size: 120 }): ModuleTree {
  const random = new Random(seed);
  const several = <T>(most: number, make: (index: number) => T): T[] => Array.from({ length: random.below(most + 1) }, (_, index) => make(index));
  const valueType = (): ValueType => random.weighted(all);

  const types: FunctionType[] = [{ params: [], results: [] }];
  for (let count = 2 + random.below(5); count > 0; count--) {
    types.push({ params: several(random.chance(0.1) ? 9 : 4, valueType), results: several(random.chance(0.2) ? 4 : 1, valueType) });
  }
  const functionCount = 1 + random.below(5);
  const importedFunctions = several(3, () => random.below(types.length));
  const importedGlobals = several(2, () => ({ type: random.weighted(numbers), mutable: random.chance(0.5) }));
  const tableLimits = (): { min: number; max: number } => { const min = random.below(12); return { min, max: min + random.below(12) }; };
  type Table = ModuleTree['tables'][number];
  const tables = [
    { type: 'funcref', limits: tableLimits(), imported: random.chance(0.2) } as Table,
    ...several(2, (): Table => ({ type: random.chance(0.5) ? 'funcref' : 'externref', limits: tableLimits(), imported: random.chance(0.2) })),
  ].sort((a, b) => Number(b.imported) - Number(a.imported));
  const totalFunctions = importedFunctions.length + functionCount;
  const anyFunction = (): number => random.below(totalFunctions);
  const pages = random.pick([0, 1, 1, 1, 1, 2]);
  const memory = { min: pages, max: pages + random.below(3), imported: random.chance(0.3) };

  const globals: { type: ValueType; mutable: boolean; init: Expr }[] = [{ type: 'i32', mutable: true, init: literal('i32', 100) }];
  for (let count = random.below(5); count > 0; count--) {
    const type = valueType();
    globals.push({ type, mutable: random.chance(0.8), init: globalInit(random, type, importedGlobals, anyFunction) });
  }
  const functionTables = tables.flatMap((table, index) => (table.type === 'funcref' ? [index] : []));
  const elements: ModuleTree['elements'] = [
    { mode: 'declarative', table: 0, offset: 0, functions: Array.from({ length: totalFunctions }, (_, index) => index) },
    ...several(3, () => elementSegment(random, tables, random.pick(functionTables), anyFunction)),
  ];
  const data = several(3, () => dataSegment(random, memory.min));
  const functionTypes = [...importedFunctions, ...Array.from({ length: functionCount }, () => random.below(types.length))];
  const startCandidates = functionTypes.flatMap((type, index) => (type === 0 && index >= importedFunctions.length ? [index] : []));
  const frame = { types, importedFunctions, importedGlobals, tables, memory, globals, elements, data };
  const functions = functionTypes.slice(importedFunctions.length).map((type) => new CodeGenerator(random, frame, functionTypes, type, size).generate());
  return { ...frame, functions, start: startCandidates.length && random.chance(0.3) ? random.pick(startCandidates) : undefined };
}

function globalInit(random: Random, type: ValueType, imported: ModuleTree['importedGlobals'], anyFunction: () => number): Expr {
  const copies = imported.flatMap((item, index) => (item.type === type && !item.mutable ? [index] : []));
  if (copies.length && random.chance(0.3)) return { k: 'op', code: [0x23, random.pick(copies)], args: [], type: [type] };
  if (type === 'funcref' && random.chance(0.7)) return { k: 'op', code: [0xd2, anyFunction()], args: [], type: [type] };
  return isReference(type) ? zero(type) : constant(random, type);
}

function elementSegment(random: Random, tables: ModuleTree['tables'], table: number, anyFunction: () => number): ModuleTree['elements'][number] {
  const functions = Array.from({ length: random.below(9) }, () => (random.chance(0.15) ? null : anyFunction()));
  const room = tables[table]!.limits.min - functions.length;
  const active = random.chance(0.7) && (room >= 0 || random.chance(0.05));
  return { mode: active ? 'active' : 'passive', table, offset: room > 0 ? random.below(room + 1) : random.below(3), functions };
}

function dataSegment(random: Random, pages: number): ModuleTree['data'][number] {
  const bytes = Array.from({ length: random.below(40) }, () => (random.chance(0.3) ? 0 : random.below(256)));
  const room = pages * 65536 - bytes.length;
  const active = random.chance(0.6) && (room >= 0 || random.chance(0.05));
  const offset = random.chance(0.97) ? random.pick([0, 1, 8, random.below(300), Math.max(0, room)]) : random.pick([-1, room + 1, 65536]);
  return { mode: active ? 'active' : 'passive', offset, bytes };
}
