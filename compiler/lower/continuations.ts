/**
 * Stack switching. In the second form of a function what suspends and resumes goes on as a generator; in the first, which nothing can leave, a
 * suspension is a trap, and what is resumed may only suspend as far as there are handlers.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Intrinsic } from '../ir/nodes.js';
import type { Lowering } from './expression.js';

const KINDS: Readonly<Record<string, number>> = { resume: 0, resume_throw: 1, resume_throw_ref: 2 };

/** The operation, if it is one of these. */
export function continuationExpr(cx: Lowering, e: Intrinsic): Js | undefined {
  const { env } = cx;
  const piece = (name: string, args: readonly Js[]): js.JsCall => js.call(env.runtime('continuation', name), args, 'x', false, e.at);
  const switching = (first: string, second: string, args: readonly Js[]): Js => (cx.suspends ? js.delegated(piece(second, args)) : piece(first, args));
  const { shape } = e.row;
  switch (shape) {
    case 'cont.new':
      return piece('newContinuation', cx.args(e.args));
    case 'cont.bind':
      return piece('bindContinuation', cx.args(e.args));
    case 'suspend':
      return switching('unhandled', 'suspend', [env.tag(e.index), ...cx.args(e.args)]);
    case 'switch':
      return switching('unhandled', 'switchTo', [env.tag(e.index2), ...cx.args(e.args)]);
    case 'resume':
    case 'resume_throw':
    case 'resume_throw_ref': {
      const { handlers, words, isLong } = e.stack!;
      const tags = handlers.flatMap(({ tag, label }) => [env.tag(tag), label === undefined ? js.TRUE : js.FALSE]);
      const thrown = shape === 'resume_throw' ? [env.tag(e.index2)] : [];
      const given = [js.num(KINDS[shape]!), js.num(words), isLong ? js.TRUE : js.FALSE, js.num(handlers.length), ...tags, ...thrown, ...cx.args(e.args)];
      return switching('resume', 'resumeInside', given);
    }
    default:
      return undefined;
  }
}
