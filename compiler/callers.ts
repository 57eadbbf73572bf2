/** Which functions call an import: what is told of imports that nobody provides. */
import { OperatorReader } from './decode/index.js';
import type { ModuleContext } from './validate/index.js';

/** The name section's name of a function, or its first export name, or what engines call it. */
export function functionNames({ module: { names, exports } }: Pick<ModuleContext, 'module'>): (index: number) => string {
  const exported = new Map<number, string>();
  for (const { kind, index, name } of exports) if (kind === 'func' && !exported.has(index)) exported.set(index, name);
  return (index) => names.funcs.get(index) ?? exported.get(index) ?? `wasm-function[${index}]`;
}

/** The same text for imports of the same two names. */
export const importKey = ({ module, name }: { readonly module: string; readonly name: string }): string => `${module}\0${name}`;

/** As many callers are named as help to find the place. */
const NAMED = 3;

/** By index of the imported function, for those asked for: the first functions that call it directly. */
function callersOf({ module, imported }: ModuleContext, wanted: ReadonlySet<number>): Map<number, number[]> {
  const callers = new Map<number, number[]>();
  if (wanted.size === 0) return callers;
  module.code.forEach((body, i) => {
    const reader = new OperatorReader(module, body.start, body.end);
    while (reader.next()) {
      const { row, index } = reader.instr;
      if ((row.shape !== 'call' && row.shape !== 'return_call') || !wanted.has(index)) continue;
      const known = callers.get(index) ?? [];
      if (known.length < NAMED && !known.includes(imported.funcs + i)) callers.set(index, [...known, imported.funcs + i]);
    }
  });
  return callers;
}

/** Names of the functions that call each of these imports, for people. */
export function callerNames(context: ModuleContext, imports: readonly { readonly module: string; readonly name: string }[]): string[] {
  const indices = new Map<string, number>();
  let next = 0;
  for (const imp of context.module.imports) if (imp.desc.kind === 'func') indices.set(importKey(imp), next++);
  const wanted = imports.map((imp) => indices.get(importKey(imp))!);
  const callers = callersOf(context, new Set(wanted));
  const nameOf = functionNames(context);
  return wanted.map((index) => (callers.get(index) ?? []).map(nameOf).join(', '));
}
