/** JavaScript promise integration: calls that may suspend, imports that do, and exports that return promises. */
import { isOpaque, pushWords, refuseOpaque, resultsFromJs, resultsToJs, wordsToJs } from './convert.js';
import { syncForeign } from './foreign.js';
import { type FuncRec, funcRec, type Importer, importFunction, type Raw, rawHere, recOf, type Signature, takeOver } from './func.js';
import { showRecord } from './func-object.js';
import { advance, cannotSuspend, generatorOf, markSuspending, type Resumable, suspendingHost, Suspension, withGenerator } from './suspending.js';
import { takeNext } from './tail.js';
import { hostThrew, RuntimeError, translateError, trapUndefined } from './trap.js';
import { lettersOf } from './type-key.js';

/** A function of another linked copy, as `generator` there: words, further results and errors come over. */
function carried({ realm }: FuncRec, generator: Resumable): Resumable {
  const offered = realm();
  return function* (...words) {
    let first;
    try {
      first = yield* generator(...words);
    } catch (error) {
      throw hostThrew(offered.translate(error));
    } finally {
      syncForeign();
    }
    takeOver(offered);
    return first;
  };
}

/** The second form of what a call calls; a function that cannot suspend has one that does not. Traps if there is none at a table's index. */
export function resumable(raw: Raw | undefined): Resumable {
  if (raw === undefined) trapUndefined();
  let generator = generatorOf(raw);
  if (generator === undefined) {
    const { of } = raw as { readonly of?: FuncRec };
    const there = of && generatorOf(of.raw);
    generator = there === undefined ? function* (...words) { return raw(...words); } : carried(of!, there);
    withGenerator(raw, generator);
  }
  return generator;
}

/** {@link bounce} for bodies that are generators. */
export function* bounceResumable(first: ReturnType<Resumable>): ReturnType<Resumable> {
  let result = yield* first;
  for (let call = takeNext(); call !== undefined; call = takeNext()) result = yield* call.target(...call.args);
  return result;
}

/** The caller's function as one that suspends, unless it is compiled code's own. */
export function asSuspending(value: unknown): unknown {
  if (typeof value !== 'function' || recOf(value) !== undefined) return value;
  const suspending = {};
  markSuspending(suspending, value);
  return suspending;
}

/** As `importFunction`; a suspending import is a function whose second form waits for what the host returns. */
export function importSuspendable(value: unknown, type: Signature, importer: Importer, where: string, index: number): FuncRec {
  const host = suspendingHost(value);
  if (host === undefined) return importFunction(value, type, importer, where, index);
  return funcRec(waitingRaw(host, type, () => cannotSuspend()), type, index);
}

/** A host's function whose second form waits for what it returns; the first is `raw`, of no other function: by it the second is found. */
export function waitingRaw(host: Function, { sig, types }: Signature, raw: Raw): Raw {
  const letters = lettersOf(sig);
  const [params, results] = letters.split(':') as [string, string];
  const call = host as (...args: any[]) => any;
  const wait: Resumable = function* (...words) {
    try {
      refuseOpaque(letters);
      const value = yield Promise.resolve(call(...wordsToJs(params, words)));
      syncForeign();
      return resultsFromJs(types?.slice(params.length) ?? results, value);
    } catch (error) {
      syncForeign();
      throw hostThrew(error);
    }
  };
  return withGenerator(raw, wait);
}

/**
 * The function that calls `rec` and returns a promise of its result, which rejects with what `rec` throws. Arguments are converted before.
 * It keeps the record: as an import or in a table it is the function itself.
 */
export function promising(rec: FuncRec): Function {
  const { sig, types } = rec.type;
  const letters = lettersOf(sig);
  const [params, results] = letters.split(':') as [string, string];
  const paramTypes = types ?? params;
  const start = resumable(rawHere(rec));
  const fn = (...args: any[]): Promise<any> => {
    if (isOpaque(letters)) refuseOpaque(letters);
    const words: any[] = [];
    for (let i = 0; i < params.length; i++) pushWords(words, paramTypes[i]!, args[i]);
    syncForeign();
    return new Promise((resolve, reject) => {
      const activation = start(...words);
      const go = (next: () => IteratorResult<Promise<any>, any>): void => {
        try {
          const { done, value } = advance(next);
          if (done) resolve(resultsToJs(results, value));
          else if (value instanceof Suspension) go(() => activation.throw(new RuntimeError('unhandled tag')));
          else Promise.prototype.then.call(value, (result) => go(() => activation.next(result)), (error) => go(() => activation.throw(error)));
        } catch (error) {
          reject(translateError(error));
        }
      };
      go(() => activation.next());
    });
  };
  showRecord(fn, rec);
  return fn;
}
