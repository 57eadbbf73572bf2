import { invalid, overLimit, quoted } from '../diagnostics.js';
import { type ConstExpr, type ExternKind, type Limits, limits, type Module, OperatorReader, requireFunction, type Size } from '../decode/index.js';
import { hasContinuations, typeName, type ValType } from '../ops/index.js';
import { checkConstExpr } from './constant.js';
import type { ContextFunc, ContextGlobal, ContextTag, ModuleContext } from './context.js';
import { isDefaultable, matches, structureMatches } from './subtype.js';

/** Checks everything outside function bodies (spec: Validation, Modules) and merges the index spaces. Throws CompileError. */
export function validateModule(module: Module): ModuleContext {
  const declared = new Set<number>();
  checkSupertypes(module);
  checkContinuations(module);
  const context = mergeSpaces(module, declared);
  for (const { at, type } of module.funcs) requireFunctionType(module, type, at);
  checkTags(context);
  for (const table of context.tables) checkLimits(table, limits.addresses[table.address], 'table size must be at most 2^32 - 1');
  for (const memory of context.memories) {
    const { address, pageSize, at } = memory;
    if (pageSize !== 1 && pageSize !== 65536) throw invalid(`invalid custom page size ${pageSize}: it must be 1 or 65536`, at);
    const most = pageSize === 1 ? limits.addresses[address] : limits.memoryPages[address];
    if (memory.shared && memory.max === undefined) throw invalid('shared memory must have maximum', at);
    checkLimits(memory, most, `memory size must be at most ${most} pages`);
  }
  const check = (expr: ConstExpr, type: ValType, visibleGlobals = context.globals.length): void =>
    checkConstExpr(context, declared, expr, type, visibleGlobals);
  for (const { element, init, at } of module.tables) {
    if (init !== undefined) check(init, element, context.imported.globals);
    else if (!isDefaultable(element)) throw invalid(`type mismatch: a table of ${typeName(element)} needs an initial value`, at);
  }
  module.globals.forEach(({ type, init }, k) => { check(init, type.type, context.imported.globals + k); });
  checkExports(context, declared);
  checkStart(context);
  checkElems(context, check);
  checkDatas(context, check);
  return context;
}

/** Equivalent declarations are one object, so that each is checked once. Depths come first: matching walks up the supertypes. */
function checkSupertypes({ types }: Module): void {
  const depths = new Map<number, number>();
  const declared = types.filter((type, k) => type.declared?.supertype !== undefined && type.declared.index === k);
  for (const { declared: declaration } of declared) {
    const { index, supertype, at } = declaration!;
    const depth = (depths.get(supertype!) ?? 0) + 1;
    if (depth > limits.supertypes) throw overLimit('supertypes of a type', depth, limits.supertypes, at);
    depths.set(index, depth);
  }
  for (const type of declared) {
    const { index, supertype, at } = type.declared!;
    const above = types[supertype!]!;
    if (above.declared!.final || !structureMatches(types, type, above)) throw invalid(`sub type ${index} does not match super type ${supertype}`, at);
  }
}

function checkContinuations({ types }: Module): void {
  for (const { declared } of types) {
    if (declared?.continuation !== undefined) requireFunction(types[declared.continuation]!, declared.continuation, declared.at);
  }
}

