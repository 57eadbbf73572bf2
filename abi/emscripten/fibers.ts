/**
 * Fibers (emscripten/fiber.h): calls that Asyncify leaves and takes up again, each with stacks of its own. A fiber is left by unwinding to what called
 * main or the fiber's first function, which then calls the other: its first function, or again what it was left from.
 */
import { RuntimeError } from '../../runtime-lite/trap.js';
import { getI32, setI32 } from '../posix/memory.js';
import type { Context } from './context.js';
import { pointed, rawExport } from './unwind.js';

// struct emscripten_fiber_s: stack_base@0 stack_limit@4 stack_ptr@8 entry@12 user_data@16 asyncify_data@20.
const STACK = 8;
const ENTRY = 12;
const ARGUMENT = 16;
const LEFT = 20;

type Call = () => number | void;

function switchStack(ctx: Context, fiber: number): void {
  const limits = [getI32(ctx.m, fiber), getI32(ctx.m, fiber + 4)] as const;
  ctx.exports.emscripten_stack_set_limits?.(...limits);
  ctx.exports.__set_stack_limits?.(...limits);
  (rawExport(ctx, 'stackRestore') as (at: number) => void)(getI32(ctx.m, fiber + STACK));
}

const first = (ctx: Context, entry: number, argument: number): Call => () => pointed(ctx, entry, 'vi')(argument) as void;

/** emscripten_fiber_swap(the fiber that runs, the one to go on with). */
export function emscripten_fiber_swap(ctx: Context) {
  /** What each fiber that was left is called by. */
  const left = new Map<number, Call>();
  let running: Call | undefined;
  let next = 0;
  let isRewinding = false;
  ctx.aroundMain = (main) => {
    let result: number | void = (running = main)();
    while (next !== 0) {
      ctx.exports.asyncify_stop_unwind();
      const fiber = next;
      next = 0;
      switchStack(ctx, fiber);
      const entry = getI32(ctx.m, fiber + ENTRY);
      if (entry === 0) {
        isRewinding = true;
        running = left.get(fiber)!;
        ctx.exports.asyncify_start_rewind(fiber + LEFT);
      } else {
        setI32(ctx.m, fiber + ENTRY, 0);
        running = first(ctx, entry, getI32(ctx.m, fiber + ARGUMENT));
      }
      result = running();
    }
    const ended = running;
    running = undefined;
    return ended === main ? (result as number) : 0;
  };
  return (from: number, to: number): void => {
    if (isRewinding) {
      isRewinding = false;
      ctx.exports.asyncify_stop_rewind();
      return;
    }
    if (running === undefined) throw new RuntimeError('emscripten_fiber_swap is called by what main left to be called later: only main and its fibers can be left');
    left.set(from, running);
    ctx.exports.asyncify_start_unwind(from + LEFT);
    setI32(ctx.m, from + STACK, (rawExport(ctx, 'stackSave') as () => number)());
    next = to;
  };
}
