/** Devices whose reading and writing is JavaScript of the program's own. */
import { AT_FDCWD, S_IFCHR } from '../../posix/constants.js';
import { Description, plainStat, type FileStat } from '../../posix/description.js';
import { E } from '../../posix/errno.js';
import { stat } from '../../posix/files.js';
import type { Process } from '../../posix/process.js';
import { special } from '../../posix/special.js';
import { fail, resultOf } from './errors.js';
import { PATH } from './path.js';
import { modeOf, type Node, type Tree } from './tree.js';

/** As `registerDevice` takes them; positions count for devices that can seek. */
interface Operations {
  open?(stream: DeviceStream): void;
  close?(stream: DeviceStream): void;
  read?(stream: DeviceStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
  write?(stream: DeviceStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
  llseek?(stream: DeviceStream, offset: number, whence: number): number;
}

/** What the operations see of a descriptor. */
interface DeviceStream {
  readonly node: { readonly rdev: number; readonly mode: number; timestamp: number; readonly name: string };
  readonly path: string;
  readonly flags: number;
  seekable: boolean;
  position: number;
}

class ScriptDevice extends Description {
  private readonly stream: DeviceStream;

  constructor(
    flags: number,
    devicePath: string,
    rdev: number,
    private readonly operations: Operations,
  ) {
    super(flags);
    const node = { rdev, mode: S_IFCHR | 0o666, timestamp: 0, name: PATH.basename(devicePath) };
    this.stream = { node, path: devicePath, flags, seekable: true, position: 0 };
    operations.open?.(this.stream);
  }

  private run(call: (() => number) | undefined): number {
    if (call === undefined) return -E.EINVAL;
    try {
      return call();
    } catch (error) {
      return resultOf(error);
    }
  }

  private moved(count: number): number {
    if (count > 0) this.stream.position += count;
    return count;
  }

  override read(u8: Uint8Array, start: number, length: number): number {
    return this.moved(this.pread(u8, start, length, this.stream.position));
  }

  override write(u8: Uint8Array, start: number, length: number): number {
    return this.moved(this.pwrite(u8, start, length, this.stream.position));
  }

  override pread(u8: Uint8Array, start: number, length: number, position: number): number {
    const { read } = this.operations;
    return this.run(read && (() => read(this.stream, u8, start, length, position)));
  }

  override pwrite(u8: Uint8Array, start: number, length: number, position: number): number {
    const { write } = this.operations;
    return this.run(write && (() => write(this.stream, u8, start, length, position)));
  }

  override seek(offset: number, whence: number): number {
    const { llseek } = this.operations;
    if (llseek === undefined || !this.stream.seekable) return -E.ESPIPE;
    return this.run(() => (this.stream.position = llseek(this.stream, offset, whence)));
  }

  override stat(): FileStat {
    return { ...plainStat(S_IFCHR | 0o666), rdev: this.stream.node.rdev };
  }

  override close(): number {
    const { close } = this.operations;
    return close === undefined ? 0 : this.run(() => (close(this.stream), 0));
  }
}

/** What reads bytes one by one until `null`, and takes them so; where there is nothing to read yet, `undefined`. */
function byteByByte(input: (() => number | null | undefined) | null | undefined, output: ((byte: number | null) => void) | null | undefined): Operations {
  return {
    open(stream) {
      stream.seekable = false;
    },
    close() {
      if ((output as { buffer?: { length: number } } | null | undefined)?.buffer?.length) output!(10);
    },
    read(_stream, buffer, offset, length) {
      let count = 0;
      for (; count < length; count++) {
        let byte: number | null | undefined;
        try {
          byte = input!();
        } catch {
          fail('EIO');
        }
        if (byte === undefined && count === 0) fail('EAGAIN');
        if (byte === null || byte === undefined) break;
        buffer[offset + count] = byte;
      }
      return count;
    },
    write(_stream, buffer, offset, length) {
      try {
        for (let i = 0; i < length; i++) output!(buffer[offset + i]!);
      } catch {
        fail('EIO');
      }
      return length;
    },
  };
}

/** What of FS concerns devices. */
export function deviceCalls(p: Process, tree: Tree) {
  const registered = new Map<number, { readonly stream_ops: Operations }>();
  let nextMajor = 64;
  const calls = {
    major: (dev: number): number => dev >> 8,
    minor: (dev: number): number => dev & 0xff,
    makedev: (major: number, minor: number): number => (major << 8) | minor,
    registerDevice: (dev: number, operations: Operations): void => void registered.set(dev, { stream_ops: operations }),
    getDevice: (dev: number) => registered.get(dev),
    /** A name for a device that was registered; its mode may be left out. */
    mkdev(path: string, mode: number, dev?: number): Node {
      const number = dev ?? mode;
      const whole = tree.resolve(path);
      if (typeof special(p, whole) === 'object' || typeof stat(p, AT_FDCWD, whole, 0) === 'object') fail('EEXIST');
      if (typeof stat(p, AT_FDCWD, PATH.dirname(whole), 0) === 'number') fail('ENOENT');
      const device = (flags: number): Description | number => {
        const operations = registered.get(number)?.stream_ops;
        if (operations === undefined) return -E.ENXIO;
        try {
          return new ScriptDevice(flags, whole, number, operations);
        } catch (error) {
          return resultOf(error);
        }
      };
      p.devices.set(whole, { kind: 'device', mode: (dev === undefined ? 0o666 : mode) & 0o777, open: device });
      return tree.node(whole);
    },
    createDevice(parent: string | Node, name: string, input?: (() => number | null | undefined) | null, output?: ((byte: number | null) => void) | null): Node {
      const dev = calls.makedev(nextMajor++, 0);
      calls.registerDevice(dev, byteByByte(input, output));
      return calls.mkdev(PATH.join2(tree.pathOf(parent), name), modeOf(Boolean(input), Boolean(output)), dev);
    },
  };
  return calls;
}
