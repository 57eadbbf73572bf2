/** What is told of a module outside of the compiler: to ABI descriptors, to `inspect`, and in the result of `compile`. */
import type { ExportSummary, ImportSummary, ModuleSummary } from '../abi/contract.js';
import type { BuiltinImports } from './builtins.js';
import { constInstrs, type Limits, OperatorReader, type Module } from './decode/index.js';
import { features, sigKey, typeName, type FeatureId, type ValType } from './ops/index.js';
import type { ModuleContext } from './validate/index.js';

/** The imports, without those that JavaScript itself provides. */
export function importsOf(context: ModuleContext, builtins: BuiltinImports): ImportSummary[] {
  return context.module.imports.filter((imp) => !builtins.has(imp)).map(({ module, name, desc }) => {
    switch (desc.kind) {
      case 'func':
        return { module, name, kind: 'func', sig: sigKey(context.types[desc.type]!) };
      case 'global':
        return { module, name, kind: 'global', valtype: typeName(desc.type.type), mutable: desc.type.mutable };
      case 'tag':
        return { module, name, kind: 'tag', sig: sigKey(context.types[desc.type]!) };
      default:
        return {
          module,
          name,
          kind: desc.kind,
          limits: { min: Number(desc.type.min), max: desc.type.max === undefined ? undefined : Number(desc.type.max), shared: desc.kind === 'memory' && desc.type.shared },
          ...wide(desc.type),
        };
    }
  });
}

export function exportsOf(context: ModuleContext): ExportSummary[] {
  return context.module.exports.map(({ name, kind, index }) => {
    if (kind === 'func') return { name, kind, type: sigKey(context.types[context.funcs[index]!.type]!) };
    const type = kind === 'memory' ? context.memories[index] : kind === 'table' ? context.tables[index] : undefined;
    return { name, kind, ...(type && wide(type)) };
  });
}

const wide = ({ address }: Limits): { address?: 'i64' } => (address === 'i64' ? { address } : {});

/** First byte after the last active data segment of memory 0 with a constant offset. */
function dataEnd(module: Module): number {
  let end = 0;
  for (const d of module.datas) {
    if (d.mode !== 'active' || d.memory !== 0) continue;
    const first = constInstrs(module, d.offset!)[0];
    const base = first?.row.name === 'i32.const' ? first.lo >>> 0 : 0;
    end = Math.max(end, base + (d.end - d.start));
  }
  return end;
}

/** i32.const values of the code between `from` and 2^31, ascending, each once. */
function constantsAbove(module: Module, from: number): number[] {
  const found = new Set<number>();
  for (const body of module.code) {
    const reader = new OperatorReader(module, body.start, body.end);
    while (reader.next()) if (reader.instr.row.name === 'i32.const' && reader.instr.lo >= from) found.add(reader.instr.lo);
  }
  return [...found].sort((a, b) => a - b);
}

/** The summary that ABI descriptors read; constants of the code are gathered when they are first asked for. */
export function summarize(context: ModuleContext, builtins: BuiltinImports): ModuleSummary {
  const { module } = context;
  const end = dataEnd(module);
  let constants: number[] | undefined;
  return {
    imports: importsOf(context, builtins),
    exports: exportsOf(context),
    dataEnd: end,
    get maxAddressConstants() {
      return (constants ??= constantsAbove(module, end));
    },
    customSections: module.customs.map((c) => c.name),
  };
}

/** Ids of the features that the code and the declarations use, in the order of the feature table. */
export function featuresUsed({ module, types, memories, tables, globals }: ModuleContext): string[] {
  const used = new Set<FeatureId>(['mvp']);
  if (module.compactImports) used.add('compact-imports');
  if (types.some((t) => t.results.length > 1)) used.add('multi-value');
  if (types.some(({ declared }) => declared && (declared.aggregate || !declared.final || declared.supertype !== undefined))) used.add('gc');
  const isVector = (type: ValType): boolean => type === 'v128';
  if (types.some(({ params, results }) => params.some(isVector) || results.some(isVector)) || globals.some(({ type }) => isVector(type.type))) used.add('simd');
  if (tables.length > 1) used.add('reference-types');
  if (memories.length > 1) used.add('multi-memory');
  if ([...memories, ...tables].some((type) => type.address === 'i64')) used.add('memory64');
  if (memories.some((type) => type.pageSize !== 65536)) used.add('custom-page-sizes');
  const shared = [
    ...module.imports.map((i) => (i.desc.kind === 'global' ? i.desc.type : undefined)),
    ...module.exports.map((e) => (e.kind === 'global' ? module.globals[e.index - importedGlobals(module)]?.type : undefined)),
  ];
  if (shared.some((g) => g?.mutable)) used.add('mutable-globals');
  if (module.datas.some((d) => d.mode === 'passive') || module.elems.some((e) => e.mode === 'passive')) used.add('bulk-memory');
  for (const expr of [...module.globals.map((g) => g.init), ...module.tables.map((t) => t.init), ...module.elems.flatMap((s) => s.items)])
    if (expr && expr.func === undefined) for (const i of constInstrs(module, expr)) used.add(i.row.feature);
  for (const body of module.code) {
    const reader = new OperatorReader(module, body.start, body.end);
    try {
      while (reader.next()) used.add(reader.instr.row.feature);
    } catch (error) {
      const { feature } = error as { feature?: FeatureId };
      if (feature) used.add(feature);
    }
  }
  return features.filter((f) => used.has(f.id)).map((f) => f.id);
}

const importedGlobals = (module: Module): number => module.imports.filter((i) => i.desc.kind === 'global').length;
