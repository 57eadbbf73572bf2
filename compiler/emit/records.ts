/** Signatures and records of functions: what instantiation makes of those that can be referred to. */
import type { Expression, Statement } from 'estree';
import { constInstrs, type ConstExpr } from '../decode/index.js';
import { sigKeys, typeKey, type FuncType } from '../ops/index.js';
import { exporterOf, importerOf, type Piece } from './boundary.js';
import { ModuleBindings } from './bindings.js';
import * as es from './estree.js';

/**
 * So many functions, records and signatures may be variables of instantiation alone: V8 gives each of them a register, and one call has room for
 * about 100,000. More records and signatures go into arrays, and functions become variables of a scope when an inner function names them.
 */
const MAX_VARIABLES = 1000;

export class ModuleRecords extends ModuleBindings {
  protected call(file: string, name: string, args: Expression[]): Expression {
    return es.call(es.id(this.runtime(file, name).name), args);
  }
  protected const(name: string, value: Expression): Statement {
    return es.declare('const', [[name, value]]);
  }

  /** What is made of many parts, as a function of its own. */
  protected apart(whole: Expression, parts: number): Expression {
    return parts > MAX_VARIABLES ? es.call(es.arrow([], whole), []) : whole;
  }

  /** An array of many. JavaScriptCore keeps a register for each element of a literal, and one call has room for some 100,000. */
  protected list(items: readonly Expression[]): Expression {
    if (items.length <= MAX_VARIABLES) return es.array([...items]);
    const pieces: Expression[] = [];
    for (let from = 0; from < items.length; from += MAX_VARIABLES) pieces.push(es.array(items.slice(from, from + MAX_VARIABLES)));
    return this.apart(es.call(es.member(es.array(pieces), 'flat'), []), items.length);
  }

  /** What a tag says of its type. Long texts are written once. */
  protected textOf(type: FuncType): { sig: Expression; types: Expression[] } {
    const { index, text } = type.declared!;
    if (text === '') return { sig: es.string(sigKeys(type, this.context.types)), types: [] };
    this.texts.add(index);
    return { sig: es.id(this.binding('sig', index)), types: this.typeKeys(type) ? [es.id(this.binding('types', index))] : [] };
  }
  private readonly texts = new Set<number>();

  /** Keys of the types of parameters and results, if letters do not tell them: for the JavaScript boundary, which needs no supertypes. */
  private typeKeys({ params, results }: FuncType): string[] | undefined {
    const keys = [...params, ...results].map((type) => typeKey(type, this.context.types).split(' ')[0]!);
    return keys.some((key) => key.length > 1) ? keys : undefined;
  }

  private piece({ file, name }: Piece): Expression {
    return es.id(this.runtime(file, name).name);
  }
  private lettersOf(type: FuncType): string {
    return sigKeys(type, this.context.types).split(/[; ]/)[0]!;
  }
  /** What makes a raw function of one that the host gives. */
  protected importer(type: FuncType): Expression {
    return this.piece(importerOf(this.lettersOf(type), this.typeKeys(type) === undefined));
  }

  /** The signature of functions, which all records of the type have in common. */
  protected signature(type: FuncType, reachesHost: boolean): Expression {
    const { index } = type.declared!;
    const found = this.signatures.get(index);
    const isNamed = found?.isNamed ?? this.signatures.size < MAX_VARIABLES;
    const place = found?.place ?? (isNamed ? 0 : this.signatures.size - MAX_VARIABLES);
    this.signatures.set(index, { isNamed, place, reachesHost: reachesHost || (found?.reachesHost ?? false) });
    return isNamed ? es.id(this.binding('signature', index)) : es.element(es.id(this.binding('pool', 'signatures')), es.number(place));
  }
  private readonly signatures = new Map<number, { readonly isNamed: boolean; readonly place: number; readonly reachesHost: boolean }>();

  private newSignature(type: FuncType, reachesHost: boolean): Expression {
    const { sig, types } = this.textOf(type);
    const exporter = reachesHost ? this.piece(exporterOf(this.lettersOf(type), types.length === 0)) : es.voidZero();
    return es.object([es.property('sig', sig), es.property('exporter', exporter), es.property('types', types[0] ?? es.voidZero())]);
  }

