/** Declarations of the module in its output: imports, memories, tags, tables and globals. */
import type { Expression, Pattern, Statement } from 'estree';
import type { Import, MemoryType, Size } from '../decode/index.js';
import type { View } from '../ir/env.js';
import type { JsName } from '../ir/js.js';
import { sigChar, typeKey, type FuncType, type ValType } from '../ops/index.js';
import type { BuiltinImport } from '../builtins.js';
import { ModuleConstants } from './constants.js';
import * as es from './estree.js';
import { typeStatements } from './types.js';
import { GLOBAL_WORDS, wordsOfPlace } from './words.js';

const VIEWS: Readonly<Record<View, { readonly type: string; readonly size: number }>> = {
  dv: { type: 'DataView', size: 1 },
  u8: { type: 'Uint8Array', size: 1 },
  f64: { type: 'Float64Array', size: 8 },
  f32: { type: 'Float32Array', size: 4 },
  u16: { type: 'Uint16Array', size: 2 },
  i32: { type: 'Int32Array', size: 4 },
  i64: { type: 'BigInt64Array', size: 8 },
};

/** A table of so many elements at most is left out if nothing uses it; larger ones may be refused. */
const UNUSED = 2 ** 16;

/** A maximum, or undefined where there is none. */
const optional = (size: Size | undefined): Expression => (size === undefined ? es.voidZero() : es.size(size));

export class ModuleDeclarations extends ModuleConstants {
  /** Signatures, identities of types, and constructors of structs and arrays: what is known once the rest is. */
  protected types(): Statement[] {
    const use = this.hasObjects() ? [es.expression(this.call('object-js', 'useObjects', []))] : [];
    const declared = typeStatements({
      classes: this.objectClasses,
      ids: this.typeIds,
      typeOf: (type) => this.context.types[type]!,
      className: (type) => this.objectClass(type).name,
      line: (type) => this.lineOf(type).map((above) => this.typeId(above.declared!.index).name),
      idName: (type) => this.typeId(type).name,
      call: (name, args) => this.call('object', name, args),
    });
    return [...use, ...this.signatureStatements(), ...declared];
  }

  /** Whether values of the hierarchy of any may be seen by JavaScript. */
  private hasObjects(): boolean {
    const { types, tables, globals } = this.context;
    const isObject = (type: ValType): boolean => sigChar(type) === 'A';
    return types.some(({ params, results }) => params.some(isObject) || results.some(isObject))
      || tables.some(({ element }) => isObject(element)) || globals.some(({ type }) => isObject(type.type));
  }

  protected imports(): Statement[] {
    const next = { func: 0, memory: 0, table: 0, global: 0, tag: 0 };
    let position = 0;
    return this.module.imports.flatMap((imp) => {
      const index = next[imp.desc.kind]++;
      const builtin = this.options.builtin(imp);
      return builtin === undefined ? this.importOne(imp, position++, index) : this.importBuiltin(builtin, index);
    });
  }

  protected importBuiltin(builtin: BuiltinImport, index: number): Statement[] {
    if (typeof builtin !== 'string') return [this.const(this.funcName(index), es.id(this.runtime(builtin.file, builtin.name).name))];
    const text = this.binding('global', index);
    const type = typeKey(this.context.globals[index]!.type.type, this.context.types);
    const exported = this.module.exports.some((e) => e.kind === 'global' && e.index === index);
    return [
      this.const(text, es.string(builtin)),
      ...(exported ? [this.const(this.binding('global', `${index} cell`), this.cell(type, false, [es.id(text)]))] : []),
    ];
  }

