/** Modules compiled at run time. */
import { check, compile } from '../index.js';
import { CompileError as CompilerError } from '../diagnostics.js';
import type { CompileOptions } from './compile-options.js';
import { type CompiledModule, compiledOf, type Precompiled } from './compiled.js';
import { CompileError } from './errors.js';
import { evaluate } from './evaluate.js';
import { sharedRuntime } from './shared.js';

export function compileModule(bytes: Uint8Array, options: CompileOptions): CompiledModule {
  try {
    const { code } = compile(bytes, { ...options, format: 'iife', name: 'output', precompiled: true });
    return compiledOf(evaluate<{ precompiled: Precompiled }>(code).precompiled, sharedRuntime);
  } catch (error) {
    if (error instanceof EvalError) throw new CompileError('code must not be evaluated here: compile ahead, for wasm2js-aot/webassembly/precompiled', { cause: error });
    if (!(error instanceof CompilerError)) throw error;
    const where = error.offset === undefined ? '' : ` at byte 0x${error.offset.toString(16)}`;
    throw new CompileError(`${error.message}${where}`);
  }
}

export function validate(bytes: Uint8Array, options: CompileOptions): boolean {
  try {
    check(bytes, { ...options, precompiled: true });
    return true;
  } catch (error) {
    if (error instanceof CompilerError) return false;
    throw error;
  }
}
