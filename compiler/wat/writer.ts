/** Text line by line, with the byte offset and the position of each: what source maps point to. */

const CHUNK = 65536;
/** Indentation stops growing here: real modules nest 20,000 blocks. */
const MAX_INDENT = 32;

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

export class LineWriter {
  readonly chunks: string[] = [];
  private text = '';
  private lines = 0;
  /** By byte offset: line of the instruction that begins there, 0 where none does. */
  private readonly lineAt: Uint32Array;
  private readonly columnAt: Uint8Array;

  /** `size`: of the module, in bytes. */
  constructor(size: number) {
    this.lineAt = new Uint32Array(size);
    this.columnAt = new Uint8Array(size);
  }

  /** Writes a line. `at`: the byte offset it comes from, shown at its end. Returns its number, from 1. */
  line(depth: number, text: string, at = -1): number {
    const indent = Math.min(depth, MAX_INDENT) * 2;
    const origin = at < 0 ? '' : ` ;; @0x${at.toString(16)}`;
    this.text += `${SPACES[indent]!}${text}${origin}\n`;
    this.lines++;
    if (at >= 0) this.place(at, indent);
    if (this.text.length > CHUNK) this.flush();
    return this.lines;
  }

  /** What begins at the byte offset stands in the last line too. */
  place(at: number, column: number): void {
    this.lineAt[at] = this.lines;
    this.columnAt[at] = column;
  }

  flush(): void {
    this.chunks.push(this.text);
    this.text = '';
  }

  position(at: number): Position | undefined {
    const line = this.lineAt[at];
    return line ? { line, column: this.columnAt[at]! } : undefined;
  }
}

const SPACES = Array.from({ length: 2 * MAX_INDENT + 1 }, (_, n) => ' '.repeat(n));
