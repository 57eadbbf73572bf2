import { CompileError } from '../../diagnostics.js';

/** Custom sections never make a module malformed: what was read before the fault stays. Gives the fault. */
export function tolerant(read: () => void): CompileError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof CompileError) return error;
    throw error;
  }
}
