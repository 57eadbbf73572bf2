/**
 * Loaded before a test file (`node --import`): wabt and source-map find this project's namespace where they look for the engine's
 * WebAssembly; everybody else goes on with the engine's, which is the oracle. Appends a line for each such module to the file `SELF_LOG`.
 */
import { appendFileSync } from 'node:fs';
import { WebAssembly as ours } from '../../../compiler/webassembly/index.js';

const native = globalThis.WebAssembly;
const log = process.env['SELF_LOG']!;
const dependency = /node_modules\/(wabt|source-map)\//;

const reported = Object.create(ours, {
  instantiate: {
    value: (...args: Parameters<typeof ours.instantiate>) => {
      appendFileSync(log, `${dependency.exec(new Error().stack!)?.[1]}\n`);
      return ours.instantiate(...args);
    },
  },
}) as unknown as typeof WebAssembly;

Object.defineProperty(globalThis, 'WebAssembly', {
  configurable: true,
  get: () => (dependency.test(new Error().stack!.split('\n')[2] ?? '') ? reported : native),
});
