/** Changes to real programs that keep them valid: other operations of the same signature, other constants, offsets and locals. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { decode, OperatorReader, type Instr, type Module } from '../../compiler/decode/index.js';
import { isRef, ops, type OpRow } from '../../compiler/ops/index.js';
import { leb } from '../bytes.js';
import { opcode } from './constants.js';
import type { Random } from './random.js';
import { operations } from './rows.js';
import { sleb } from './types.js';

export interface Program { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }

const largest = 200_000;

/** The module that source-map brings, and below SPECTEST_DATA those of the official suite. */
export function programs(): Program[] {
  const mappings = join(createRequire(import.meta.url).resolve('source-map'), '../lib/mappings.wasm');
  const files = [mappings];
  const suite = process.env['SPECTEST_DATA'];
  if (suite && existsSync(suite)) {
    for (const name of readdirSync(suite, { recursive: true, encoding: 'utf8' })) if (name.endsWith('.wasm')) files.push(join(suite, name));
  }
  return files.filter((file) => existsSync(file)).map((name) => ({ name, bytes: Uint8Array.from(readFileSync(name)) }))
    .filter(({ bytes }) => bytes.length < largest && WebAssembly.validate(bytes) && isDeterministic(bytes));
}

const byName = new Map(operations.map((operation) => [operation.name, operation]));

/** Whether NaN bits, which differ between machines, cannot be seen; false for what the compiler refuses. */
function isDeterministic(bytes: Uint8Array): boolean {
  let makes = false, shows = false;
  try {
    const m = decode(bytes);
    for (const { start, end } of m.code) {
      const reader = new OperatorReader(m, start, end);
      while (reader.next()) {
        const operation = byName.get(reader.instr.row.name);
        makes ||= operation?.makesNaN !== undefined;
        shows ||= operation !== undefined && (operation.showsNaN || operation.params.includes('v128'));
        if (reader.instr.row.feature === 'relaxed-simd') return false;
      }
    }
    return m.code.length > 0 && !(makes && shows);
  } catch {
    return false;
  }
}

/** A change of some bytes to as many others. */
interface Change { readonly at: number; readonly bytes: readonly number[] }

/** Operations that may stand for each other: the same operands and results, opcodes of the same length. */
const signature = (row: OpRow): string => `${row.params}:${row.result} ${row.imm} ${row.width ?? ''} ${opcode(row.prefix, row.code).length}`;
const alike = new Map<string, OpRow[]>();
for (const row of ops) {
  const operation = byName.get(row.name);
  if (operation && !operation.isAtomic && operation.makesNaN === undefined && !operation.showsNaN) alike.set(signature(row), [...(alike.get(signature(row)) ?? []), row]);
}

/** LEB128 of a length: `encoded`, filled up. */
function padded(encoded: readonly number[], length: number, fill: number): number[] | undefined {
  if (encoded.length > length) return undefined;
  if (encoded.length === length) return [...encoded];
  const last = encoded[encoded.length - 1]!;
  return [...encoded.slice(0, -1), last | 0x80, ...Array.from({ length: length - encoded.length - 1 }, () => fill | 0x80), fill];
}

function changeOf(random: Random, { row, at, index, align }: Instr, end: number, locals: readonly unknown[]): Change | undefined {
  const first = at + opcode(row.prefix, row.code).length;
  switch (row.imm) {
    case 'i32': case 'i64': {
      const value = random.chance(0.5) ? BigInt(random.below(64) - 32) : BigInt.asIntN(Math.min(row.imm === 'i32' ? 32 : 64, 7 * (end - first)), BigInt(random.word()) << BigInt(random.below(33)));
      const bytes = padded(sleb(value), end - first, value < 0n ? 0x7f : 0);
      return bytes && { at: first, bytes };
    }
    case 'local': {
      const same = locals.flatMap((type, other) => (type === locals[index] ? [other] : []));
      const bytes = padded(leb(random.pick(same)), end - first, 0);
      return bytes && { at: first, bytes };
    }
    case 'memarg': {
      if (align >= 64 || random.chance(0.5)) break;
      const bytes = padded(leb(random.below(16)), end - first - 1, 0);
      return bytes && { at: first + 1, bytes };
    }
    default: break;
  }
  const others = alike.get(signature(row));
  if (!others?.some(({ name }) => name === row.name)) return undefined;
  const { prefix, code } = random.pick(others);
  return { at, bytes: opcode(prefix, code) };
}

function changes(random: Random, m: Module): Change[] {
  const found: Change[] = [];
  m.code.forEach(({ start, end, locals: runs }, body) => {
    const locals = [...m.types[m.funcs[body]!.type]!.params, ...runs.flatMap(({ count, type }) => Array.from({ length: Math.min(count, 1000) }, () => type))];
    // Locals of non-nullable types must be set before they are read.
    if (locals.some((type) => isRef(type) && !type.nullable)) return;
    const reader = new OperatorReader(m, start, end);
    while (reader.next()) {
      if (!random.chance(0.1)) continue;
      const change = changeOf(random, reader.instr, reader.pos, locals);
      if (change) found.push(change);
    }
  });
  return found;
}

/** The program with up to five changes; undefined where the engine does not take them after all. */
export function changed({ bytes }: Program, random: Random): Uint8Array<ArrayBuffer> | undefined {
  const all = changes(random, decode(bytes));
  if (all.length === 0) return undefined;
  const result = bytes.slice();
  for (let count = 1 + random.below(5); count > 0; count--) {
    const { at, bytes: content } = random.pick(all);
    result.set(content, at);
  }
  return WebAssembly.validate(result) ? result : undefined;
}
