/**
 * Messages from other threads. Structured cloning keeps the properties of an object and forgets what it was; so what listens for messages is
 * given them with the objects of this namespace made whole again. What sends messages stays as it is: the objects carry what is needed.
 */

/** The object that a value was before it was sent; the value itself, or undefined, for anything else. */
type Receive = (value: object) => unknown;

/** So many values of a message are looked at, level by level: glue code puts what it sends near the top. */
const MOST_VALUES = 1000;

const isContainer = (value: object): boolean => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

/** What `receive` finds at the message's places replaces what is there. */
export function receiveMessage(message: unknown, receive: Receive): unknown {
  const root = { message };
  const seen = new Set<object>([root]);
  let left = MOST_VALUES;
  for (const container of seen as Set<Record<string | number, unknown>>) {
    for (const key of Array.isArray(container) ? container.slice(0, left).keys() : Object.keys(container)) {
      if (left-- === 0) return root.message;
      const value = container[key];
      if (typeof value !== 'object' || value === null) continue;
      const found = receive(value) ?? value;
      if (found !== value) container[key] = found;
      else if (isContainer(value)) seen.add(value);
    }
  }
  return root.message;
}

type Listener = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, (...args: unknown[]) => unknown>;

/** Events: in browsers, and where others are like them. */
function receiveInEvents(prototype: object, receive: (message: unknown) => unknown): void {
  const { get } = Object.getOwnPropertyDescriptor(prototype, 'data') ?? {};
  if (get === undefined) return;
  const known = new WeakMap<object, unknown>();
  const { data } = Object.getOwnPropertyDescriptors({
    get data(): unknown {
      if (!known.has(this)) known.set(this, receive(Reflect.apply(get, this, [])));
      return known.get(this);
    },
  });
  Object.defineProperty(prototype, 'data', { ...data, enumerable: true });
}

/** What node has besides: listeners that are called with the message itself. */
function receiveInListeners(prototype: Methods, receive: (message: unknown) => unknown): void {
  const wrapped = new WeakMap<object, Listener>();
  const wrap = (listener: Listener): Listener => {
    const made = wrapped.get(listener) ?? function (message, ...rest) { return Reflect.apply(listener, this, [receive(message), ...rest]); };
    wrapped.set(listener, made);
    return made;
  };
  for (const name of ['on', 'addListener', 'once', 'off', 'removeListener']) {
    const method = prototype[name];
    if (typeof method !== 'function') continue;
    const replacement = {
      [name](this: unknown, type: unknown, listener: unknown, ...rest: unknown[]): unknown {
        return Reflect.apply(method, this, [type, type === 'message' && typeof listener === 'function' ? wrap(listener as Listener) : listener, ...rest]);
      },
    };
    Object.defineProperty(prototype, name, { value: replacement[name], writable: true, configurable: true });
  }
}

interface WorkerThreads {
  workerData: unknown;
  receiveMessageOnPort(port: unknown): { message: unknown } | undefined;
}

function receiveInModule(threads: WorkerThreads, receive: (message: unknown) => unknown): void {
  threads.workerData = receive(threads.workerData);
  const { receiveMessageOnPort } = threads;
  threads.receiveMessageOnPort = (port) => {
    const received = receiveMessageOnPort(port);
    return received && { ...received, message: receive(received.message) };
  };
}

interface Host {
  readonly MessageEvent?: { readonly prototype: object };
  readonly MessagePort?: { readonly prototype: Methods };
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

let current: Receive | undefined;

/** Only then do modules carry what messages need. */
export const receivesMessages = (): boolean => current !== undefined;

/** From now on listeners get messages that `receive` went through. */
export function receiveInMessages(receive: Receive): void {
  const first = current === undefined;
  current = receive;
  if (!first) return;
  const received = (message: unknown): unknown => receiveMessage(message, current!);
  const { MessageEvent, MessagePort, process } = globalThis as unknown as Host;
  if (MessageEvent !== undefined) receiveInEvents(MessageEvent.prototype, received);
  if (MessagePort !== undefined && 'on' in MessagePort.prototype) receiveInListeners(MessagePort.prototype, received);
  const threads = process?.getBuiltinModule?.('node:worker_threads');
  if (threads !== undefined) receiveInModule(threads as WorkerThreads, received);
  (process?.getBuiltinModule?.('node:module') as { syncBuiltinESMExports(): void } | undefined)?.syncBuiltinESMExports();
}
