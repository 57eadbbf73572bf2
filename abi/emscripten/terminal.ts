/** A terminal as the program sees it: that it is one, its size, and modes that nobody can change. */
import { isTerminal } from '../host/host.js';
import { descriptionOf } from '../posix/fd.js';
import { Stdio } from '../posix/stdio.js';
import type { Context } from './context.js';

const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TCSETSF = 0x5404;
const TIOCGWINSZ = 0x5413;
const TIOCSWINSZ = 0x5414;

/** `struct termios`: flags of input, output, control and local, then the line discipline and what characters mean. */
const BYTES = 60;
const COOKED = [0x500, 0x5, 0xbf, 0x8a3b];
const CHARACTERS = [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22];
const CHARACTERS_AT = 17;

/** Rows and columns, where nobody tells others. */
const SIZE = [24, 80, 0, 0];

export function isTerminalOf(ctx: Context, fd: number): boolean {
  const description = descriptionOf(ctx.p, fd);
  return description instanceof Stdio && ctx.p.host.sinks?.[description.fd] === undefined && (description.fd !== 0 || ctx.p.host.stdin === undefined) && isTerminal(description.fd);
}

/** ioctl(2) on a terminal; undefined for requests that mean the same on any descriptor. */
export function terminalControl(ctx: Context, request: number, at: number): number | undefined {
  const { dv, u8 } = ctx.m;
  const base = at >>> 0;
  switch (request) {
    case TCGETS:
      u8.fill(0, base, base + BYTES);
      COOKED.forEach((flags, i) => dv.setUint32(base + 4 * i, flags, true));
      u8.set(CHARACTERS, base + CHARACTERS_AT);
      return 0;
    case TIOCGWINSZ:
      SIZE.forEach((value, i) => dv.setUint16(base + 2 * i, value, true));
      return 0;
    case TIOCSWINSZ:
      return 0;
    default:
      return request >= TCSETS && request <= TCSETSF ? 0 : undefined;
  }
}
