/** Adds up results by group. */
import type { FileResult } from './script.js';

export interface Total { files: number; clean: number; passed: number; failed: number; skipped: number }

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
const nothing = (): Total => ({ files: 0, clean: 0, passed: 0, failed: 0, skipped: 0 });

export class Summary {
  readonly total = nothing();
  readonly groups: Record<string, Total> = {};
  /** Commands that passed, by type. */
  readonly passed: Record<string, number> = {};
  /** Commands that were not run, by reason. */
  readonly skipped: Record<string, number> = {};

  add(group: string, result: FileResult): void {
    for (const total of [this.total, this.groups[group] ??= nothing()]) {
      total.files++;
      if (result.failures.length === 0) total.clean++;
      total.passed += sum(result.passed);
      total.failed += result.failures.length;
      total.skipped += sum(result.skipped);
    }
    for (const [into, counts] of [[this.passed, result.passed], [this.skipped, result.skipped]] as const) {
      for (const [key, count] of Object.entries(counts)) into[key] = (into[key] ?? 0) + count;
    }
  }
}
