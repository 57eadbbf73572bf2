import { CompileError } from '../../diagnostics.js';

/** Custom sections never make a module malformed: what was read before the fault stays. */
export function tolerant(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
  }
}
