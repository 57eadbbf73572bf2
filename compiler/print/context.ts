/** What the generators of single node types share: state, and the printing of expressions with parentheses where needed. */
import type { Node, Statement } from 'estree';
import type { Marks } from './marks.js';
import { ASSIGNMENT, precedenceOf } from './precedence.js';
import type { Location } from './source-map.js';
import type { Writer } from './writer.js';

/** Stands in a list of statements for statements that are made when it is their turn to be printed. */
export interface Deferred {
  readonly type: 'Deferred';
  produce(): Iterable<Statement>;
}

/** Stands in a list of statements for some that were printed before. They begin with a word and end with a brace. */
export interface Printed {
  readonly type: 'Printed';
  readonly text: string;
  readonly marks: Marks | undefined;
}

/** astring's state, with our writer as its output stream. */
export interface PrintState {
  readonly output: Writer;
  readonly generator: Record<string, (node: any, state: PrintState) => void>;
}

/** What a node may carry for the source map. `name` is the original name; identifiers have theirs in `loc.identifierName`. */
export interface Located {
  readonly loc?: (Location & { readonly identifierName?: string }) | null;
  readonly name?: unknown;
}

/** Notes where the text that comes next is from. */
export function markNode(node: Node, writer: Writer): void {
  const { loc, name } = node as Located;
  if (writer.map === undefined || loc == null) return;
  const own = node.type === 'Identifier' ? loc.identifierName : name;
  writer.mark(loc, typeof own === 'string' ? own : undefined);
}

/** Prints any node. */
export function emit(node: Node, state: PrintState): void {
  if (state.output.map !== undefined) markNode(node, state.output);
  const print = state.generator[node.type];
  if (print === undefined) throw new Error(`print: unknown node type ${JSON.stringify(node.type)}`);
  print(node, state);
}

/** Prints an expression, in parentheses if it binds less tightly than `least`. */
export function expression(node: Node, least: number, state: PrintState): void {
  if (precedenceOf(node) < least) parenthesized(node, state);
  else emit(node, state);
}

export function parenthesized(node: Node, state: PrintState): void {
  const { output } = state;
  output.write('(');
  emit(node, state);
  output.write(')');
}

/** Prints nodes with commas between them; null is a hole. */
export function list(nodes: ReadonlyArray<Node | null>, state: PrintState): void {
  const { output } = state;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    if (i > 0) {
      output.write(',');
      output.space();
    }
    if (node !== null) expression(node, ASSIGNMENT, state);
  }
}

/** Prints ` operator `, in compact output without the spaces that are not needed. */
export function operator(text: string, output: Writer): void {
  output.space();
  output.write(text);
  output.space();
}
