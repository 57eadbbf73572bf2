/** One lowered function as an ESTree function declaration. */
import type { FunctionDeclaration, Statement } from 'estree';
import type { JsFunction } from '../ir/js.js';
import * as es from './estree.js';
import type { Scope } from './expression.js';
import { localName, slotNames } from './names.js';
import type { ShortMethods } from './methods.js';
import type { Naming } from './naming.js';
import { StatementEmitter } from './statement.js';

/** Where in the original of the source map something stands: `line` from 1, `column` from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** The original, where there are several. */
  readonly source?: string | undefined;
}

export interface Origins {
  /** The instruction with this byte offset. */
  instruction(at: number): Place | undefined;
  func(index: number): (Place & { readonly name: string }) | undefined;
}

export interface FunctionOptions {
  readonly pretty: boolean;
  /** Chooses the names of variables; where names are to be readable there is none. */
  readonly naming: Naming | undefined;
  /** Short names for the methods of views, in outputs large enough to gain by them. */
  readonly methods: ShortMethods | undefined;
  /** Given if there is to be a source map. */
  readonly origins: Origins | undefined;
}

/** `name` is the function's identifier. */
export function emitFunction(f: JsFunction, name: string, options: FunctionOptions): FunctionDeclaration {
  const { origins } = options;
  const names = slotNames(f.slots, f.params, options.naming?.assign(f));
  const scope: Scope = {
    names,
    methods: options.methods,
    inlines: f.inlines,
    locate: origins
      ? (node, at) => {
          const start = origins.instruction(at);
          return start ? Object.assign(node, { loc: { start, source: start.source } }) : node;
        }
      : (node) => node,
  };
  const body = new StatementEmitter(scope, (n) => (options.pretty ? `label${n}` : localName(n))).list(f.body);
  const isParam = new Set(f.params);
  const variables: [string, es.Expression | null][] = (f.views ?? []).map(({ views, twin }) => [views.name, es.id(twin.name)]);
  f.slots.forEach((slot, i) => {
    if (names[i] === undefined || isParam.has(i) || slot.zero === 'caught' || slot.home !== undefined) return;
    variables.push([names[i]!, slot.zero === 'none' ? null : slot.zero === 'null' ? es.nul() : es.number(0)]);
  });
  variables.sort(([a], [b]) => (a.length - b.length || (a < b ? -1 : 1)));
  const statements: Statement[] = variables.length ? [es.declare('var', variables), ...body] : body;
  const declaration = es.func(
    name,
    f.params.map((p) => es.id(names[p]!)),
    statements,
    f.isResumable,
  );
  const start = origins?.func(f.index);
  return start ? Object.assign(declaration, { loc: { start, source: start.source }, name: start.name }) : declaration;
}
