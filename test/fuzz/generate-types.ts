/** The type section: function types, and structs and arrays with supertypes and recursion groups. */
import type { FeatureId } from '../../compiler/ops/index.js';
import type { Random } from './random.js';
import { exnref, externref, funcref, reference, type DefinedType, type Field, type StorageType, type ValueType } from './tree.js';

export interface TypeSection { readonly types: readonly DefinedType[]; readonly groups: readonly number[] }

const numbers: readonly (readonly [number, ValueType])[] = [[8, 'i32'], [8, 'i64'], [4, 'f32'], [4, 'f64']];

export class TypeGenerator {
  readonly types: DefinedType[] = [{ k: 'func', params: [], results: [] }];
  readonly groups: number[] = [1];
  /** Types below this index may be named. */
  private visible = 1;

  constructor(private readonly random: Random, private readonly features: ReadonlySet<FeatureId>) {}

  generate(): TypeSection {
    const r = this.random;
    const isGrouped = this.features.has('gc') && r.chance(0.4);
    for (let count = 2 + r.below(5); count > 0; count--) {
      if (isGrouped && r.chance(0.6)) this.group(1 + r.below(2), () => ({ ...this.functionType(), open: r.chance(0.5) }));
      else this.group(1, () => this.functionType());
    }
    if (this.features.has('gc')) {
      for (let count = 1 + r.below(3); count > 0; count--) this.group(1 + r.below(3), () => this.anyType());
    }
    return this;
  }

  /** Members of a group may name each other. */
  private group(size: number, make: () => DefinedType): void {
    this.groups.push(size);
    this.visible = this.types.length + (this.features.has('gc') ? size : 0);
    const kinds = Array.from({ length: size }, make);
    this.types.push(...kinds);
    this.visible = this.types.length;
  }

  /** Of the types so far; a group's own members are not known while it is made, so it names them as structs only if they will be. */
  private anyType(): DefinedType {
    const r = this.random;
    const base = this.types.flatMap((type, index) => (type.open ? [index] : []));
    const open = r.chance(0.5);
    if (base.length && r.chance(0.45)) return this.subtype(r.pick(base), open);
    const kind = r.weighted([[5, 'struct'], [4, 'array'], [1, 'func']] as const);
    if (kind === 'struct') return { k: 'struct', fields: Array.from({ length: r.below(5) }, () => this.field()), open };
    if (kind === 'array') return { k: 'array', element: this.field(), open };
    return { ...this.functionType(), open };
  }

  private subtype(supertype: number, open: boolean): DefinedType {
    const base = this.types[supertype]!;
    if (base.k !== 'struct') return { ...base, supertype, open };
    return { k: 'struct', fields: [...base.fields, ...Array.from({ length: this.random.below(3) }, () => this.field())], supertype, open };
  }

  private field(): Field {
    const r = this.random;
    const storage: StorageType = r.weighted<() => StorageType>([[1, () => 'i8'], [1, () => 'i16'], [6, () => this.valueType()], [1, () => reference(false, 'i31')]])();
    return { storage, mutable: r.chance(0.75) };
  }

  private functionType(): DefinedType {
    const r = this.random;
    const list = (most: number): ValueType[] => Array.from({ length: r.below(most + 1) }, () => this.valueType());
    return { k: 'func', params: list(r.chance(0.1) ? 9 : 4), results: list(r.chance(0.2) ? 4 : 1) };
  }

  /** A type that has a default value. */
  valueType(): ValueType {
    return this.random.weighted<ValueType>([
      ...numbers, [1, funcref], [1, externref],
      ...(this.features.has('simd') ? [[2, 'v128']] as const : []),
      ...(this.features.has('exceptions') ? [[1, exnref]] as const : []),
      ...(this.features.has('function-references') ? [[1, reference(true, this.random.below(this.visible))]] as const : []),
      ...(this.features.has('gc') ? [[2, reference(true, this.random.pick(['any', 'eq', 'i31', 'struct', 'array']))], [4, reference(true, this.random.below(this.visible))]] as const : []),
    ]);
  }

  numberType(): ValueType { return this.random.weighted(numbers); }
}
