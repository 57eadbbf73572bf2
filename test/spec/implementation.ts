/** What the suite can be run against. */

/** The parts of a `WebAssembly` namespace that the suite uses. */
export interface Namespace {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: any, imports?: any) => { readonly exports: Record<string, any> };
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly CompileError: new () => Error;
  readonly LinkError: new () => Error;
  readonly RuntimeError: new () => Error;
  readonly Exception?: new (...args: any[]) => object;
}

export interface Implementation {
  readonly name: string;
  readonly namespace: Namespace;
}

export function native(): Implementation {
  return { name: `native (V8 ${process.versions.v8})`, namespace: globalThis.WebAssembly as unknown as Namespace };
}

export async function ours(): Promise<Implementation> {
  const { WebAssembly } = await import('../../compiler/webassembly/index.js');
  return { name: 'wasm2js-aot', namespace: WebAssembly as unknown as Namespace };
}

export type ErrorClass = 'harness' | 'compile' | 'link' | 'trap' | 'exception' | 'exhaustion' | 'range' | 'other';
