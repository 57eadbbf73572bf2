/**
 * Adapter modules make every value observable bit by bit through the JavaScript API: f32 as i32 bits, f64 as i64 bits,
 * v128 as two i64, exnref as "is null", and references below any as (reference, mask: 1 null, 2 i31, 4 struct, 8 array, 16 eq).
 */
import { leb, name as text, vector } from '../bytes.js';
import type { Field, Shape, Slot } from './shape.js';
import type { GlobalType, ModuleInfo, ValueType } from './wasmbin.js';

export interface Adapter {
  /** Undefined when no export needs an adapter. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  readonly shape: Shape;
}

const i32 = [0x7f], i64 = [0x7e];

const section = (id: number, body: readonly number[]): number[] => [id, ...leb(body.length), ...body];
const get = (local: number): number[] => [0x20, ...leb(local)];

function slotOf(m: ModuleInfo, type: ValueType): Slot {
  if (type.k !== 'ref') return type.k;
  if (type.ht >= 0) {
    const kind = m.types[type.ht]?.k;
    return kind === 'func' || kind === 'cont' ? kind : 'any';
  }
  switch (type.ht) {
    case -16: case -13: return 'func';
    case -17: case -14: return 'extern';
    case -23: case -12: return 'exn';
    case -24: case -11: return 'cont';
    default: return 'any';
  }
}

const hidden = (m: ModuleInfo, type: ValueType): boolean => ['f32', 'f64', 'v128'].includes(slotOf(m, type));
const needsAdapter = (m: ModuleInfo, params: readonly ValueType[], results: readonly ValueType[]): boolean =>
  params.some((type) => hidden(m, type)) || results.some((type) => hidden(m, type) || ['any', 'exn', 'cont'].includes(slotOf(m, type)));

function loweredParameter(type: ValueType): readonly (readonly number[])[] {
  switch (type.k) {
    case 'f32': return [i32];
    case 'f64': return [i64];
    case 'v128': return [i64, i64];
    default: return [type.raw];
  }
}

function loweredResult(m: ModuleInfo, type: ValueType): readonly (readonly number[])[] {
  switch (slotOf(m, type)) {
    case 'exn': case 'cont': return [i32];
    case 'any': return [type.raw, i32];
    default: return loweredParameter(type);
  }
}

function lowerResult(m: ModuleInfo, type: ValueType, local: number): number[] {
  switch (slotOf(m, type)) {
    case 'f32': return [...get(local), 0xbc];
    case 'f64': return [...get(local), 0xbd];
    case 'v128': return [...get(local), 0xfd, 0x1d, 0, ...get(local), 0xfd, 0x1d, 1];
    case 'exn': case 'cont': return [...get(local), 0xd1];
    case 'any': {
      const tests = [0x6c, 0x6b, 0x6a, 0x6d].flatMap((heapType, bit) => [...get(local), 0xfb, 0x14, heapType, 0x41, bit + 1, 0x74, 0x72]);
      return [...get(local), ...get(local), 0xd1, ...tests];
    }
    default: return get(local);
  }
}

interface Wanted {
  readonly name: string;
  readonly typeIndex: number | undefined;
  readonly global: GlobalType | undefined;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** One adapter for all exports of the module that need it. */
export function makeAdapter(m: ModuleInfo): Adapter {
  const fields: [string, Field][] = [];
  const wanted: Wanted[] = [];
  for (const { name, kind, index } of m.exports) {
    const typeIndex = m.functions[index] ?? -1;
    const type = m.types[typeIndex], global = m.globals[index];
    let candidate: Wanted | undefined;
    if (kind === 0 && type?.k === 'func') candidate = { name, typeIndex, global: undefined, params: type.params, results: type.results };
    else if (kind === 3 && global) candidate = { name, typeIndex: undefined, global, params: [], results: [global] };
    if (!candidate) continue;
    const adapter = needsAdapter(m, candidate.params, candidate.results) ? String(wanted.length) : undefined;
    const results = candidate.results.map((type) => slotOf(m, type));
    fields.push([name, adapter === undefined ? { results } : { adapter, results }]);
    if (adapter !== undefined) wanted.push(candidate);
  }
  return {
    bytes: wanted.length ? encode(m, wanted) : undefined,
    shape: {
      imports: [...new Set(m.imports.map((item) => item.module))],
      fields: Object.fromEntries(fields),
      adapted: wanted.map(({ name }) => name),
    },
  };
}

function encode(m: ModuleInfo, wanted: readonly Wanted[]): Uint8Array<ArrayBuffer> {
  const functions = wanted.filter(({ global }) => !global), globals = wanted.filter(({ global }) => global);
  const imports = wanted.map(({ typeIndex, global }, index) =>
    [...text('m'), ...text(String(index)), ...(global ? [3, ...global.raw, global.mutable] : [0, ...leb(typeIndex!)])]);
  const types: number[][] = [], codes: number[][] = [], exports: number[][] = [];
  wanted.forEach((item, index) => {
    types.push([0x60, ...vector(item.params.flatMap(loweredParameter)), ...vector(item.results.flatMap((type) => loweredResult(m, type)))]);
    exports.push([...text(String(index)), 0, ...leb(functions.length + index)]);
    const body = adapterBody(m, item, item.global ? [0x23, ...leb(globals.indexOf(item))] : [0x10, ...leb(functions.indexOf(item))]);
    codes.push([...leb(body.length), ...body]);
  });
  return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [...leb(m.typeGroups + types.length), ...m.typeBytes, ...types.flat()]),
    ...section(2, vector(imports)),
    ...section(3, vector(wanted.map((_, index) => leb(m.types.length + index)))),
    ...section(7, vector(exports)), ...section(10, vector(codes))]);
}

function adapterBody(m: ModuleInfo, { params, results }: Wanted, access: readonly number[]): number[] {
  const code: number[] = [];
  let local = 0;
  for (const type of params) {
    code.push(...get(local++));
    if (type.k === 'f32') code.push(0xbe);
    else if (type.k === 'f64') code.push(0xbf);
    else if (type.k === 'v128') code.push(0xfd, 0x12, ...get(local++), 0xfd, 0x1e, 1);
  }
  code.push(...access);
  for (let index = results.length - 1; index >= 0; index--) code.push(0x21, ...leb(local + index));
  results.forEach((type, index) => code.push(...lowerResult(m, type, local + index)));
  return [...vector(results.map((type) => [1, ...type.raw])), ...code, 0x0b];
}
