import { randomBytes } from '../inputs.js';
import type { Program } from '../program.js';

interface XxHash {
  h32Raw(bytes: Uint8Array): number;
  h64Raw(bytes: Uint8Array): bigint;
}

export const xxHash: Program = {
  name: 'xxhash',
  packages: ['xxhash-wasm@1.1.0'],
  prepare(packages) {
    const bytes = randomBytes(1 << 20);
    return async () => {
      const { h32Raw, h64Raw } = await (await packages.import<{ default: () => Promise<XxHash> }>('xxhash-wasm/esm/xxhash-wasm.js')).default();
      return () => `${h32Raw(bytes)} ${h64Raw(bytes)}`;
    };
  },
};

type SipHash = (data: Uint8Array, key: Uint8Array) => Uint8Array;

export const sipHash: Program = {
  name: 'siphash',
  packages: ['siphash24@1.3.1'],
  prepare(packages) {
    const [bytes, key] = [randomBytes(1 << 20), randomBytes(16, 2)];
    return () => {
      const hash = packages.require<SipHash>('siphash24/index.js');
      return () => [1, 8, 1000, bytes.length].map((length) => hash(bytes.subarray(0, length), key));
    };
  },
};

type Hash = (bytes: Uint8Array) => Promise<string>;

const hashProgram = (name: string, functions: readonly string[], length: number): Program => ({
  name,
  packages: ['hash-wasm@4.13.0'],
  prepare(packages) {
    const bytes = randomBytes(length);
    return () => {
      const hashes = packages.require<Record<string, Hash>>('hash-wasm/dist/index.umd.js');
      return async () => {
        const digests = [];
        for (const name of functions) digests.push(await hashes[name]!(bytes));
        return digests.join();
      };
    };
  },
});

/** Those of 32-bit words. */
export const hashWasm32 = hashProgram('hash-wasm (32 bits)', ['md5', 'sha1', 'sha256', 'blake3', 'crc32', 'ripemd160'], 1 << 18);
/** Those of 64-bit words. */
export const hashWasm64 = hashProgram('hash-wasm (64 bits)', ['sha512', 'blake2b', 'sha3', 'xxhash64', 'xxhash3', 'whirlpool'], 1 << 17);

export const bcrypt: Program = {
  name: 'bcrypt (hash-wasm)',
  packages: ['hash-wasm@4.13.0'],
  prepare(packages) {
    return () => {
      const { bcrypt } = packages.require<{ bcrypt: (options: object) => Promise<string> }>('hash-wasm/dist/index.umd.js');
      return () => bcrypt({ password: 'password', salt: new Uint8Array(16).fill(7), costFactor: 6, outputType: 'encoded' });
    };
  },
};

type Digest = (bytes: Uint8Array) => Uint8Array;

/** AssemblyScript: many hashes of two hashes, and one of a long text. */
export const asSha256: Program = {
  name: 'as-sha256',
  packages: ['@chainsafe/as-sha256@1.2.5'],
  prepare(packages) {
    const long = randomBytes(1 << 18);
    return async () => {
      const { digest, digest64, reinitializeInstance } =
        await packages.import<{ digest: Digest; digest64: Digest; reinitializeInstance: (simd: boolean) => void }>('@chainsafe/as-sha256/lib/index.js');
      reinitializeInstance(false);
      return () => {
        const pair = new Uint8Array(64);
        for (let i = 0; i < 4000; i++) pair.set(digest64(pair), (i & 1) * 32);
        return [pair, digest(long)];
      };
    };
  },
};
