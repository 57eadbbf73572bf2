/** The table of modules that import it: up to 1.39. */
import { makeTable } from '../../runtime-lite/table.js';
import type { Context } from './context.js';

export function table(ctx: Context): object {
  const { initial, maximum } = ctx.config.table!;
  return (ctx.ownTable ??= makeTable('F', initial, maximum ?? undefined, null).object);
}
