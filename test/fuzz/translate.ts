/** Modules that Binaryen's wasm-opt makes of random bytes: a second generator, of other authors. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureId } from '../../compiler/ops/index.js';
import { fuzzed } from './features.js';
import { Random } from './random.js';

const flags: Partial<Record<FeatureId, string>> = {
  'mutable-globals': 'mutable-globals', 'sign-extension': 'sign-ext', 'saturating-conversions': 'nontrapping-float-to-int', 'multi-value': 'multivalue',
  'bulk-memory': 'bulk-memory', 'reference-types': 'reference-types', 'simd': 'simd', 'threads': 'threads', 'tail-calls': 'tail-call',
  'extended-const': 'extended-const', 'multi-memory': 'multimemory', 'memory64': 'memory64', 'exceptions': 'exception-handling', 'gc': 'gc',
};

/** Not in every module: what one of them makes may hide what the others would. */
const rare: ReadonlySet<FeatureId> = new Set(['threads', 'memory64', 'multi-memory', 'exceptions']);

/** wasm-opt of the npm package binaryen in the folder that ENGINES names. */
export function wasmOpt(): string | undefined {
  const { ENGINES } = process.env;
  const candidates = ENGINES ? [ENGINES, join(ENGINES, 'node_modules')].map((folder) => join(folder, 'binaryen/bin/wasm-opt')) : [];
  return candidates.find((path) => existsSync(path));
}

/** The module of a seed; undefined where wasm-opt fails or makes what this engine does not know. */
export function translate(program: string, seed: number): Uint8Array<ArrayBuffer> | undefined {
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'translate-'));
  try {
    const [input, output] = [join(folder, 'input'), join(folder, 'output')];
    writeFileSync(input, Uint8Array.from({ length: 2000 + random.below(12_000) }, () => random.below(256)));
    const enabled = [...fuzzed].flatMap((id) => (flags[id] && (!rare.has(id) || random.chance(0.4)) ? [`--enable-${flags[id]}`] : []));
    const shaped = random.chance(0.5) ? [random.pick(['-O1', '-O2', '-O3', '-Os', '--flatten'])] : [];
    const result = spawnSync(process.execPath, [program, '-ttf', input, '-mvp', ...enabled, '--denan', ...shaped, '-o', output], { encoding: 'utf8' });
    if (result.status !== 0) return undefined;
    const bytes = Uint8Array.from(readFileSync(output));
    new WebAssembly.Module(bytes);
    return bytes;
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
