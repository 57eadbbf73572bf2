/** From module trees to bytes. */
import { leb, name as text, vector } from '../bytes.js';
import type { Expr, FunctionTree, ModuleTree, ValueType } from './tree.js';

const codes: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, funcref: 0x70, externref: 0x6f };

/** Signed LEB128. */
export function sleb(value: bigint): number[] {
  const out: number[] = [];
  for (let rest = value; ; ) {
    const byte = Number(rest & 127n);
    rest >>= 7n;
    const last = (rest === 0n && !(byte & 64)) || (rest === -1n && (byte & 64) !== 0);
    out.push(last ? byte : byte | 128);
    if (last) return out;
  }
}

const section = (id: number, items: readonly (readonly number[])[]): number[] => {
  if (items.length === 0) return [];
  const body = vector(items);
  return [id, ...leb(body.length), ...body];
};
const limits = ({ min, max }: { min: number; max: number }): number[] => [1, ...leb(min), ...leb(max)];

class BodyEncoder {
  readonly out: number[] = [];
  private readonly labels: number[] = [];

  constructor(private readonly blockType: (params: readonly ValueType[], results: readonly ValueType[]) => number[]) {}

  list(items: readonly Expr[]): void {
    for (const item of items) this.expr(item);
  }

  expr(expr: Expr): void {
    switch (expr.k) {
      case 'op':
        this.list(expr.args);
        this.push(expr.code);
        break;
      case 'block':
        this.list(expr.args);
        this.push([expr.loop ? 0x03 : 0x02, ...this.blockType(expr.params, expr.type)]);
        this.inside(expr.label, () => this.list(expr.body));
        this.out.push(0x0b);
        break;
      case 'if':
        this.expr(expr.condition);
        this.push([0x04, ...this.blockType([], expr.type)]);
        this.inside(expr.label, () => {
          this.list(expr.then);
          if (expr.otherwise.length) {
            this.out.push(0x05);
            this.list(expr.otherwise);
          }
        });
        this.out.push(0x0b);
        break;
      case 'branch':
        this.list(expr.args);
        if (expr.condition) this.expr(expr.condition);
        this.branch(expr.labels.map((label) => this.depth(label)), expr.condition !== undefined);
        break;
    }
  }

  private branch(depths: readonly number[], conditional: boolean): void {
    if (depths.length > 1) this.push([0x0e, ...leb(depths.length - 1), ...depths.flatMap(leb)]);
    else this.push([conditional ? 0x0d : 0x0c, ...leb(depths[0]!)]);
  }

  private inside(label: number, action: () => void): void {
    this.labels.push(label);
    action();
    this.labels.pop();
  }

  /** The function's own label is -1. */
  private depth(label: number): number {
    if (label === -1) return this.labels.length;
    const index = this.labels.lastIndexOf(label);
    if (index < 0) throw new Error('branch to a label that is gone');
    return this.labels.length - 1 - index;
  }

  private push(bytes: readonly number[]): void {
    for (const byte of bytes) this.out.push(byte);
  }
}

/** @throws Error when a branch has lost its target. */
export function encode(m: ModuleTree): Uint8Array<ArrayBuffer> {
  const types = [...m.types];
  const typeIndex = (params: readonly ValueType[], results: readonly ValueType[]): number => {
    const found = types.findIndex((type) => String(type.params) === String(params) && String(type.results) === String(results));
    return found >= 0 ? found : types.push({ params, results }) - 1;
  };
  const blockType = (params: readonly ValueType[], results: readonly ValueType[]): number[] => {
    if (params.length === 0 && results.length === 0) return [0x40];
    if (params.length === 0 && results.length === 1) return [codes[results[0]!]];
    return sleb(BigInt(typeIndex(params, results)));
  };
  const expression = (items: readonly Expr[]): number[] => {
    const encoder = new BodyEncoder(blockType);
    encoder.list(items);
    return [...encoder.out, 0x0b];
  };
  const body = ({ locals, body: items }: FunctionTree): number[] => {
    const code = [...vector(locals.map((type) => [1, codes[type]])), ...expression(items)];
    return [...leb(code.length), ...code];
  };

  const code = section(10, m.functions.map(body));
  const imports = [
    ...m.importedFunctions.map((type, index) => [...text('h'), ...text(String(index)), 0, ...leb(type)]),
    ...m.tables.flatMap((table, index) => (table.imported ? [[...text('t'), ...text(String(index)), 1, codes[table.type], ...limits(table.limits)]] : [])),
    ...(m.memory.imported ? [[...text('m'), ...text('0'), 2, ...limits(m.memory)]] : []),
    ...m.importedGlobals.map(({ type, mutable }, index) => [...text('g'), ...text(String(index)), 3, codes[type], mutable ? 1 : 0]),
  ];
  const exports = [
    ...m.functions.map((_, index) => [...text(`f${index}`), 0, ...leb(m.importedFunctions.length + index)]),
    ...m.tables.map((_, index) => [...text(`t${index}`), 1, ...leb(index)]),
    [...text('m'), 2, 0],
    ...[...m.importedGlobals, ...m.globals].map((_, index) => [...text(`g${index}`), 3, ...leb(index)]),
    [...text('fuel'), 3, ...leb(m.importedGlobals.length)],
  ];
  const start = m.start === undefined ? [] : [8, ...leb(leb(m.start).length), ...leb(m.start)];
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, types.map(({ params, results }) => [0x60, ...vector(params.map((type) => [codes[type]])), ...vector(results.map((type) => [codes[type]]))])),
    ...section(2, imports),
    ...section(3, m.functions.map(({ type }) => leb(type))),
    ...section(4, m.tables.filter(({ imported }) => !imported).map((table) => [codes[table.type], ...limits(table.limits)])),
    ...section(5, m.memory.imported ? [] : [limits(m.memory)]),
    ...section(6, m.globals.map(({ type, mutable, init }) => [codes[type], mutable ? 1 : 0, ...expression([init])])),
    ...section(7, exports), ...start,
    ...section(9, m.elements.map(element)),
    ...(m.data.length ? [12, ...leb(leb(m.data.length).length), ...leb(m.data.length)] : []),
    ...code,
    ...section(11, m.data.map(({ mode, offset, bytes: content }) => [...(mode === 'active' ? [0, ...constant(offset)] : [1]), ...vector(content.map((byte) => [byte]))])),
  ];
  return Uint8Array.from(bytes);
}

const constant = (value: number): number[] => [0x41, ...sleb(BigInt(value | 0)), 0x0b];

function element({ mode, table, offset, functions }: ModuleTree['elements'][number]): number[] {
  const head = mode === 'active' ? [6, ...leb(table), ...constant(offset), 0x70] : [mode === 'passive' ? 5 : 7, 0x70];
  return [...head, ...vector(functions.map((index) => (index === null ? [0xd0, 0x70, 0x0b] : [0xd2, ...leb(index), 0x0b])))];
}
