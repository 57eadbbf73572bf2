/** Which ABI a module was built for. */
import type { AbiDescriptor, ModuleSummary } from './contract.js';
import { abis } from './registry.js';

/** Below this an ABI is not taken without `--abi`. */
export const ENOUGH = 50;

export interface Score {
  id: string;
  title: string;
  score: number;
  why: string[];
}

/** Every ABI's score, best first; equal scores keep the registry's order. */
export function scores(m: ModuleSummary): Score[] {
  return abis.map((abi) => ({ id: abi.id, title: abi.title, ...abi.detect(m) })).sort((a, b) => b.score - a.score);
}

/** The ABI of a module, or undefined if none fits well enough. Given glue, any sign of one that has glue decides. */
export function detectAbi(m: ModuleSummary, hasGlue = false): AbiDescriptor | undefined {
  const all = scores(m);
  const withGlue = hasGlue ? all.find(({ id, score }) => score > 0 && abiById(id)!.glue !== undefined) : undefined;
  const best = withGlue ?? all.find(({ score }) => score >= ENOUGH);
  return best && abiById(best.id);
}

export function abiById(id: string): AbiDescriptor | undefined {
  return abis.find((abi) => abi.id === id);
}
