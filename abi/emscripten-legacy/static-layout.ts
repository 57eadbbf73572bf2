/** Where static data ends and stack and heap begin: the glue knew it, the module does not say it. */
import type { AbiOptions, ModuleSummary } from '../contract.js';
import type { LegacyConfig } from './context.js';

const PAGE = 65536;
/** First address of static data. */
const GLOBAL_BASE = 1024;
const TOTAL_STACK = 5242880;
/** Zero-initialised data shows only through addresses in the code: two neighbours are at most this far apart. */
const GAP = 65536;
/** Room after the last known address for the object that begins there. */
const MARGIN = 65536;
/** Heap that must remain, as a part of the memory. */
const LEAST_HEAP = 1 / 4;

function align16(address: number): number {
  return Math.ceil(address / 16) * 16;
}

/**
 * First address after static data. Too high costs heap, too low corrupts data: so every constant that continues the
 * chain of addresses from the end of the data counts, up to what stack and heap need.
 */
function staticTop(m: ModuleSummary, bytes: number): number {
  const ceiling = bytes * (1 - LEAST_HEAP) - TOTAL_STACK;
  let top = Math.max(m.dataEnd, GLOBAL_BASE);
  for (const constant of m.maxAddressConstants) {
    if (constant < top) continue;
    if (constant - top > GAP || constant + MARGIN > ceiling) break;
    top = constant;
  }
  return Math.min(top + MARGIN, Math.max(ceiling, m.dataEnd));
}

/** The layout that the glue of this module would have; {@link layoutMisfit} tells whether the memory can hold it. */
export function staticLayout(m: ModuleSummary, options: AbiOptions): LegacyConfig {
  const memory = m.imports.find((imp) => imp.kind === 'memory')?.limits;
  const table = m.imports.find((imp) => imp.kind === 'table')?.limits;
  const memoryPages = memory?.min ?? 256;
  const tempDouble = align16(options.staticTop ?? staticTop(m, memoryPages * PAGE));
  const dynamicTopAt = tempDouble + 16;
  const stackTop = align16(dynamicTopAt + 4);
  const stackMax = stackTop + TOTAL_STACK;
  const dynamicBase = align16(stackMax);
  const config: LegacyConfig = { memoryPages, tableSize: table?.min ?? 0, memoryBase: GLOBAL_BASE, tableBase: 0, tempDouble, dynamicTopAt, stackTop, stackMax, dynamicBase };
  if (memory?.max !== undefined) config.memoryMaximum = memory.max;
  if (table?.max !== undefined) config.tableMaximum = table.max;
  return config;
}

export function layoutMisfit(m: ModuleSummary, options: AbiOptions): string | undefined {
  const { tempDouble, dynamicBase, memoryPages } = staticLayout(m, options);
  if (dynamicBase < memoryPages * PAGE) return undefined;
  return `emscripten-legacy: static data up to ${tempDouble} and a stack of ${TOTAL_STACK} bytes do not fit into the memory of ${memoryPages * PAGE} bytes: `
    + 'give the true end of static data with --static-top, or another --abi';
}
