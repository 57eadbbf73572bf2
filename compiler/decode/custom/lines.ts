/** Line tables of DWARF 2 to 5 (section 6.2, `.debug_line`): where in its sources each instruction stands. */
import { malformed } from '../../diagnostics.js';
import { Cursor } from '../cursor.js';
import { decodeUtf8 } from '../utf8.js';
import { tolerant } from './tolerant.js';

/** Rows in the order of their addresses; each holds until the next. */
export interface LineTable {
  /** Paths as the compiler wrote them, relative ones to where it ran. */
  readonly files: readonly string[];
  /** Offsets from the beginning of the code section's contents. */
  readonly addresses: readonly number[];
  /** Places in `files`; -1 where a sequence of instructions ends. */
  readonly sources: readonly number[];
  /** From 1; 0 for instructions that no line stands for. */
  readonly lines: readonly number[];
  /** From 1; 0 for the line as a whole. */
  readonly columns: readonly number[];
}

/** The text sections that units refer to, by form. */
export interface LineTexts {
  readonly line: Cursor | undefined;
  readonly general: Cursor | undefined;
}

interface Row { readonly address: number; readonly source: number; readonly line: number; readonly column: number }

const LNS = { copy: 1, advancePc: 2, advanceLine: 3, setFile: 4, setColumn: 5, constAddPc: 8, fixedAdvancePc: 9 };
const LNE = { endSequence: 1, setAddress: 2 };
const CONTENT = { path: 1, directory: 2 };
/** Lines and columns beyond stand in no file; differences between those up to it are what source maps can hold. */
const LAST = 2 ** 30;
/** Bytes of a path: systems open no longer ones, and each of many entries may name the same text. */
const LONGEST_PATH = 4096;

/** What is malformed ends the table: rows before it stay. Sequences of functions that the linker left out, at 0 or beyond `codeBytes`, are none. */
export function readLines(c: Cursor, texts: LineTexts, codeBytes: number): LineTable {
  const files = new Map<string, number>();
  const rows: Row[] = [];
  tolerant(() => { while (c.pos < c.end) new Unit(c, texts, files, (sequence) => { if (isKept(sequence, codeBytes)) for (const row of sequence) rows.push(row); }).read(); });
  rows.sort((a, b) => a.address - b.address || Number(b.source < 0) - Number(a.source < 0));
  return {
    files: [...files.keys()], addresses: rows.map(({ address }) => address), sources: rows.map(({ source }) => source),
    lines: rows.map(({ line }) => line), columns: rows.map(({ column }) => column),
  };
}

const isKept = (sequence: readonly Row[], codeBytes: number): boolean => sequence[0]!.address > 0 && sequence.at(-1)!.address <= codeBytes;

const fixed = (c: Cursor, bytes: number): number => {
  let value = 0;
  for (let i = 0; i < bytes; i++) value += c.u8() * 256 ** i;
  return value;
};

/** What a table can say and no file can have counts as not known. */
const inFile = (place: number): number => (place >= 1 && place <= LAST ? place : 0);

function text(c: Cursor): string {
  const start = c.pos;
  while (c.u8() !== 0) if (c.pos - start > LONGEST_PATH) throw malformed('.debug_line: a path that no system has', start);
  return decodeUtf8(c.bytes, start, c.pos - 1) ?? '?';
}

function textAt(section: Cursor | undefined, offset: number): string {
  return section === undefined ? '?' : text(new Cursor(section.bytes, section.pos + offset, section.end));
}

/** The lines of one compilation unit. */
class Unit {
  private directories: string[] = [];
  /** Places in the list of all files. */
  private sources: number[] = [];

  constructor(private readonly c: Cursor, private readonly texts: LineTexts, private readonly files: Map<string, number>, private readonly give: (sequence: readonly Row[]) => void) {}

  read(): void {
    const { c } = this;
    const at = c.pos;
    const length = fixed(c, 4);
    const outside = c.end, end = c.pos + length;
    if (end > outside) throw malformed('.debug_line: a unit goes beyond the section', at);
    c.end = end;
    const version = fixed(c, 2);
    if (version < 2 || version > 5) throw malformed(`.debug_line: version ${version} is not known`, at);
    if (version >= 5) c.pos += 2;
    const programAt = fixed(c, 4);
    const program = c.pos + programAt;
    const least = c.u8();
    if (version >= 4) c.u8();
    c.u8();
    const base = c.u8() << 24 >> 24;
    const range = c.u8();
    const first = c.u8();
    const lengths = [0];
    for (let i = 1; i < first; i++) lengths.push(c.u8());
    if (version >= 5) this.readEntries();
    else this.readOldEntries();
    c.pos = program;
    if (range === 0) throw malformed('.debug_line: a line range of 0', at);
    this.run(least, base, range, first, lengths);
    c.pos = end;
    c.end = outside;
  }