  /** Declarations of everything above, once all of it is known. */
  protected signatureStatements(): Statement[] {
    const { types } = this.context;
    const named: Statement[] = [];
    const pooled: Expression[] = [];
    for (const [index, { isNamed, reachesHost }] of this.signatures) {
      const value = this.newSignature(types[index]!, reachesHost);
      if (isNamed) named.push(this.const(this.binding('signature', index), value));
      else pooled.push(value);
    }
    const texts = [...this.texts].flatMap((index) => {
      const type = types[index]!;
      const keys = this.typeKeys(type);
      const sig = this.const(this.binding('sig', index), es.string(sigKeys(type, types)));
      return keys ? [sig, this.const(this.binding('types', index), es.array(keys.map(es.string)))] : [sig];
    });
    return [...texts, ...named, ...(pooled.length ? [this.const(this.binding('pool', 'signatures'), this.list(pooled))] : [])];
  }

  /** How often instantiation needs the record of a function. Those that code and constant expressions name have variables. */
  protected countRecords(): void {
    const { exports, start, elems, tables } = this.module;
    const count = (func: number): void => void this.needed.set(func, (this.needed.get(func) ?? 0) + 1);
    for (const e of exports) if (e.kind === 'func') count(e.index);
    if (start) count(start.func);
    for (const { items } of elems) for (const item of items) if (item.func !== undefined) count(item.func);
      else this.nameRecords(item);
    for (const { init } of tables) if (init) this.nameRecords(init);
    for (const { init } of this.context.globals) if (init) this.nameRecords(init);
    const shared = [...this.needed].filter(([func, times]) => times > 1 && this.isOwn(func) && !this.refs.has(func));
    if (shared.length <= MAX_VARIABLES) for (const [func] of shared) this.funcRef(func);
    else shared.forEach(([func], i) => this.places.set(func, i));
  }
  private readonly needed = new Map<number, number>();
  /** Where in the array of records the function's is. */
  private readonly places = new Map<number, number>();

  private nameRecords(expr: ConstExpr): void {
    for (const { row, index } of constInstrs(this.module, expr)) if (row.shape === 'ref.func') this.funcRef(index);
  }

  /** Whether this module makes the record: the other imports come with theirs. */
  private isOwn(func: number): boolean {
    return func >= this.context.imported.funcs || this.isRawImport(func);
  }
  protected isRawImport(func: number): boolean {
    const imp = this.context.funcs[func]?.imported;
    return imp !== undefined && (this.options.isProvided(imp) || this.options.builtin(imp) !== undefined);
  }

  /** The record of a function, for instantiation. */
  protected record(func: number): Expression {
    if (!this.isOwn(func) || this.refs.has(func)) return es.id(this.funcRef(func).name);
    const place = this.places.get(func);
    return place === undefined ? this.newRecord(func) : es.element(es.id(this.binding('pool', 'records')), es.number(place));
  }

  private newRecord(func: number): Expression {
    return this.traced(func, this.call('func', 'funcRec', this.partsOf(func)));
  }

  /** Of a record: what can be called, its type and its index. */
  private partsOf(func: number): Expression[] {
    const raw = es.id(this.funcName(func));
    const both = this.options.suspending.has(func) ? this.call('suspending', 'withGenerator', [raw, es.id(this.generator(func).name)]) : raw;
    return [both, this.signature(this.typeOf(func), true), es.number(func)];
  }

  /** The exported function. */
  protected exported(func: number): Expression {
    const isAlone = this.isOwn(func) && !this.refs.has(func) && !this.places.has(func) && this.options.traceExports === undefined;
    return isAlone ? this.call('func', 'exported', this.partsOf(func)) : this.call('func', 'funcToJs', [this.record(func)]);
  }

  protected recordStatements(): Statement[] {
    const named = [...this.refs]
      .sort((a, b) => a - b)
      .filter((func) => this.isOwn(func))
      .map((func) => this.const(this.binding('ref', func), this.newRecord(func)));
    if (this.places.size === 0) return named;
    const pool = [...this.places.keys()].map((func) => this.newRecord(func));
    return [...named, this.const(this.binding('pool', 'records'), this.list(pool))];
  }

  /** What notes the exports that are used. */
  protected recorder(): Statement[] {
    const { traceExports } = this.options;
    if (traceExports === undefined) return [];
    return [this.const(this.traceName, es.call(es.id(this.names.ref('abi/host/trace', 'recorder')), [es.string(traceExports)]))];
  }
  protected readonly traceName = this.options.traceExports === undefined ? '' : this.names.fresh('note');

  private traced(func: number, record: Expression): Expression {
    if (this.options.traceExports === undefined) return record;
    const names = this.module.exports.filter((e) => e.kind === 'func' && e.index === func).map((e) => es.string(e.name));
    return names.length ? this.call('trace', 'tracedFunc', [record, es.array(names), es.id(this.traceName)]) : record;
  }
}
