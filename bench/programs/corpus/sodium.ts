import type { Program } from '../program.js';

interface Sodium {
  ready: Promise<unknown>;
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
  _crypto_generichash(out: number, outLength: number, text: number, low: number, high: number, key: number, keyLength: number): number;
  _crypto_sign_seed_keypair(publicKey: number, secretKey: number, seed: number): number;
  _crypto_sign_detached(signature: number, lengthAt: number, text: number, low: number, high: number, secretKey: number): number;
  _crypto_sign_verify_detached(signature: number, text: number, low: number, high: number, publicKey: number): number;
}

/** Of 2018, by Emscripten's old backend: 64-bit arithmetic of elliptic curves, and 64-bit arguments in two words. */
export const sodium: Program = {
  name: 'libsodium (2018)',
  packages: ['libsodium@0.7.3'],
  prepare: (packages) => async () => {
    const library = packages.require<Sodium>('libsodium/dist/modules/libsodium.js');
    await library.ready;
    return () => {
      const at = (bytes: number): number => library._malloc(bytes);
      const [text, seed, digest, publicKey, secretKey, signature] = [at(5000), at(32), at(64), at(32), at(64), at(64)] as [number, number, number, number, number, number];
      library.HEAPU8.fill(7, seed, seed + 32);
      for (let i = 0; i < 5000; i++) library.HEAPU8[text + i] = (i * 7919) & 255;
      library._crypto_generichash(digest, 64, text, 5000, 0, 0, 0);
      library._crypto_sign_seed_keypair(publicKey, secretKey, seed);
      library._crypto_sign_detached(signature, 0, text, 5000, 0, secretKey);
      const good = library._crypto_sign_verify_detached(signature, text, 5000, 0, publicKey);
      const bytes = [digest, publicKey, signature].map((from) => library.HEAPU8.slice(from, from + 32));
      library.HEAPU8[text]! ^= 1;
      const bad = library._crypto_sign_verify_detached(signature, text, 5000, 0, publicKey);
      for (const block of [text, seed, digest, publicKey, secretKey, signature]) library._free(block);
      return [...bytes, `${good} ${bad}`];
    };
  },
};
