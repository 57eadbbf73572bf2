/**
 * A `WebAssembly` namespace on top of the compiler, shaped after the WebAssembly JavaScript Interface, for engines that
 * have none and for glue code that insists on one. It compiles at run time and needs permission to evaluate code.
 */
import { compileModule, receiveModule, validate as validateModule } from './compiler.js';
import { makeNamespace } from './namespace.js';

/** The namespace object itself, as `globalThis.WebAssembly` would be; `install` puts it there, for programs with threads too. */
export const { WebAssembly, install } = makeNamespace({ compile: compileModule, receive: receiveModule, validate: validateModule });

export const { CompileError, compile, Exception, Global, Instance, instantiate, JSTag, LinkError, Memory, Module, promising, RuntimeError, SuspendError, Suspending, Table, Tag, validate } = WebAssembly;
export type { ImportExportKind, ModuleExportDescriptor, ModuleImportDescriptor } from './compiled.js';
export type { InstantiatedSource, WebAssemblyNamespace } from './namespace.js';
