/**
 * A call through a table whose functions are known: `i === 7 ? f(x) : i === 9 ? g(x) : table[i](x)`. One of them, and all that traps, is left to
 * the table.
 */
import type { Instr } from '../decode/index.js';
import type { FunctionBuilder } from '../ir/build.js';
import { byName, type FuncType, type OpRow } from '../ops/index.js';
import type { CodeSink } from '../validate/index.js';
import type { Slot } from './targets.js';

const [localGet, constant, equal, call, branch] = ['local.get', 'i32.const', 'i32.eq', 'call', 'br'].map((name) => byName(name)!) as [OpRow, OpRow, OpRow, OpRow, OpRow];
const NOTHING: FuncType = { params: [], results: [] };
const NONE: ReadonlySet<number> = new Set();

/** Bytes of the instructions for one comparison and its call. */
export const guardSize = ({ params }: FuncType): number => 12 + 2 * params.length;

/** Sends the call `instr` of functions of the type, compared with `slots` first; direct calls go to `sink`, which may replace them. */
export function guardedCall(instr: Instr, type: FuncType, slots: readonly Slot[], builder: FunctionBuilder, sink: CodeSink): void {
  const { at } = instr;
  const indirect = { ...instr };
  const send = (row: OpRow, immediate: number): void => {
    sink.op({ ...indirect, row, index: immediate, lo: immediate });
  };
  const position = type.params.length;
  const sendArguments = (): void => {
    type.params.forEach((_, i) => { send(localGet, i); });
  };
  const params = [...type.params, 'i32' as const];
  builder.enter({ type: { params, results: type.results }, locals: params, written: NONE, zeroed: NONE }, at);
  for (const { index, func } of slots) {
    send(localGet, position);
    send(constant, index);
    send(equal, 0);
    builder.block('if', NOTHING, at);
    sendArguments();
    send(call, func);
    send(branch, 1);
    builder.end(at);
  }
  sendArguments();
  send(localGet, position);
  builder.op(indirect);
  builder.end(at);
  builder.leave();
}
