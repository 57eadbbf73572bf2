/** A small reader of what the harness must know of a module: types, imports, functions, globals and exports. */

export type ValueType =
  | { readonly k: 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'packed'; readonly raw: readonly number[] }
  /** `ht`: index of a type, or the negative code of an abstract heap type. */
  | { readonly k: 'ref'; readonly nullable: boolean; readonly ht: number; readonly raw: readonly number[] };
export type GlobalType = ValueType & { readonly mutable: number };
export type CompositeType =
  | { readonly k: 'func'; readonly params: readonly ValueType[]; readonly results: readonly ValueType[] }
  | { readonly k: 'struct' | 'array' | 'cont' };

export interface ImportInfo { readonly module: string; readonly name: string; readonly kind: number }
export interface ExportInfo { readonly name: string; readonly kind: number; readonly index: number }

export interface ModuleInfo {
  readonly types: CompositeType[];
  typeGroups: number;
  /** The type section's groups, to be repeated in an adapter. */
  typeBytes: Uint8Array;
  readonly imports: ImportInfo[];
  /** Type index of each function, imports first. */
  readonly functions: number[];
  readonly globals: GlobalType[];
  readonly exports: ExportInfo[];
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class Reader {
  position = 0;
  constructor(readonly bytes: Uint8Array) {}
  byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw new Error('unexpected end');
    return byte;
  }
  peek(): number | undefined { return this.bytes[this.position]; }
  skip(count: number): void { this.position += count; }
  unsigned(): number {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  }
  signed(): number {
    let value = 0n;
    for (let shift = 0n; ; ) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) return Number(BigInt.asIntN(Number(shift), value));
    }
  }
  name(): string {
    const length = this.unsigned();
    this.skip(length);
    return decoder.decode(this.bytes.subarray(this.position - length, this.position));
  }
  times(action: () => void): void {
    for (let count = this.unsigned(); count > 0; count--) action();
  }
}

const numberTypes: Record<number, 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'packed'> =
  { 0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64', 0x7b: 'v128', 0x78: 'packed', 0x77: 'packed' };

function valueType(r: Reader): ValueType {
  const start = r.position;
  const code = r.byte();
  const number = numberTypes[code];
  if (number) return { k: number, raw: [code] };
  if (code === 0x63 || code === 0x64) {
    if (r.peek() === 0x62) r.skip(1); // exact
    if (r.peek() === 0x65) r.skip(1); // shared
    const ht = r.signed();
    return { k: 'ref', nullable: code === 0x63, ht, raw: [...r.bytes.subarray(start, r.position)] };
  }
  if (code >= 0x65 && code <= 0x75) return { k: 'ref', nullable: true, ht: code - 0x80, raw: [code] };
  throw new Error(`value type 0x${code.toString(16)}`);
}

function globalType(r: Reader): GlobalType {
  const type = valueType(r);
  return { ...type, mutable: r.byte() };
}

function compositeType(r: Reader): CompositeType {
  let code = r.byte();
  if (code === 0x65) code = r.byte(); // shared
  while (code === 0x4c || code === 0x4d) { // describes, descriptor
    r.unsigned();
    code = r.byte();
  }
  switch (code) {
    case 0x60: {
      const params: ValueType[] = [], results: ValueType[] = [];
      r.times(() => params.push(valueType(r)));
      r.times(() => results.push(valueType(r)));
      return { k: 'func', params, results };
    }
    case 0x5f: r.times(() => globalType(r)); return { k: 'struct' };
    case 0x5e: globalType(r); return { k: 'array' };
    case 0x5d: r.signed(); return { k: 'cont' };
    default: throw new Error(`composite type 0x${code.toString(16)}`);
  }
}

function subtype(r: Reader): CompositeType {
  if (r.peek() === 0x50 || r.peek() === 0x4f) {
    r.skip(1);
    r.times(() => r.unsigned());
  }
  return compositeType(r);
}

function limits(r: Reader): void {
  const flags = r.byte();
  r.unsigned();
  if (flags & 1) r.unsigned();
  if (flags & 8) r.unsigned();
}

function skipConstant(r: Reader): void {
  for (;;) {
    const code = r.byte();
    switch (code) {
      case 0x0b: return;
      case 0x41: case 0x42: r.signed(); break;
      case 0x43: r.skip(4); break;
      case 0x44: r.skip(8); break;
      case 0x23: case 0xd2: r.unsigned(); break;
      case 0xd0: if (r.peek() === 0x62) r.skip(1); r.signed(); break;
      case 0xfd: if (r.unsigned() === 12) r.skip(16); break;
      case 0xfb: {
        const sub = r.unsigned();
        if ([0, 1, 6, 7, 0x20, 0x21].includes(sub)) r.unsigned();
        else if ([8, 9, 10].includes(sub)) { r.unsigned(); r.unsigned(); }
        break;
      }
      case 0x6a: case 0x6b: case 0x6c: case 0x7c: case 0x7d: case 0x7e: break;
      default: throw new Error(`constant expression opcode 0x${code.toString(16)}`);
    }
  }
}

function readImport(r: Reader, m: ModuleInfo): void {
  const module = r.name(), name = r.name();
  let kind = r.byte();
  switch (kind) {
    case 0: case 0x20: kind = 0; m.functions.push(r.unsigned()); break;
    case 1: valueType(r); limits(r); break;
    case 2: limits(r); break;
    case 3: m.globals.push(globalType(r)); break;
    case 4: r.byte(); r.unsigned(); break;
    default: throw new Error(`import kind ${kind}`);
  }
  m.imports.push({ module, name, kind });
}

function readTypes(r: Reader, m: ModuleInfo): void {
  m.typeGroups = r.unsigned();
  m.typeBytes = r.bytes.slice(r.position);
  for (let group = 0; group < m.typeGroups; group++) {
    if (r.peek() === 0x4e) {
      r.skip(1);
      r.times(() => m.types.push(subtype(r)));
    } else {
      m.types.push(subtype(r));
    }
  }
}

/** @throws Error for modules that are malformed or newer than this reader. */
export function readModule(bytes: Uint8Array): ModuleInfo {
  const m: ModuleInfo = { types: [], typeGroups: 0, typeBytes: new Uint8Array(), imports: [], functions: [], globals: [], exports: [] };
  const top = new Reader(bytes);
  top.skip(8);
  while (top.position < bytes.length) {
    const id = top.byte(), length = top.unsigned();
    const r = new Reader(bytes.subarray(0, top.position + length));
    r.position = top.position;
    if (id === 1) readTypes(r, m);
    else if (id === 2) r.times(() => readImport(r, m));
    else if (id === 3) r.times(() => m.functions.push(r.unsigned()));
    else if (id === 6) r.times(() => { m.globals.push(globalType(r)); skipConstant(r); });
    else if (id === 7) r.times(() => m.exports.push({ name: r.name(), kind: r.byte(), index: r.unsigned() }));
    top.skip(length);
  }
  return m;
}
