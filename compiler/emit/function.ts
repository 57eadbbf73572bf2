/** One lowered function as an ESTree function declaration. */
import type { FunctionDeclaration, Statement } from 'estree';
import type { JsFunction } from '../ir/js.js';
import * as es from './estree.js';
import type { Scope } from './expression.js';
import { localName, slotNames } from './names.js';
import { StatementEmitter } from './statement.js';

export interface FunctionOptions {
  readonly pretty: boolean;
  readonly sourceMap: boolean;
}

/** `name` is the function's identifier; `original` its name in the input, for the source map. */
export function emitFunction(f: JsFunction, name: string, options: FunctionOptions): FunctionDeclaration {
  const names = slotNames(f.slots, f.params, options.pretty);
  const scope: Scope = {
    names,
    locate: options.sourceMap ? (node, at) => Object.assign(node, { loc: { start: { line: 1, column: at } } }) : (node) => node,
  };
  const body = new StatementEmitter(scope, (n) => (options.pretty ? `label${n}` : localName(n))).list(f.body);
  const isParam = new Set(f.params);
  const variables: [string, es.Expression | null][] = [];
  f.slots.forEach((slot, i) => {
    if (names[i] === undefined || isParam.has(i)) return;
    variables.push([names[i]!, slot.zero === 'none' ? null : slot.zero === 'null' ? es.nul() : es.number(0)]);
  });
  const statements: Statement[] = variables.length ? [es.declare('var', variables), ...body] : body;
  return scope.locate(es.func(name, f.params.map((p) => es.id(names[p]!)), statements), f.at);
}
