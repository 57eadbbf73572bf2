/** Calls into JavaScript of the program's own that was taken out of its glue: EM_JS and libraries by name, EM_ASM by number. */
import { hostRaw } from '../../runtime-lite/func-host.js';
import { signature, type Raw } from '../../runtime-lite/func.js';
import { waitingRaw } from '../../runtime-lite/resume.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { Context } from './context.js';
import { glueScope } from './glue-scope.js';
import { turnWithHost, waitForMain } from './turns.js';

/** What the compiler makes of that JavaScript. */
export type GlueCode = (scope: object) => { readonly functions: Record<string, Function>; readonly constants: Record<number, Function>; readonly hooks?: [name: string, call: Function][] };

/** What that JavaScript finds around it. */
type ScopeOf = (ctx: Context) => object;

function codeOf(ctx: Context, make: GlueCode, scopeOf: ScopeOf): ReturnType<GlueCode> {
  ctx.turning = turnWithHost;
  return (ctx.carried ??= make(scopeOf(ctx)));
}

export function callFunction(ctx: Context, make: GlueCode, [name, sig]: [name: string, sig: string], scopeOf: ScopeOf): Raw {
  return hostRaw((...values: unknown[]) => codeOf(ctx, make, scopeOf).functions[name]!(...values), sig);
}

/** As {@link callFunction}, of a function that returns a promise: the program waits for it, except below what JavaScript called that does not. */
export function callWaiting(ctx: Context, make: GlueCode, [name, sig]: [name: string, sig: string], scopeOf: ScopeOf): Raw {
  ctx.waitForMain = waitForMain;
  return waitingRaw((...values: unknown[]) => codeOf(ctx, make, scopeOf).functions[name]!(...values), signature(sig), () => {
    throw new RuntimeError(`the program waits for a promise (${name}) where it cannot: below a timer, an event, a constructor or an export that --promising does not name`);
  });
}

export function waiting(ctx: Context, make: GlueCode, argument: [name: string, sig: string]): Raw {
  return callWaiting(ctx, make, argument, glueScope);
}

export function carried(ctx: Context, make: GlueCode, argument: [name: string, sig: string]): Raw {
  return callFunction(ctx, make, argument, glueScope);
}

/** Hooks run in their order, those before everything else in the reverse one: so glue takes them from its list. */
export function hang(ctx: Context, make: GlueCode, scopeOf: ScopeOf): void {
  ctx.hook = (name, ...values) => {
    for (const [one, call] of codeOf(ctx, make, scopeOf).hooks!) if (one === name) call(...values);
  };
  ctx.preRun.push(() => {
    const { hooks } = codeOf(ctx, make, scopeOf);
    for (const [one, call] of [...hooks!].reverse()) if (one === 'preRun') call();
    ctx.p.relatives.clear();
  });
}

export function hooks(ctx: Context, make: GlueCode): void {
  hang(ctx, make, glueScope);
}

/** Arguments as the program laid them out: a letter for each tells its type, and what has eight bytes is aligned to them. */
function argumentsAt({ m: { u8, dv } }: Context, letters: number, from: number): (number | bigint)[] {
  const values: (number | bigint)[] = [];
  let at = from >>> 0;
  for (let i = letters >>> 0; u8[i] !== 0; i++) {
    const letter = String.fromCharCode(u8[i]!);
    const isWide = letter !== 'i' && letter !== 'p';
    if (isWide) at = (at + 7) & ~7;
    values.push(letter === 'j' ? dv.getBigInt64(at, true) : isWide ? dv.getFloat64(at, true) : letter === 'p' ? dv.getUint32(at, true) : dv.getInt32(at, true));
    at += isWide ? 8 : 4;
  }
  return values;
}

/** emscripten_asm_const_*(code, letters, arguments) */
export function callConstant(ctx: Context, make: GlueCode, sig: string, scopeOf: ScopeOf): Raw {
  return hostRaw((code: number, letters: number, at: number) => codeOf(ctx, make, scopeOf).constants[code >>> 0]!(...argumentsAt(ctx, letters, at)), sig);
}

export function constant(ctx: Context, make: GlueCode, sig: string): Raw {
  return callConstant(ctx, make, sig, glueScope);
}
