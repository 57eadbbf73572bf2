/** A console whose lines go where the program's own output goes, and in the same order: the host's would print them when its thread finds time. */
import { builtin } from './host.js';

type Print = (...values: unknown[]) => void;

/** The host's console, but for what prints lines. */
export function consoleOf(line: (fd: 1 | 2, text: string) => void): Record<string, any> & { log: Print; error: Print } {
  const format = builtin<typeof import('node:util')>('node:util')?.format ?? ((...values: unknown[]) => values.map(String).join(' '));
  const to = (fd: 1 | 2): Print => (...values) => line(fd, format(...values));
  const [log, error] = [to(1), to(2)];
  const assert = (holds: unknown, ...values: unknown[]): void => {
    if (!holds) error(...(values.length === 0 ? ['Assertion failed'] : typeof values[0] === 'string' ? [`Assertion failed: ${values[0]}`, ...values.slice(1)] : ['Assertion failed', ...values]));
  };
  const own = { log, info: log, debug: log, warn: error, error, assert };
  return Object.assign(Object.create((globalThis as { console?: object }).console ?? null), own);
}
