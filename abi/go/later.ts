/** Tasks that run after the present one: at once, but not for so long that timers and the network never have their turn. */

/** Milliseconds for which tasks may follow each other without the event loop. */
const TURN = 10;

export function taskQueue(run: (task: () => void) => void): (task: () => void) => void {
  const { setImmediate } = globalThis as { setImmediate?: (call: () => void) => unknown };
  const nextTurn = setImmediate ?? ((call: () => void) => setTimeout(call, 0));
  let turnEnds = 0;
  return (task) => {
    if (Date.now() < turnEnds) void Promise.resolve().then(() => run(task));
    else {
      nextTurn(() => {
        turnEnds = Date.now() + TURN;
        run(task);
      });
    }
  };
}
