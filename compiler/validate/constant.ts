import { invalid, unsupported } from '../diagnostics.js';
import { type ConstExpr, type Instr, OperatorReader } from '../decode/index.js';
import { isSupported, type ValType } from '../ops/index.js';
import { runBody } from './body.js';
import type { ModuleContext } from './context.js';
import { Machine } from './machine.js';

/**
 * Checks a constant expression (spec: Validation, Constant Expressions) against the type it must have.
 * Functions it refers to are added to `declared`; `visibleGlobals` is how many globals exist before it.
 */
export function checkConstExpr(context: ModuleContext, declared: Set<number>, expr: ConstExpr, type: ValType, visibleGlobals: number): void {
  if (expr.func !== undefined) {
    if (expr.func >= context.funcs.length) throw invalid(`unknown function ${expr.func}`, expr.start);
    declared.add(expr.func);
    return;
  }
  const reader = new OperatorReader(context.module, expr.start, expr.end);
  runBody(new Machine(context, reader, [], 0, [type]), (instr) => {
    checkConstant(context, instr, visibleGlobals);
    if (instr.row.shape === 'ref.func') declared.add(instr.index);
  });
}

function checkConstant(context: ModuleContext, { row, at, index }: Instr, visibleGlobals: number): void {
  if (row.shape === 'end') return;
  if (row.constant === undefined) throw invalid(`constant expression required: ${row.name} is not constant`, at);
  if (!isSupported(row.constant)) throw unsupported(`${row.name} in a constant expression`, row.constant, at);
  if (row.shape !== 'global.get') return;
  const global = context.globals[index];
  if (global === undefined || index >= visibleGlobals) throw invalid(`unknown global ${index}`, at);
  if (global.type.mutable) throw invalid(`constant expression required: global ${index} is mutable`, at);
}
