/** The last room: a program as text, with its source map. */
import { GENERATOR, generate } from 'astring';
import type { Program, Statement } from 'estree';
import { emit, type PrintState } from './context.js';
import { declarations } from './declarations.js';
import { expressions } from './expressions.js';
import { MarkRecorder, type Marks } from './marks.js';
import { type SourceMapOptions, SourceMapWriter } from './source-map.js';
import { statements } from './statements.js';
import { Writer } from './writer.js';

export type { Deferred, Printed } from './context.js';
export { MARK, type Marks } from './marks.js';
export { OutputTooLong } from './writer.js';
export type { Location, SourceMapOptions } from './source-map.js';

export interface PrintOptions {
  /** Indented, with a line for each statement. Otherwise as short as possible, with a line for each statement of the program. */
  readonly pretty?: boolean;
  /** Asks for a map of the positions that nodes carry in `loc`. */
  readonly sourceMap?: SourceMapOptions;
  /** Text of a comment before the program. */
  readonly header?: string;
}

/** astring's generators for the few node types that need no care, ours for the others. */
const generator = { ...GENERATOR, ...expressions, ...statements, ...declarations } as unknown as PrintState['generator'];

/**
 * Prints `program`. `Deferred` nodes in lists of statements are asked for their statements one at a time. Numbers, strings
 * and parentheses are as short as they can be; a negative number, NaN or an infinity may be the value of a literal.
 *
 * `map` is the source map as JSON; the comment that refers to it is the caller's to add.
 */
export function print(program: Program, options: PrintOptions = {}): { code: string; map: string | undefined } {
  const map = options.sourceMap && new SourceMapWriter(options.sourceMap);
  const writer = new Writer(options.pretty ?? false, map);
  if (options.header !== undefined) {
    writer.raw(comment(options.header));
    writer.newline();
  }
  generate(program, { generator, output: writer } as unknown as Parameters<typeof generate>[1]);
  return { code: writer.toString(), map: map?.finish() };
}

/** Prints function declarations in one line, apart from the program that they will stand in. */
export function printApart(statements: Iterable<Statement>, hasMap: boolean): { text: string; marks: Marks | undefined } {
  const recorder = hasMap ? new MarkRecorder() : undefined;
  const output = new Writer(false, recorder);
  for (const statement of statements) emit(statement, { generator, output });
  return { text: output.toString(), marks: recorder?.marks };
}

function comment(text: string): string {
  return `/* ${text.replace(/\*\//g, '* /')} */`;
}
