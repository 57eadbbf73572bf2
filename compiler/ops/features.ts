/** One row per WebAssembly proposal that changes what a binary module may hold. */

export type FeatureId =
  | 'mvp' | 'mutable-globals' | 'sign-extension' | 'saturating-conversions' | 'multi-value'
  | 'bulk-memory' | 'reference-types' | 'simd' | 'relaxed-simd' | 'threads' | 'tail-calls'
  | 'extended-const' | 'multi-memory' | 'memory64' | 'exceptions' | 'legacy-exceptions'
  | 'function-references' | 'gc' | 'wide-arithmetic' | 'custom-page-sizes' | 'stack-switching' | 'compact-imports' | 'custom-descriptors';

/** Opcodes `first` to `last` (inclusive) after `prefix` (0: none). */
export interface OpcodeRange {
  readonly prefix: number;
  readonly first: number;
  readonly last: number;
}

export interface FeatureRow {
  readonly id: FeatureId;
  /** Name of the feature in a target_features section, where one is in use. */
  readonly flag: string | undefined;
  /** Version of the specification that holds it, or the phase of the proposal. */
  readonly since: '1.0' | '2.0' | '3.0' | 'proposal';
  readonly status: 'supported' | 'planned';
  /** What the compiler does, or will do, with it. */
  readonly treatment: string;
  /** Opcodes that belong to the feature and have no row in the operation table yet. */
  readonly opcodes: readonly OpcodeRange[];
}

const range = (prefix: number, first: number, last = first): OpcodeRange => ({ prefix, first, last });

export const features: readonly FeatureRow[] = [
  { id: 'mvp', flag: undefined, since: '1.0', status: 'supported', treatment: 'exact semantics, every trap', opcodes: [] },
  { id: 'mutable-globals', flag: 'mutable-globals', since: '1.0', status: 'supported', treatment: 'shared global cells', opcodes: [] },
  { id: 'sign-extension', flag: 'sign-ext', since: '2.0', status: 'supported', treatment: 'shifts', opcodes: [] },
  { id: 'saturating-conversions', flag: 'nontrapping-fptoint', since: '2.0', status: 'supported', treatment: 'helpers', opcodes: [] },
  { id: 'multi-value', flag: 'multivalue', since: '2.0', status: 'supported', treatment: 'module-level variables', opcodes: [] },
  { id: 'bulk-memory', flag: 'bulk-memory', since: '2.0', status: 'supported', treatment: 'typed array methods', opcodes: [] },
  { id: 'reference-types', flag: 'reference-types', since: '2.0', status: 'supported', treatment: 'JavaScript values', opcodes: [] },
  { id: 'simd', flag: 'simd128', since: '2.0', status: 'supported', treatment: 'scalar replacement into lanes', opcodes: [] },
  { id: 'relaxed-simd', flag: 'relaxed-simd', since: '3.0', status: 'supported', treatment: 'the deterministic profile', opcodes: [] },
  { id: 'threads', flag: 'atomics', since: 'proposal', status: 'supported', treatment: 'SharedArrayBuffer and Atomics', opcodes: [] },
  { id: 'tail-calls', flag: 'tail-call', since: '3.0', status: 'supported', treatment: 'loops and trampolines', opcodes: [] },
  { id: 'extended-const', flag: 'extended-const', since: '3.0', status: 'supported', treatment: 'ordinary expressions', opcodes: [] },
  { id: 'multi-memory', flag: 'multimemory', since: '3.0', status: 'supported', treatment: 'one set of views per memory', opcodes: [] },
  { id: 'memory64', flag: 'memory64', since: '3.0', status: 'supported', treatment: 'addresses as exact doubles', opcodes: [] },
  { id: 'exceptions', flag: 'exception-handling', since: '3.0', status: 'supported', treatment: 'throw and catch', opcodes: [] },
  { id: 'legacy-exceptions', flag: undefined, since: '3.0', status: 'supported', treatment: 'throw and catch', opcodes: [] },
  { id: 'function-references', flag: undefined, since: '3.0', status: 'supported', treatment: 'function records', opcodes: [] },
  { id: 'gc', flag: 'gc', since: '3.0', status: 'supported', treatment: 'one class per struct type', opcodes: [] },
  { id: 'wide-arithmetic', flag: 'wide-arithmetic', since: 'proposal', status: 'supported', treatment: 'helpers on words', opcodes: [] },
  { id: 'custom-page-sizes', flag: undefined, since: 'proposal', status: 'supported', treatment: 'a factor in the memory type', opcodes: [] },
  { id: 'stack-switching', flag: undefined, since: 'proposal', status: 'supported', treatment: 'generators', opcodes: [] },
  { id: 'compact-imports', flag: 'compact-imports', since: 'proposal', status: 'supported', treatment: 'as other imports', opcodes: [] },
  { id: 'custom-descriptors', flag: undefined, since: 'proposal', status: 'planned', treatment: 'a field of the objects', opcodes: [range(0xfb, 32, 38)] },
];

const rowById = new Map(features.map((row) => [row.id, row]));

export function isSupported(id: FeatureId): boolean {
  return rowById.get(id)?.status === 'supported';
}

/** The feature an opcode without a row belongs to; undefined if no specification or proposal knows it. */
export function featureOfOpcode(prefix: number, code: number): FeatureId | undefined {
  return features.find(({ opcodes }) =>
    opcodes.some((r) => r.prefix === prefix && r.first <= code && code <= r.last))?.id;
}
