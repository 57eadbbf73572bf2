/**
 * Names of the module's bindings in the output, handed out when something is first used, and which of them were: what
 * lowering knows of the module (ModuleEnv).
 */
import { leastBytes, type Module } from '../decode/index.js';
import type { Carried, GlobalPlace, ModuleEnv, PartEnv, Profile, View, ViewsEnv } from '../ir/env.js';
import * as js from '../ir/js.js';
import type { JsIndex, JsName } from '../ir/js.js';
import type { HelperNames } from '../link/index.js';
import { sigChar, supertypesOf, type FieldType, type FuncType } from '../ops/index.js';
import type { ModuleContext } from '../validate/index.js';
import type { ModuleOptions } from './module-options.js';
import { placeholderIndex } from './placeholders.js';
import type { Tail, Uses } from './uses.js';
import { GLOBAL_WORDS } from './words.js';

/** Bytes of a memory whose addresses are all non-negative int32. */
const SIGNED_BYTES = 2 ** 31;

/** As many as runtime-lite/registers has. */
const MOST_NUMBERS = 512;

const BINDING = {
  memory: 'M',
  table: 'T',
  global: 'G',
  func: 'f',
  data: 'S',
  elem: 'E',
  view: 'V',
  views: 'V',
  constructor: 'V',
  twin: 'W',
  ref: 'r',
  tail: 't',
  generator: 'g',
  generatorTail: 't',
  tag: 'X',
  object: 'C',
  type: 'K',
  sig: 'Q',
  signature: 'Z',
  pool: 'A',
  methods: 'D',
  types: 'P',
  part: 'p',
  carrier: 'B',
} as const;

/** Begins the keys of what is linked, among those of bindings. */
const HELPER = 'runtime';

const VIEW_LETTERS: Readonly<Record<View, string>> = { dv: 'D', u8: 'U', f64: 'F', f32: 'E', u16: 'W', i32: 'I', i64: 'L' };

export class ModuleBindings implements ModuleEnv, PartEnv, ViewsEnv {
  readonly fastTraps: boolean;
  readonly profile: Profile;
  readonly coreName: string;
  protected readonly importsParam: string;
  protected readonly abiParam: string;
  protected readonly module: Module;
  protected readonly bindings = new Map<string, string>();
  protected readonly helpers = new Map<string, JsName>();
  protected readonly views = new Map<string, { memory: number; view: View; name: string }>();
  protected readonly tableViews = new Map<string, { table: number; sig: string; name: string }>();
  protected readonly refs = new Set<number>();
  /** Functions that make tail calls, and of which forms. */
  protected readonly tails: Tail[] = [];
  /** What parts of functions leave their values in, by name. */
  protected readonly carriers = new Map<string, Carried>();
  /** Types, by their smallest index: of which objects are made, and for which is asked. */
  protected readonly objectClasses = new Set<number>();
  protected readonly typeIds = new Set<number>();
  /** Mutable globals that others can see: they live in a cell. */
  protected readonly cells: ReadonlySet<number>;

  constructor(
    protected readonly context: ModuleContext,
    protected readonly names: HelperNames,
    protected readonly options: ModuleOptions,
  ) {
    this.fastTraps = options.fastTraps;
    this.profile = options.profile;
    this.module = context.module;
    // What the code mentions most gets the shortest names.
    if (context.memories.length > 0) {
      if (this.hasFields(0)) this.viewsName(0);
      else for (const view of ['dv', 'u8'] as const) this.viewName(0, view);
    }
    this.coreName = names.fresh('core');
    this.importsParam = names.fresh('imports');
    this.abiParam = names.fresh('abi');
    const shared = this.module.exports.filter((e) => e.kind === 'global').map((e) => e.index);
    for (let i = 0; i < context.imported.globals; i++) shared.push(i);
    this.cells = new Set(shared.filter((i) => context.globals[i]!.type.mutable));
  }

  // ---- ModuleEnv: names of module-level bindings

  protected binding(kind: keyof typeof BINDING, key: number | string, hint: string = `${BINDING[kind]}${key}`): string {
    const id = `${kind} ${key}`;
    let name = this.bindings.get(id);
    if (name === undefined) this.bindings.set(id, (name = this.names.fresh(hint)));
    return name;
  }

