/** Lowered expressions to ESTree. */
import type { Expression as Node, Identifier, MemberExpression } from 'estree';
import type { Js } from '../ir/js.js';
import * as es from './estree.js';
import type { ShortMethods } from './methods.js';

/** Names of the slots of the function being emitted, and where calls come from. */
export interface Scope {
  readonly names: readonly string[];
  readonly methods: ShortMethods | undefined;
  readonly inlines: boolean;
  /** Attaches a byte offset to a node for the source map. */
  locate<N extends object>(node: N, at: number): N;
}

export function expression(e: Js, scope: Scope): Node {
  switch (e.k) {
    case 'num':
      return es.number(e.v);
    case 'lit':
      if (typeof e.v === 'string') return es.string(e.v);
      return e.v === undefined ? es.voidZero() : e.v === null ? es.nul() : es.unary('!', es.number(e.v ? 0 : 1));
    case 'loc':
      return es.id(scope.names[e.slot]!);
    case 'name':
      return es.id(e.name);
    case 'bin':
      return es.binary(e.op, expression(e.l, scope), expression(e.r, scope));
    case 'un':
      return es.unary(e.op, expression(e.e, scope));
    case 'cond':
      return es.conditional(expression(e.test, scope), expression(e.a, scope), expression(e.b, scope));
    case 'call': {
      if (e.isUnsigned && !scope.inlines) return es.binary('+', es.binary('^', expression(e.args[0]!, scope), es.number(-(2 ** 31))), es.number(2 ** 31));
      const node = es.call(
        expression(e.callee, scope),
        e.args.map((a) => expression(a, scope)),
      );
      const located = e.at ? scope.locate(node, e.at) : node;
      return e.delegates ? es.delegate(located) : located;
    }
    case 'new':
      return es.construct(
        es.id(e.callee.name),
        e.args.map((a) => expression(a, scope)),
      );
    case 'member':
      return es.member(expression(e.object, scope), scope.methods ? scope.methods.of(e.name) : e.name);
    case 'index': {
      const node = es.element(expression(e.object, scope), expression(e.index, scope));
      return e.at ? scope.locate(node, e.at) : node;
    }
    case 'assign':
      if (e.target.k === 'loc' && holds(e.value, scope.names[e.target.slot]!, scope)) return expression(e.value, scope);
      return es.assignment(expression(e.target, scope) as Identifier | MemberExpression, expression(e.value, scope));
    case 'seq':
      return es.sequence(e.list.filter((x, i) => i === e.list.length - 1 || !isCopy(x, scope)).map((x) => expression(x, scope)));
  }
}

/** Whether the expression leaves its value in the variable, because it shares it with what is assigned there. */
function holds(e: Js, name: string, scope: Scope): boolean {
  return e.k === 'loc' ? scope.names[e.slot] === name : e.k === 'assign' && e.target.k === 'loc' && scope.names[e.target.slot] === name;
}

const isCopy = (e: Js, scope: Scope): boolean =>
  e.k === 'assign' && e.target.k === 'loc' && e.value.k === 'loc' && holds(e.value, scope.names[e.target.slot]!, scope);
