/** Time as tests make it. */

/** Calls `act` while `Date.now` stands at `at.ms`. */
export function withClock(act: (at: { ms: number }) => void): void {
  const at = { ms: 1e12 }, { now } = Date;
  Date.now = () => at.ms;
  try {
    act(at);
  } finally {
    Date.now = now;
  }
}
