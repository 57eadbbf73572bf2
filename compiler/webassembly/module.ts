/** Module of the JS API: compiled when constructed. */
import { compile } from '../index.js';
import { CompileError as CompilerError } from '../diagnostics.js';
import { customSections } from './custom-sections.js';
import { CompileError } from './errors.js';
import { evaluate, type Instantiate } from './evaluate.js';

export interface ModuleExportDescriptor {
  name: string;
  kind: ImportExportKind;
}
export interface ModuleImportDescriptor {
  module: string;
  name: string;
  kind: ImportExportKind;
}
export type ImportExportKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

interface Compiled {
  readonly bytes: Uint8Array;
  readonly imports: readonly ModuleImportDescriptor[];
  readonly exports: readonly ModuleExportDescriptor[];
  readonly instantiate: Instantiate;
}

const internals = new WeakMap<object, Compiled>();

export class Module {
  /** @throws CompileError for malformed, invalid or unsupported modules; TypeError for what is no buffer. */
  constructor(bytes: BufferSource) {
    const copy = copyOf(bytes);
    internals.set(this, compiled(copy));
  }

  /** The exports in the module's order. */
  static exports(module: Module): ModuleExportDescriptor[] {
    return compiledModule(module).exports.map((item) => ({ ...item }));
  }

  /** The imports in the module's order. */
  static imports(module: Module): ModuleImportDescriptor[] {
    return compiledModule(module).imports.map((item) => ({ ...item }));
  }

  /** Copies of the custom sections with this name. */
  static customSections(module: Module, sectionName: string): ArrayBuffer[] {
    const { bytes } = compiledModule(module);
    if (sectionName === undefined) throw new TypeError('WebAssembly.Module.customSections(): the section name is missing');
    return customSections(bytes, String(sectionName));
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Module';
  }
}

/** @throws TypeError for anything but a Module. */
export function compiledModule(module: unknown): Compiled {
  const found = internals.get(module as object);
  if (!found) throw new TypeError('the argument is not a WebAssembly.Module');
  return found;
}

/** Whether the compiler accepts the module. @throws TypeError for what is no buffer. */
export function validate(bytes: BufferSource): boolean {
  const copy = copyOf(bytes);
  try {
    compile(copy, { abi: 'none', optimize: 0 });
    return true;
  } catch (error) {
    if (error instanceof CompilerError) return false;
    throw error;
  }
}

function compiled(bytes: Uint8Array): Compiled {
  try {
    const result = compile(bytes, { format: 'iife', name: 'output', abi: 'none', runtime: 'shared' });
    return {
      bytes,
      imports: result.imports.map(({ module, name, kind }) => ({ module, name, kind: kindOf(kind) })),
      exports: result.exports.map(({ name, kind }) => ({ name, kind: kindOf(kind) })),
      instantiate: evaluate(result.code),
    };
  } catch (error) {
    if (!(error instanceof CompilerError)) throw error;
    const where = error.offset === undefined ? '' : ` at byte 0x${error.offset.toString(16)}`;
    throw new CompileError(`WebAssembly.Module(): ${error.message}${where}`);
  }
}

function kindOf(kind: string): ImportExportKind {
  return kind === 'func' ? 'function' : kind as ImportExportKind;
}

function copyOf(source: BufferSource): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  const tag = Object.prototype.toString.call(source);
  if (tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]') return new Uint8Array(source).slice();
  throw new TypeError('WebAssembly.Module(): the argument is neither a buffer nor a view of one');
}
