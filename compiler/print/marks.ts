/** Positions of text that is printed before the rest of its line: a source map's marks as plain data. */
import { type Location, NOWHERE, type SourceMapSink } from './source-map.js';

export interface Marks {
  /** Four numbers for each: the column, the line (from 1; 0 for text without an original) and column of the original, and its name's place in `names` or -1. */
  readonly data: number[];
  readonly names: string[];
}

export const MARK = 4;

export class MarkRecorder implements SourceMapSink {
  readonly marks: Marks = { data: [], names: [] };

  mark(column: number, location: Location, name: string | undefined): void {
    const { data, names } = this.marks;
    const { line, column: original } = location.start;
    data.push(column, location === NOWHERE ? 0 : line, original, name === undefined ? -1 : names.push(name) - 1);
  }

  newline(): void {
    throw new Error('print: statements that are printed alone end no line');
  }
}

/** Tells `map` the marks of text that begins at `column`. */
export function replay({ data, names }: Marks, column: number, map: SourceMapSink): void {
  for (let i = 0; i < data.length; i += MARK) {
    const [at, line, original, name] = [data[i]!, data[i + 1]!, data[i + 2]!, data[i + 3]!];
    map.mark(column + at, line === 0 ? NOWHERE : { start: { line, column: original } }, names[name]);
  }
}
