/** Reading of imports. Every function names the import as "module"."field" in its errors; see `lookup`. */
import { converterOf } from './convert.js';
import { type AddressType, isObject, type Size } from './descriptor.js';
import { describe, referenceFromJs } from './func.js';
import { type GlobalCell, globalCellOf, globalOf } from './global.js';
import { toI64 } from './interop.js';
import { type MemoryRecord, memoryOf, memorySize } from './memory.js';
import { HI } from './registers.js';
import { type TableRecord, tableOf } from './table.js';
import { LinkError } from './trap.js';
import { matchesType, typeName } from './type-key.js';

/** How errors name an import. */
export function importName(module: string, name: string): string {
  return `import ${JSON.stringify(module)}.${JSON.stringify(name)}`;
}

/** `imports[module][name]`. TypeError, naming the import, if `imports` or `imports[module]` is not an object. */
export function lookup(imports: unknown, module: string, name: string): unknown {
  if (!isObject(imports)) throw new TypeError(`${importName(module, name)}: the import object must be an object, got ${describe(imports)}`);
  const fields = (imports as Record<string, unknown>)[module];
  if (!isObject(fields)) {
    throw new TypeError(`${importName(module, name)}: expected an object as ${JSON.stringify(module)} in the import object, got ${describe(fields)}`);
  }
  return (fields as Record<string, unknown>)[name];
}

/** Limits match if at least `min` is there now and, where `max` is declared, no more than `max` ever will be. */
function checkLimits(where: string, unit: string, size: number, maximum: Size | undefined, min: Size, max: Size | undefined): void {
  if (size < min) throw new LinkError(`${where}: expected at least ${min} ${unit}, got ${size}`);
  if (max !== undefined && (maximum === undefined || maximum > max)) {
    throw new LinkError(`${where}: expected a maximum of at most ${max} ${unit}, got ${maximum ?? 'none'}`);
  }
}

function checkAddress(where: string, what: string, found: AddressType, wanted: AddressType): void {
  if (found !== wanted) throw new LinkError(`${where}: expected ${what} with ${wanted} addresses, got one with ${found}`);
}

/** Sizes are in pages. The engine's own memories do not tell their maximum, which is then not checked. */
export function importMemory(
  value: unknown,
  where: string,
  min: Size,
  max?: Size,
  shared: boolean = false,
  address: AddressType = 'i32',
  pageSize: number = 65536,
): MemoryRecord {
  const memory = memoryOf(value);
  if (memory === undefined) throw new LinkError(`${where}: expected a memory, got ${describe(value)}`);
  if (memory.shared !== shared) throw new LinkError(`${where}: expected a memory that is ${shared ? '' : 'not '}shared`);
  checkAddress(where, 'a memory', memory.address, address);
  if (memory.pageSize !== pageSize) throw new LinkError(`${where}: expected a memory with pages of ${pageSize} bytes, got one of ${memory.pageSize}`);
  checkLimits(where, 'pages', memorySize(memory), memory.maximumKnown ? memory.maximum : max, min, max);
  return memory;
}

/** `type` is the key of the elements' type, which must be the same: 'F' for funcref, 'X' for externref. Sizes are in elements. */
export function importTable(
  value: unknown,
  where: string,
  type: string,
  min: Size,
  max: Size | undefined,
  address: AddressType = 'i32',
): TableRecord {
  const table = tableOf(value);
  if (table === undefined) throw new LinkError(`${where}: expected a table, got ${describe(value)}`);
  if (table.type !== type) {
    throw new LinkError(`${where}: expected a table of ${typeName(type)}, got one of ${typeName(table.type)}`);
  }
  checkAddress(where, 'a table', table.address, address);
  checkLimits(where, 'elements', table.elems.length, table.maximumKnown ? table.maximum : max, min, max);
  return table;
}

/**
 * `type` is the key of a value type. A mutable global must have that very type. An immutable global may also be given as its value: a number for i32, f32 and f64, a BigInt for
 * i64, null or an exported function for funcref, anything for externref.
 */
export function importGlobal(value: unknown, where: string, type: string, mutable: boolean): GlobalCell {
  const cell = globalOf(value, type);
  if (cell !== undefined) {
    if (!(mutable ? cell.type === type : matchesType(cell.type, type))) throw new LinkError(`${where}: expected a global of type ${typeName(type)}, got ${typeName(cell.type)}`);
    if (cell.mutable !== mutable) throw new LinkError(`${where}: expected a global that is ${mutable ? 'mutable' : 'immutable'}`);
    return cell;
  }
  if (mutable) throw new LinkError(`${where}: expected a mutable global, got ${describe(value)}`);
  return globalFromValue(value, where, type);
}

function globalFromValue(value: unknown, where: string, type: string): GlobalCell {
  if (type === 'l' && typeof value === 'bigint') {
    const low = toI64(value);
    return globalCellOf(type, false, low, HI);
  }
  if ('ifd'.includes(type) && typeof value === 'number') return globalCellOf(type, false, converterOf(type)(value));
  if ('FXA'.includes(type[0]!)) {
    try {
      return globalCellOf(type, false, referenceFromJs(type, value));
    } catch {
      throw new LinkError(`${where}: expected a ${typeName(type)}, got ${describe(value)}`);
    }
  }
  throw new LinkError(`${where}: expected a global of type ${typeName(type)}, got ${describe(value)}`);
}
