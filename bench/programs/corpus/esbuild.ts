import { source } from '../inputs.js';
import type { Program } from '../program.js';

interface Esbuild {
  initialize(options: { wasmModule: WebAssembly.Module; worker: false }): Promise<void>;
  transform(text: string, options: object): Promise<{ code: string; map: string }>;
}

/** Go: types stripped, lowered and minified, with a source map. */
export const esbuild: Program = {
  name: 'esbuild',
  packages: ['esbuild-wasm@0.28.2'],
  slow: true,
  prepare(packages) {
    const text = source(40);
    return async () => {
      // The browser's glue runs in any process that looks like a worker.
      Object.assign(globalThis, { self: globalThis });
      const { initialize, transform } = packages.require<Esbuild>('esbuild-wasm/lib/browser.js');
      await initialize({ wasmModule: new WebAssembly.Module(packages.bytes('esbuild-wasm/esbuild.wasm') as Uint8Array<ArrayBuffer>), worker: false });
      return async () => {
        const { code, map } = await transform(text, { loader: 'ts', minify: true, target: 'es2019', sourcemap: 'external', sourcefile: 'source.ts' });
        return code + map;
      };
    };
  },
};
