/** Where the converted suite is, and what it holds. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, temporaryDirectory } from '../support.js';
import { convertSuite } from './wast/suite.js';

export interface SuiteFile {
  readonly file: string;
  readonly json: string;
  readonly group: string;
  readonly feature: string;
}

/** The archive: `SPECTEST_DATA`, or in the shared data beside the repository. */
export function findArchive(): string | undefined {
  const candidates = [process.env['SPECTEST_DATA'], join(root, '..', 'shared', 'spec', 'spectest-data.tar.gz')];
  return candidates.find((path): path is string => path !== undefined && existsSync(path));
}

/** Unpacks the archive once per content and gives the directory that holds `index.json`. */
export function unpack(archive: string): string {
  const digest = createHash('sha256').update(readFileSync(archive)).digest('hex').slice(0, 16);
  const cache = join(root, '.cache');
  const directory = join(cache, `spec-${digest}`);
  if (!existsSync(directory)) {
    mkdirSync(cache, { recursive: true });
    const fresh = mkdtempSync(join(cache, 'unpacking-'));
    const { status, stderr, error } = spawnSync('tar', ['xzf', archive, '-C', fresh], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`cannot unpack ${archive}: ${stderr || error?.message}`);
    try {
      renameSync(fresh, directory);
    } catch (failure) {
      // Another process was faster.
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(directory)) throw failure;
    }
  }
  return join(directory, 'data');
}

export function readIndex(directory: string): SuiteFile[] {
  return JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8')) as SuiteFile[];
}

/** The group of a file as results name it, e.g. `core/base`. */
export function groupOf({ group, feature }: SuiteFile): string {
  return group === 'core' ? `core/${feature}` : group;
}

/** The directory with `index.json`: a converted suite, a checkout of WebAssembly/testsuite that is converted now, or the archive's. */
export async function suiteDirectory(
  { data, suite }: { readonly data?: string | undefined; readonly suite?: string | undefined }, filter: RegExp,
): Promise<string | undefined> {
  if (data !== undefined) return data;
  if (suite !== undefined) {
    const directory = temporaryDirectory();
    await convertSuite(suite, directory, filter, console.log);
    return directory;
  }
  const archive = findArchive();
  return archive === undefined ? undefined : unpack(archive);
}
