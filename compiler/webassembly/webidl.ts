/** What Web IDL puts around an interface: constructors, receivers, argument counts and the attributes of properties. */

/** What Web IDL calls so. TypeScript declares the names for pages only, and the declarations of this package are to need nothing else. */
export type BufferSource = ArrayBuffer | ArrayBufferView;

/** A `Response`, as far as it matters here. */
export interface ResponseSource {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

type Operation = (...args: any[]) => unknown;

/** Object literals with the operations (methods) and attributes (accessors) of an interface or namespace. */
export type Members = object | readonly object[];

/** `fn` under a name and with a length: the number of its required arguments. */
function named(fn: Operation, name: string, length: number): Operation {
  Object.defineProperty(fn, 'name', { value: name, configurable: true });
  Object.defineProperty(fn, 'length', { value: length, configurable: true });
  return fn;
}

/** @throws TypeError if there are less than `required` arguments. */
function requireArguments(args: readonly unknown[], required: number, where: string): void {
  if (args.length < required) throw new TypeError(`${where}: ${required} argument${required > 1 ? 's are' : ' is'} required, but only ${args.length} given`);
}

export interface Guards {
  /** What errors call the object that has the members. */
  readonly owner: string;
  /** Throws for a receiver that is not of the interface. */
  readonly checkReceiver?: (value: unknown) => void;
  /** Length of operations that declare optional parameters. */
  readonly lengths?: ReadonlyMap<string, number>;
  /** What operations return is a promise, which rejects where others throw. */
  readonly promises?: boolean;
}

/** Defines the members on `target`, enumerable as Web IDL has it. As many arguments are required as the length of an operation says. */
export function defineMembers(target: object, members: Members, { owner, checkReceiver, lengths, promises = false }: Guards): void {
  const guarded = (fn: Operation, name: string, required: number, where: string): Operation => {
    // A method has no [[Construct]].
    const { operation } = {
      operation(this: unknown, ...args: unknown[]): unknown {
        try {
          checkReceiver?.(this);
          requireArguments(args, required, where);
          return Reflect.apply(fn, this, args);
        } catch (error) {
          if (promises) return Promise.reject(error);
          throw error;
        }
      },
    };
    return named(operation, name, required);
  };
  const descriptors = [members].flat().flatMap((literal) => Object.entries<PropertyDescriptor>(Object.getOwnPropertyDescriptors(literal)));
  for (const [key, { value, get, set }] of descriptors) {
    const where = `${owner}.${key}()`;
    if (value !== undefined) {
      const operation = guarded(value, key, lengths?.get(key) ?? value.length, where);
      Object.defineProperty(target, key, { value: operation, enumerable: true, configurable: true, writable: true });
    } else {
      Object.defineProperty(target, key, {
        get: get && guarded(get, `get ${key}`, 0, where),
        set: set && guarded(set, `set ${key}`, 1, where),
        enumerable: true,
        configurable: true,
      });
    }
  }
}

export interface Interface {
  /** Name in the namespace. */
  readonly name: string;
  /** What the objects of the interface have in their prototype chain; an object of runtime-lite may be of the interface as well. */
  readonly prototype: object;
  /** Whether `value` is a platform object of the interface. */
  readonly has: (value: unknown) => boolean;
  /** Number of required arguments. */
  readonly length: number;
  /** Makes an object, whose prototype is corrected for subclasses. */
  readonly construct: (...args: any[]) => object;
  readonly members: Members;
  readonly lengths?: ReadonlyMap<string, number>;
}

/** The interface object. */
export function defineInterface({ name, prototype, has, length, construct, members, lengths }: Interface): Function {
  const where = `WebAssembly.${name}`;
  function Constructor(this: object, ...args: unknown[]): object {
    const target = new.target as Function | undefined;
    if (target === undefined) throw new TypeError(`${where} must be invoked with 'new'`);
    requireArguments(args, length, `${where}()`);
    const object = construct(...args);
    const wanted = isObject(target.prototype) ? Object.getPrototypeOf(this) as object : prototype;
    if (wanted !== prototype) Object.setPrototypeOf(object, wanted);
    return object;
  }
  Object.defineProperty(Constructor, 'prototype', { value: prototype, writable: false });
  named(Constructor, name, length);
  Object.defineProperty(prototype, 'constructor', { value: Constructor, configurable: true, writable: true, enumerable: false });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: where, configurable: true, writable: false, enumerable: false });
  const checkReceiver = (value: unknown): void => {
    if (!has(value)) throw new TypeError(`the receiver is not a ${where}`);
  };
  defineMembers(prototype, members, { owner: where, checkReceiver, ...(lengths ? { lengths } : {}) });
  return Constructor;
}

/** The members that a prototype of runtime-lite has. */
export function membersOf(prototype: object): object {
  const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(prototype) as Record<string, PropertyDescriptor>;
  return Object.defineProperties({}, Object.fromEntries(Object.entries(members)));
}

/** A sequence: what an object iterates over. @throws TypeError for what is none. */
export function sequence(value: unknown, where: string): unknown[] {
  if (!isObject(value)) throw new TypeError(`${where}: an object that can be iterated is expected`);
  return [...(value as Iterable<unknown>)];
}

const lengthOf = (prototype: object): ((buffer: unknown) => number) => {
  const { get } = Object.getOwnPropertyDescriptor(prototype, 'byteLength')!;
  return (buffer) => Reflect.apply(get!, buffer, []) as number;
};
const arrayBufferLength = lengthOf(ArrayBuffer.prototype);
const sharedLength = typeof SharedArrayBuffer === 'undefined' ? undefined : lengthOf(SharedArrayBuffer.prototype);

function isBuffer(value: unknown): value is ArrayBuffer {
  for (const length of [arrayBufferLength, sharedLength]) {
    try {
      length?.(value);
      if (length) return true;
    } catch {
      // Not of this kind.
    }
  }
  return false;
}

/** A copy of the bytes held by a BufferSource; none if it is detached. @throws TypeError for anything else. */
export function copyBytes(source: unknown, where: string, what = 'argument 0'): Uint8Array<ArrayBuffer> {
  const isView = ArrayBuffer.isView(source);
  if (!isView && !isBuffer(source)) throw new TypeError(`${where}: ${what} must be an ArrayBuffer or a view of one`);
  // The parts of a detached buffer cannot be looked at.
  if (source.byteLength === 0) return new Uint8Array(0);
  return (isView ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source)).slice();
}
