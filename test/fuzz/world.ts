/** The host side of one instance: imports made from a namespace, and a log of what the module did with them. */
import { readModule, type ModuleInfo, type ValueType } from '../spec/wasmbin.js';
import { numberOf } from './constants.js';
import { Random } from './random.js';

/** Makes host objects of one side: the engine's own, or ours. */
export interface Side {
  readonly Memory: new (type: any) => { readonly buffer: ArrayBuffer };
  readonly Table: new (type: any, value?: any) => { readonly length: number; get(index: number): any };
  readonly Global: new (type: any, value?: any) => { value: any };
}

export type Kind = 'i32' | 'i64' | 'f32' | 'f64' | 'funcref' | 'externref';

/** References that both sides pass around. */
export const references: readonly (object | null)[] = [null, ...Array.from({ length: 4 }, (_, index) => Object.freeze({ toString: () => `reference ${index}` }))];

/** Thrown by host functions; must come out of the module as it went in. */
export class HostError extends Error {}

export function kindOf(type: ValueType): Kind {
  if (type.k === 'ref') return type.ht === -17 ? 'externref' : 'funcref';
  return type.k as Kind;
}

const functionNames = new WeakMap<object, string>();

/** Functions are compared by the export they are. */
export function nameExports(exports: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(exports)) if (typeof value === 'function') functionNames.set(value, name);
}

/** A value in a form that compares across sides: NaN without bits, functions by export. */
export function print(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return functionNames.get(value) ?? 'a function that is not exported';
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  return String(value);
}

export function valueFor(random: Random, kind: Kind): unknown {
  if (kind === 'externref') return random.pick(references);
  if (kind === 'funcref') return null;
  return numberOf(random, kind);
}

export interface World {
  readonly imports: Record<string, Record<string, unknown>>;
  readonly memory: { readonly buffer: ArrayBuffer } | undefined;
  readonly log: string[];
}

/** What the module asks for; host functions answer by their own seeded sequence and now and then throw. */
export function makeWorld(bytes: Uint8Array, side: Side, seed: number): World {
  const info: ModuleInfo = readModule(bytes);
  const log: string[] = [];
  const imports: World['imports'] = {};
  let memory: World['memory'];
  let functionIndex = 0, globalIndex = 0;
  const limits = importedLimits(bytes);
  for (const [index, { module, name, kind }] of info.imports.entries()) {
    const random = new Random(seed + index * 7919);
    const target = (imports[module] ??= {});
    if (kind === 0) {
      const type = info.types[info.functions[functionIndex++]!]!;
      target[name] = hostFunction(`${module}.${name}`, type.k === 'func' ? type.results.map(kindOf) : [], random, log);
    } else if (kind === 1) {
      const { min, max, type } = limits[index]!;
      target[name] = new side.Table({ element: type === 0x6f ? 'externref' : 'anyfunc', initial: min, maximum: max }, type === 0x6f ? references[1] : undefined);
    } else if (kind === 2) {
      const { min, max } = limits[index]!;
      target[name] = memory = new side.Memory({ initial: min, maximum: max });
    } else {
      const type = info.globals[globalIndex++]!;
      const value = valueFor(random, kindOf(type));
      target[name] = new side.Global({ value: kindOf(type), mutable: type.mutable === 1 }, value);
    }
  }
  return { imports, memory, log };
}

function hostFunction(name: string, results: readonly Kind[], random: Random, log: string[]): (...args: unknown[]) => unknown {
  return (...args) => {
    log.push(`${name}(${args.map(print).join(', ')})`);
    if (random.chance(0.05)) throw new HostError(`${name} threw`);
    const values = results.map((kind) => valueFor(random, kind));
    return values.length > 1 ? values : values[0];
  };
}

interface ImportedLimits { readonly min: number; readonly max: number | undefined; readonly type: number }

/** Limits of imported tables and memories by import index. */
function importedLimits(bytes: Uint8Array): Record<number, ImportedLimits> {
  const found: Record<number, ImportedLimits> = {};
  let position = 8;
  const varuint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[position++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const readLimits = (type: number): ImportedLimits => {
    const bounded = (bytes[position++]! & 1) === 1;
    return { min: varuint(), max: bounded ? varuint() : undefined, type };
  };
  while (position < bytes.length) {
    const id = bytes[position++];
    const end = varuint() + position;
    if (id === 2) {
      for (let count = varuint(), index = 0; index < count; index++) {
        for (let names = 0; names < 2; names++) { const length = varuint(); position += length; }
        const kind = bytes[position++];
        if (kind === 0) varuint();
        else if (kind === 1) found[index] = readLimits(bytes[position++]!);
        else if (kind === 2) found[index] = readLimits(0);
        else position += 2;
      }
    }
    position = end;
  }
  return found;
}