  runtime(file: string, name: string): JsName {
    const key = `${file} ${name}`;
    let n = this.helpers.get(key);
    if (n === undefined) this.helpers.set(key, (n = js.name(this.names.ref(`runtime-lite/${file}`, name), name === 'HI' ? 'i' : 'x', file === 'math')));
    return n;
  }

  /** Functions that what was emitted so far calls or refers to, in the order in which they were first met. */
  readonly usedFunctions = new Set<number>();

  func(index: number): JsName {
    return js.name(this.funcName(index));
  }
  generator(index: number): JsName {
    this.usedFunctions.add(index);
    return js.name(this.binding('generator', index, `${this.hintOf(index)}_resumable`));
  }
  part(func: number, n: number, isResumable: boolean): JsName {
    return js.name(this.binding('part', `${func} ${n}${isResumable ? ' resumable' : ''}`, `${this.hintOf(func)}_part${n}`));
  }
  carrier(kind: Carried, n: number): JsName | JsIndex {
    return this.travelling(kind, n, 0, `${kind} ${n}`);
  }
  sentNumber(n: number): JsName | JsIndex {
    return this.travelling('d', n, MOST_NUMBERS, `sent ${n}`);
  }
  private travelling(kind: Carried, n: number, first: number, key: string): JsName | JsIndex {
    if (kind === 'd' && n < MOST_NUMBERS) return js.index(this.runtime('registers', 'NUMBERS'), js.num(first + n), kind);
    const name = this.binding('carrier', key);
    this.carriers.set(name, kind);
    return js.name(name, kind);
  }
  private readonly funcNames: string[] = [];
  protected funcName(index: number): string {
    return (this.funcNames[index] ??= this.firstUse(index));
  }
  private firstUse(index: number): string {
    this.usedFunctions.add(index);
    return this.binding('func', index, this.hintOf(index));
  }
  private hintOf(func: number): string {
    return this.module.names.funcs.get(func) ?? `f${func}`;
  }

  funcRef(index: number): JsName {
    this.refs.add(index);
    this.usedFunctions.add(index);
    return js.name(this.binding('ref', index));
  }

  global(index: number): GlobalPlace {
    const letter = sigChar(this.context.globals[index]!.type.type);
    const range = js.RANGE[letter];
    const isCell = this.cells.has(index);
    const name = js.name(this.binding('global', index), isCell ? 'x' : range);
    const [lo, hi, lo2, hi2] = GLOBAL_WORDS.slice(0, letter === 'v' ? 4 : letter === 'l' ? 2 : 1).map(({ field, suffix }) =>
      isCell ? js.member(name, field, range) : suffix === '' ? name : js.name(this.binding('global', `${index}${suffix}`), 'i'),
    );
    return { lo: lo!, hi, lo2, hi2 };
  }

  isMutable(global: number): boolean {
    return this.context.globals[global]!.type.mutable;
  }

  memory(index: number): JsName {
    return js.name(this.binding('memory', index));
  }

  view(memory: number, view: View): JsName | js.JsMember {
    const key = `${memory} ${view}`;
    let v = this.views.get(key);
    if (v === undefined) this.views.set(key, (v = { memory, view, name: this.viewName(memory, view) }));
    return this.hasFields(memory) ? js.member(js.name(this.viewsName(memory)), v.name) : js.name(v.name);
  }
  /** Whether the views of a memory are fields of an object. Where nothing compiles variables are found sooner. */
  protected hasFields(memory: number): boolean {
    return this.canGrow(memory) && this.profile.compiles;
  }
  /** The name of a view: a binding, or a field. */
  private viewName(memory: number, view: View): string {
    return this.hasFields(memory) ? VIEW_LETTERS[view] : this.binding('view', `${memory} ${view}`, VIEW_LETTERS[view]);
  }
  /** The object whose fields are the views of a memory that can grow. */
  protected viewsName(memory: number): string {
    return this.binding('views', memory);
  }
  viewsTwin({ name }: JsName): JsName | undefined {
    const memory = this.context.memories.findIndex((_, i) => this.bindings.get(`views ${i}`) === name);
    return memory < 0 ? undefined : js.name(this.binding('twin', memory));
  }