  protected importOne(imp: Import, position: number, index: number): Statement[] {
    const key = [es.string(imp.module), es.string(imp.name)];
    const provided = this.options.isProvided(imp);
    const value = provided
      ? this.call('provided', 'provided', [es.id(this.importsParam), es.id(this.abiParam), ...key])
      : this.options.importList
        ? es.element(es.id(this.importsParam), es.number(position))
        : this.call('imports', 'lookup', [es.id(this.importsParam), ...key]);
    const where = this.call('imports', 'importName', key);
    const { desc } = imp;
    switch (desc.kind) {
      case 'func': {
        const type = this.typeOf(index);
        const func = this.funcName(index);
        const own = [this.signature(type, !provided && this.refs.has(index)), this.importer(type)];
        const generator = this.bindings.get(`generator ${index}`);
        const second = generator === undefined ? [] : [this.const(generator, this.call('resume', 'resumable', [es.id(func)]))];
        if (provided) return [this.const(func, this.call('provided', 'providedFunction', [es.id(this.importsParam), es.id(this.abiParam), ...key, ...own])), ...second];
        const made = this.importedRecord(index, value, [...own, where, es.number(index)]);
        const raw = (record: Expression): Statement => this.const(func, es.member(record, 'raw'));
        const declared = this.refs.has(index) ? [this.const(this.binding('ref', index), made), raw(es.id(this.binding('ref', index)))] : [raw(made)];
        return [...declared, ...second];
      }
      case 'memory': {
        const found = desc.type.shared ? this.call('memory-shared', 'received', [value]) : value;
        const record = this.call('imports', 'importMemory', [found, where, ...this.memoryArguments(desc.type)]);
        return [this.const(this.binding('memory', index), record), ...this.viewsOf(index)];
      }
      case 'table': {
        const { min, max, element, address } = desc.type;
        const args = [value, where, es.string(typeKey(element, this.context.types)), es.size(min), optional(max)];
        if (address === 'i64') args.push(es.string(address));
        return [this.const(this.binding('table', index), this.call('imports', 'importTable', args))];
      }
      case 'tag':
        return [this.const(this.binding('tag', index), this.call('tag', 'importTag', [value, where, this.textOf(this.tagType(index)).sig]))];
      case 'global': {
        const cell = this.call('imports', 'importGlobal', [
          value,
          where,
          es.string(typeKey(desc.type.type, this.context.types)),
          es.boolean(desc.type.mutable),
        ]);
        if (this.cells.has(index)) return [this.const(this.binding('global', index), cell)];
        const whole = this.binding('global', `${index} cell`);
        const words = this.globalNames(index).map((name, k) => this.const(name, es.member(es.id(whole), GLOBAL_WORDS[k]!.field)));
        return [this.const(whole, cell), ...words];
      }
    }
  }

  /** A namespace's callers mark the functions that suspend; elsewhere the options do. */
  private importedRecord(index: number, value: Expression, more: Expression[]): Expression {
    if (!this.options.suspending.has(index)) return this.call('func', 'importFunction', [value, ...more]);
    return this.call('resume', 'importSuspendable', [this.options.importList ? value : this.call('resume', 'asSuspending', [value]), ...more]);
  }

  protected memories(): Statement[] {
    const out: Statement[] = [];
    for (let i = this.context.imported.memories; i < this.context.memories.length; i++) {
      const type = this.context.memories[i]!;
      const memory = this.call('memory', 'attachMemory', [this.memoryObject(i), ...this.memoryArguments(type)]);
      const made = type.shared ? this.call('memory-shared', 'share', [memory]) : memory;
      out.push(this.const(this.binding('memory', i), made), ...this.viewsOf(i));
    }
    return out;
  }

  /** What stands for a memory in JavaScript. Outputs whose memories JavaScript never sees need no prototype. */
  private memoryObject(memory: number): Expression {
    if (!this.isExported('memory', memory) && !this.context.memories[memory]!.shared) return es.object([]);
    return es.call(es.member(es.id('Object'), 'create'), [es.id(this.runtime('memory', 'memoryPrototype').name)]);
  }

  /** Limits, and what else the type of a memory says, up to the last that is not as usual. */
  private memoryArguments({ min, max, shared, address, pageSize }: MemoryType): Expression[] {
    const args = [es.size(min), optional(max), es.boolean(shared), es.string(address), es.number(pageSize)];
    const isUsual = [false, max === undefined, !shared, address === 'i32', pageSize === 65536];
    return args.slice(0, isUsual.lastIndexOf(false) + 1);
  }

  /**
   * Views are constants where the memory cannot change its size, else fields of a constant object that follow it: V8 takes a field that was
   * never assigned again for a constant, a variable not. A constructor assigns them, because V8 then knows what kind of object a field holds.
   * Where nothing compiles they are variables, which take less time than fields.
   */
  protected viewsOf(memory: number): Statement[] {
    const views = [...this.views.values()].filter((v) => v.memory === memory);
    if (views.length === 0) return [];
    const record = es.id(this.binding('memory', memory));
    // The buffer of a memory at its maximum has no room.
    if (!this.canGrow(memory)) return views.map((v) => this.const(v.name, this.newView(v, es.member(record, 'buffer'))));
    const [buffer, bytes] = [es.id('b'), es.id('n')];
    const assigned = (place: (name: string) => Pattern): Statement[] =>
      views.map((v) => es.expression(es.assignment(place(v.name), this.newView(v, buffer, bytes))));
    const constructor = this.binding('constructor', memory);
    if (!this.hasFields(memory)) {
      const follow = es.func(constructor, [buffer, bytes], assigned((name) => es.id(name)));
      return [es.declare('var', views.map((v) => [v.name, null])), follow, es.expression(this.call('memory', 'memorySubscribe', [record, es.id(constructor)]))];
    }
    this.common.push(this.const(constructor, es.eager(es.anonymous([buffer, bytes], assigned((name) => es.member(es.self(), name))))));
    const name = this.viewsName(memory), twin = this.bindings.get(`twin ${memory}`);
    const isOurs = memory >= this.context.imported.memories && !this.isShared(memory);
    const follow = isOurs ? [] : [es.id(this.runtime('memory-follow', 'followMemory').name)];
    const declared = this.const(name, this.call('memory', 'memoryViews', [record, es.id(constructor), ...follow]));
    return twin === undefined ? [declared] : [declared, this.const(twin, es.id(name))];
  }

