/**
 * A module in the text format, one instruction per line, unfolded, each with its byte offset in a comment: the source that
 * source maps point to where the module brings none of its own.
 */
import { constInstrs, OperatorReader, type ConstExpr, type DataSegment, type ElemSegment, type GlobalType, type Limits, type MemoryType, type Module, type TableType } from '../decode/index.js';
import { typeName, type Aggregate, type FuncType, type Shape } from '../ops/index.js';
import { functionHeader, type Header } from './header.js';
import { instructionText, type Scope, typesText } from './instruction.js';
import { bytesText, stringText } from './literals.js';
import { Identifiers } from './names.js';
import { LineWriter, type Position } from './writer.js';

export type { Position } from './writer.js';

/** Elements and bytes of segments in one line. */
const ELEMENTS = 8;
const BYTES = 64;
/** Declared locals of all functions together that are written out: 50,000 of them take three bytes of a module. */
const MAX_LOCALS = 2_000_000;

const NO_NAMES: ReadonlyMap<number, string> = new Map();

export interface Disassembly {
  /** The text in pieces. Joined, it may be longer than the longest string. */
  readonly chunks: readonly string[];
  /** Where the instruction with this byte offset stands. */
  position(at: number): Position | undefined;
  /** Where a defined function begins. */
  funcPosition(index: number): Position | undefined;
}

/** `module` must be decoded; its function bodies need not be valid: a malformed one ends where it is malformed. */
export function disassemble(module: Module): Disassembly {
  const text = new Disassembler(module);
  text.run();
  return { chunks: text.out.chunks, position: (at) => text.out.position(at), funcPosition: (index) => text.funcPosition(index) };
}

class Disassembler {
  readonly out: LineWriter;
  private readonly scope: Scope;
  private readonly funcTypes: number[];
  private readonly funcLines: number[] = [];
  private localsLeft = MAX_LOCALS;
  private readonly next = { func: 0, table: 0, memory: 0, global: 0, tag: 0 };

  constructor(private readonly module: Module) {
    const { imports, names } = module;
    this.out = new LineWriter(module.bytes.length);
    const count = (kind: string, defined: readonly unknown[]): number => imports.filter((imp) => imp.desc.kind === kind).length + defined.length;
    this.funcTypes = [...imports.flatMap(({ desc }) => (desc.kind === 'func' ? [desc.type] : [])), ...module.funcs.map((f) => f.type)];
    this.scope = {
      funcs: new Identifiers(names.funcs, this.funcTypes.length),
      tables: new Identifiers(names.tables, count('table', module.tables)),
      memories: new Identifiers(names.memories, count('memory', module.memories)),
      globals: new Identifiers(names.globals, count('global', module.globals)),
      elems: new Identifiers(names.elems, module.elems.length),
      datas: new Identifiers(names.datas, module.datas.length),
      locals: new Identifiers(NO_NAMES, 0),
    };
  }

  /** Fields in the order of the binary format. */
  run(): void {
    const { module, out, scope, next } = this;
    const name = module.names.module ? ` ${new Identifiers(new Map([[0, module.names.module]]), 1).ref(0)}` : '';
    out.line(0, `(module${name}`);
    module.types.forEach((type, i) => { out.line(1, `(type (;${i};) ${declaredText(type)})`); });
    for (const imp of module.imports) out.line(1, `(import ${stringText(imp.module)} ${stringText(imp.name)} ${this.importText(imp.desc)})`);
    for (const { init, ...type } of module.tables) this.initialised(`(table ${scope.tables.definition(next.table++)} ${tableText(type)}`, init);
    for (const type of module.memories) out.line(1, `(memory ${scope.memories.definition(next.memory++)} ${memoryText(type)})`);
    for (const tag of module.tags) out.line(1, `(tag (;${next.tag++};) (type ${tag.type}))`);
    for (const { type, init } of module.globals) this.initialised(`(global ${scope.globals.definition(next.global++)} ${globalText(type)}`, init);
    const spaces = { func: scope.funcs, table: scope.tables, memory: scope.memories, global: scope.globals };
    for (const e of module.exports) out.line(1, `(export ${stringText(e.name)} (${e.kind} ${e.kind === 'tag' ? e.index : spaces[e.kind].ref(e.index)}))`);
    if (module.start) out.line(1, `(start ${scope.funcs.ref(module.start.func)})`);
    module.elems.forEach((segment, i) => this.elements(segment, i));
    for (let i = 0; i < module.code.length; i++) this.func(i);
    module.datas.forEach((segment, i) => this.data(segment, i));
    out.line(0, ')');
    out.flush();
  }

  funcPosition(index: number): Position | undefined {
    const line = this.funcLines[index - (this.funcTypes.length - this.module.code.length)];
    return line === undefined ? undefined : { line, column: 2 };
  }

  private importText(desc: Module['imports'][number]['desc']): string {
    const { scope, next } = this;
    switch (desc.kind) {
      case 'func': return `(func ${scope.funcs.definition(next.func++)} (type ${desc.type}))`;
      case 'table': return `(table ${scope.tables.definition(next.table++)} ${tableText(desc.type)})`;
      case 'memory': return `(memory ${scope.memories.definition(next.memory++)} ${memoryText(desc.type)})`;
      case 'global': return `(global ${scope.globals.definition(next.global++)} ${globalText(desc.type)})`;
      case 'tag': return `(tag (;${next.tag++};) (type ${desc.type}))`;
    }
  }

