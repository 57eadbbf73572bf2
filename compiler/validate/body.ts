import { malformed, overLimit } from '../diagnostics.js';
import { type Instr, limits, type LocalRun, type Module, OperatorReader } from '../decode/index.js';
import { ops, type Shape, type ValType } from '../ops/index.js';
import type { ModuleContext } from './context.js';
import { Machine } from './machine.js';
import { rules } from './rules.js';
import type { CodeSink } from './sink.js';

/** Shapes that the sink learns of by other calls than `op`, or not at all. */
const structural: ReadonlySet<Shape> = new Set<Shape>(['nop', 'block', 'loop', 'if', 'else', 'try_table', 'try', 'catch', 'catch_all', 'delegate', 'end']);
const isStructural: readonly boolean[] = ops.map((row) => structural.has(row.shape));

/** Runs the validation algorithm over the instructions in [start, end), which must close exactly one frame. `guard` sees each instruction first. */
export function runBody(machine: Machine, guard?: (instr: Instr) => void): void {
  const { reader, sink } = machine;
  const { instr } = reader;
  while (machine.frames.length > 0) {
    if (!reader.next()) throw malformed('END opcode expected: the body ends inside a block', reader.pos);
    guard?.(instr);
    const { live } = machine;
    const { id } = instr.row;
    rules[id]!(machine, instr);
    if (live && sink !== undefined && !isStructural[id]) sink.op(instr);
  }
  if (reader.pos !== reader.end) throw malformed('END opcode expected: bytes follow the end of the body', reader.pos);
}

/**
 * Checks one defined function and drives `sink` with its reachable code.
 * `funcIndex` is in the function index space. Throws CompileError with the offset.
 */
export function checkFunction(module: Module, context: ModuleContext, funcIndex: number, sink?: CodeSink): void {
  const body = module.code[funcIndex - context.imported.funcs]!;
  const type = context.types[context.funcs[funcIndex]!.type]!;
  const locals = expandLocals(type.params, body.locals, body.start);
  sink?.begin({ index: funcIndex, type, locals });
  runBody(new Machine(context, new OperatorReader(module, body.start, body.end), locals, type.params.length, type.results, sink));
}

function expandLocals(params: readonly ValType[], runs: readonly LocalRun[], at: number): ValType[] {
  const locals = params.slice();
  for (const { count, type } of runs) {
    for (let k = 0; k < count; k++) locals.push(type);
  }
  if (locals.length > limits.locals) throw overLimit('parameters and locals of a function', locals.length, limits.locals, at);
  return locals;
}
