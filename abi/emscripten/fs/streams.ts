/** Streams of the object FS: the program's own descriptors, seen from JavaScript. */
import { AT_FDCWD, O_ACCMODE, O_APPEND, O_CREAT, O_RDWR, O_TRUNC, O_WRONLY, SEEK_CUR } from '../../posix/constants.js';
import type { Description } from '../../posix/description.js';
import { E } from '../../posix/errno.js';
import { close, descriptionOf } from '../../posix/fd.js';
import { open } from '../../posix/open.js';
import type { Process } from '../../posix/process.js';
import { Stdio } from '../../posix/stdio.js';
import { decodeBytes, encodeText } from '../../posix/text.js';
import { checked, fail } from './errors.js';
import type { Tree } from './tree.js';

const MODES: Readonly<Record<string, number>> = {
  r: 0, 'r+': O_RDWR, w: O_TRUNC | O_CREAT | O_WRONLY, 'w+': O_TRUNC | O_CREAT | O_RDWR, a: O_APPEND | O_CREAT | O_WRONLY, 'a+': O_APPEND | O_CREAT | O_RDWR,
};

/** Numbers as `open(2)` has them, or as `fopen` says it. */
function flagsOf(flags: string | number): number {
  const found = typeof flags === 'string' ? MODES[flags] : flags;
  if (found === undefined) throw new Error(`Unknown file open mode: ${flags}`);
  return found;
}

export class Stream {
  fd: number | null;

  constructor(
    private readonly tree: Tree,
    fd: number,
    readonly description: Description,
  ) {
    this.fd = fd;
  }

  get flags(): number {
    return this.description.flags;
  }

  get path(): string {
    const { description } = this;
    return description.path || (description instanceof Stdio ? `/dev/${['stdin', 'stdout', 'stderr'][description.fd]}` : '');
  }

  get node(): ReturnType<Tree['node']> {
    return this.tree.node(this.path);
  }

  get seekable(): boolean {
    return this.description.seek(0, SEEK_CUR) >= 0;
  }

  get position(): number {
    return Math.max(0, this.description.seek(0, SEEK_CUR));
  }

  set position(value: number) {
    checked(this.description.seek(value, 0));
  }

  get isRead(): boolean {
    return (this.flags & O_ACCMODE) !== O_WRONLY;
  }

  get isWrite(): boolean {
    return (this.flags & O_ACCMODE) !== 0;
  }

  get isAppend(): boolean {
    return (this.flags & O_APPEND) !== 0;
  }
}

type Bytes = ArrayBufferView | ArrayLike<number>;
interface FileOptions {
  readonly flags?: string | number;
  readonly encoding?: string;
  readonly mode?: number;
}

/** The bytes of what a program calls data: a view's own, or numbers one by one. */
function bytesOf(data: Bytes): Uint8Array {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : Uint8Array.from(data);
}

/** What of FS concerns open files. */
export function streamCalls(p: Process, tree: Tree) {
  const known = new WeakMap<Description, Stream[]>();
  const streamOf = (fd: number): Stream | undefined => {
    const description = descriptionOf(p, fd);
    if (description === undefined) return undefined;
    let all = known.get(description);
    if (all === undefined) known.set(description, (all = []));
    return (all[fd] ??= new Stream(tree, fd, description));
  };
  const opened = (stream: Stream): Description => (stream.fd === null || streamOf(stream.fd) !== stream ? fail('EBADF') : stream.description);

  const calls = {
    open(path: string | { path: string }, flags: string | number, mode = 0o666): Stream {
      const wanted = flagsOf(flags);
      return streamOf(checked(open(p, AT_FDCWD, tree.pathOf(path), wanted, mode)))!;
    },
    close(stream: Stream): void {
      opened(stream);
      const fd = stream.fd!;
      stream.fd = null;
      checked(close(p, fd));
      delete known.get(stream.description)?.[fd];
    },
    isClosed: (stream: Stream): boolean => stream.fd === null,
    llseek: (stream: Stream, offset: number, whence: number): number => checked(opened(stream).seek(offset, whence)),
    /** Bytes read; `position` is where, else the stream's own, which moves. */
    read(stream: Stream, buffer: Uint8Array | Int8Array, offset: number, length: number, position?: number): number {
      if (length < 0 || (position ?? 0) < 0) fail('EINVAL');
      const description = opened(stream);
      if (!stream.isRead) fail('EBADF');
      const into = bytesOf(buffer);
      return checked(position === undefined ? description.read(into, offset, length) : description.pread(into, offset, length, position));
    },
    write(stream: Stream, buffer: Bytes, offset: number, length: number, position?: number): number {
      if (length < 0 || (position ?? 0) < 0) fail('EINVAL');
      const description = opened(stream);
      if (!stream.isWrite) fail('EBADF');
      const from = bytesOf(buffer);
      // No more than there is.
      const count = Math.max(0, Math.min(length, from.length - offset));
      return checked(position === undefined || stream.isAppend ? description.write(from, offset, count) : description.pwrite(from, offset, count, position));
    },
    readFile(path: string, { encoding = 'binary' }: FileOptions = {}): Uint8Array | string {
      if (encoding !== 'utf8' && encoding !== 'binary') throw new Error(`Invalid encoding type "${encoding}"`);
      const bytes = tree.bytesAt(path);
      return encoding === 'utf8' ? decodeBytes(bytes) : bytes;
    },
    writeFile(path: string, data: string | ArrayBufferView, { flags = 'w', mode }: FileOptions = {}): void {
      if (typeof data !== 'string' && !ArrayBuffer.isView(data)) throw new Error('Unsupported data type');
      const stream = calls.open(path, flags, mode);
      try {
        const bytes = typeof data === 'string' ? encodeText(data) : bytesOf(data);
        for (let done = 0; done < bytes.length;) done += calls.write(stream, bytes, done, bytes.length - done);
      } finally {
        calls.close(stream);
      }
    },
    getStream: streamOf,
    fchmod: (fd: number, mode: number): void => void checked(descriptionOf(p, fd)?.chmod(mode & 0o7777) ?? -E.EBADF),
    fchown: (fd: number, _uid: number, _gid: number): void => void (descriptionOf(p, fd) ?? fail('EBADF')),
    ftruncate: (fd: number, length: number): void => void checked(descriptionOf(p, fd)?.truncate(length) ?? -E.EBADF),
  };
  return { calls, streams: () => Object.freeze(p.fds.entries.map((_entry, fd) => streamOf(fd))) };
}
