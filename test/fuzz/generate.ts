/** Valid, terminating modules from a seed: the frame of the module; the code is in code.ts. */
import type { FeatureId } from '../../compiler/ops/index.js';
import { CodeGenerator } from './code.js';
import { leafReference } from './code-references.js';
import { addressLiteral, constant, literal } from './constants.js';
import { fuzzed } from './features.js';
import { TypeGenerator } from './generate-types.js';
import { leb } from '../bytes.js';
import { Random } from './random.js';
import { makeVisible } from './show.js';
import { externref, funcref, heapOf, isReference, op, reference, type ElementTree, type Expr, type Frame, type ModuleTree, type NumberType, type TableTree, type ValueType } from './tree.js';
import { matches } from './types.js';

export interface GeneratorOptions {
  /** Nodes per function, about. */
  readonly size: number;
  /** What modules may use; each uses some of it. */
  readonly features?: ReadonlySet<FeatureId>;
}

/** Features that every module may use: leaving them out makes no other module. */
const always: ReadonlySet<FeatureId> = new Set(['mvp', 'mutable-globals', 'sign-extension', 'saturating-conversions', 'multi-value', 'bulk-memory', 'reference-types', 'extended-const', 'tail-calls']);

function chooseFeatures(random: Random, all: ReadonlySet<FeatureId>): Set<FeatureId> {
  const chosen = new Set([...all].filter((id) => always.has(id) || random.chance(0.4)));
  if (chosen.has('gc') && all.has('function-references')) chosen.add('function-references');
  // Engines refuse both encodings in one module.
  if (chosen.has('legacy-exceptions') && chosen.has('exceptions')) chosen.delete(random.chance(0.5) ? 'exceptions' : 'legacy-exceptions');
  return chosen;
}

export function generate(seed: number, { size, features: all = fuzzed }: GeneratorOptions = { size: 120 }): ModuleTree {
  const random = new Random(seed);
  const features = chooseFeatures(random, all);
  return new ModuleGenerator(random, features, size).generate();
}

class ModuleGenerator {
  private readonly typeGenerator: TypeGenerator;
  private frame: Frame;

  constructor(private readonly random: Random, private readonly features: ReadonlySet<FeatureId>, private readonly size: number) {
    this.typeGenerator = new TypeGenerator(random, features);
    const { types, groups } = this.typeGenerator.generate();
    const functions = types.flatMap((type, index) => (type.k === 'func' ? [index] : []));
    const importedFunctions = this.several(3, () => random.pick(functions.filter((index) => this.mayCrossBoundary(types[index] as never))));
    const own = Array.from({ length: 1 + random.below(5) }, () => random.pick(functions));
    this.frame = {
      features, exactBits: random.chance(0.5), types, groups, importedFunctions, functionTypes: [...importedFunctions, ...own],
      importedGlobals: this.several(2, () => ({ type: this.typeGenerator.numberType(), mutable: random.chance(0.5) })),
      tables: [], memories: [], globals: [], tags: [], elements: [], data: [],
    };
  }