function mergeSpaces(module: Module, declaredRefs: ReadonlySet<number>): ModuleContext {
  const funcs: ContextFunc[] = [];
  const tables = [];
  const memories = [];
  const globals: ContextGlobal[] = [];
  const tags: ContextTag[] = [];
  for (const imported of module.imports) {
    const { desc, at } = imported;
    if (desc.kind === 'func') {
      requireFunctionType(module, desc.type, at);
      funcs.push({ type: desc.type, imported });
    } else if (desc.kind === 'table') tables.push(desc.type);
    else if (desc.kind === 'memory') memories.push(desc.type);
    else if (desc.kind === 'global') globals.push({ type: desc.type, imported, init: undefined });
    else {
      requireFunctionType(module, desc.type, at);
      tags.push({ type: desc.type, imported });
    }
  }
  const imported = { funcs: funcs.length, tables: tables.length, memories: memories.length, globals: globals.length, tags: tags.length };
  for (const { type } of module.funcs) funcs.push({ type, imported: undefined });
  for (const table of module.tables) tables.push(table);
  for (const memory of module.memories) memories.push(memory);
  for (const { type, init } of module.globals) globals.push({ type, imported: undefined, init });
  for (const { type, at } of module.tags) {
    requireFunctionType(module, type, at);
    tags.push({ type, imported: undefined });
  }
  return { module, types: module.types, funcs, tables, memories, globals, tags, imported, declaredRefs };
}

function requireFunctionType({ types }: Module, index: number, at: number): void {
  const type = types[index];
  if (type === undefined) throw invalid(`unknown type ${index}`, at);
  requireFunction(type, index, at);
}

/** Tags have results in modules that switch stacks only. */
function checkTags(context: ModuleContext): void {
  const { module, types } = context;
  const declared = [...module.imports.flatMap(({ desc, at }) => (desc.kind === 'tag' ? [{ type: desc.type, at }] : [])), ...module.tags];
  const found = declared.find(({ type }) => types[type]!.results.length > 0);
  if (found !== undefined && !switchesStacks(module)) throw invalid(`non-empty tag result type ${found.type}`, found.at);
}

function switchesStacks(module: Module): boolean {
  return hasContinuations(module.types) || module.code.some(({ start, end }) => {
    const reader = new OperatorReader(module, start, end);
    while (reader.next()) if (reader.instr.row.feature === 'stack-switching') return true;
    return false;
  });
}

function checkLimits({ min, max, at }: Limits, most: Size, message: string): void {
  if (min > most || (max !== undefined && max > most)) throw invalid(message, at);
  if (max !== undefined && min > max) throw invalid(`size minimum must not be greater than maximum: ${min} is more than ${max}`, at);
}

function checkExports(context: ModuleContext, declared: Set<number>): void {
  const spaces: Record<ExternKind, readonly unknown[]> = {
    func: context.funcs, table: context.tables, memory: context.memories, global: context.globals, tag: context.tags,
  };
  const names = new Set<string>();
  for (const { name, kind, index, at } of context.module.exports) {
    if (index >= spaces[kind].length) throw invalid(`unknown ${kind === 'func' ? 'function' : kind} ${index}`, at);
    if (names.has(name)) throw invalid(`duplicate export name ${quoted(name)}`, at);
    names.add(name);
    if (kind === 'func') declared.add(index);
  }
}

function checkStart({ module, funcs, types }: ModuleContext): void {
  const { start } = module;
  if (start === undefined) return;
  const func = funcs[start.func];
  if (func === undefined) throw invalid(`unknown function ${start.func}`, start.at);
  const { params, results } = types[func.type]!;
  if (params.length + results.length > 0) throw invalid(`start function ${start.func} must have no parameters and no results`, start.at);
}

type CheckConst = (expr: ConstExpr, type: ValType) => void;

function checkElems({ module, tables, types }: ModuleContext, check: CheckConst): void {
  for (const { mode, table, offset, type, items, at } of module.elems) {
    if (mode === 'active') {
      const target = tables[table];
      if (target === undefined) throw invalid(`unknown table ${table}`, at);
      if (!matches(types, type, target.element)) throw invalid('type mismatch: the segment\'s elements do not fit the table', at);
      check(offset!, target.address);
    }
    for (const item of items) check(item, type);
  }
}

function checkDatas({ module, memories }: ModuleContext, check: CheckConst): void {
  for (const { mode, memory, offset, at } of module.datas) {
    if (mode !== 'active') continue;
    const target = memories[memory];
    if (target === undefined) throw invalid(`unknown memory ${memory}`, at);
    check(offset!, target.address);
  }
}
