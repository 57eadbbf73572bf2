export type { ContextFunc, ContextGlobal, ModuleContext } from './context.js';
export type { CodeSink } from './sink.js';
