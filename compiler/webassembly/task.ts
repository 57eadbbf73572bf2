/** Tasks of the event loop, in which the JS API settles its promises: whatever else waits has its turn between them. */

/** What engines have, as it was before a program put others there. */
const { setImmediate, setTimeout, MessageChannel } = globalThis as Partial<Pick<typeof globalThis, 'setImmediate' | 'setTimeout' | 'MessageChannel'>>;

const later: ((run: () => void) => void) | undefined =
  setImmediate !== undefined ? (run) => void setImmediate(run)
  : MessageChannel !== undefined ? (run) => message(new MessageChannel(), run)
  : setTimeout !== undefined ? (run) => void setTimeout(run, 0)
  : undefined;

/** Pages delay timers that follow each other, and messages not. A channel that stays open would keep other hosts waiting for messages. */
function message({ port1, port2 }: MessageChannel, run: () => void): void {
  port1.onmessage = () => {
    port1.close();
    run();
  };
  port2.postMessage(undefined);
}

/** Resolves in a task of its own; like any promise where there is none, as on Cloudflare's workers while they evaluate modules. */
export function task(): Promise<void> {
  return new Promise((resolve) => {
    try {
      if (later) later(resolve);
      else resolve();
    } catch {
      resolve();
    }
  });
}
