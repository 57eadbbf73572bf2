/** Times of files as the calls of `fs` take them. */

/**
 * Milliseconds since 1970 as seconds, or as a date before 1970, where a number means now. Hosts cut what is below a microsecond, so a
 * microsecond that no double tells is the double above it, not the one below.
 */
export function hostTime(ms: number): number | Date {
  if (ms < 0) return new Date(ms);
  const microseconds = Math.round(ms * 1000);
  const seconds = microseconds / 1e6;
  const whole = Math.floor(seconds);
  return Math.floor((seconds - whole) * 1e9) < (microseconds - whole * 1e6) * 1000 ? seconds * (1 + Number.EPSILON) : seconds;
}
