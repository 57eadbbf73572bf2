/** The exact list of assertions that fail today: it may only shrink. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support.js';
import type { Failure } from './script.js';

/** Groups that are supported, apart from the list. */
export const coveredGroups = [
  'core/base',
  'core/bulk-memory',
  'core/exceptions',
  'core/memory64',
  'core/multi-memory',
  'core/gc',
  'core/relaxed-simd',
  'core/simd',
  'custom',
  'legacy',
  'proposals/custom-page-sizes',
  'proposals/threads',
  'proposals/wide-arithmetic',
];

/** File to reason to ids of failures; ids are as in {@link Failure}. */
export type KnownFailures = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Stands where nobody has given a reason yet. */
export const UNEXPLAINED = 'to be done';

const path = join(root, 'test/spec/known-failures.json');

export function readKnownFailures(): KnownFailures {
  return JSON.parse(readFileSync(path, 'utf8')) as KnownFailures;
}

/** Ids of the failures of a file that are known. */
export function knownIn(known: KnownFailures, file: string): Set<string> {
  return new Set(Object.values(known[file] ?? {}).flat());
}

/** Writes the list anew from a run of everything that is covered; what is known already keeps its reason. */
export function writeKnownFailures(failing: Readonly<Record<string, readonly Failure[]>>): void {
  const before = readKnownFailures();
  const known: Record<string, Record<string, string[]>> = {};
  for (const file of Object.keys(failing).sort()) {
    const reasons = Object.entries(before[file] ?? {});
    const lists: Record<string, string[]> = known[file] = {};
    for (const { id } of failing[file]!) {
      const reason = reasons.find(([, ids]) => ids.includes(id))?.[0] ?? UNEXPLAINED;
      (lists[reason] ??= []).push(id);
    }
  }
  writeFileSync(path, `${JSON.stringify(known, null, 1)}\n`);
}
