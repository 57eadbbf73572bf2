/** Joins tokens into text: puts a space between two only where they would otherwise read as something else. */
import { type Marks, replay } from './marks.js';
import { NOWHERE, type Location, type SourceMapSink } from './source-map.js';

const PLUS = 43;
const MINUS = 45;
const SLASH = 47;
const BANG = 33;
const LESS = 60;
const CLOSING_BRACE = 125;

/** Characters of identifiers, keywords and numbers. */
const WORD = new Uint8Array(128);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$_\\') WORD[character.charCodeAt(0)] = 1;

function isWord(code: number): boolean {
  return code >= 128 || WORD[code] === 1;
}

const PIECE = 65536;

/** The text does not fit a string of the engine. */
export class OutputTooLong extends Error {
  constructor(readonly characters: number) {
    super(`${characters} characters do not fit a string`);
  }
}

export class Writer {
  private readonly pieces: string[] = [];
  private text = '';
  /** Code of the last character. A line end stands for no character: nothing joins over it. */
  private last = 10;
  private column = 0;
  private semicolonDue = false;
  private level = 0;
  private location: Location | undefined = undefined;
  private name: string | undefined = undefined;

  constructor(
    readonly pretty: boolean,
    readonly map: SourceMapSink | undefined,
  ) {}

  /** Appends one or more tokens without line ends. */
  write(code: string): void {
    if (code.length === 0) return;
    const first = code.charCodeAt(0);
    if (this.semicolonDue) {
      this.semicolonDue = false;
      if (first !== CLOSING_BRACE || this.pretty) this.put(';');
    }
    const { last } = this;
    if (isWord(first) ? isWord(last) : this.joins(last, first)) this.put(' ');
    if (this.location !== undefined) {
      this.map?.mark(this.column, this.location, this.name);
      this.location = undefined;
    }
    this.put(code);
  }

  /** Whether two punctuators would make another token, a comment, an HTML comment or an end tag of script. */
  private joins(last: number, first: number): boolean {
    if (first === last) return first === PLUS || first === MINUS || first === SLASH;
    if (first === SLASH) return last === LESS;
    return first === MINUS && last === BANG && this.text.endsWith('<!');
  }

  /** Appends text that may hold line ends and never joins with what is before it: part of a template, a comment. */
  raw(code: string): void {
    const end = code.lastIndexOf('\n');
    if (end < 0) {
      this.put(code);
      return;
    }
    for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) this.map?.newline(true);
    this.put(code);
    this.column = code.length - end - 1;
  }

  /** Appends statements that were printed before, in compact output. */
  printed(code: string, marks: Marks | undefined): void {
    this.write(code);
    if (!this.map || !marks) return;
    replay(marks, this.column - code.length, this.map);
    this.mark(NOWHERE, undefined);
  }

  private put(code: string): void {
    if (code.length === 0) return;
    this.text += code;
    this.last = code.charCodeAt(code.length - 1);
    this.column += code.length;
    if (this.text.length > PIECE) {
      // Not all of it: `joins` looks back.
      this.pieces.push(this.text.slice(0, -2));
      this.text = this.text.slice(-2);
    }
  }

  /** Ends a statement. Before a closing brace nothing is needed, so it is written with the next token. */
  semicolon(): void {
    this.semicolonDue = true;
  }

  /** White space of pretty output. */
  space(): void {
    if (this.pretty) this.put(' ');
  }

  /** Begins a line at the current depth in pretty output. */
  line(): void {
    if (this.pretty) {
      this.newline();
      this.put('  '.repeat(this.level));
    }
  }

  indent(by: 1 | -1): void {
    this.level += by;
  }

  /** Ends the line. */
  newline(): void {
    if (this.semicolonDue) {
      this.semicolonDue = false;
      this.put(';');
    }
    this.put('\n');
    this.last = 10;
    this.column = 0;
    this.map?.newline(this.level > 0);
  }

  /** The next token comes from `location`. Of several calls before it the last counts. */
  mark(location: Location, name: string | undefined): void {
    this.location = location;
    this.name = name;
  }

  /** All of it. @throws OutputTooLong */
  toString(): string {
    this.pieces.push(this.text);
    this.text = '';
    try {
      return this.pieces.join('');
    } catch {
      throw new OutputTooLong(this.pieces.reduce((sum, piece) => sum + piece.length, 0));
    }
  }
}
