/** The plugin for bundlers, once for all of them. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { createUnplugin } from 'unplugin';
import { fileOf, isWasm, loadWasm, type PluginOptions } from './wasm.js';

/** Imports of .wasm files become modules of this compiler. */
export const plugin = createUnplugin((options: PluginOptions | undefined, { framework }) => ({
  name: 'wasm2js-aot',
  // Before what a bundler does with .wasm files of its own accord.
  enforce: 'pre' as const,
  // The only bundler that takes a query for a part of the file's name.
  rollup: {
    resolveId: (id: string, importer: string | undefined) => (isWasm(id) && importer !== undefined && (id.startsWith('.') || isAbsolute(id)) ? resolve(dirname(importer), id) : undefined),
  },
  loadInclude: isWasm,
  async load(id: string) {
    this.addWatchFile(fileOf(id));
    try {
      return { code: await loadWasm(id, options ?? {}), map: null };
    } catch (error) {
      // These two do not wait for what is thrown here.
      if (framework !== 'webpack' && framework !== 'rspack') throw error;
      this.error((error as Error).message);
      return { code: '', map: null };
    }
  },
}));
