/**
 * Modules that only give an imported function a type, and export it: `(module (import "e" "f" (func (param i32))) (export "f" (func 0)))`.
 * Glue makes them at run time, to put functions of JavaScript into tables (Emscripten's `addFunction`), so nobody can compile them ahead;
 * and they need no code of their own.
 */
import { funcToJs, importFunction, signature } from '../../runtime-lite/func.js';
import { exportRaw } from '../../runtime-lite/func-export.js';
import { hostRaw } from '../../runtime-lite/func-host.js';
import { importName } from '../../runtime-lite/imports.js';
import type { Precompiled } from './compiled.js';
import { signatureKey } from './value-types.js';

const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const [TYPE, IMPORT, EXPORT] = [1, 2, 7];
const FUNC_TYPE = 0x60;
const FUNC = 0;
const VALUE_TYPES: ReadonlyMap<number, string> = new Map([[0x7f, 'i'], [0x7e, 'l'], [0x7d, 'f'], [0x7c, 'd'], [0x70, 'F'], [0x6f, 'X']]);
/** No such module is longer by reasonable names and types. */
const LONGEST = 4096;

/** It is another module. */
class Otherwise extends Error {}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  byte(): number {
    if (this.at >= this.bytes.length) throw new Otherwise();
    return this.bytes[this.at++]!;
  }

  expect(...bytes: readonly number[]): void {
    for (const byte of bytes) if (this.byte() !== byte) throw new Otherwise();
  }

  /** A size or a count: no reasonable one here has more than two bytes. */
  count(): number {
    const low = this.byte();
    if (low < 0x80) return low;
    const high = this.byte();
    if (high >= 0x80) throw new Otherwise();
    return (low & 0x7f) | (high << 7);
  }

  /** What is not ASCII would have to be valid UTF-8. */
  name(): string {
    const codes = Array.from({ length: this.count() }, () => this.byte());
    if (codes.some((code) => code >= 0x80)) throw new Otherwise();
    return String.fromCharCode(...codes);
  }

  types(): string[] {
    return Array.from({ length: this.count() }, () => {
      const type = VALUE_TYPES.get(this.byte());
      if (type === undefined) throw new Otherwise();
      return type;
    });
  }

  /** A section with one entry. */
  section<Entry>(id: number, entry: () => Entry): Entry {
    this.expect(id);
    const size = this.count(), start = this.at;
    this.expect(1);
    const read = entry();
    if (this.at !== start + size) throw new Otherwise();
    return read;
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new Otherwise();
  }
}

interface Shape {
  readonly params: readonly string[];
  readonly results: readonly string[];
  readonly module: string;
  readonly field: string;
  readonly exported: string;
}

function shapeOf(bytes: Uint8Array): Shape {
  const reader = new Reader(bytes);
  reader.expect(...PREAMBLE);
  const type = reader.section(TYPE, () => {
    reader.expect(FUNC_TYPE);
    return { params: reader.types(), results: reader.types() };
  });
  const from = reader.section(IMPORT, () => {
    const named = { module: reader.name(), field: reader.name() };
    reader.expect(FUNC, 0);
    return named;
  });
  const exported = reader.section(EXPORT, () => {
    const name = reader.name();
    reader.expect(FUNC, 0);
    return name;
  });
  reader.end();
  return { ...type, ...from, exported };
}

function instantiator({ params, results, module, field, exported }: Shape) {
  const type = signature(signatureKey(params, results), exportRaw);
  return ([value]: readonly unknown[]): { exports: Record<string, unknown> } => {
    const func = importFunction(value, type, hostRaw, importName(module, field));
    return { exports: Object.freeze(Object.defineProperty(Object.create(null) as Record<string, unknown>, exported, { value: funcToJs(func), enumerable: true })) };
  };
}

/** What the compiler would make of such a module, whose bytes have this digest; undefined for any other. */
export function typedImport(bytes: Uint8Array, sha256: string): Precompiled | undefined {
  if (bytes.length > LONGEST) return undefined;
  try {
    const shape = shapeOf(bytes);
    return {
      sha256, builtins: [], importedStringConstants: null, suspending: null,
      imports: [{ module: shape.module, name: shape.field, kind: 'func' }], exports: [{ name: shape.exported, kind: 'func' }],
      link: () => instantiator(shape),
    };
  } catch (error) {
    if (error instanceof Otherwise) return undefined;
    throw error;
  }
}
