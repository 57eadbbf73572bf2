/** What every test file may need: where the repository is, and how to say that something was skipped. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository; test files run from dist/test. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Prints a line that the runner collects; a skip always has a reason. */
export function skip(name: string, reason: string): void {
  process.stdout.write(`\nskip: ${name}: ${reason}\n`);
}

const made: string[] = [];
process.on('exit', () => { for (const directory of made) rmSync(directory, { recursive: true, force: true }); });

/** A directory that disappears when the process ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'wasm2js-aot-test-'));
  made.push(directory);
  return directory;
}

/** Path of a file in the shared data beside the repository, or undefined where there is none. */
export function sharedFile(...names: string[]): string | undefined {
  const path = join(root, '..', 'shared', ...names);
  return existsSync(path) ? path : undefined;
}
