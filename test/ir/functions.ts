/** From text modules to the IR of their functions, and through the passes. */
import { decode, type Module } from '../../compiler/decode/index.js';
import { buildContext } from '../../compiler/functions.js';
import { FunctionBuilder } from '../../compiler/ir/build.js';
import type { FunctionIR, Stmt, Word } from '../../compiler/ir/nodes.js';
import { printIR } from '../../compiler/ir/print.js';
import { verify, type Signatures } from '../../compiler/ir/verify.js';
import { listsOf } from '../../compiler/ir/walk.js';
import { verifyAssigned } from '../../compiler/ir/verify-assigned.js';
import { sigChar, sigLetters } from '../../compiler/ops/index.js';
import { PROFILES } from '../../compiler/lower/profiles.js';
import { passes } from '../../compiler/optimize/index.js';
import { branchHints, checkFunction, validateModule, type ModuleContext } from '../../compiler/validate/index.js';
import { assemble } from '../wabt.js';

export function signaturesOf(context: ModuleContext): Signatures {
  return {
    func: (i) => sigLetters(context.types[context.funcs[i]!.type]!),
    global: (i) => sigChar(context.globals[i]!.type.type) as Word,
    memory: (i) => sigChar(context.memories[i]!.address),
    table: (i) => sigChar(context.tables[i]!.address),
    tag: (i) => sigLetters(context.types[context.tags[i]!.type]!),
  };
}

/** Every defined function as the builder leaves it, and what its verification needs. */
export function* buildAll(bytes: Uint8Array): Iterable<{ readonly ir: FunctionIR; readonly signatures: Signatures; readonly module: Module }> {
  const context = validateModule(decode(bytes));
  const signatures = signaturesOf(context);
  const builder = new FunctionBuilder(buildContext(context, branchHints(context)));
  for (let i = context.imported.funcs; i < context.funcs.length; i++) {
    checkFunction(context.module, context, i, builder);
    yield { ir: builder.result, signatures, module: context.module };
  }
}

/** Builds and optimises every function, verifying after each pass; errors name the pass. Gives the number of functions. */
export function verifyAll(bytes: Uint8Array): number {
  let count = 0;
  for (const { ir, signatures } of buildAll(bytes)) {
    const check = (after: string): void => {
      try { verify(ir, signatures); verifyAssigned(ir); } catch (error) { throw new Error(`after ${after}: ${(error as Error).message}\n${printIR(ir).slice(0, 2000)}`); }
    };
    check('build');
    for (const pass of passes) { pass.run(ir, PROFILES.portable); check(pass.name); }
    count++;
  }
  return count;
}

/** The text of the last function of a module in the text format, after the named passes. */
export function irOf(text: string, ...names: readonly string[]): string {
  let result = '';
  for (const { ir, signatures } of buildAll(assemble(text))) {
    for (const name of names) passes.find((pass) => pass.name === name)!.run(ir, PROFILES.portable);
    verify(ir, signatures);
    result = printIR(ir);
  }
  return result;
}

/** Nesting of a statement: 0 for a simple one. */
export const heightOf = (s: Stmt): number => listsOf(s).reduce((height, list) => Math.max(height, 1 + list.reduce((h, inner) => Math.max(h, heightOf(inner)), 0)), 0);
