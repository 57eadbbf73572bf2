import type { Packages, Program } from '../program.js';

/** Modules as bundlers ship them, about 2 MB. */
const MODULES = ['@tensorflow/tfjs-core/dist/tf-core.fesm.js', '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.fesm.js', 'hash-wasm/dist/index.esm.js', 'polywasm/index.js'];
const SCRIPTS = ['@tensorflow/tfjs-core/dist/tf-core.node.js', '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.node.js', 'hash-wasm/dist/index.umd.js'];
const SAMPLES = ['@tensorflow/tfjs-core@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0', 'hash-wasm@4.13.0', 'polywasm@0.2.0'];

const texts = (packages: Packages, paths: readonly string[]): string[] => paths.map((path) => packages.text(path));

/** As in its own benchmark: every sample is parsed, cold once and then warm. */
const esModuleLexerOf = (name: string, folder: string, specifier: string): Program => ({
  name,
  packages: [specifier, ...SAMPLES],
  prepare(packages) {
    const samples = texts(packages, MODULES);
    return async () => {
      const { init, parse } = await packages.import<{ init: Promise<void>; parse: (text: string) => unknown[][] }>(`${folder}/dist/lexer.js`);
      await init;
      return () => JSON.stringify(samples.map((text) => parse(text)));
    };
  },
});

/** Without vector instructions. */
export const esModuleLexer = esModuleLexerOf('es-module-lexer', 'es-module-lexer-1', 'es-module-lexer-1@npm:es-module-lexer@1.7.0');
export const esModuleLexerSimd = esModuleLexerOf('es-module-lexer (simd)', 'es-module-lexer', 'es-module-lexer@3.0.5');

export const cjsModuleLexer: Program = {
  name: 'cjs-module-lexer',
  packages: ['cjs-module-lexer@2.3.0', ...SAMPLES],
  prepare(packages) {
    const samples = texts(packages, SCRIPTS);
    return async () => {
      const { init, parse } = await packages.import<{ init: () => Promise<void>; parse: (text: string) => unknown }>('cjs-module-lexer/dist/lexer.mjs');
      await init();
      return () => JSON.stringify(samples.map((text) => parse(text)));
    };
  },
};
