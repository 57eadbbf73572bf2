import { decode } from '../decode/index.js';
import { checkFunction } from './body.js';
import type { ModuleContext } from './context.js';
import { validateModule } from './module.js';

export { checkFunction, runBody } from './body.js';
export { Machine } from './machine.js';
export { branchHints, type BranchHints } from './branch-hints.js';
export type { ContextFunc, ContextGlobal, ContextTag, ModuleContext } from './context.js';
export { validateModule } from './module.js';
export type { BlockKind, CodeSink } from './sink.js';

/** Decodes and checks a whole module, function bodies included. Throws CompileError with the offset of the first fault. */
export function validate(bytes: Uint8Array): ModuleContext {
  const context = validateModule(decode(bytes));
  for (let index = context.imported.funcs; index < context.funcs.length; index++) checkFunction(context.module, context, index);
  return context;
}
