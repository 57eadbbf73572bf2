/** Modules compiled at run time. */
import { check } from '../index.js';
import { CompileError as CompilerError } from '../diagnostics.js';
import { digest } from '../digest.js';
import type { CompileOptions } from './compile-options.js';
import { type CompiledModule, compiledOf, describedOf, type Precompiled, type SentModule } from './compiled.js';
import { CompileError } from './errors.js';
import { isSuspendingUsed } from '../../runtime-lite/suspending.js';
import { evaluate, evaluateFunction } from './evaluate.js';
import { outputOf } from './output.js';
import { sharedRuntime } from './shared.js';
import { copyBytes } from './webidl.js';

/** How many modules are kept, so that programs that compile theirs for each command do it once, as engines see to it. */
const RECENT = 8;

/** By digest and options; the one used last is last. */
const recent = new Map<string, Precompiled>();

function precompiledOf(bytes: Uint8Array, options: CompileOptions): Precompiled {
  const key = JSON.stringify([digest(bytes), [...options.builtins].sort(), options.importedStringConstants ?? null, options.suspending ?? null]);
  const known = recent.get(key);
  recent.delete(key);
  const made = known ?? evaluate<{ precompiled: Precompiled }>(outputOf(bytes, { ...options, format: 'iife', name: 'output', precompiled: true })).precompiled;
  recent.set(key, made);
  if (recent.size > RECENT) recent.delete([...recent.keys()][0]!);
  return made;
}

export function compileModule(bytes: Uint8Array, options: CompileOptions): CompiledModule {
  const suspendable = (suspending: readonly string[]): CompiledModule => compileModule(bytes, { ...options, suspending });
  const made = (): CompiledModule => translated(() => compiledOf(precompiledOf(bytes, options), sharedRuntime, suspendable));
  if (!isSuspendingUsed() || options.suspending !== undefined) return made();
  // Which imports suspend is known when it is instantiated.
  let whole: CompiledModule | undefined;
  return {
    ...translated(() => describedOf(check(bytes, { ...options, precompiled: true }))),
    instantiate: (values) => (whole ??= made()).instantiate(values),
    suspendable,
    get source() {
      return (whole ??= made()).source;
    },
  };
}

/** What the compiler throws, as the namespace does. */
function translated<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CompilerError)) throw ofEvaluation(error);
    const where = error.offset === undefined ? '' : ` at byte 0x${error.offset.toString(16)}`;
    throw new CompileError(`${error.message}${where}`);
  }
}

function ofEvaluation(error: unknown): unknown {
  if (!(error instanceof EvalError)) return error;
  return new CompileError('code must not be evaluated here: compile ahead, for wasm2js-aot/webassembly/precompiled', { cause: error });
}

/** Only threads that could run code here anyway have memory in common with this one; a message may come from elsewhere, in a page. */
const isTrusted = ({ bytes: { buffer } }: SentModule): boolean => typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer;

/** The module is not compiled again, where its code came with it from a thread of the same program. */
export function receiveModule(sent: SentModule): CompiledModule {
  const options = { builtins: sent.builtins, importedStringConstants: sent.importedStringConstants ?? undefined };
  const again = (suspending: readonly string[] | undefined): CompiledModule => compileModule(copyBytes(sent.bytes, 'WebAssembly.Module()'), { ...options, suspending });
  if (!isTrusted(sent)) return again(sent.suspending ?? undefined);
  return translated(() => compiledOf({ ...sent, link: evaluateFunction(sent.link) }, sharedRuntime, again));
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
