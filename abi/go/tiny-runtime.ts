/** Life of a program made by TinyGo for js/wasm, on a context of WASI. */
import type { Exports } from '../contract.js';
import { hostProcess } from '../host/host.js';
import { enter, tinyOf, type WasiContext } from './tiny-context.js';

/** Starts the program; its exit code, when it has ended, or when nothing can happen any more that it might wait for. */
export function start(ctx: WasiContext, exports: Exports): Promise<number> {
  const tiny = tinyOf(ctx);
  return new Promise<number>((resolve, reject) => {
    const process = hostProcess();
    const idle = (): void => tiny.finish(0);
    const end = (settle: () => void): void => {
      tiny.exited = true;
      process?.off?.('beforeExit', idle);
      settle();
    };
    tiny.finish = (code) => end(() => resolve(code));
    tiny.fail = (error) => end(() => reject(error));
    process?.once?.('beforeExit', idle);
    try {
      enter(tiny, () => exports._start());
    } catch (error) {
      tiny.fail(error);
    }
  });
}
