/**
 * Folders of the specification's own test/core, by file; the testsuite repository has all of them in one. Files that are in none
 * are `base`.
 */

const folders: Readonly<Record<string, string>> = {
  simd: 'simd_*',
  'multi-memory': 'address0 address1 align0 binary0 data0 data1 data_drop0 exports0 float_exprs0 float_exprs1 float_memory0 imports[0-9] '
    + 'linking[0-9] load[0-9] memory-multi memory_copy[0-9] memory_fill0 memory_grow memory_init0 memory_size[0-9] memory_size_import '
    + 'memory_trap[0-9] start0 store[0-9] traps0',
  memory64: '*64 binary_leb128_64 memory64-imports table_copy_mixed',
  gc: 'array array_* binary-gc br_on_cast br_on_cast_fail extern i31 ref_cast ref_eq ref_test struct type-subtyping',
  'bulk-memory': 'bulk memory_copy memory_fill memory_init table-sub table_copy table_fill table_init',
  'relaxed-simd': 'i16x8_relaxed_q15mulr_s i32x4_relaxed_trunc i8x16_relaxed_swizzle relaxed_*',
  exceptions: 'tag throw throw_ref try_table',
};

/** Files whose names end like those of memory64. */
const base = new Set(['i64', 'f64']);

const patterns = Object.entries(folders).map(([feature, names]): [string, RegExp] =>
  [feature, new RegExp(`^(?:${names.replace(/\*/g, '.*').split(' ').join('|')})$`)]);

export function featureOf(name: string): string {
  return base.has(name) ? 'base' : patterns.find(([, pattern]) => pattern.test(name))?.[0] ?? 'base';
}
