/** Modules that wasm-smith, of the Bytecode Alliance's wasm-tools, makes of random bytes: a third generator. */
import { spawnSync } from 'node:child_process';
import { decode, type Module } from '../../compiler/decode/index.js';
import { isRef, type FeatureId, type ValType } from '../../compiler/ops/index.js';
import { fuzzed } from './features.js';
import { Random } from './random.js';

const settings: Partial<Record<FeatureId, string>> = {
  'sign-extension': 'sign-extension-ops-enabled', 'saturating-conversions': 'saturating-float-to-int-enabled', 'multi-value': 'multi-value-enabled',
  'bulk-memory': 'bulk-memory-enabled', 'reference-types': 'reference-types-enabled', 'simd': 'simd-enabled', 'threads': 'threads-enabled', 'tail-calls': 'tail-call-enabled',
  'extended-const': 'extended-const-enabled', 'memory64': 'memory64-enabled', 'exceptions': 'exceptions-enabled', 'gc': 'gc-enabled',
};

/** Not in every module: what one of them makes may hide what the others would. */
const rare: ReadonlySet<FeatureId> = new Set(['threads', 'memory64', 'exceptions', 'gc']);

/** The program that WASM_TOOLS names. */
export const wasmTools = (): string | undefined => process.env['WASM_TOOLS'] || undefined;

/** The module of a seed; undefined where the generator gives up or makes what this engine does not know. */
export function smith(program: string, seed: number): Uint8Array<ArrayBuffer> | undefined {
  const random = new Random(seed);
  const enabled = Object.entries(settings).map(([id, setting]) => [setting, fuzzed.has(id as FeatureId) && (!rare.has(id as FeatureId) || random.chance(0.4))] as const);
  const memories = fuzzed.has('multi-memory') && random.chance(0.2) ? 3 : 1;
  const limits = {
    'max-memories': memories, 'min-memories': random.below(2), 'max-memory32-bytes': 1 << 22, 'max-memory64-bytes': 1 << 22, 'max-table-elements': 1000, 'min-funcs': 1 + random.below(8),
    'max-funcs': 20, 'max-instructions': 100 + random.below(1500), 'max-imports': random.below(8), 'relaxed-simd-enabled': false, 'export-everything': true, 'canonicalize-nans': true,
    'allow-start-export': random.chance(0.2), 'disallow-traps': random.chance(0.5), 'generate-custom-sections': false,
  };
  const flags = Object.entries({ ...Object.fromEntries(enabled), ...limits }).map(([name, value]) => `--${name}=${value}`);
  const input = Uint8Array.from({ length: 2000 + random.below(20_000) }, () => random.below(256));
  const result = spawnSync(program, ['smith', '--ensure-termination', '--fuel', '1000', ...flags], { input, maxBuffer: 1 << 26 });
  if (result.status !== 0) return undefined;
  const bytes = Uint8Array.from(result.stdout);
  return WebAssembly.validate(bytes) && canBeGiven(decode(bytes)) ? bytes : undefined;
}

/** Whether JavaScript can make all imports: no vectors, no references that only a module has. */
function canBeGiven({ imports, types }: Module): boolean {
  return imports.every(({ desc }) => {
    switch (desc.kind) {
      case 'global': return isHosts(desc.type.type);
      case 'table': return desc.type.element.nullable && isHosts(desc.type.element);
      case 'tag': return types[desc.type]!.params.every((type) => !isRef(type) || isHosts(type));
      default: return true;
    }
  });
}

const isHosts = (type: ValType): boolean => (isRef(type) ? type.heap === 'extern' || type.heap === 'func' && type.nullable : type !== 'v128');
