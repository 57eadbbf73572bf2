/** Questions to a `WebAssembly` namespace whose answers can be compared between implementations. */

export type Namespace = any;

export interface Probe {
  readonly name: string;
  /** What an engine must have for its answer to count: 'new' is the third version of the specification, 'reflection' the proposal. */
  readonly since: 'old' | 'new' | 'reflection';
  /** May throw; may return a promise. Messages of errors are not part of the answer. */
  readonly ask: (W: Namespace) => unknown;
}

/** Collects probes; names carry the prefix. */
export class Probes {
  readonly list: Probe[] = [];

  constructor(private readonly prefix: string) {}

  private put(since: Probe['since'], name: string, ask: Probe['ask']): void {
    this.list.push({ name: `${this.prefix}: ${name}`, since, ask });
  }

  add(name: string, ask: Probe['ask']): void {
    this.put('old', name, ask);
  }

  /** For what newer engines know. */
  addNew(name: string, ask: Probe['ask']): void {
    this.put('new', name, ask);
  }

  /** For what engines with the flag for type reflection know. */
  addReflection(name: string, ask: Probe['ask']): void {
    this.put('reflection', name, ask);
  }
}

/** What happens, as text: the result, or the class of the error. */
export async function answer(W: Namespace, { ask }: Probe): Promise<string> {
  try {
    return show(W, await ask(W));
  } catch (error) {
    return `throws ${classOf(W, error)}`;
  }
}

export function attempt(W: Namespace, ask: () => unknown): string {
  try {
    return show(W, ask());
  } catch (error) {
    return `throws ${classOf(W, error)}`;
  }
}

function classOf(W: Namespace, value: unknown): string {
  if (typeof value !== 'object' || value === null) return show(W, value);
  const prototype = Object.getPrototypeOf(value) as object | null;
  for (const name of Object.getOwnPropertyNames(W)) {
    if (prototype !== null && W[name]?.prototype === prototype) return `WebAssembly.${name}`;
  }
  return (prototype?.constructor as Function | undefined)?.name ?? 'no class';
}

export function show(W: Namespace, value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `function ${JSON.stringify(value.name)}/${value.length}`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => show(W, item)).join(', ')}]`;
  if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
    return `{${Object.entries(value).map(([key, item]) => `${key}: ${show(W, item)}`).sort().join(', ')}}`;
  }
  return `a ${classOf(W, value)}`;
}

/** The attributes of a property and what it holds. */
export function descriptor(W: Namespace, object: object, key: PropertyKey): string {
  const found = Object.getOwnPropertyDescriptor(object, key);
  if (found === undefined) return 'none';
  const attributes = `${found.writable ? 'w' : '-'}${found.enumerable ? 'e' : '-'}${found.configurable ? 'c' : '-'}`;
  return 'value' in found ? `${attributes} ${show(W, found.value)}` : `${attributes} get ${show(W, found.get)} set ${show(W, found.set)}`;
}

/** An object that writes down what is read of it and converted; the properties have these values. */
export function recording(values: Readonly<Record<string, unknown>>, log: string[]): object {
  const object = {};
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(object, key, {
      enumerable: true,
      get: () => {
        log.push(key);
        return recordingValue(key, value, log);
      },
    });
  }
  return object;
}

export function recordingValue(name: string, value: unknown, log: string[]): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return { valueOf: () => (log.push(`${name} valueOf`), value) };
  if (typeof value === 'string') return { toString: () => (log.push(`${name} toString`), value) };
  return value;
}

/** Arguments that are no objects of the API. */
export const strangers = (): readonly (readonly [string, unknown])[] => [
  ['undefined', undefined], ['null', null], ['false', false], ['true', true], ['""', ''], ['"test"', 'test'], ['a symbol', Symbol()], ['0', 0], ['1', 1],
  ['NaN', NaN], ['a BigInt', 1n], ['{}', {}], ['[]', []], ['a function', () => {}], ['ArrayBuffer', ArrayBuffer], ['ArrayBuffer.prototype', ArrayBuffer.prototype], ['a Date', new Date(0)],
];

/** Numbers and what may be taken for one: an index, a size, a value. */
export const numbers = (): readonly (readonly [string, unknown])[] => [
  ['0', 0], ['-0', -0], ['1', 1], ['1.9', 1.9], ['-0.9', -0.9], ['-1', -1], ['2', 2], ['5', 5], ['6', 6], ['65535', 65535], ['2^32-1', 4294967295], ['2^32', 4294967296], ['2^33', 2 ** 33], ['-2^31', -(2 ** 31)], ['2^63', 2 ** 63], ['NaN', NaN],
  ['Infinity', Infinity], ['-Infinity', -Infinity], ['undefined', undefined], ['null', null], ['true', true], ['"2"', '2'], ['"x"', 'x'], ['""', ''], ['[]', []], ['[1]', [1]], ['{}', {}], ['0n', 0n], ['1n', 1n], ['-1n', -1n], ['2n**64n', 2n ** 64n],
  ['2n**63n', 2n ** 63n], ['a symbol', Symbol()], ['valueOf 1', { valueOf: () => 1 }], ['toString "1"', { toString: () => '1' }], ['toPrimitive 1n', { [Symbol.toPrimitive]: () => 1n }], ['Object(1n)', Object(1n)], ['Number(1)', Object(1)],
];
