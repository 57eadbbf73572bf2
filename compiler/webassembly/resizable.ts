/** Buffers of memories that are resized in place (JS API, toResizableBuffer and toFixedLengthBuffer). */
import { exactBuffer, replaceBuffer, type MemoryRecord } from '../../runtime-lite/memory.js';

type Buffer = ArrayBuffer | SharedArrayBuffer;

/** The methods and properties that ECMAScript 2024 adds. */
interface Resizable {
  readonly resizable?: boolean;
  resize(size: number): void;
}

/** How the memory grew before its buffer was made resizable. */
const original = new WeakMap<MemoryRecord, MemoryRecord['enlarge']>();

const isResizable = (buffer: Buffer): boolean => (buffer as Partial<Resizable>).resizable === true;

/** @throws TypeError for a memory without a maximum. */
export function toResizable(memory: MemoryRecord): Buffer {
  const { maximum, pageSize } = memory;
  const buffer = exactBuffer(memory);
  if (isResizable(buffer)) return buffer;
  if (maximum === undefined) throw new TypeError('WebAssembly.Memory.toResizableBuffer(): the memory has no maximum');
  if (memory.shared) return buffer;
  const size = Math.min(Number(maximum) * pageSize, 2 ** 32);
  const options = { maxByteLength: size };
  const made = new (ArrayBuffer as new (length: number, options: { readonly maxByteLength: number }) => ArrayBuffer)(buffer.byteLength, options);
  original.set(memory, memory.enlarge);
  memory.enlarge = ({ pages }, delta) => {
    resizeBuffer(made, (pages + delta) * pageSize);
    replaceBuffer(memory, made);
    return pages;
  };
  // A buffer of a memory grows by whole pages and never shrinks; the memory follows.
  const { resize } = {
    resize(this: unknown, size: number): void {
      const wanted = Math.trunc(+size) || 0;
      if (this === made && (wanted < made.byteLength || wanted % pageSize !== 0)) throw new RangeError('ArrayBuffer.resize(): the buffer of a memory grows by whole pages');
      Reflect.apply(resizeMethod, this, [size]);
      if (this === made) replaceBuffer(memory, made);
    },
  };
  Object.defineProperty(made, 'resize', { value: resize, writable: true, configurable: true });
  return exchange(memory, made);
}

export function toFixedLength(memory: MemoryRecord): Buffer {
  const { buffer } = memory;
  if (!isResizable(buffer)) return buffer;
  memory.enlarge = original.get(memory) ?? memory.enlarge;
  return exchange(memory, new ArrayBuffer(buffer.byteLength));
}

const resizeMethod = (ArrayBuffer.prototype as unknown as Partial<Resizable>).resize!;
const resizeBuffer = (buffer: ArrayBuffer, size: number): void => void Reflect.apply(resizeMethod, buffer, [size]);

/** What the API calls detaching: transfers the contents to nobody, where the engine can. */
export function detach(buffer: ArrayBuffer): void {
  if (typeof structuredClone === 'function') structuredClone(buffer, { transfer: [buffer] });
}

/** Moves the contents to another buffer and detaches the old one. */
function exchange(memory: MemoryRecord, next: ArrayBuffer): ArrayBuffer {
  const old = memory.buffer as ArrayBuffer;
  new Uint8Array(next).set(new Uint8Array(old));
  replaceBuffer(memory, next);
  detach(old);
  return next;
}
