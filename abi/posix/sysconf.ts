/** What programs ask of the system they run on, with the names that Emscripten's libc gives to Linux's numbers. */
import { E } from './errno.js';
import type { GuestMemory } from './memory.js';
import type { Process } from './process.js';

/** Bytes of a page, as Emscripten's libc has them. */
export const PAGE = 16384;
/** Of times(2), in a second. */
export const TICKS = 100;

/** sysconf(3) for _SC_CLK_TCK, _SC_OPEN_MAX, _SC_PAGESIZE, _SC_NPROCESSORS_CONF, _SC_NPROCESSORS_ONLN and _SC_PHYS_PAGES. Errors: EINVAL. */
export function sysconf(p: Process, { u8 }: GuestMemory, name: number): number {
  switch (name) {
    case 2:
      return TICKS;
    case 4:
      return p.fds.limit;
    case 30:
      return PAGE;
    case 83:
    case 84:
      return p.host.os?.cpus().length || 1;
    case 85:
      return Math.floor(u8.length / PAGE);
    default:
      return -E.EINVAL;
  }
}
