/** `--keep-exports`: the module as if it exported only these, and the functions that are then still needed. */
import { constInstrs, OperatorReader, type ConstExpr, type Module } from './decode/index.js';
import { quoted } from './diagnostics.js';
import { OptionError } from './options.js';
import type { ModuleContext } from './validate/index.js';

/** @throws OptionError for a name that the module does not export. */
export function keepExports(context: ModuleContext, names: readonly string[]): ModuleContext {
  const { module } = context;
  for (const name of names) {
    if (!module.exports.some((e) => e.name === name))
      throw new OptionError(`The module has no export ${quoted(name)} to keep; inspect lists its exports.`);
  }
  const wanted = new Set(names);
  const exports = module.exports.filter((e) => wanted.has(e.name));
  const kept: Module = Object.create(module, { exports: { value: exports, enumerable: true } }) as Module;
  return { ...context, module: kept };
}

/** Functions that exports, the start function, segments, globals and tables name. */
export function namedFunctions({ module }: ModuleContext): ReadonlySet<number> {
  const found = new Set<number>();
  const reach = (func: number): void => {
    found.add(func);
  };
  const constant = (expr: ConstExpr | undefined): void => {
    if (expr) for (const i of constInstrs(module, expr)) if (i.row.shape === 'ref.func') reach(i.index);
  };
  for (const e of module.exports) if (e.kind === 'func') reach(e.index);
  if (module.start) reach(module.start.func);
  for (const g of module.globals) constant(g.init);
  for (const t of module.tables) constant(t.init);
  for (const s of module.elems)
    for (const item of s.items)
      if (item.func === undefined) constant(item);
      else reach(item.func);
  return found;
}

/** Functions that these can reach, by calls or references. */
export function reachableFunctions({ module, imported }: ModuleContext, named: ReadonlySet<number>): ReadonlySet<number> {
  const found = new Set(named);
  const queue = [...named];
  const reach = (func: number): void => {
    if (!found.has(func)) {
      found.add(func);
      queue.push(func);
    }
  };
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const body = module.code[next - imported.funcs];
    if (!body) continue;
    const reader = new OperatorReader(module, body.start, body.end);
    while (reader.next()) {
      const { shape } = reader.instr.row;
      if (shape === 'call' || shape === 'ref.func' || shape === 'return_call') reach(reader.instr.index);
    }
  }
  return found;
}
