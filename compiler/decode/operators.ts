import { malformed, overLimit, unsupported } from '../diagnostics.js';
import { byOpcode, featureOfOpcode, type FuncType, funcref, type ImmKind, isPrefix, isSupported, type OpRow, ops, plainRows, type RefType, type ValType } from '../ops/index.js';
import { Cursor } from './cursor.js';
import { limits } from './limits.js';
import { readBlockType, readHeapType, readValType } from './types.js';

/** A clause of `try_table` (spec: Instructions, Control Instructions). */
export interface CatchClause {
  /** Undefined: any exception. */
  readonly tag: number | undefined;
  /** Whether the exception itself follows its values. */
  readonly withRef: boolean;
  /** Depth of the label, the block of the instruction not counted. */
  readonly label: number;
}

/** A handler of `resume` and its kin. */
export interface SuspensionClause {
  readonly tag: number;
  /** Depth of the label to which a suspension goes; undefined for one that switches. */
  readonly label: number | undefined;
}

/** One instruction. The reader reuses a single object: copy what is to be kept. Fields that the operation does not have are stale. */
export interface Instr {
  row: OpRow;
  /** Offset of the opcode. */
  at: number;
  /** Function, type, local, global, table, tag, segment, or label depth; destination of copies. */
  index: number;
  /** Table of `call_indirect`, `return_call_indirect` and `table.init`; field, count of elements or segment beside a type; source of copies. */
  index2: number;
  /** Memory argument: static offset in bytes, an unsigned integer; from 2^53 on, where every access traps, rounded. Its words are `lo` and `hi`. */
  offset: number;
  /** Memory argument: base-2 logarithm of the alignment hint. */
  align: number;
  /** Memory of loads, stores, `memory.*`; destination memory of `memory.copy`. */
  memory: number;
  /** Constants as raw bits: low word (f32: all bits), signed. */
  lo: number;
  /** High word of 64-bit constants, second word of v128 constants, signed. */
  hi: number;
  /** Third and fourth word of v128 constants, signed. */
  lo2: number;
  hi2: number;
  /** Lane indices: one, or the 16 of a shuffle. A fresh array for every instruction. */
  lanes: readonly number[];
  /** Depths of `br_table`, the default last. A fresh array for every instruction. */
  labels: readonly number[];
  blockType: FuncType;
  /** Clauses of `try_table`. A fresh array for every instruction. */
  catches: readonly CatchClause[];
  /** Handlers of `resume` and its kin. A fresh array for every instruction. */
  handlers: readonly SuspensionClause[];
  /** Types of `select` with immediates; empty for the plain one. */
  types: readonly ValType[];
  /** The reference type that is an immediate: of `ref.null` its heap type's nullable one, of casts what they ask for. */
  ref: RefType;
  /** Of casts: the type of the operand. Only `br_on_cast` and `br_on_cast_fail` tell; in the others it is found by validation. */
  from: RefType;
}

/** What the reader needs of a module: its bytes, and its types to resolve block types. */
export interface OperatorSource {
  readonly bytes: Uint8Array;
  readonly types: readonly FuncType[];
}

const noTypes: readonly ValType[] = [];

/** Reads the instructions in bytes[start, end) one by one, without regard to nesting. */
export class OperatorReader extends Cursor {
  readonly instr: Instr;
  readonly types: readonly FuncType[];

  constructor(source: OperatorSource, start: number, end: number) {
    super(source.bytes, start, end);
    this.types = source.types;
    this.instr = {
      row: ops[0]!, at: start, index: 0, index2: 0, offset: 0, align: 0, memory: 0, lo: 0, hi: 0, lo2: 0, hi2: 0, lanes: [],
      labels: [], blockType: { params: [], results: [] }, catches: [], handlers: [], types: noTypes, ref: funcref, from: funcref,
    };
  }

  /** Fills `instr` with the next instruction; false at the end of the range. Throws CompileError. */
  next(): boolean {
    const at = this.pos;
    if (at >= this.end) return false;
    const byte = this.bytes[at]!;
    this.pos = at + 1;
    const row = plainRows[byte] ?? this.prefixed(byte, at);
    const instr = this.instr;
    instr.row = row;
    instr.at = at;
    readersById[row.id]!(this, instr);
    return true;
  }

  private prefixed(byte: number, at: number): OpRow {
    const prefix = isPrefix(byte) ? byte : 0;
    const code = prefix === 0 ? byte : this.u32();
    const row = byOpcode(prefix, code);
    if (row !== undefined && prefix !== 0) return row;
    const name = prefix === 0 ? `0x${byte.toString(16).padStart(2, '0')}` : `0x${prefix.toString(16)} ${code}`;
    const feature = featureOfOpcode(prefix, code);
    throw feature === undefined || isSupported(feature) ? malformed(`illegal opcode ${name}`, at) : unsupported(`instruction ${name}`, feature, at);
  }
}

