import type { FeatureId } from './features.js';

/** What an operation does, apart from its types: the compiler dispatches on shapes, never on opcodes. */
export type Shape =
  | 'unary' | 'binary' | 'compare' | 'test' | 'convert' | 'load' | 'store' | 'const'
  | 'block' | 'loop' | 'if' | 'else' | 'end' | 'br' | 'br_if' | 'br_table' | 'return'
  | 'unreachable' | 'nop' | 'call' | 'call_indirect' | 'drop' | 'select'
  | 'local.get' | 'local.set' | 'local.tee' | 'global.get' | 'global.set'
  | 'memory.size' | 'memory.grow' | 'memory.fill' | 'memory.copy' | 'memory.init' | 'data.drop'
  | 'table.get' | 'table.set' | 'table.size' | 'table.grow' | 'table.fill' | 'table.copy' | 'table.init' | 'elem.drop'
  | 'ref.null' | 'ref.is_null' | 'ref.func' | 'ref.as_non_null' | 'br_on_null' | 'br_on_non_null'
  | 'return_call' | 'return_call_indirect' | 'call_ref' | 'return_call_ref'
  | 'struct.new' | 'struct.new_default' | 'struct.get' | 'struct.set'
  | 'array.new' | 'array.new_default' | 'array.new_fixed' | 'array.new_data' | 'array.new_elem'
  | 'array.get' | 'array.set' | 'array.len' | 'array.fill' | 'array.copy' | 'array.init_data' | 'array.init_elem'
  | 'ref.eq' | 'ref.test' | 'ref.cast' | 'br_on_cast' | 'br_on_cast_fail'
  | 'any.convert_extern' | 'extern.convert_any' | 'ref.i31' | 'i31.get'
  | 'ternary' | 'shuffle' | 'extract_lane' | 'replace_lane' | 'load_through' | 'load_zero' | 'load_lane' | 'store_lane'
  | 'wide' | 'wide.store'
  | 'atomic.load' | 'atomic.store' | 'atomic.rmw' | 'atomic.cmpxchg' | 'atomic.notify' | 'atomic.wait' | 'atomic.fence'
  | 'throw' | 'throw_ref' | 'try_table'
  | 'try' | 'catch' | 'catch_all' | 'delegate' | 'rethrow'
  | 'cont.new' | 'cont.bind' | 'suspend' | 'resume' | 'resume_throw' | 'resume_throw_ref' | 'switch';

/** Immediates that follow the opcode, in binary order. */
export type ImmKind =
  | 'none' | 'block' | 'label' | 'labels' | 'func' | 'type' | 'type table' | 'local' | 'global'
  | 'table' | 'table table' | 'elem' | 'elem table'
  | 'memory' | 'memory memory' | 'data' | 'data memory' | 'memarg'
  | 'i32' | 'i64' | 'f32' | 'f64' | 'types' | 'heap' | 'fence'
  | 'type field' | 'type count' | 'type data' | 'type elem' | 'type type' | 'ref' | 'ref null' | 'label cast'
  | 'v128' | 'lanes' | 'lane' | 'memarg lane'
  | 'tag' | 'block catches' | 'type tag' | 'type handlers' | 'type tag handlers';

/** Whether operations of the shape are those on shared memory. */
export const isAtomic = (shape: Shape): boolean => shape.startsWith('atomic.');

/** Bits of `OpRow.effects`. An operation without any bit is a pure function of its operands. */
export const Effects = {
  ReadsMemory: 1,
  WritesMemory: 2,
  ReadsGlobal: 4,
  WritesGlobal: 8,
  ReadsTable: 16,
  WritesTable: 32,
  Traps: 64,
  /** Runs other code; always together with all bits above. */
  Calls: 128,
  /** Leaves the straight line: branches, return, unreachable. */
  Branches: 256,
  /** Of fields and elements of structs and arrays. */
  ReadsHeap: 512,
  WritesHeap: 1024,
} as const;

/** What a call may do. */
export const CallEffects = Effects.ReadsMemory | Effects.WritesMemory | Effects.ReadsGlobal | Effects.WritesGlobal | Effects.ReadsTable | Effects.WritesTable
  | Effects.ReadsHeap | Effects.WritesHeap | Effects.Traps | Effects.Calls;

export interface OpRow {
  /** Index in `ops`: dense, and not stable between versions. */
  readonly id: number;
  /** Name in the text format. */
  readonly name: string;
  /** 0 for one-byte opcodes. */
  readonly prefix: number;
  readonly code: number;
  readonly shape: Shape;
  /**
   * Signature letters of the operands, last on top of the stack; '' where the shape decides. Addresses, table indices and sizes are
   * written as those of memories and tables of 32 bits.
   */
  readonly params: string;
  /** Signature letters of the results, '' for none or where the shape decides. Only the shape `wide` has several. */
  readonly result: string;
  readonly imm: ImmKind;
  readonly feature: FeatureId;
  /** Sum of `Effects` bits. */
  readonly effects: number;
  /** The feature that allows it in constant expressions. */
  readonly constant: FeatureId | undefined;
  /** Bytes of a memory access. */
  readonly width: 1 | 2 | 4 | 8 | 16 | undefined;
  /** For loads narrower than their value: whether the value is sign-extended. */
  readonly signed: boolean | undefined;
  /** Value type of loads, stores and constants. */
  readonly type: 'i' | 'l' | 'f' | 'd' | 'v' | undefined;
  /** Name of the operation whose lowering serves this one too, where it is not its own. */
  readonly lower: string | undefined;
  /** Lane indices among the immediates are below this. */
  readonly lanes: number | undefined;
  /** Names of the operations it is made of, in the order in which they are applied, where it is not built itself. */
  readonly parts: readonly string[] | undefined;
}
