import { invalid, unsupported } from '../diagnostics.js';
import { type ConstExpr, type ExternKind, type Limits, limits, type Module } from '../decode/index.js';
import { isSupported, type ValType } from '../ops/index.js';
import { checkConstExpr } from './constant.js';
import type { ContextFunc, ContextGlobal, ModuleContext } from './context.js';
import { matches } from './subtype.js';

/** Checks everything outside function bodies (spec: Validation, Modules) and merges the index spaces. Throws CompileError. */
export function validateModule(module: Module): ModuleContext {
  const declared = new Set<number>();
  const context = mergeSpaces(module, declared);
  for (const { at, type } of module.funcs) requireType(module, type, at);
  for (const table of context.tables) checkLimits(table, 0xffffffff, 'table size must be at most 2^32 - 1');
  checkMemories(context);
  const check = (expr: ConstExpr, type: ValType, visibleGlobals = context.globals.length): void =>
    checkConstExpr(context, declared, expr, type, visibleGlobals);
  module.globals.forEach(({ type, init }, k) => { check(init, type.type, context.imported.globals + k); });
  checkExports(context, declared);
  checkStart(context);
  checkElems(context, check);
  checkDatas(context, check);
  return context;
}

function mergeSpaces(module: Module, declaredRefs: ReadonlySet<number>): ModuleContext {
  const funcs: ContextFunc[] = [];
  const tables = [];
  const memories = [];
  const globals: ContextGlobal[] = [];
  for (const imported of module.imports) {
    const { desc, at } = imported;
    if (desc.kind === 'func') {
      requireType(module, desc.type, at);
      funcs.push({ type: desc.type, imported });
    } else if (desc.kind === 'table') tables.push(desc.type);
    else if (desc.kind === 'memory') memories.push(desc.type);
    else globals.push({ type: desc.type, imported, init: undefined });
  }
  const imported = { funcs: funcs.length, tables: tables.length, memories: memories.length, globals: globals.length };
  for (const { type } of module.funcs) funcs.push({ type, imported: undefined });
  for (const table of module.tables) tables.push(table);
  for (const memory of module.memories) memories.push(memory);
  for (const { type, init } of module.globals) globals.push({ type, imported: undefined, init });
  return { module, types: module.types, funcs, tables, memories, globals, imported, declaredRefs };
}

function requireType(module: Module, index: number, at: number): void {
  if (index >= module.types.length) throw invalid(`unknown type ${index}`, at);
}

function checkLimits({ min, max, at }: Limits, most: number, message: string): void {
  if (min > most || (max !== undefined && max > most)) throw invalid(message, at);
  if (max !== undefined && min > max) throw invalid(`size minimum must not be greater than maximum: ${min} is more than ${max}`, at);
}

function checkMemories({ memories }: ModuleContext): void {
  const second = memories[1];
  if (second !== undefined && !isSupported('multi-memory')) throw unsupported('a second memory', 'multi-memory', second.at);
  for (const memory of memories) checkLimits(memory, limits.memoryPages, 'memory size must be at most 65536 pages (4GiB)');
}

function checkExports(context: ModuleContext, declared: Set<number>): void {
  const spaces: Record<ExternKind, readonly unknown[]> = {
    func: context.funcs, table: context.tables, memory: context.memories, global: context.globals,
  };
  const names = new Set<string>();
  for (const { name, kind, index, at } of context.module.exports) {
    if (index >= spaces[kind].length) throw invalid(`unknown ${kind === 'func' ? 'function' : kind} ${index}`, at);
    if (names.has(name)) throw invalid(`duplicate export name ${JSON.stringify(name)}`, at);
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

function checkElems({ module, tables }: ModuleContext, check: CheckConst): void {
  for (const { mode, table, offset, type, items, at } of module.elems) {
    if (mode === 'active') {
      const target = tables[table];
      if (target === undefined) throw invalid(`unknown table ${table}`, at);
      if (!matches(type, target.element)) throw invalid('type mismatch: the segment\'s elements do not fit the table', at);
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
