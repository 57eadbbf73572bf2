/**
 * Files that the program read and closed just now, still open on the host: a server opens the same few for every
 * request. One serves again only if its path still leads to it in the same state, so what the program sees is what
 * opening would give; the host is spared opening, asking and closing for one question about the path.
 */
import type { Host } from '../host/host.js';
import type { FileStat } from './description.js';
import { S_IFMT, S_IFREG } from './constants.js';

type Fs = Pick<NonNullable<Host['fs']>, 'lstatSync' | 'closeSync'>;

/** A descriptor of the host that outlives the program's. */
export interface KeptFile {
  readonly fd: number;
  /** What the host said of the file last. */
  stat: FileStat;
  /** The program has it open. */
  busy: boolean;
  /** Opened since the last sweep. */
  used: boolean;
  /** Sweeps it has stayed through. */
  age: number;
}

const LIMIT = 32;
/** Milliseconds: a file that was not opened again for this long is closed at the next occasion. */
const UNUSED = 100;
/** After so many sweeps a file is opened anew: a network's file system may look whether it changed only then. */
const OLD = 10;
const MAY_BE_MISSING = { throwIfNoEntry: false };

function same(a: FileStat, b: FileStat): boolean {
  return a.ino === b.ino && a.ctimeMs === b.ctimeMs && a.mtimeMs === b.mtimeMs && a.size === b.size && a.mode === b.mode && a.dev === b.dev;
}

export class KeptFiles {
  private readonly files = new Map<string, KeptFile>();
  private sweepAt = 0;

  constructor(private readonly fs: Fs) {}

  get size(): number {
    return this.files.size;
  }

  /** The file kept for a host path, from now on busy, its `stat` as of now; undefined where the path must be opened. */
  take(path: string): KeptFile | undefined {
    const kept = this.files.get(path);
    if (kept === undefined || kept.busy) return undefined;
    const now = this.fs.lstatSync(path, MAY_BE_MISSING) as FileStat | undefined;
    if (now === undefined || !same(now, kept.stat)) {
      this.drop(path, kept);
      return undefined;
    }
    kept.stat = now;
    kept.busy = true;
    kept.used = true;
    return kept;
  }

  /** Keeps a descriptor that the program closes; false where the caller must close it. `stat` is from while it was open. */
  keep(path: string, fd: number, stat: FileStat): boolean {
    if (this.files.size >= LIMIT || this.files.has(path) || (stat.mode & S_IFMT) !== S_IFREG) return false;
    this.files.set(path, { fd, stat, busy: false, used: true, age: 0 });
    return true;
  }

  /** Closes what was not opened again for a while; `now` in milliseconds, as Date.now. */
  sweep(now: number): void {
    if (now < this.sweepAt) return;
    this.sweepAt = now + UNUSED;
    for (const [path, kept] of this.files) {
      if (!kept.busy && (!kept.used || kept.age >= OLD)) this.drop(path, kept);
      kept.used = false;
      kept.age++;
    }
  }

  /** Closes all that the program does not use. */
  clear(): void {
    for (const [path, kept] of this.files) if (!kept.busy) this.drop(path, kept);
  }

  private drop(path: string, kept: KeptFile): void {
    this.files.delete(path);
    this.fs.closeSync(kept.fd);
  }
}
