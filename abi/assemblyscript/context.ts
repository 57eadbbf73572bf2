/** The state of one module made by AssemblyScript, and how it spells strings. */
import type { BaseContext } from '../contract.js';
import type { Host } from '../host/host.js';
import type { GuestMemory } from '../posix/memory.js';
import { Stdio } from '../posix/stdio.js';
import { encodeText } from '../posix/text.js';
import type { Memory } from '../../runtime-lite/memory.js';

export interface Context extends BaseContext {
  host: Host;
  m: GuestMemory;
  /** When each `console.time` began, by label. */
  started: Map<string, number>;
  /** Where the module imports it. */
  memory: Memory | undefined;
}

/** A string: UTF-16, its length in bytes in the word before it. Null where the pointer is. */
export function stringAt({ m }: Context, pointer: number): string | null {
  if (pointer === 0) return null;
  if (m.u8.length === 0) throw new Error('the module passes a string before its memory can be reached, which is when it is instantiated: build it with --exportStart _start');
  const at = pointer >>> 0;
  const length = m.dv.getUint32(at - 4, true) >>> 1;
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(m.dv.getUint16(at + 2 * i, true));
  return text;
}

/** Writes a line to standard output (1) or standard error (2). */
export function printLine({ host }: Context, fd: number, text: string): void {
  const bytes = encodeText(`${text}\n`);
  new Stdio(host, fd).write(bytes, 0, bytes.length);
}
