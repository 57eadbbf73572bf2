import type { Program } from '../program.js';

interface Argon2 {
  hash(options: object): Promise<{ encoded: string }>;
}

/** C: 64-bit arithmetic over 4 MiB. */
export const argon2: Program = {
  name: 'argon2',
  packages: ['argon2-browser@1.18.0'],
  prepare(packages) {
    const options = { pass: 'password', salt: 'somesaltsomesalt', hashLen: 32, parallelism: 1, type: 2 };
    return async () => {
      const { fetch } = globalThis;
      // The glue is older than fetch in node: where there is fetch it takes the host for a browser and a path for a URL.
      Object.assign(globalThis, { fetch: undefined });
      const { hash } = packages.require<Argon2>('argon2-browser/lib/argon2.js');
      await hash({ ...options, time: 1, mem: 8 });
      Object.assign(globalThis, { fetch });
      return async () => (await hash({ ...options, time: 2, mem: 4096 })).encoded;
    };
  },
};
