/** Implementation limits that every JavaScript engine shares (spec: JavaScript Embedding, Implementation-defined Limits). */
export const limits = {
  types: 1_000_000,
  functions: 1_000_000,
  imports: 1_000_000,
  exports: 1_000_000,
  globals: 1_000_000,
  dataSegments: 100_000,
  tables: 100_000,
  elementSegments: 10_000_000,
  tableElements: 10_000_000,
  tags: 1_000_000,
  memories: 100,
  /** Most pages of 65,536 bytes that a memory's type may name, by its address type. */
  memoryPages: { i32: 65_536, i64: 2 ** 48 },
  /** Most elements that a table's type may name, and most pages of one byte, by the address type. */
  addresses: { i32: 0xffffffff, i64: 0xffffffffffffffffn },
  /** Supertypes above a type. */
  supertypes: 63,
  params: 1_000,
  results: 1_000,
  /** Of a struct. */
  fields: 10_000,
  /** Operands of array.new_fixed. */
  fixedElements: 10_000,
  /** Parameters included. */
  locals: 50_000,
  bodyBytes: 7_654_321,
  brTableTargets: 65_520,
} as const;
