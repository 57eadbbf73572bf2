/** The text of a module's output: the compiler's, which a host may have others make or keep. */
import { compile, type Options } from '../index.js';

/** @throws CompileError (of the compiler) */
export type MakeOutput = (bytes: Uint8Array, options: Partial<Options>) => string;

let make: MakeOutput = (bytes, options) => compile(bytes, options).code;

/** From now on outputs come from elsewhere. Their texts must be those of the compiler: they are evaluated. */
export function makeOutputsBy(other: MakeOutput): void {
  make = other;
}

export function outputOf(...args: Parameters<MakeOutput>): string {
  return make(...args);
}
