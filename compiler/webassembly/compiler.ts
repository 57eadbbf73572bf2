/** Modules compiled at run time. */
import { check, compile } from '../index.js';
import { CompileError as CompilerError } from '../diagnostics.js';
import type { CompileOptions } from './compile-options.js';
import type { CompiledModule, ImportExportKind } from './compiled.js';
import { CompileError } from './errors.js';
import { evaluate } from './evaluate.js';

export function compileModule(bytes: Uint8Array, options: CompileOptions): CompiledModule {
  try {
    const result = compile(bytes, { ...options, format: 'iife', name: 'output', abi: 'none', runtime: 'shared' });
    const instantiate = evaluate(result.code);
    return {
      imports: result.imports.map(({ module, name, kind }) => ({ module, name, kind: kindOf(kind) })),
      exports: result.exports.map(({ name, kind }) => ({ name, kind: kindOf(kind) })),
      instantiate: (values) => instantiate(values).exports,
    };
  } catch (error) {
    if (!(error instanceof CompilerError)) throw error;
    const where = error.offset === undefined ? '' : ` at byte 0x${error.offset.toString(16)}`;
    throw new CompileError(`${error.message}${where}`);
  }
}

export function validate(bytes: Uint8Array, options: CompileOptions): boolean {
  try {
    check(bytes, options);
    return true;
  } catch (error) {
    if (error instanceof CompilerError) return false;
    throw error;
  }
}

function kindOf(kind: string): ImportExportKind {
  return kind === 'func' ? 'function' : kind as ImportExportKind;
}