  private several<T>(most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.random.below(most + 1) }, (_, index) => make(index));
  }

  /** Whether host functions can take and give all of it. */
  private mayCrossBoundary({ params, results }: { params: readonly ValueType[]; results: readonly ValueType[] }): boolean {
    return [...params, ...results].every((type) => type !== 'v128' && (!isReference(type) || type === funcref || type === externref));
  }

  private add(part: Partial<Frame>): void { this.frame = { ...this.frame, ...part }; }

  private has(feature: FeatureId): boolean { return this.features.has(feature); }

  generate(): ModuleTree {
    const r = this.random;
    this.add({ tables: this.tables(), memories: this.memories(), tags: this.tags() });
    this.add({ globals: [{ type: 'i32', mutable: true, init: literal('i32', 100) }] });
    for (let count = r.below(6); count > 0; count--) {
      const type = this.typeGenerator.valueType();
      const init = this.constant(type);
      this.add({ globals: [...this.frame.globals, { type, mutable: r.chance(0.75), init }] });
    }
    this.add({ elements: this.elements(), data: this.several(3, () => this.data()) });
    const { frame } = this;
    const first = frame.importedFunctions.length;
    const functions = frame.functionTypes.slice(first).map((type, index) => new CodeGenerator(r, frame, type, first + index, this.size).generate());
    const startCandidates = frame.functionTypes.flatMap((type, index) => (type === 0 && index >= first ? [index] : []));
    return makeVisible({ ...frame, functions, start: startCandidates.length && r.chance(0.3) ? r.pick(startCandidates) : undefined });
  }

  private memories(): Frame['memories'] {
    const r = this.random;
    const count = this.has('multi-memory') ? 1 + r.below(3) : 1;
    return Array.from({ length: count }, () => {
      const pages = r.pick([0, 1, 1, 1, 1, 1, 1, 1, 2]);
      return { min: pages, max: pages + r.below(3), imported: r.chance(0.25), is64: this.has('memory64') && r.chance(0.6), shared: this.has('threads') && r.chance(0.3) };
    }).sort((a, b) => Number(b.imported) - Number(a.imported));
  }

  private tables(): TableTree[] {
    const r = this.random;
    const limits = (): Pick<TableTree, 'min' | 'max' | 'is64'> => { const min = r.below(12); return { min, max: min + r.below(12), is64: this.has('memory64') && r.chance(0.3) }; };
    const table = (type: ValueType): TableTree => {
      const imported = (type === funcref || type === externref) && r.chance(0.2);
      return { type, ...limits(), imported, sealed: !imported && r.chance(0.5) };
    };
    const others = this.several(3, () => {
      let type = this.typeGenerator.valueType();
      while (!isReference(type)) type = r.chance(0.5) ? this.typeGenerator.valueType() : r.pick([funcref, externref]);
      return table(type);
    });
    return [table(funcref), ...others].sort((a, b) => Number(b.imported) - Number(a.imported));
  }

  private tags(): Frame['tags'] {
    if (!this.has('exceptions') && !this.has('legacy-exceptions')) return [];
    const { types } = this.frame;
    const candidates = types.flatMap((type, index) => (type.k === 'func' && type.results.length === 0 ? [index] : []));
    return this.several(3, () => {
      const type = this.random.pick(candidates);
      return { type, imported: this.mayCrossBoundary(types[type] as never) && this.random.chance(0.3) };
    }).sort((a, b) => Number(b.imported) - Number(a.imported));
  }

  /** A constant expression of a type that has a default value. */
  private constant(type: ValueType, depth = 2): Expr {
    const r = this.random;
    const imported = this.frame.importedGlobals.length;
    const copies = [...this.frame.importedGlobals, ...this.frame.globals].flatMap((item, index) =>
      (item.type === type && !item.mutable && (index < imported || this.has('gc')) ? [index] : []));
    if (copies.length && r.chance(0.3)) return op([0x23, ...leb(r.pick(copies))], [], type);
    if (isReference(type)) return leafReference({ random: r, frame: this.frame, has: (feature) => this.has(feature) }, type, 2);
    const extended = type === 'i32' ? 0x6a : type === 'i64' ? 0x7c : undefined;
    if (extended !== undefined && depth > 0 && this.has('extended-const') && r.chance(0.25)) {
      return op([extended + r.below(3)], [this.constant(type, depth - 1), this.constant(type, depth - 1)], type);
    }
    return constant(r, type as NumberType, false);
  }

  /** `value`, perhaps as a sum. */
  private offset(is64: boolean, value: number): Expr {
    if (!this.has('extended-const') || !this.random.chance(0.2)) return addressLiteral(is64, value);
    return op([is64 ? 0x7c : 0x6a], [addressLiteral(is64, value - 7), addressLiteral(is64, 7)], is64 ? 'i64' : 'i32');
  }

  private elements(): ElementTree[] {
    const all = this.frame.functionTypes.map((_, index) => op([0xd2, ...leb(index)], [], funcref));
    return [{ mode: 'declarative', table: 0, at: 0, offset: literal('i32', 0), type: funcref, items: all }, ...this.several(4, () => this.element())];
  }

  private element(): ElementTree {
    const r = this.random;
    const table = r.below(this.frame.tables.length);
    const { type: wanted, min, is64 } = this.frame.tables[table]!;
    const narrower = this.frame.types.flatMap((_, index) => (this.has('function-references') && matches(reference(true, index), wanted, this.frame.types) ? [reference(true, index)] : []));
    const type = narrower.length && r.chance(0.3) ? r.pick(narrower) : wanted;
    const items = Array.from({ length: heapOf(type) === 'exn' ? 1 : r.below(9) }, () => this.constant(type));
    const room = min - items.length;
    const active = r.chance(0.7) && (room >= 0 || r.chance(0.05));
    const at = room > 0 ? r.below(room + 1) : r.below(3);
    return { mode: active ? 'active' : 'passive', table, at, offset: this.offset(is64, at), type, items };
  }

  private data(): ModuleTree['data'][number] {
    const r = this.random;
    const memory = r.below(this.frame.memories.length);
    const { min, is64 } = this.frame.memories[memory]!;
    const bytes = Array.from({ length: r.below(40) }, () => (r.chance(0.3) ? 0 : r.below(256)));
    const room = min * 65536 - bytes.length;
    const active = r.chance(0.6) && (room >= 0 || r.chance(0.05));
    const at = r.chance(0.97) ? r.pick([0, 1, 8, r.below(300), Math.max(0, room)]) : r.pick([-1, room + 1, 65536]);
    return { mode: active ? 'active' : 'passive', memory, offset: this.offset(is64, at), bytes };
  }
}