  /** A definition that a constant expression may follow. */
  private initialised(head: string, init: ConstExpr | undefined): void {
    if (init === undefined) { this.out.line(1, `${head})`); return; }
    this.out.line(1, head);
    this.constant(init, 2);
    this.out.line(1, ')');
  }

  private constant(expr: ConstExpr, depth: number): void {
    for (const i of constInstrs(this.module, expr)) this.out.line(depth, instructionText(i, this.scope), i.at);
  }

  private offset(expr: ConstExpr): void {
    this.out.line(2, '(offset');
    this.constant(expr, 3);
    this.out.line(2, ')');
  }

  private elements(segment: ElemSegment, index: number): void {
    const { out, scope } = this;
    const { items } = segment;
    const where = segment.mode === 'active' ? ` (table ${scope.tables.ref(segment.table)})` : segment.mode === 'declarative' ? ' declare' : '';
    out.line(1, `(elem ${scope.elems.definition(index)}${where}`);
    if (segment.offset) this.offset(segment.offset);
    const isIndices = segment.type.heap === 'func' && !segment.type.nullable && items.every((item) => item.func !== undefined);
    out.line(2, isIndices ? 'func' : typeName(segment.type));
    if (isIndices) {
      for (let i = 0; i < items.length; i += ELEMENTS) {
        const some = items.slice(i, i + ELEMENTS);
        out.line(2, some.map((item) => scope.funcs.ref(item.func!)).join(' '), some[0]!.start);
        for (const item of some) out.place(item.start, 4);
      }
    } else {
      for (const item of items) {
        out.line(2, '(item');
        this.constant(item, 3);
        out.line(2, ')');
      }
    }
    out.line(1, ')');
  }

  private data({ mode, memory, offset, start, end }: DataSegment, index: number): void {
    const { out, scope } = this;
    const where = mode === 'active' ? ` (memory ${scope.memories.ref(memory)})` : '';
    out.line(1, `(data ${scope.datas.definition(index)}${where}`);
    if (offset) this.offset(offset);
    for (let i = start; i < end; i += BYTES) out.line(2, bytesText(this.module.bytes, i, Math.min(i + BYTES, end)), i);
    out.line(1, ')');
  }

  private func(defined: number): void {
    const { module, out } = this;
    const index = this.funcTypes.length - module.code.length + defined;
    const body = module.code[defined]!;
    const typeIndex = this.funcTypes[index]!;
    const header: Header = functionHeader(module.types[typeIndex], typeIndex, body.locals, module.names.locals.get(index), this.localsLeft);
    this.localsLeft -= header.localsWritten;
    this.funcLines.push(out.line(1, `(func ${this.scope.funcs.definition(index)}${header.signature}`));
    if (header.locals) out.line(2, header.locals);
    this.body(new OperatorReader(module, body.start, body.end), { ...this.scope, locals: header.identifiers });
  }

  private body(reader: OperatorReader, scope: Scope): void {
    const { out } = this;
    const { instr } = reader;
    let depth = 2;
    while (isReadable(reader)) {
      const { shape } = instr.row;
      if (closes.has(shape)) depth--;
      out.line(depth, depth === 1 && shape === 'end' ? ')' : instructionText(instr, scope), instr.at);
      if (opens.has(shape)) depth++;
      if (depth < 2) return;
    }
    out.line(1, ')');
  }
}

const opens: ReadonlySet<Shape> = new Set<Shape>(['block', 'loop', 'if', 'else', 'try_table', 'try', 'catch', 'catch_all']);
const closes: ReadonlySet<Shape> = new Set<Shape>(['else', 'end', 'catch', 'catch_all', 'delegate']);

/** Whether there is a next instruction, which is then read. */
function isReadable(reader: OperatorReader): boolean {
  try { return reader.next(); } catch { return false; }
}

function declaredText(type: FuncType): string {
  const { final = true, supertype, aggregate, continuation } = type.declared ?? {};
  const structure = continuation !== undefined ? `(cont ${continuation})` : aggregate === undefined ? `(func${typesText('param', type.params)}${typesText('result', type.results)})` : aggregateText(aggregate);
  return final && supertype === undefined ? structure : `(sub ${final ? 'final ' : ''}${supertype === undefined ? '' : `${supertype} `}${structure})`;
}

function aggregateText({ form, fields }: Aggregate): string {
  const texts = fields.map(({ storage, mutable }) => {
    const name = storage === 'i8' || storage === 'i16' ? storage : typeName(storage);
    return mutable ? `(mut ${name})` : name;
  });
  return form === 'array' ? `(array ${texts[0]!})` : `(struct${texts.map((text) => ` (field ${text})`).join('')})`;
}

const limitsText = ({ min, max, address }: Limits): string => (address === 'i64' ? 'i64 ' : '') + (max === undefined ? String(min) : `${min} ${max}`);
const tableText = (type: TableType): string => `${limitsText(type)} ${typeName(type.element)}`;
const memoryText = (type: MemoryType): string =>
  limitsText(type) + (type.shared ? ' shared' : '') + (type.pageSize === 65536 ? '' : ` (pagesize ${type.pageSize})`);
const globalText = ({ type, mutable }: GlobalType): string => (mutable ? `(mut ${typeName(type)})` : typeName(type));
