/** The kernels of the bench: small programs of our own, each exporting `run(n) -> i32`, a checksum. Their sources are beside them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.js';

/** What a kernel is made of; geometric means are taken by group. */
export type KernelGroup = 'i32' | 'i64' | 'f64' | 'f32' | 'memory' | 'calls' | 'machines' | 'vectors' | 'exceptions' | 'objects';

export interface Kernel {
  readonly name: string;
  readonly group: KernelGroup;
}

const byGroup: Readonly<Record<KernelGroup, string>> = {
  i32: 'sieve crc32 collatz quicksort queens',
  i64: 'splitmix xxh64 fnv1a muldiv mulhigh siphash counter64 leb128 bignum sort64',
  f64: 'mandelbrot nbody matmul fft stencil',
  f32: 'fir rays',
  memory: 'bytes base64 list hashtable structs',
  calls: 'fib indirect accessors',
  machines: 'machine giant',
  vectors: 'simddot simdscan chacha',
  exceptions: 'throwing passing',
  objects: 'trees',
};

export const kernels: readonly Kernel[] = Object.entries(byGroup).flatMap(([group, names]) => names.split(' ').map((name) => ({ name, group: group as KernelGroup })));

export const kernelFolder = join(root, 'bench/kernels');

export function kernelBytes(kernel: Kernel): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(kernelFolder, `${kernel.name}.wasm`)));
}
