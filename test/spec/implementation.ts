/** What the suite can be run against. */
import { CompileError, compile, inspect, type Options } from '../../compiler/index.js';
import { classify, type ErrorClass, type Exports } from './script.js';

export interface Implementation {
  readonly name: string;
  /** @throws an error of class 'compile' for what is no valid module. */
  compile(bytes: Uint8Array<ArrayBuffer>): (imports: Record<string, unknown>) => Exports;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  classify(error: any): ErrorClass;
  /** What is wrong with a module's custom sections, for implementations that look at them. */
  customFaults?(bytes: Uint8Array<ArrayBuffer>): readonly string[];
}

/** The parts of a `WebAssembly` namespace that the suite uses. */
export interface Namespace {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: any, imports?: any) => { readonly exports: Exports };
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly CompileError: new () => Error;
  readonly LinkError: new () => Error;
  readonly RuntimeError: new () => Error;
  readonly Exception?: new (...args: any[]) => object;
}

/** A namespace's own error classes are what counts, whatever their errors call themselves. */
export function ofNamespace(name: string, namespace: Namespace): Implementation {
  return {
    name,
    compile(bytes) {
      const module = new namespace.Module(bytes);
      return (imports) => new namespace.Instance(module, imports).exports;
    },
    validate: (bytes) => namespace.validate(bytes),
    classify(error) {
      if (error instanceof namespace.CompileError) return 'compile';
      if (error instanceof namespace.LinkError) return 'link';
      if (error instanceof namespace.RuntimeError) return 'trap';
      if (namespace.Exception && error instanceof namespace.Exception) return 'exception';
      const found = classify(error);
      return ['compile', 'link', 'trap'].includes(found) ? 'other' : found;
    },
  };
}

export function native(): Implementation {
  return ofNamespace(`native (V8 ${process.versions.v8})`, globalThis.WebAssembly as unknown as Namespace);
}

/** What the compiler says of custom sections. */
function customFaults(bytes: Uint8Array<ArrayBuffer>): string[] {
  return inspect(bytes).diagnostics.map(({ message }) => message);
}

/** The `WebAssembly`-shaped namespace of this package. */
export async function ours(): Promise<Implementation> {
  const { WebAssembly } = await import('../../compiler/webassembly/index.js');
  return { ...ofNamespace('wasm2js-aot', WebAssembly as unknown as Namespace), customFaults };
}

/** Outputs of the compiler for these options: plain scripts that have nothing in common but the language. */
export function oursWith(options: Partial<Options>): Implementation {
  return {
    name: `wasm2js-aot ${JSON.stringify(options)}`,
    compile(bytes) {
      const { code } = compile(bytes, { ...options, format: 'iife', name: 'output', abi: 'none' });
      const output = new Function(`${code}\nreturn output;`)() as { instantiate(imports: object): { exports: Exports } };
      return (imports) => output.instantiate(imports).exports;
    },
    validate(bytes) {
      try {
        compile(bytes, { ...options, abi: 'none' });
        return true;
      } catch (error) {
        if (error instanceof CompileError) return false;
        throw error;
      }
    },
    classify,
    customFaults,
  };
}

/** What `--impl` and `--options` of the command line stand for. */
export interface Choice {
  readonly impl: 'native' | 'ours';
  /** Options of the compiler, as JSON; undefined for the namespace. */
  readonly options: string | undefined;
}

export async function chosen({ impl, options }: Choice): Promise<Implementation> {
  if (impl === 'native') return native();
  return options === undefined ? ours() : oursWith(JSON.parse(options) as Partial<Options>);
}
