/** What is fuzzed: the features that the compiler supports and that the engine underneath has. */
import { features, isSupported, type FeatureId } from '../../compiler/ops/index.js';
import { isJavaScriptCore } from './javascript-core.js';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A module with one type `[] -> []` and one function with this body. */
const withBody = (...code: number[]): number[] => [...header, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, code.length + 4, 1, code.length + 2, 0, ...code, 0x0b];
const withMemory = (...limits: number[]): number[] => [...header, 5, limits.length + 1, 1, ...limits];

/** Modules that are valid only where the engine has the feature. */
const probes: Partial<Record<FeatureId, readonly number[]>> = {
  'simd': withBody(0x41, 0, 0xfd, 15, 0x1a),
  'relaxed-simd': withBody(0xfd, 12, ...Array.from({ length: 16 }, () => 0), 0xfd, 12, ...Array.from({ length: 16 }, () => 0), 0xfd, 0x80, 2, 0x1a),
  'threads': withMemory(3, 1, 1),
  'tail-calls': withBody(0x12, 0),
  'extended-const': [...header, 6, 9, 1, 0x7f, 0, 0x41, 0, 0x41, 0, 0x6a, 0x0b],
  'multi-memory': [...header, 5, 5, 2, 0, 0, 0, 0],
  'memory64': withMemory(4, 0),
  'exceptions': withBody(0x1f, 0x40, 0, 0x0b),
  'legacy-exceptions': withBody(0x06, 0x40, 0x19, 0x0b),
  'function-references': withBody(0xd0, 0x70, 0xd4, 0x1a),
  'gc': withBody(0x41, 0, 0xfb, 28, 0x1a),
  'stack-switching': [...header, 1, 6, 2, 0x60, 0, 0, 0x5d, 0],
  'wide-arithmetic': withBody(0x42, 0, 0x42, 0, 0xfc, 0x15, 0x1a, 0x1a),
  'custom-page-sizes': withMemory(8, 0, 0),
};

/** Not part of what a module's code may hold, or left to tests of their own. */
const engineHas = (id: FeatureId): boolean => probes[id] === undefined || WebAssembly.validate(Uint8Array.from(probes[id]));

/** V8 11 hands out references that are no values after legacy handlers, and crashes when they are looked at. JavaScriptCore refuses some valid ones. */
const isOracle = (id: FeatureId): boolean => engineHas(id) && !(id === 'legacy-exceptions' && (isJavaScriptCore || Number.parseInt(process.versions.v8) < 12));

export const fuzzed: ReadonlySet<FeatureId> = new Set(features.map(({ id }) => id).filter((id) => isSupported(id) && isOracle(id)));

/** Supported features that this engine cannot be the oracle of. */
export const beyondEngine: readonly FeatureId[] = features.map(({ id }) => id).filter((id) => isSupported(id) && !isOracle(id));

/** All features that the engine has, whether the compiler supports them or not: to test the generator itself. */
export const known: ReadonlySet<FeatureId> = new Set(features.map(({ id }) => id).filter((id) => engineHas(id) && id !== 'custom-descriptors'));
