import { malformed } from '../diagnostics.js';
import { Cursor } from './cursor.js';
import { BRANCH_HINTS, readBranchHints } from './custom/branch-hints.js';
import { readLines, type LineTable } from './custom/lines.js';
import { readNames } from './custom/names.js';
import { readProducers, readSourceMappingURL, readTargetFeatures } from './custom/producers.js';
import type { CustomSection, Module } from './module.js';
import { readSections } from './sections.js';

export { BRANCH_HINTS, type FunctionHints } from './custom/branch-hints.js';
export { constInstrs } from './const-expr.js';
export type { LineTable } from './custom/lines.js';
export type { NameSection } from './custom/names.js';
export type { Producer } from './custom/producers.js';
export { limits } from './limits.js';
export * from './module.js';
export { type CatchClause, type SuspensionClause, type Instr, OperatorReader, type OperatorSource } from './operators.js';
export { requireFunction } from './types.js';

/** Decodes a binary module (spec: Binary Format). Throws CompileError with the offset. Instructions in bodies are not looked at. */
export function decode(bytes: Uint8Array): Module {
  const c = new Cursor(bytes);
  readPreamble(c);
  const module = emptyModule(bytes);
  readSections(c, module);
  const { funcs, code, datas, dataCount } = module;
  if (funcs.length !== code.length) {
    throw malformed(`function and code section have inconsistent lengths: ${funcs.length} functions, ${code.length} bodies`, c.pos);
  }
  if (dataCount !== undefined && dataCount !== datas.length) {
    throw malformed(`data count and data section have inconsistent lengths: ${dataCount} announced, ${datas.length} found`, c.pos);
  }
  return module;
}

function readPreamble(c: Cursor): void {
  const { bytes } = c;
  const magic = [0x00, 0x61, 0x73, 0x6d];
  const version = [0x01, 0x00, 0x00, 0x00];
  if (bytes.length < 8) throw malformed('unexpected end: a WebAssembly binary has at least 8 bytes', bytes.length);
  if (magic.some((byte, k) => bytes[k] !== byte)) {
    const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    throw malformed(`magic header not detected: this is not a WebAssembly binary${compressed ? ', but one may be in it: gunzip it first' : ''}`, 0);
  }
  if (version.some((byte, k) => bytes[4 + k] !== byte)) {
    const component = bytes[4] === 0x0d && bytes[6] === 0x01;
    throw malformed(component ? 'unknown binary version: this is a component, not a core module: jco transpile takes its core modules out' : 'unknown binary version: only version 1 is known', 4);
  }
  c.pos = 8;
}

function emptyModule(bytes: Uint8Array): Module {
  const customs: CustomSection[] = [];
  const section = (name: string): Cursor | undefined => {
    const found = customs.find((s) => s.name === name);
    return found && new Cursor(bytes, found.start, found.end);
  };
  const custom = <T>(name: string, fallback: T, read: (c: Cursor) => T): T => {
    const contents = section(name);
    return contents === undefined ? fallback : read(contents);
  };
  const names = once(() => custom('name', readNames(new Cursor(bytes, 0, 0)), readNames));
  const lines = once(() => {
    const { start, end } = module.codeSection;
    const texts = { line: section('.debug_line_str'), general: section('.debug_str') };
    return custom<LineTable | undefined>('.debug_line', undefined, (c) => readLines(c, texts, end - start));
  });
  const module: Module = {
    bytes,
    types: [], imports: [], compactImports: false, funcs: [], tables: [], memories: [], tags: [], globals: [], exports: [],
    start: undefined, elems: [], datas: [], dataCount: undefined, codeSection: { start: 0, end: 0 }, code: [],
    customs,
    get names() { return names(); },
    get branchHints() { return custom(BRANCH_HINTS, { functions: [], fault: undefined }, readBranchHints); },
    get sourceMappingURL() { return custom('sourceMappingURL', undefined, readSourceMappingURL); },
    get lines() { return lines(); },
    get producers() { return custom('producers', [], readProducers); },
    get targetFeatures() { return custom('target_features', [], readTargetFeatures); },
  };
  return module;
}

/** What large sections hold is read when it is first asked for, and kept. */
function once<T>(read: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => (kept ??= { value: read() }).value;
}
