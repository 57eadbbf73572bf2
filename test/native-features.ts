/** What the engine's own WebAssembly, the oracle of many tests, knows of newer features. */
import type { FeatureId } from '../compiler/ops/index.js';
import { binary, body, end, funcType, i32, i64, oneFunction, type Sections, v128 } from './decode/binary.js';
import { skip } from './support.js';

const probes: Partial<Record<FeatureId, Uint8Array<ArrayBuffer>>> = {
  'tail-calls': oneFunction([], [], [0x12, 0, end]),
  'extended-const': binary({ global: [[i32, 0, 0x41, 0, 0x41, 0, 0x6a, end]] }),
  'multi-memory': binary({ memory: [[0, 0], [0, 0]] }),
  'wide-arithmetic': oneFunction([], [i64, i64], [0x42, 0, 0x42, 0, 0xfc, 0x15, end]),
  'memory64': binary({ memory: [[4, 0]] }),
  'function-references': binary({ type: [funcType([], [])], func: [[0]], code: [body([0xd0, 0, 0x14, 0, end])] } satisfies Sections),
  'relaxed-simd': oneFunction([v128], [v128], [0x20, 0, 0x20, 0, 0xfd, 0x80, 0x02, end]),
  'exceptions': binary({ type: [funcType([], [])], tag: [[0, 0]], func: [[0]], code: [body([0x1f, 0x40, 0, end, end])] }),
  'stack-switching': binary({ type: [funcType([], []), [0x5d, 0]] }),
  'gc': binary({ type: [[0x4e, 1, 0x50, 0, ...funcType([], [])]] }),
};

const announced = new Set<FeatureId>();

/** Whether the engine can judge modules that use the feature; what it cannot is announced once. */
export function nativeHas(feature: FeatureId): boolean {
  const probe = probes[feature];
  if (probe === undefined || WebAssembly.validate(probe)) return true;
  if (!announced.has(feature)) skip(`comparison of ${feature} with native WebAssembly`, `this engine does not know it (${process.version})`);
  announced.add(feature);
  return false;
}