  isLarge(memory: number): boolean {
    const { max, pageSize } = this.context.memories[memory]!;
    return (max ?? Infinity) > SIGNED_BYTES / pageSize;
  }
  isShared(memory: number): boolean {
    return this.context.memories[memory]!.shared;
  }
  leastBytes(memory: number): number {
    return leastBytes(this.context.memories[memory]!);
  }
  pageSize(memory: number): number {
    return this.context.memories[memory]!.pageSize;
  }
  canGrow(memory: number): boolean {
    const { min, max } = this.context.memories[memory]!;
    // Growing by nothing gives a new buffer, too: in a namespace, and where the memory may be the engine's own.
    return min !== max || this.options.importList || this.isForeign(memory);
  }
  /** Whether the memory comes from the caller: neither made here nor provided by an ABI. */
  private isForeign(memory: number): boolean {
    if (memory >= this.context.imported.memories) return false;
    const imp = this.module.imports.filter(({ desc }) => desc.kind === 'memory')[memory]!;
    return !this.options.isProvided(imp);
  }

  table(index: number): JsName {
    return js.name(this.binding('table', index));
  }

  tableView(table: number, sig: string): JsName {
    const key = `${table} ${sig}`;
    let v = this.tableViews.get(key);
    if (v === undefined) this.tableViews.set(key, (v = { table, sig, name: this.binding('view', `t${key}`, `T${table}_${sig}`) }));
    return js.name(v.name);
  }

  data(index: number): JsName {
    return js.name(this.binding('data', index));
  }
  elem(index: number): JsName {
    return js.name(this.binding('elem', index));
  }
  tag(index: number): JsName {
    return js.name(this.binding('tag', index));
  }

  fields(type: number): readonly FieldType[] {
    return this.context.types[type]!.declared!.aggregate!.fields;
  }
  objectClass(type: number): JsName {
    const { index } = this.context.types[type]!.declared!;
    this.objectClasses.add(index);
    return js.name(this.binding('object', index));
  }
  typeId(type: number): JsName {
    const { index } = this.context.types[type]!.declared!;
    this.typeIds.add(index);
    return js.name(this.binding('type', index));
  }
  typeDepth(type: number): number {
    return this.lineOf(type).length - 1;
  }
  /** The type and those above it, nearest first. */
  protected lineOf(type: number): FuncType[] {
    return supertypesOf(this.context.types[type]!, this.context.types);
  }

  // ---- Bindings of functions that another emitter emitted

  /** What functions use that were emitted with placeholders for names. */
  uses(): Uses {
    const names: string[] = [];
    for (const [id, name] of this.bindings) names[placeholderIndex(name)] = id;
    for (const [key, { name }] of this.helpers) names[placeholderIndex(name)] = `${HELPER} ${key}`;
    return {
      names,
      functions: [...this.usedFunctions],
      refs: [...this.refs],
      views: [...this.views.values()].map(({ memory, view }) => [memory, view]),
      tableViews: [...this.tableViews.values()].map(({ table, sig }) => [table, sig]),
      carriers: [...this.carriers].map(([name, kind]) => [placeholderIndex(name), kind]),
      objectClasses: [...this.objectClasses],
      typeIds: [...this.typeIds],
      tails: [...this.tails],
      methods: [...(this.options.methods?.used.keys() ?? [])],
    };
  }

  /** Takes them over, and gives names to the placeholders. */
  adopt(uses: Uses): string[] {
    const names = uses.names.map((id) => this.nameOf(id));
    for (const func of uses.functions) this.usedFunctions.add(func);
    for (const func of uses.refs) this.refs.add(func);
    for (const [memory, view] of uses.views) this.view(memory, view);
    for (const [table, sig] of uses.tableViews) this.tableView(table, sig);
    for (const [index, kind] of uses.carriers) this.carriers.set(names[index]!, kind);
    for (const type of uses.objectClasses) this.objectClasses.add(type);
    for (const type of uses.typeIds) this.typeIds.add(type);
    for (const method of uses.methods) this.options.methods?.of(method);
    this.tails.push(...uses.tails);
    return names;
  }

  private nameOf(id: string): string {
    const [kind, ...rest] = id.split(' ');
    const key = rest.join(' ');
    if (kind === HELPER) return this.runtime(rest[0]!, rest[1]!).name;
    return kind === 'func' ? this.funcName(Number(key)) : this.binding(kind as keyof typeof BINDING, key);
  }

  protected typeOf(func: number) {
    return this.context.types[this.context.funcs[func]!.type]!;
  }
}
