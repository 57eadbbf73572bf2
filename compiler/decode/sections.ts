import { malformed } from '../diagnostics.js';
import { readCodeSection } from './code.js';
import type { Cursor } from './cursor.js';
import { readExportSection, readFunctionSection, readGlobalSection, readImportSection, readMemorySection, readStartSection, readTableSection, readTagSection } from './entities.js';
import type { Module } from './module.js';
import { readDataCountSection, readDataSection, readElementSection } from './segments.js';
import { readTypeSection } from './type-section.js';

interface Section {
  readonly id: number;
  readonly read: (c: Cursor, m: Module) => void;
}

/** In the order the specification demands. */
const sections: readonly Section[] = [
  { id: 1, read: readTypeSection },
  { id: 2, read: readImportSection },
  { id: 3, read: readFunctionSection },
  { id: 4, read: readTableSection },
  { id: 5, read: readMemorySection },
  { id: 13, read: readTagSection },
  { id: 6, read: readGlobalSection },
  { id: 7, read: readExportSection },
  { id: 8, read: readStartSection },
  { id: 9, read: readElementSection },
  { id: 12, read: readDataCountSection },
  { id: 10, read: readCodeSection },
  { id: 11, read: readDataSection },
];

const customId = 0;

/** Reads all sections from the cursor into `m` (spec: Binary Format, Modules). */
export function readSections(c: Cursor, m: Module): void {
  const fileEnd = c.end;
  let last = -1;
  while (c.pos < fileEnd) {
    const at = c.pos;
    const id = c.u8();
    const order = sections.findIndex((section) => section.id === id);
    if (order < 0 && id !== customId) throw malformed(`malformed section id ${id}`, at);
    const size = c.count();
    const end = c.pos + size;
    c.end = end;
    if (id === customId) {
      const name = c.name();
      m.customs.push({ name, start: c.pos, end });
      c.pos = end;
    } else {
      if (order <= last) throw malformed(`unexpected content after last section: section ${id} is repeated or out of order`, at);
      last = order;
      sections[order]!.read(c, m);
      if (c.pos !== end) throw malformed(`section size mismatch: ${end - c.pos} bytes left in section ${id}`, c.pos);
    }
    c.end = fileEnd;
  }
}