  /**
   * What all instances have in common: constructors and prototypes. With some of each instance's own, engines no longer know what kind of
   * object an access meets once there are several instances.
   */
  protected readonly common: Statement[] = [];

  /**
   * Elements that do not fit whole into a memory of odd size are left out. A view of a memory that can grow has the length of now, `bytes`,
   * because its buffer may have room, or grow, and a view that follows that is up to 50 times slower in V8.
   */
  private newView({ memory, view }: { memory: number; view: View }, buffer: Expression, bytes?: Expression): Expression {
    const { type, size } = VIEWS[view];
    const args = [buffer];
    const length = bytes ?? es.member(buffer, 'byteLength');
    if (bytes !== undefined || (size > 1 && this.pageSize(memory) === 1)) args.push(es.number(0), size > 1 ? es.binary('/', length, es.number(size)) : length);
    const made = es.construct(es.id(type), args);
    return view === 'dv' && this.options.methods ? this.call('short-methods', 'withMethods', [made, es.id(this.binding('methods', ''))]) : made;
  }

  /** The prototype of the views, once it is known what it needs. */
  protected methods(): void {
    const { methods } = this.options;
    if (!methods || ![...this.views.values()].some(({ view }) => view === 'dv')) return;
    const names = es.object([...methods.used].map(([name, short]) => es.property(short, es.string(name))));
    this.common.push(this.const(this.binding('methods', ''), this.call('short-methods', 'shortMethods', [names])));
  }

  private isExported(kind: 'memory' | 'table', index: number): boolean {
    return this.exportedPlaces.has(`${kind} ${index}`);
  }
  private readonly exportedPlaces = new Set(this.module.exports.map(({ kind, index }) => `${kind} ${index}`));

  private tagType(index: number): FuncType {
    return this.context.types[this.context.tags[index]!.type]!;
  }

  protected tags(): Statement[] {
    const out: Statement[] = [];
    for (let i = this.context.imported.tags; i < this.context.tags.length; i++) {
      const { sig, types } = this.textOf(this.tagType(i));
      out.push(this.const(this.binding('tag', i), this.call('tag', 'newTag', [sig, ...types])));
    }
    return out;
  }

  protected tables(): Statement[] {
    const out: Statement[] = [];
    for (let i = this.context.imported.tables; i < this.context.tables.length; i++) {
      const { min, max, element, address } = this.context.tables[i]!;
      if (!this.bindings.has(`table ${i}`) && min <= UNUSED) continue;
      const { init } = this.module.tables[i - this.context.imported.tables]!;
      const filler = init ? this.constant(init, element)[0]! : es.nul();
      const args = [es.string(typeKey(element, this.context.types)), es.size(min), optional(max), filler];
      if (address === 'i64') args.push(es.string(address));
      out.push(this.const(this.binding('table', i), this.call('table', this.isExported('table', i) ? 'makeTable' : 'hiddenTable', args)));
    }
    return out;
  }

  protected globals(): Statement[] {
    const out: Statement[] = [];
    // The last first: what they begin with names others.
    for (let i = this.context.globals.length - 1; i >= this.context.imported.globals; i--) {
      const { type, init } = this.context.globals[i]!;
      const words = this.constant(init!, type.type);
      if (!this.bindings.has(`global ${i}`) && words.every((word) => word.type === 'Literal')) continue;
      if (this.cells.has(i)) {
        out.push(this.const(this.binding('global', i), this.cell(typeKey(type.type, this.context.types), type.mutable, words)));
        continue;
      }
      const pairs = this.globalNames(i).map((name, k): [string, Expression] => [name, words[k]!]);
      out.push(es.declare(type.mutable ? 'let' : 'const', pairs));
    }
    return out.reverse();
  }

  /** The variables of a global that is no cell, one per word. */
  protected globalNames(index: number): string[] {
    return wordsOfPlace(this.global(index)).map((word) => (word as JsName).name);
  }

  protected cell(type: string, mutable: boolean, words: readonly Expression[]): Expression {
    return this.call('global', 'globalCellOf', [es.string(type), es.boolean(mutable), ...words]);
  }
}
