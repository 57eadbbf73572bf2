/** TypeScript declarations of an output module. Names come from the input and are hostile: they appear only as string literals. */

/** One import or export, as {@link declarations} needs it. Signatures are keys such as `il:d`; see `abi/contract.ts`. */
export interface ExternShape {
  readonly module?: string;
  readonly name: string;
  readonly kind: string;
  readonly sig?: string | undefined;
  readonly type?: string | undefined;
  readonly valtype?: string | undefined;
  readonly mutable?: boolean | undefined;
  readonly address?: 'i64' | undefined;
  /** What a function returns is a promise, or may be one. */
  readonly promise?: 'always' | 'perhaps';
}

/** Options that declarations depend on. */
export interface ShapeOptions {
  readonly format: 'esm' | 'iife' | 'cjs';
  readonly name: string;
  readonly precompiled?: boolean;
  readonly esmIntegration?: boolean;
  readonly suspending?: readonly string[] | undefined;
  readonly promising?: readonly string[] | undefined;
}

export interface ModuleShape {
  readonly imports: readonly ExternShape[];
  readonly exports: readonly ExternShape[];
  /** The ABI that provides some or all of the imports, and whether the output exports `run`. */
  readonly abi?: { readonly program: boolean } | undefined;
}

const externTypes: Record<string, string> = { memory: 'Memory', table: 'Table', global: 'Global', tag: 'Tag' };

const preamble = `/** A memory, as WebAssembly.Memory; with 64-bit addresses, sizes are BigInts. */
export interface Memory<Size = number> { readonly buffer: ArrayBuffer; grow(pages: Size): Size }
/** A table, as WebAssembly.Table; with 64-bit indices, these are BigInts. */
export interface Table<Size = number> { readonly length: Size; get(index: Size): any; set(index: Size, value?: any): void; grow(count: Size, value?: any): Size }
/** A global, as WebAssembly.Global. */
export interface Global<T = any> { value: T; valueOf(): T }
/** A tag, as WebAssembly.Tag. */
export interface Tag {}
`;

/** What the pieces of an ABI have. */
const instanceText = `
export interface InstanceOptions {
  args?: string[];
  env?: Record<string, string>;
  preopens?: Record<string, string> | { guest: string; host: string; readonly?: boolean }[];
  files?: Record<string, Uint8Array | string>;
  stdin?: Uint8Array | string;
  stdout?: ((bytes: Uint8Array) => void) | { write(bytes: Uint8Array): unknown };
  stderr?: ((bytes: Uint8Array) => void) | { write(bytes: Uint8Array): unknown };
}
`;

const runText = `
export interface RunOptions extends InstanceOptions {
  net?: boolean | { listen?: boolean | string[]; connect?: boolean | string[] };
  listen?: string[];
  imports?: Record<string, Record<string, unknown>>;
}
/** Runs the program; the exit code. */
export function run(options?: RunOptions): Promise<number>;
`;

/** As wasm2js-aot/webassembly/precompiled has it. */
const precompiledText = `/** What register() of wasm2js-aot/webassembly/precompiled takes. */
export const precompiled: {
  readonly sha256: string;
  readonly builtins: readonly string[];
  readonly importedStringConstants: string | null;
  readonly suspending: readonly string[] | null;
  readonly imports: readonly { readonly module: string; readonly name: string; readonly kind: string }[];
  readonly exports: readonly { readonly name: string; readonly kind: string }[];
  readonly link: (shared: Readonly<Record<string, unknown>>) => (values: readonly unknown[]) => { readonly exports: Record<string, any> };
};
`;

/**
 * Declarations for an output with these imports (what the caller of `instantiate` must give) and exports.
 * With `format: 'iife'` the functions are members of a global named `name`.
 */
