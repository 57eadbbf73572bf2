/**
 * Stack switching: continuations are generators, the second forms of functions (see suspending.ts). What one yields is a suspension that looks for
 * its handler further out, or a promise, which passes all of them.
 */
import { type ExceptionRecord, thrown, thrownAgain } from './exception.js';
import { type FuncRec, rawHere } from './func.js';
import { thisRealm } from './registers.js';
import { resumable } from './resume.js';
import { cannotSuspend, Continuation, type Resumable, Suspension } from './suspending.js';
import type { TagRecord } from './tag.js';
import { RuntimeError } from './trap.js';

/** What resuming gives: where the continuation suspended, or without a tag its results. Word by word, from the second place on. */
interface Left {
  readonly tag: TagRecord | undefined;
  readonly payload: readonly any[];
}

export function newContinuation(rec: FuncRec | null): Continuation {
  if (rec === null) throw new RuntimeError('null function reference');
  return new Continuation(resumable(rawHere(rec)), undefined, [], thisRealm);
}

/** The continuation, which nobody can use again. */
function consumed(continuation: Continuation | null): Continuation {
  if (continuation === null) throw new RuntimeError('null continuation reference');
  if (continuation.isConsumed) throw new RuntimeError('continuation already consumed');
  continuation.isConsumed = true;
  return continuation;
}

/** The last of the words is the continuation, which gets the others before what it is resumed with. */
export function bindContinuation(...words: any[]): Continuation {
  const { start, activation, bound, realm } = consumed(words.pop());
  return new Continuation(start, activation, [...bound, ...words], realm);
}

/** In a first form: no handler is around it. */
export function unhandled(): never {
  throw new RuntimeError('unhandled tag');
}

/** What waits at the handler with the tag, until it is resumed with words. */
export function* suspend(tag: TagRecord, ...words: any[]): ReturnType<Resumable> {
  const answer: any[] = yield new Suspension(tag, words, undefined);
  return { tag: undefined, payload: [null, ...answer] } satisfies Left;
}

/** The last of the words is the continuation that goes on in its place. */
export function* switchTo(tag: TagRecord, ...words: any[]): ReturnType<Resumable> {
  const target = consumed(words.pop());
  const answer: any[] = yield new Suspension(tag, words, target);
  return { tag: undefined, payload: [null, ...answer] } satisfies Left;
}

type Activation = ReturnType<Resumable>;
type Step = IteratorResult<any, any>;

/** Goes on with the words. */
function goOn({ start, activation, bound }: Continuation, words: readonly any[]): { activation: Activation; step: Step } {
  const all = [...bound, ...words];
  if (activation !== undefined) return { activation, step: activation.next(all) };
  const begun = start(...all);
  return { activation: begun, step: begun.next() };
}

/** Goes on with an exception; what has not begun does not begin. */
function throwInto({ activation }: Continuation, error: unknown): { activation: Activation; step: Step } {
  if (activation === undefined) throw error;
  return { activation, step: activation.throw(error) };
}

/**
 * resume (kind 0), resume_throw (1) and resume_throw_ref (2): the kind; how many words the results are, and whether the first is an i64;
 * how many handlers there are, and of each the tag and whether it switches; then the operands.
 */
export function* resumeInside(kind: number, count: number, isLong: boolean, handlers: number, ...rest: any[]): Generator<any, Left, any> {
  const tags = rest.splice(0, 2 * handlers);
  let current = consumed(rest.pop());
  let { activation, step } = kind === 0 ? goOn(current, rest) : throwInto(current, kind === 1 ? thrown(...(rest as [TagRecord])) : thrownAgain(rest[0] as ExceptionRecord | null));
  for (;;) {
    const { done, value } = step;
    if (done) return { tag: undefined, payload: resultsOf(current, value, count, isLong) };
    if (value instanceof Suspension && isHandled(tags, value)) {
      const { tag, words, target } = value;
      const left = new Continuation(undefined!, activation, [], current.realm);
      if (target === undefined) return { tag, payload: [tag, ...words, left] };
      current = target;
      ({ activation, step } = goOn(target, [...words, left]));
      continue;
    }
    let answer: any;
    try {
      answer = yield value;
    } catch (error) {
      step = activation.throw(error);
      continue;
    }
    step = activation.next(answer);
  }
}

/** Whether one of the tags, each before whether it switches, is that of the suspension. */
function isHandled(tags: readonly any[], { tag, target }: Suspension): boolean {
  for (let i = 0; i < tags.length; i += 2) if (tags[i] === tag && tags[i + 1] === (target !== undefined)) return true;
  return false;
}

function resultsOf({ realm }: Continuation, first: any, count: number, isLong: boolean): any[] {
  if (count === 0) return [null];
  const { high, results } = realm();
  const more = results();
  const words = isLong ? [first, high()] : [first];
  for (let i = 0; words.length < count; i++) words.push(more[i]);
  return [null, ...words];
}

/** The same in a first form, which nothing can leave: a trap where no handler is found, and where it would have to wait. */
export function resume(kind: number, count: number, isLong: boolean, handlers: number, ...rest: any[]): Left {
  const inside = resumeInside(kind, count, isLong, handlers, ...rest);
  let step: IteratorResult<any, Left> = inside.next();
  while (!step.done) {
    const refused = refusalOf(step.value);
    step = inside.throw(refused);
  }
  return step.value;
}

function refusalOf(yielded: unknown): unknown {
  try {
    return yielded instanceof Suspension ? unhandled() : cannotSuspend();
  } catch (error) {
    return error;
  }
}
