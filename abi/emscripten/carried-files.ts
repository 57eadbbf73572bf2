/** The same as `carried.ts` for JavaScript that uses files. */
import type { Raw } from '../../runtime-lite/func.js';
import { callConstant, callFunction, callWaiting, hang, type GlueCode } from './carried.js';
import type { Context } from './context.js';
import { fileScope } from './fs/index.js';
import { beginInMemory } from './fs/mounts.js';
import { glueScope } from './glue-scope.js';

function scopeWithFiles(ctx: Context): object {
  const scope = glueScope(ctx);
  const files = fileScope(ctx);
  Object.assign((scope as { Module: object }).Module, { FS: files.FS });
  return Object.assign(scope, files);
}

export function carried(ctx: Context, make: GlueCode, argument: [name: string, sig: string]): Raw {
  beginInMemory(ctx.p);
  return callFunction(ctx, make, argument, scopeWithFiles);
}

export function waiting(ctx: Context, make: GlueCode, argument: [name: string, sig: string]): Raw {
  beginInMemory(ctx.p);
  return callWaiting(ctx, make, argument, scopeWithFiles);
}

export function hooks(ctx: Context, make: GlueCode): void {
  beginInMemory(ctx.p);
  hang(ctx, make, scopeWithFiles);
}

export function constant(ctx: Context, make: GlueCode, sig: string): Raw {
  beginInMemory(ctx.p);
  return callConstant(ctx, make, sig, scopeWithFiles);
}
