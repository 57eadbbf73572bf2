/** The host side of one instance: imports made from a namespace, and a log of what the module did with them. */
import { decode, type Module } from '../../compiler/decode/index.js';
import { isRef, sigChar, type RefType, type ValType } from '../../compiler/ops/index.js';
import { numberOf } from './constants.js';
import { Random } from './random.js';
import { Printer } from './print.js';

/** Makes host objects of one side: the engine's own, or ours. */
export interface Side {
  readonly Memory: new (type: any) => { readonly buffer: ArrayBuffer };
  readonly Table: new (type: any, value?: any) => { readonly length: number; get(index: number): any };
  readonly Global: new (type: any, value?: any) => { value: any };
  readonly Tag?: new (type: { parameters: string[] }) => object;
}

/** References that both sides pass around. */
export const references: readonly unknown[] = [null, ...Array.from({ length: 4 }, (_, index) => Object.freeze({ toString: () => `reference ${index}` }))];

/** Thrown by host functions; must come out of the module as it went in. */
export class HostError extends Error {}

/** What a host function or a caller gives for a type. */
export function valueFor(random: Random, type: ValType): unknown {
  if (!isRef(type)) return type === 'v128' ? undefined : numberOf(random, type);
  const value = referenceFor(random, type);
  return value === null && !type.nullable ? (type.heap === 'extern' ? references[1] : 0) : value;
}

/** What JavaScript converts, or refuses, where a number is wanted. */
const convertible: readonly unknown[] = [undefined, null, true, '12', ' -0x1p3', 2 ** 40 + 3.5, -(2 ** 31) - 1, { valueOf: () => '7', toString: () => 'seven' }];
const convertibleToLong: readonly unknown[] = [true, '12', 2n ** 70n + 3n, -(2n ** 63n) - 1n, 5, { valueOf: () => 7n, toString: () => 'seven' }];

/** Now and then what is not of the type. `loose` is a sequence of its own: kept modules get the values that they always got. */
export function looseValueFor(random: Random, loose: Random, type: ValType): unknown {
  const value = valueFor(random, type);
  if (isRef(type) || type === 'v128' || !loose.chance(0.1)) return value;
  return loose.pick(type === 'i64' ? convertibleToLong : convertible);
}

function referenceFor(random: Random, type: RefType): unknown {
  switch (type.heap) {
    case 'extern': return random.chance(0.2) ? random.pick([5, -1, 0.5, 2 ** 30, 'text', true]) : random.pick(references);
    case 'any': return random.chance(0.5) ? random.pick([5, -1, 2 ** 29, 2 ** 30, 0.5]) : random.pick(references);
    case 'eq': case 'i31': return random.chance(0.5) ? random.pick([0, 5, -1, 2 ** 30 - 1, -(2 ** 30)]) : null;
    default: return null;
  }
}

export interface World {
  readonly imports: Record<string, Record<string, unknown>>;
  readonly memories: readonly { readonly buffer: ArrayBuffer }[];
  readonly log: string[];
  readonly printer: Printer;
}

/** What the module asks for; host functions answer by their own seeded sequence and now and then throw. */
export function makeWorld(bytes: Uint8Array, side: Side, seed: number): World {
  const m = decode(bytes);
  const log: string[] = [];
  const memories: { readonly buffer: ArrayBuffer }[] = [];
  const printer = new Printer();
  const imports: World['imports'] = {};
  for (const [index, { module, name, desc }] of m.imports.entries()) {
    const target = (imports[module] ??= {});
    switch (desc.kind) {
      case 'func': target[name] = hostFunction(`${module}.${name}`, m.types[desc.type]!.results, seed + index * 7919, log, printer); break;
      case 'table': {
        const { heap } = desc.type.element;
        target[name] = new side.Table({ element: heap === 'func' ? 'anyfunc' : `${heap}ref`, ...limits(desc.type) }, ...(heap === 'extern' ? [references[1]] : []));
        break;
      }
      case 'memory': {
        const memory = new side.Memory({ ...limits(desc.type), ...(desc.type.shared ? { shared: true } : {}) });
        memories.push(memory);
        target[name] = memory;
        break;
      }
      case 'global': {
        const { type, mutable } = desc.type;
        const random = new Random(seed + index * 7919);
        const value = valueFor(random, type);
        target[name] = mutable || random.chance(0.3) && !isRef(type) ? new side.Global({ value: nameOf(type), mutable }, value) : value;
        break;
      }
      case 'tag': target[name] = new side.Tag!({ parameters: m.types[desc.type]!.params.map(nameOf) }); break;
    }
  }
  return { imports, memories, log, printer };
}

/** The type as the JavaScript interface writes it. */
const nameOf = (type: ValType): string => (!isRef(type) ? type : type.heap === 'func' ? 'anyfunc' : `${type.heap}ref`);

function limits({ min, max, address }: { min: number | bigint; max: number | bigint | undefined; address: 'i32' | 'i64' }): object {
  const wide = address === 'i64';
  const value = (limit: number | bigint): number | bigint => (wide ? BigInt(limit) : Number(limit));
  return { initial: value(min), ...(max === undefined ? {} : { maximum: value(max) }), ...(wide ? { address } : {}) };
}

function hostFunction(name: string, results: readonly ValType[], seed: number, log: string[], printer: Printer): (...args: unknown[]) => unknown {
  const random = new Random(seed);
  const loose = new Random(~seed);
  return (...args) => {
    log.push(`${name}(${args.map((arg) => printer.print(arg)).join(', ')})`);
    if (random.chance(0.05)) throw new HostError(`${name} threw`);
    const values = results.map((type) => looseValueFor(random, loose, type));
    return values.length > 1 ? values : values[0];
  };
}

/** Exported tags by name, with which of their values can be looked at: node 20 ends when it is asked for a function. */
export function tagsOf(m: Module): { readonly name: string; readonly values: readonly boolean[] }[] {
  const tags = [...m.imports.flatMap(({ desc }) => (desc.kind === 'tag' ? [desc.type] : [])), ...m.tags.map(({ type }) => type)];
  return m.exports.flatMap(({ name, kind, index }) => (kind === 'tag' ? [{ name, values: m.types[tags[index]!]!.params.map((type) => sigChar(type) !== 'F') }] : []));
}
