import { words } from '../inputs.js';
import type { Program } from '../program.js';

/** Rust, wasm-bindgen. */
export const brotli: Program = {
  name: 'brotli',
  packages: ['brotli-wasm@3.0.1'],
  prepare(packages) {
    const text = new TextEncoder().encode(words(12_000).join(' '));
    return () => {
      const { compress, decompress } =
        packages.require<{ compress: (bytes: Uint8Array, options: { quality: number }) => Uint8Array; decompress: (bytes: Uint8Array) => Uint8Array }>('brotli-wasm/index.node.js');
      return () => {
        const compressed = compress(text, { quality: 6 });
        return [compressed, decompress(compressed).length];
      };
    };
  },
};
