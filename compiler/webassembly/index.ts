/**
 * A `WebAssembly` namespace on top of the compiler, shaped after the WebAssembly JavaScript Interface, for engines that
 * have none and for glue code that insists on one. It compiles at run time and needs permission to evaluate code.
 */
import { compileModule, receiveModule, validate as validateModule } from './compiler.js';
import { makeNamespace } from './namespace.js';

/** The namespace object itself, as `globalThis.WebAssembly` would be (`jspi`: with promise integration); `install` puts it there, for programs with threads too. */
export const { WebAssembly, jspi, install } = makeNamespace({ compile: compileModule, receive: receiveModule, validate: validateModule });

export const { CompileError, compile, Exception, Global, Instance, instantiate, JSTag, LinkError, Memory, Module, RuntimeError, Table, Tag, validate } = WebAssembly;
export const { promising, SuspendError, Suspending } = jspi;
export type { ImportExportKind, ModuleExportDescriptor, ModuleImportDescriptor } from './compiled.js';
export type { InstantiatedSource, JspiNamespace, WebAssemblyNamespace } from './namespace.js';
