/** The exact list of assertions that fail today: it may only shrink. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support.js';
import type { Failure } from './runner.js';

/** Groups that are supported, apart from the list. */
export const coveredGroups = ['core/base', 'core/bulk-memory', 'core/multi-memory'];

/** File to failure ids; ids are as in {@link Failure}. */
export type KnownFailures = Readonly<Record<string, readonly string[]>>;

export function readKnownFailures(): KnownFailures {
  return JSON.parse(readFileSync(join(root, 'test/spec/known-failures.json'), 'utf8')) as KnownFailures;
}

export function serialize(failing: Readonly<Record<string, readonly Failure[]>>): string {
  const known = Object.fromEntries(Object.entries(failing).sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, failures]) => [file, failures.map(({ id }) => id)]));
  return `${JSON.stringify(known, null, 1)}\n`;
}
