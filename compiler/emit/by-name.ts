/** The exports of a module without imports, which are also those of the file. */
import type { Expression, Statement } from 'estree';
import type { ExternKind } from '../decode/index.js';
import type { HelperNames } from '../link/index.js';
import * as es from './estree.js';

/** An export, and how many parameters a function has. */
export interface NamedExport {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
  readonly parameters: number;
}

export interface ByName {
  readonly statements: readonly Statement[];
  /** The variable of each export. */
  readonly pairs: readonly (readonly [local: string, name: string])[];
}

/** Of an instance that is made when the file is loaded; `given` are its imports. */
export function atOnce(exports: readonly NamedExport[], instantiate: string, given: Expression[], names: HelperNames): ByName {
  const all = names.fresh('exports');
  const pairs = exports.map(({ name }) => [names.fresh(name), name] as const);
  const made = es.member(es.call(es.id(instantiate), given), 'exports');
  const locals = pairs.map(([local, name]) => [local, es.element(es.id(all), es.string(name))] as const);
  return { statements: [es.declare('const', [[all, made], ...locals])], pairs };
}

/** Of an instance that is made when one of them is used: runtime-lite/own-instance. An export with several names is one object. */
export function onUse(exports: readonly NamedExport[], instantiate: string, names: HelperNames): ByName {
  const runtime = (file: string, name: string): Expression => es.id(names.ref(`runtime-lite/${file}`, name));
  const own = (name: string, args: Expression[]): Expression => es.call(runtime('own-instance', name), [es.id(instantiate), ...args]);
  const parameters = Array.from({ length: Math.max(0, ...exports.map((e) => e.parameters)) }, () => names.fresh('parameter'));
  const functions: string[] = [];
  const locals = new Map<string, readonly [local: string, value: Expression]>();
  const pairs = exports.map((e) => {
    const key = `${e.kind} ${e.index}`;
    let local = locals.get(key);
    if (local === undefined) locals.set(key, (local = [names.fresh(e.name), e.kind === 'func' ? callOf(e) : objectOf(e, e.kind)]));
    return [local[0], e.name] as const;
  });

  function callOf(e: NamedExport): Expression {
    const f = names.fresh('exported');
    functions.push(f);
    const callee = es.binary('||', es.id(f), es.assignment(es.id(f), own('ownExport', [es.string(e.name)])));
    const params = parameters.slice(0, e.parameters).map(es.id);
    // A function that is a property is named by it, as exported functions are by their indices.
    const named = es.element(es.object([es.property(String(e.index), es.arrow(params, es.call(callee, params)))]), es.number(e.index));
    return own('standIn', [es.string(e.name), runtime('func', 'FUNC'), named]);
  }

  function objectOf(e: NamedExport, kind: Exclude<ExternKind, 'func'>): Expression {
    const object = es.call(es.member(es.id('Object'), 'create'), [runtime(kind, `${kind}Prototype`)]);
    return own('standIn', [es.string(e.name), runtime(kind, kind.toUpperCase()), object]);
  }

  const variables = functions.map((f) => [f, null] as const);
  return { statements: [...(variables.length ? [es.declare('let', variables)] : []), ...(locals.size ? [es.declare('const', [...locals.values()])] : [])], pairs };
}
