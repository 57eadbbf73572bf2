/** Positions of text that is printed before the rest of its line: a source map's marks as plain data. */
import { type Location, NOWHERE, type SourceMapSink } from './source-map.js';

export interface Marks {
  /**
   * Five numbers for each: the column, the line (from 1; 0 for text without an original) and column of the original, its name's place in `names`
   * and its source's in `sources`, or -1.
   */
  readonly data: number[];
  readonly names: string[];
  readonly sources: string[];
}

export const MARK = 5;

export class MarkRecorder implements SourceMapSink {
  readonly marks: Marks = { data: [], names: [], sources: [] };
  private source: string | undefined = undefined;

  mark(column: number, location: Location, name: string | undefined): void {
    const { data, names, sources } = this.marks;
    if (location.source != null && location.source !== this.source) sources.push(this.source = location.source);
    const { line, column: original } = location.start;
    data.push(column, location === NOWHERE ? 0 : line, original, name === undefined ? -1 : names.push(name) - 1, location.source == null ? -1 : sources.length - 1);
  }

  newline(): void {
    throw new Error('print: statements that are printed alone end no line');
  }
}

/** Tells `map` the marks of text that begins at `column`. */
export function replay({ data, names, sources }: Marks, column: number, map: SourceMapSink): void {
  for (let i = 0; i < data.length; i += MARK) {
    const [at, line, original, name, source] = [data[i]!, data[i + 1]!, data[i + 2]!, data[i + 3]!, data[i + 4]!];
    map.mark(column + at, line === 0 ? NOWHERE : { start: { line, column: original }, source: sources[source] }, names[name]);
  }
}