export function declarations(shape: ModuleShape, options: ShapeOptions): string {
  const module: ModuleShape = {
    ...shape,
    imports: shape.imports.map((item) => (options.suspending?.includes(`${item.module}.${item.name}`) ? { ...item, promise: 'perhaps' } : item)),
    exports: shape.exports.map((item) => (options.promising?.includes(item.name) ? { ...item, promise: 'always' } : item)),
  };
  const body = options.precompiled ? precompiledText : [
    preamble,
    `export interface Exports {\n${module.exports.map((item) => `  readonly ${member(item)};\n`).join('')}}\n`,
    importsType(module.imports, module.abi !== undefined),
    module.abi ? instanceText : '',
    `\n/** Makes an instance. */\nexport function instantiate(imports${module.imports.length && !module.abi ? '' : '?'}: Imports${module.abi ? ', options?: InstanceOptions' : ''}): { exports: Exports };\n`,
    module.abi?.program ? runText : '',
    ((module.imports.length === 0 && !module.abi) || options.esmIntegration) && options.format !== 'iife' ? namedExports(module.exports, module.abi?.program === true) : '',
  ].join('');
  if (options.format !== 'iife') return body;
  const indented = body.replace(/\n(?=.)/g, '\n  ').replace(/export /g, '');
  return `declare namespace ${options.name} {\n  ${indented}}\n`;
}

function member(item: ExternShape, mark = ''): string {
  return `${JSON.stringify(item.name)}${mark}: ${typeOf(item)}`;
}

function typeOf(item: ExternShape): string {
  if (item.kind === 'func') return signature(item.sig ?? item.type, item.promise);
  if (item.kind === 'global') return `Global<${item.valtype === undefined ? 'any' : valueTypeNames[item.valtype] ?? 'any'}>`;
  return `${externTypes[item.kind] ?? 'unknown'}${item.address === 'i64' ? '<bigint>' : ''}`;
}

const valueTypeNames: Record<string, string> = { i32: 'number', i64: 'bigint', f32: 'number', f64: 'number', funcref: 'Function | null', externref: 'any' };
const valueTypes: Record<string, string> = { i: 'number', l: 'bigint', f: 'number', d: 'number', F: 'Function | null', X: 'any' };

function signature(key: string | undefined, promise: ExternShape['promise']): string {
  if (key === undefined || !key.includes(':')) return `(...args: any[]) => ${promise === 'always' ? 'Promise<any>' : 'any'}`;
  // What follows a semicolon tells typed references apart; to TypeScript they are alike.
  const [parameters = '', results = ''] = key.split(';')[0]!.split(':');
  const types = [...results].map((letter) => valueTypes[letter] ?? 'any');
  const list = [...parameters].map((letter, index) => `p${index}: ${valueTypes[letter] ?? 'any'}`).join(', ');
  const result = types.length === 0 ? 'void' : types.length === 1 ? types[0] : `[${types.join(', ')}]`;
  return `(${list}) => ${promise === undefined ? result : promise === 'always' ? `Promise<${result}>` : `${result} | Promise<${result}>`}`;
}

/** With an ABI every import is optional: it is added to, or takes the place of, what the ABI provides. */
function importsType(imports: readonly ExternShape[], optional: boolean): string {
  const mark = optional ? '?' : '';
  const modules = new Map<string, string[]>();
  for (const item of imports) {
    const members = modules.get(item.module ?? '') ?? [];
    const text = item.kind === 'global' && !item.mutable ? `${JSON.stringify(item.name)}${mark}: ${typeOf(item)} | number | bigint` : member(item, mark);
    if (!members.includes(text)) members.push(text);
    modules.set(item.module ?? '', members);
  }
  const text = [...modules].map(([name, members]) => `  ${JSON.stringify(name)}${mark}: { ${members.join('; ')} };\n`).join('');
  return `\nexport interface Imports {\n${text}}\n`;
}

const taken = new Set(['instantiate', 'run', 'Memory', 'Table', 'Global', 'Tag', 'Exports', 'Imports', 'RunOptions']);

/** What a file does not export by name, whatever the module exports: see compiler/emit/entry.ts. */
const unnamed = new Set(['instantiate', 'then']);

/** Named exports are declared under private names first: an export may be called anything, also `default` or a reserved word. */
function namedExports(exports: readonly ExternShape[], program: boolean): string {
  const list = exports.filter(({ name }) => !unnamed.has(name) && !(program && taken.has(name)));
  if (list.length === 0) return '';
  const lines = list.map((item, index) => `declare const export_${index}: Exports[${JSON.stringify(item.name)}];\n`);
  const names = list.map(({ name }, index) => `export_${index} as ${JSON.stringify(name)}`);
  return `\n${lines.join('')}export { ${names.join(', ')} };\n`;
}
