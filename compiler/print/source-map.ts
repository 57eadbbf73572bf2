/** A source map (version 3) written as the text is printed: no mapping objects are kept. */

/** Names of the originals; `sourcesContent` gives their texts in the same order. */
export interface SourceMapOptions {
  readonly file: string;
  readonly sources: readonly string[];
  readonly sourcesContent?: ReadonlyArray<string | null>;
}

/** A position in an original: `line` from 1, `column` from 0. `source` is one of the sources, by default the first. */
export interface Location {
  readonly start: { readonly line: number; readonly column: number };
  readonly source?: string | null | undefined;
}

/** What is told while text is printed. */
export interface SourceMapSink {
  /** The output from `column` of the current line on comes from `location`. */
  mark(column: number, location: Location, name: string | undefined): void;
  /** Ends the current line. The next one continues a statement of it, or begins with something new. */
  newline(continues: boolean): void;
}

/** Of text that comes from no original. */
export const NOWHERE: Location = { start: { line: 0, column: 0 } };

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 VLQ of an int32. */
function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest === 0 ? digit : digit | 32];
  } while (rest !== 0);
  return text;
}

/** What one segment says; `source` is -1 where the text has no original. */
interface Segment {
  column: number;
  source: number;
  line: number;
  original: number;
  name: number;
}

/**
 * Every line of the output begins with a mapping at column 0: to its own statement, to the position before it where a
 * statement continues, or to nothing. Without it some readers look at the line before.
 */
export class SourceMapWriter implements SourceMapSink {
  private readonly parts: string[] = [];
  private text = '';
  private readonly sourceIndex: ReadonlyMap<string, number>;
  private readonly names = new Map<string, number>();
  /** The segment that is written once the next one is known to begin at another column. */
  private readonly last: Segment = { column: 0, source: -1, line: 0, original: 0, name: -1 };
  private lineIsEmpty = true;
  private wroteSegment = false;
  private readonly before = { column: 0, source: 0, line: 0, original: 0, name: 0 };

  constructor(private readonly options: SourceMapOptions) {
    this.sourceIndex = new Map(options.sources.map((source, index) => [source, index]));
  }

  mark(column: number, location: Location, name: string | undefined): void {
    const { last } = this;
    const source = location === NOWHERE ? -1 : location.source == null ? 0 : this.indexOf(location.source);
    const line = location.start.line - 1;
    const original = location.start.column;
    const same = last.source === source && last.line === line && last.original === original;
    if (this.lineIsEmpty && column > 0) this.begin(0);
    if (same && name === undefined && !this.lineIsEmpty) return;
    if (this.lineIsEmpty || column !== last.column) this.begin(column);
    last.source = source;
    last.line = line;
    last.original = original;
    last.name = name === undefined ? -1 : this.nameIndex(name);
  }

  newline(continues: boolean): void {
    if (this.lineIsEmpty) this.begin(0);
    this.write();
    this.text += ';';
    this.flush();
    this.lineIsEmpty = true;
    this.wroteSegment = false;
    this.before.column = 0;
    this.last.name = -1;
    if (!continues) this.last.source = -1;
  }

  /** The map as JSON. The writer is spent. */
  finish(): string {
    if (!this.lineIsEmpty) this.write();
    this.parts.push(this.text);
    const { file, sources, sourcesContent } = this.options;
    const names = [...this.names.keys()];
    return JSON.stringify({ version: 3, file, sources, sourcesContent, names, mappings: this.parts.join('') });
  }

  private begin(column: number): void {
    if (!this.lineIsEmpty) this.write();
    this.lineIsEmpty = false;
    this.last.column = column;
    this.last.name = -1;
  }

  private write(): void {
    const { last, before } = this;
    let segment = (this.wroteSegment ? ',' : '') + vlq(last.column - before.column);
    before.column = last.column;
    if (last.source >= 0) {
      segment += vlq(last.source - before.source) + vlq(last.line - before.line) + vlq(last.original - before.original);
      before.source = last.source;
      before.line = last.line;
      before.original = last.original;
      if (last.name >= 0) {
        segment += vlq(last.name - before.name);
        before.name = last.name;
      }
    }
    this.wroteSegment = true;
    this.text += segment;
  }

  private flush(): void {
    if (this.text.length < 65536) return;
    this.parts.push(this.text);
    this.text = '';
  }

  private indexOf(source: string): number {
    const index = this.sourceIndex.get(source);
    if (index === undefined) throw new Error(`print: ${JSON.stringify(source)} is not one of the sources of the map`);
    return index;
  }

  private nameIndex(name: string): number {
    let index = this.names.get(name);
    if (index === undefined) this.names.set(name, (index = this.names.size));
    return index;
  }
}