  private source(path: string, directory: number): number {
    const isAbsolute = /^(?:\/|[A-Za-z]:)/.test(path);
    const above = isAbsolute ? '' : this.directories[directory] ?? '';
    const whole = (above === '' ? path : `${above.replace(/\/$/, '')}/${path}`).replace(/(^|\/)(?:\.\/)+/g, '$1');
    const known = this.files.get(whole) ?? this.files.size;
    this.files.set(whole, known);
    return known;
  }

  /** To version 4: directories and files are counted from 1, 0 is where the compiler ran. */
  private readOldEntries(): void {
    const { c } = this;
    this.directories = [''];
    for (let name = text(c); name !== ''; name = text(c)) this.directories.push(name);
    this.sources = [-1];
    for (let name = text(c); name !== ''; name = text(c)) {
      this.sources.push(this.source(name, c.u32()));
      c.u32();
      c.u32();
    }
  }

  private readEntries(): void {
    const list = this.entries();
    const root = list[0]?.path ?? '';
    this.directories = list.map(({ path }, i) => (i === 0 || path.startsWith('/') || root === '' ? path : `${root}/${path}`));
    this.sources = this.entries().map(({ path, directory }) => this.source(path, directory));
  }

  private entries(): { path: string; directory: number }[] {
    const { c } = this;
    const formats = Array.from({ length: c.u8() }, () => [c.u32(), c.u32()] as const);
    const list: { path: string; directory: number }[] = [];
    const count = c.u32();
    if (count > c.end - c.pos) throw malformed('.debug_line: more entries than bytes', c.pos);
    for (let left = count; left > 0; left--) {
      const entry = { path: '?', directory: 0 };
      for (const [content, form] of formats) {
        const value = this.value(form);
        if (content === CONTENT.path) entry.path = String(value);
        else if (content === CONTENT.directory) entry.directory = Number(value);
      }
      list.push(entry);
    }
    return list;
  }

  /** A value of one of the forms that such entries may have (DWARF 5, 6.2.4.1). */
  private value(form: number): string | number {
    const { c } = this;
    switch (form) {
      case 0x08: return text(c);
      case 0x1f: return textAt(this.texts.line, fixed(c, 4));
      case 0x0e: return textAt(this.texts.general, fixed(c, 4));
      case 0x0b: return c.u8();
      case 0x05: return fixed(c, 2);
      case 0x06: return fixed(c, 4);
      case 0x0f: return c.u32();
      case 0x1e: c.pos += 16; return 0;
      default: throw malformed(`.debug_line: form 0x${form.toString(16)} is not known`, c.pos);
    }
  }

  /** The line number program (6.2.5). */
  private run(least: number, base: number, range: number, first: number, lengths: readonly number[]): void {
    const { c } = this;
    let address = 0, file = 1, line = 1, column = 0;
    let sequence: Row[] = [];
    const add = (isEnd: boolean): void => void sequence.push({ address, source: isEnd ? -1 : this.sources[file] ?? -1, line: inFile(line), column: inFile(column) });
    while (c.pos < c.end) {
      const opcode = c.u8();
      if (opcode >= first) {
        address += Math.floor((opcode - first) / range) * least;
        line += base + (opcode - first) % range;
        add(false);
      } else if (opcode === 0) {
        const size = c.u32(), end = c.pos + size;
        const extended = c.u8();
        if (extended === LNE.endSequence) {
          add(true);
          this.give(sequence);
          [address, file, line, column, sequence] = [0, 1, 1, 0, []];
        } else if (extended === LNE.setAddress) address = fixed(c, Math.min(size - 1, 8));
        c.pos = end;
      } else if (opcode === LNS.copy) add(false);
      else if (opcode === LNS.advancePc) address += c.u32() * least;
      else if (opcode === LNS.advanceLine) line += c.s32();
      else if (opcode === LNS.setFile) file = c.u32();
      else if (opcode === LNS.setColumn) column = c.u32();
      else if (opcode === LNS.constAddPc) address += Math.floor((255 - first) / range) * least;
      else if (opcode === LNS.fixedAdvancePc) address += fixed(c, 2);
      else for (let left = lengths[opcode]!; left > 0; left--) c.u32();
    }
  }
}