const immediates: Record<ImmKind, (r: OperatorReader, i: Instr) => void> = {
  'none': () => {},
  'block': (r, i) => { i.blockType = readBlockType(r, r.types); },
  'label': readIndex,
  'labels': (r, i) => { i.labels = readLabels(r); },
  'func': readIndex,
  'type': readIndex,
  'type table': readTwo,
  'local': readIndex,
  'global': readIndex,
  'table': readIndex,
  'table table': readTwo,
  'elem': readIndex,
  'elem table': readTwo,
  'memory': (r, i) => { i.memory = r.u32(); },
  'memory memory': (r, i) => {
    readTwo(r, i);
    i.memory = i.index;
  },
  'data': readIndex,
  'data memory': (r, i) => {
    i.index = r.u32();
    i.memory = r.u32();
  },
  'memarg': readMemArg,
  'i32': (r, i) => { i.lo = r.s32(); },
  'i64': (r, i) => {
    i.lo = r.s64();
    i.hi = r.high;
  },
  'f32': (r, i) => { i.lo = r.bits32(); },
  'f64': (r, i) => {
    i.lo = r.bits64();
    i.hi = r.high;
  },
  'types': (r, i) => {
    const count = r.count();
    i.types = Array.from({ length: count }, () => readValType(r, r.types));
  },
  'fence': (r) => {
    const at = r.pos;
    if (r.u8() !== 0) throw malformed('zero byte expected', at);
  },
  'heap': (r, i) => { i.ref = readHeapType(r, r.types, true); },
  'type field': readTwo,
  'type count': readTwo,
  'type data': readTwo,
  'type elem': readTwo,
  'type type': readTwo,
  'ref': (r, i) => { i.ref = readHeapType(r, r.types, false); },
  'ref null': (r, i) => { i.ref = readHeapType(r, r.types, true); },
  'label cast': (r, i) => {
    const at = r.pos;
    const flags = r.u8();
    if (flags > 3) throw malformed(`malformed br_on_cast flags 0x${flags.toString(16)}`, at);
    i.index = r.u32();
    i.from = readHeapType(r, r.types, (flags & 1) !== 0);
    i.ref = readHeapType(r, r.types, (flags & 2) !== 0);
  },
  'v128': (r, i) => {
    i.lo = r.bits32();
    i.hi = r.bits32();
    i.lo2 = r.bits32();
    i.hi2 = r.bits32();
  },
  'lanes': (r, i) => { i.lanes = Array.from({ length: 16 }, () => r.u8()); },
  'lane': (r, i) => { i.lanes = [r.u8()]; },
  'memarg lane': (r, i) => {
    readMemArg(r, i);
    i.lanes = [r.u8()];
  },
  'tag': readIndex,
  'type tag': readTwo,
  'type handlers': (r, i) => {
    i.index = r.u32();
    i.handlers = readHandlers(r);
  },
  'type tag handlers': (r, i) => {
    readTwo(r, i);
    i.handlers = readHandlers(r);
  },
  'block catches': (r, i) => {
    i.blockType = readBlockType(r, r.types);
    i.catches = readCatches(r);
  },
};

const readersById = ops.map((row) =>
  // The plain select shares its shape with the typed one and must not show its types.
  row.shape === 'select' && row.imm === 'none' ? (_: OperatorReader, i: Instr) => { i.types = noTypes; } : immediates[row.imm]);

function readIndex(r: OperatorReader, i: Instr): void {
  i.index = r.u32();
}

function readTwo(r: OperatorReader, i: Instr): void {
  i.index = r.u32();
  i.index2 = r.u32();
}

/** Bit of the alignment field that announces a memory index. */
const NamesMemory = 0x40;

function readMemArg(r: OperatorReader, i: Instr): void {
  const at = r.pos;
  const flags = r.u32();
  if (flags >= 2 * NamesMemory) throw malformed('malformed memop flags', at);
  i.align = flags & (NamesMemory - 1);
  i.memory = flags & NamesMemory ? r.u32() : 0;
  i.lo = r.u64();
  i.hi = r.high;
  i.offset = (i.hi >>> 0) * 0x100000000 + (i.lo >>> 0);
}

function readCatches(r: OperatorReader): CatchClause[] {
  const count = r.count();
  const catches: CatchClause[] = [];
  for (let k = 0; k < count; k++) {
    const at = r.pos;
    const kind = r.u8();
    if (kind > 3) throw malformed(`malformed catch clause 0x${kind.toString(16).padStart(2, '0')}`, at);
    const tag = kind < 2 ? r.u32() : undefined;
    catches.push({ tag, withRef: (kind & 1) === 1, label: r.u32() });
  }
  return catches;
}

function readHandlers(r: OperatorReader): SuspensionClause[] {
  const count = r.count();
  const handlers: SuspensionClause[] = [];
  for (let k = 0; k < count; k++) {
    const at = r.pos;
    const kind = r.u8();
    if (kind > 1) throw malformed(`malformed handler 0x${kind.toString(16).padStart(2, '0')} of a suspension`, at);
    handlers.push({ tag: r.u32(), label: kind === 0 ? r.u32() : undefined });
  }
  return handlers;
}

function readLabels(r: OperatorReader): number[] {
  const at = r.pos;
  const count = r.count();
  if (count > limits.brTableTargets) throw overLimit('targets of a br_table', count, limits.brTableTargets, at);
  const labels: number[] = [];
  for (let k = 0; k <= count; k++) labels.push(r.u32());
  return labels;
}
