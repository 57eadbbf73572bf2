/** Files in, files out: every output is written whole or not at all. */
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';

/** Something went wrong that the user can understand and mend: one line, exit code 1. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

const reasons: Record<string, string> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'part of the path is not a directory',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  EBUSY: 'another program uses it',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
};

/** The reason of a failed system call in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return (code !== undefined && reasons[code]) || code || String((error as Error).message ?? error);
}

/** Reads a file, or standard input for "-". */
export function readInput(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path === '-' ? 0 : path));
  } catch (error) {
    throw new CliError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

export interface OutputFile {
  readonly path: string;
  readonly data: string | Uint8Array;
}

/**
 * Writes all files or none: first each beside its destination under a temporary name, then all renames.
 * Devices and pipes cannot be replaced and are written directly, last.
 * @throws CliError naming the file and the reason; temporary files are removed.
 */
export function writeWhole(files: readonly OutputFile[]): void {
  const staged: { readonly temporary: string; readonly destination: string }[] = [];
  const direct: OutputFile[] = [];
  let current = '';
  try {
    for (const file of files) {
      current = file.path;
      const existing = statSync(file.path, { throwIfNoEntry: false });
      if (existing?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      if (existing && !existing.isFile()) {
        direct.push(file);
        continue;
      }
      // A link keeps pointing where it pointed.
      const destination = existing ? realpathSync(file.path) : file.path;
      if (existing) closeSync(openSync(destination, 'r+'));
      const temporary = join(dirname(destination), `.${basename(destination).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
      staged.push({ temporary, destination });
      writeNew(temporary, file.data, existing ? existing.mode & 0o777 : 0o666);
    }
    for (const { temporary, destination } of staged) {
      current = destination;
      renameSync(temporary, destination);
    }
    for (const file of direct) {
      current = file.path;
      writeTo(openSync(file.path, 'w'), file.data);
    }
  } catch (error) {
    // Newer versions of node throw where a part of the path is no directory.
    for (const { temporary } of staged) if (existsSync(temporary)) rmSync(temporary, { force: true });
    throw new CliError(`cannot write ${current}: ${reasonOf(error)}`);
  }
}

function writeNew(path: string, data: string | Uint8Array, mode: number): void {
  writeTo(openSync(path, 'wx', mode), data);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length;) offset += writeSync(descriptor, bytes, offset);
}

function writeTo(descriptor: number, data: string | Uint8Array): void {
  try {
    writeAll(descriptor, typeof data === 'string' ? Buffer.from(data) : data);
    if (fstatSync(descriptor).isFile()) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes to standard output; resolves when all of the text was taken. A reader that went away is not an error. */
export async function writeStandardOutput(text: string): Promise<void> {
  try {
    // The stream of node writes to a file once, and does not see when less was taken.
    if (fstatSync(1).isFile()) writeAll(1, Buffer.from(text));
    else await writeToStream(text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw new CliError(`cannot write standard output: ${reasonOf(error)}`);
  }
}

function writeToStream(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.once('error', reject);
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
