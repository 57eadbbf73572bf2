/** The four clocks. Times are 64-bit nanoseconds. */
import { syncForeign } from '../../runtime-lite/foreign.js';
import { call, fail, type Context } from './context.js';
import { span } from './memory.js';

export const CLOCK_REALTIME = 0;
export const CLOCK_MONOTONIC = 1;
const CLOCK_PROCESS_CPUTIME = 2;
const CLOCK_THREAD_CPUTIME = 3;

const MICROSECOND = 1000n;
const MILLISECOND = 1000000n;

function nanoseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * MILLISECOND + BigInt(Math.floor((ms - whole) * 1e6));
}

let latest = 0;

/** Milliseconds that never go back, where the host has only the time of day. */
function steadyDate(): number {
  latest = Math.max(latest, Date.now());
  return latest;
}

function monotonic(ctx: Context): bigint {
  const { process } = ctx.p.host;
  if (process?.hrtime?.bigint !== undefined) return process.hrtime.bigint();
  return nanoseconds(typeof performance === 'undefined' ? steadyDate() : performance.now());
}

/** The time of a clock. Errors: EINVAL for an unknown one, ENOTSUP where the host does not tell it. */
export function timeOf(ctx: Context, clock: number): bigint {
  syncForeign();
  const { process } = ctx.p.host;
  switch (clock) {
    case CLOCK_REALTIME:
      return nanoseconds(typeof performance === 'undefined' || performance.timeOrigin === undefined ? Date.now() : performance.timeOrigin + performance.now());
    case CLOCK_MONOTONIC:
      return monotonic(ctx);
    case CLOCK_PROCESS_CPUTIME:
    case CLOCK_THREAD_CPUTIME: {
      const thread = clock === CLOCK_THREAD_CPUTIME ? (process as { threadCpuUsage?(): NodeJS.CpuUsage } | undefined)?.threadCpuUsage?.() : undefined;
      const used = thread ?? process?.cpuUsage?.();
      if (used === undefined) fail('EOPNOTSUPP');
      return BigInt(used.user + used.system) * MICROSECOND;
    }
    default:
      return fail('EINVAL');
  }
}

/** The precision asked for is not used: the clocks are as precise as they are. */
export function clock_time_get(ctx: Context) {
  return call((clock: number, _precisionLow: number, _precisionHigh: number, at: number) => {
    const time = timeOf(ctx, clock);
    ctx.m.dv.setBigUint64(span(ctx, at, 8), time, true);
  });
}

export function clock_res_get(ctx: Context) {
  return call((clock: number, at: number) => {
    timeOf(ctx, clock);
    const exact = clock === CLOCK_MONOTONIC && ctx.p.host.process?.hrtime?.bigint !== undefined;
    const resolution = exact ? 1n : typeof performance === 'undefined' ? MILLISECOND : MICROSECOND;
    ctx.m.dv.setBigUint64(span(ctx, at, 8), resolution, true);
  });
}
