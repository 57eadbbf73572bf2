/** From module trees to bytes. */
import { leb, name as text, vector } from '../bytes.js';
import { BodyEncoder } from './encode-body.js';
import { definedTypeBytes, sleb, typeBytes } from './types.js';
import type { DefinedType, Expr, FunctionTree, FunctionType, Limits, ModuleTree, ValueType } from './tree.js';

const section = (id: number, items: readonly (readonly number[])[]): number[] => {
  if (items.length === 0) return [];
  const body = vector(items);
  return [id, ...leb(body.length), ...body];
};

const limits = ({ min, max, is64 }: Limits, shared = false): number[] => [1 + (shared ? 2 : 0) + (is64 ? 4 : 0), ...leb(min), ...leb(max)];

/** The module's types, and those that blocks need besides. */
class Types {
  readonly extra: FunctionType[] = [];
  constructor(private readonly own: readonly DefinedType[]) {}

  block(params: readonly ValueType[], results: readonly ValueType[]): number[] {
    if (params.length === 0 && results.length === 0) return [0x40];
    if (params.length === 0 && results.length === 1) return typeBytes(results[0]!);
    return sleb(BigInt(this.index(params, results)));
  }

  private index(params: readonly ValueType[], results: readonly ValueType[]): number {
    const fits = (type: DefinedType): boolean => type.k === 'func' && String(type.params) === String(params) && String(type.results) === String(results);
    const found = this.own.findIndex(fits);
    if (found >= 0) return found;
    const extra = this.extra.findIndex(fits);
    return this.own.length + (extra >= 0 ? extra : this.extra.push({ k: 'func', params, results }) - 1);
  }

  section(groups: readonly number[]): number[] {
    let next = 0;
    const items = groups.map((size) => {
      const members = this.own.slice(next, (next += size)).map(definedTypeBytes);
      return size === 1 ? members[0]! : [0x4e, ...vector(members)];
    });
    return section(1, [...items, ...this.extra.map(definedTypeBytes)]);
  }
}

/** @throws Error when a branch has lost its target. */
export function encode(m: ModuleTree): Uint8Array<ArrayBuffer> {
  const types = new Types(m.types);
  const expression = (items: readonly Expr[]): number[] => {
    const encoder = new BodyEncoder((params, results) => types.block(params, results));
    encoder.list(items);
    return [...encoder.out, 0x0b];
  };
  const body = ({ locals, body: items }: FunctionTree): number[] => {
    const code = [...vector(locals.map((type) => [1, ...typeBytes(type)])), ...expression(items)];
    return [...leb(code.length), ...code];
  };
  const tables = m.tables.map((table) => [...typeBytes(table.type), ...limits(table)]);
  const memories = m.memories.map((memory) => limits(memory, memory.shared));
  const tags = m.tags.map(({ type }) => [0, ...leb(type)]);
  const imported = (module: string, kind: number, items: readonly (readonly number[])[]): number[][] =>
    items.map((item, index) => [...text(module), ...text(String(index)), kind, ...item]);
  const firstOf = <T extends { readonly imported: boolean }>(list: readonly T[], bytes: readonly number[][]): number[][] => bytes.slice(0, list.findLastIndex((item) => item.imported) + 1);
  const [importedTables, importedMemories, importedTags] = [firstOf(m.tables, tables), firstOf(m.memories, memories), firstOf(m.tags, tags)];
  const imports = [
    ...imported('h', 0, m.importedFunctions.map(leb)),
    ...imported('t', 1, importedTables),
    ...imported('m', 2, importedMemories),
    ...imported('g', 3, m.importedGlobals.map(({ type, mutable }) => [...typeBytes(type), mutable ? 1 : 0])),
    ...imported('e', 4, importedTags),
  ];
  const exported = (prefix: string, kind: number, count: number, isExported: (index: number) => boolean = () => true): number[][] =>
    Array.from({ length: count }, (_, index) => index).filter(isExported).map((index) => [...text(`${prefix}${index}`), kind, ...leb(index)]);
  const exports = [
    ...m.functions.map(({ name }, index) => [...text(name ?? `f${index}`), 0, ...leb(m.importedFunctions.length + index)]),
    ...exported('t', 1, m.tables.length, (index) => !m.tables[index]!.sealed),
    ...exported('m', 2, m.memories.length),
    ...exported('g', 3, m.importedGlobals.length + m.globals.length),
    ...exported('e', 4, m.tags.length),
    [...text('fuel'), 3, ...leb(m.importedGlobals.length)],
  ];
  const code = section(10, m.functions.map(body));
  const globals = section(6, m.globals.map(({ type, mutable, init }) => [...typeBytes(type), mutable ? 1 : 0, ...expression([init])]));
  const elements = section(9, m.elements.map(({ mode, table, offset, type, items }) => {
    const head = mode === 'active' ? [6, ...leb(table), ...expression([offset])] : [mode === 'passive' ? 5 : 7];
    return [...head, ...typeBytes(type), ...vector(items.map((item) => expression([item])))];
  }));
  const data = section(11, m.data.map(({ mode, memory, offset, bytes }) => {
    const head = mode === 'passive' ? [1] : memory === 0 ? [0, ...expression([offset])] : [2, ...leb(memory), ...expression([offset])];
    return [...head, ...leb(bytes.length), ...bytes];
  }));
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...types.section(m.groups),
    ...section(2, imports),
    ...section(3, m.functions.map(({ type }) => leb(type))),
    ...section(4, tables.slice(importedTables.length)),
    ...section(5, memories.slice(importedMemories.length)),
    ...section(13, tags.slice(importedTags.length)),
    ...globals,
    ...section(7, exports),
    ...(m.start === undefined ? [] : [8, ...leb(leb(m.start).length), ...leb(m.start)]),
    ...elements,
    ...(m.data.length ? [12, ...leb(leb(m.data.length).length), ...leb(m.data.length)] : []),
    ...code, ...data,
  ];
  return Uint8Array.from(bytes);
}
