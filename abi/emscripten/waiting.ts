/** Programs that wait for promises of JavaScript of their own, in the middle of main. */
import { signature, type Raw } from '../../runtime-lite/func.js';
import { HI } from '../../runtime-lite/registers.js';
import { resumable, waitingRaw } from '../../runtime-lite/resume.js';
import { withGenerator } from '../../runtime-lite/suspending.js';
import type { Context } from './context.js';
import { emscripten_sleep, whileMainSleeps } from './later.js';
import { waitForMain } from './turns.js';
import { invoke, invokeWide, landed, leaveWord, pointed, rawExport, type Invoked } from './unwind.js';

/** emscripten_sleep, during which promises settle: where nothing can wait for them, it sleeps as ever. */
export function sleepForPromises(ctx: Context): Raw {
  ctx.waitForMain = waitForMain;
  return waitingRaw((ms: number) => whileMainSleeps(ctx, ms >>> 0), signature('i:'), emscripten_sleep(ctx) as Raw);
}

/** {@link invoke} and {@link invokeWide}, below which promises are waited for. */
export function invokeForPromises(ctx: Context, { invoked, isWide }: { readonly invoked: Invoked; readonly isWide: boolean }): Raw {
  return withGenerator((isWide ? invokeWide : invoke)(ctx, invoked) as Raw, function* (index: number, ...rest: number[]) {
    const stack = rawExport(ctx, 'stackSave')() as number;
    let result: number;
    try {
      result = yield* resumable(pointed(ctx, index, invoked.types))(...rest);
    } catch (error) {
      return landed(ctx, stack, error);
    }
    if (isWide && !ctx.casts) leaveWord(ctx, HI);
    return result;
  });
}
