/** Files of --embed-file, which stand in the program's memory: in memory they are, at the paths that they were given. */
import { cString, getI32, bytesAt } from '../posix/memory.js';
import type { Context } from './context.js';
import { fileScope } from './fs/index.js';
import { beginInMemory } from './fs/mounts.js';

/** Three words each: name, length, place; the last name is 0. */
function load(ctx: Context, from: number): void {
  const { FS, PATH } = fileScope(ctx) as { FS: any; PATH: any };
  for (let at = from; getI32(ctx.m, at) !== 0; at += 12) {
    const path = cString(ctx.m, getI32(ctx.m, at));
    FS.createPath('/', PATH.dirname(path), true, true);
    FS.createDataFile(path, null, bytesAt(ctx.m, getI32(ctx.m, at + 8), getI32(ctx.m, at + 4)), true, true);
  }
}

/** Called by libc since 3.1.7. */
export function _emscripten_fs_load_embedded_files(ctx: Context) {
  beginInMemory(ctx.p);
  return (at: number): void => load(ctx, at);
}

/** Before, by glue, of an address that the module exports. */
export function embedded(ctx: Context): void {
  beginInMemory(ctx.p);
  ctx.preRun.push(() => load(ctx, ctx.exports.__emscripten_embedded_file_data.value));
}
