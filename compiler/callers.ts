/** Which functions call an import, or use a global: what is told of imports that nobody provides. */
import { OperatorReader } from './decode/index.js';
import type { Shape } from './ops/index.js';
import type { ModuleContext } from './validate/index.js';

/** The name section's name of a function, or its first export name, or what engines call it. */
export function functionNames({ module: { names, exports } }: Pick<ModuleContext, 'module'>): (index: number) => string {
  const exported = new Map<number, string>();
  for (const { kind, index, name } of exports) if (kind === 'func' && !exported.has(index)) exported.set(index, name);
  return (index) => names.funcs.get(index) ?? exported.get(index) ?? `wasm-function[${index}]`;
}

/** The same text for imports of the same two names. */
export const importKey = ({ module, name }: { readonly module: string; readonly name: string }): string => `${module}\0${name}`;

/** As many functions are named as help to find the place. */
const NAMED = 3;

/** What an import is reached by. */
const KINDS: Partial<Record<Shape, 'func' | 'global'>> = { call: 'func', return_call: 'func', 'ref.func': 'func', 'global.get': 'global', 'global.set': 'global' };

/** By kind and index, for those asked for: the first functions that name the import. */
function usersOf({ module, imported }: ModuleContext, wanted: ReadonlySet<string>): Map<string, number[]> {
  const users = new Map<string, number[]>();
  if (wanted.size === 0) return users;
  module.code.forEach((body, i) => {
    const reader = new OperatorReader(module, body.start, body.end);
    while (reader.next()) {
      const { row, index } = reader.instr;
      const kind = KINDS[row.shape];
      if (kind === undefined || index >= imported[`${kind}s`]) continue;
      const place = `${kind} ${index}`;
      if (!wanted.has(place)) continue;
      const known = users.get(place) ?? [];
      if (known.length < NAMED && !known.includes(imported.funcs + i)) users.set(place, [...known, imported.funcs + i]);
    }
  });
  return users;
}

/** For people: by which functions each of these imports is called, or a global is used; empty where by none. */
export function userTexts(context: ModuleContext, imports: readonly { readonly module: string; readonly name: string }[]): string[] {
  const places = new Map<string, string>();
  const next = new Map<string, number>();
  for (const imp of context.module.imports) {
    const { kind } = imp.desc;
    const index = next.get(kind) ?? 0;
    next.set(kind, index + 1);
    if (!places.has(importKey(imp))) places.set(importKey(imp), `${kind} ${index}`);
  }
  const wanted = imports.map((imp) => places.get(importKey(imp))!);
  const users = usersOf(context, new Set(wanted));
  const nameOf = functionNames(context);
  return wanted.map((place) => {
    const names = (users.get(place) ?? []).map(nameOf).join(', ');
    return names && `${place.startsWith('func') ? 'called' : 'used'} by ${names}`;
  });
}
