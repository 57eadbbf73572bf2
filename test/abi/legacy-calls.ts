/** Calls of Emscripten's old backend on files: by number, with the words that a program would leave. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as calls from '../../abi/emscripten-legacy/files.js';
import { fixture } from './fixture.js';

export function legacyFiles() {
  const f = fixture();
  const { ctx, directory } = f;
  /** Calls system call `number` with the given words. */
  const call = (number: number, ...args: number[]): number => (calls as Record<string, any>)[`___syscall${number}`](ctx)(number, f.words(...args));
  const open = (name: string, flags = 0, mode = 0o644): number => call(5, f.string(name), flags, mode);
  const put = (name: string, text: string): string => {
    fs.writeFileSync(join(directory, name), text);
    return name;
  };
  return { f, ctx, directory, call, open, put };
}
