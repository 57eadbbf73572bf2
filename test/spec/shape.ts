/** What a script must know of a module to call it: plain data, so that it can go to an engine without reading binaries there. */

/** How a value arrives: a number type, or the hierarchy of a reference. */
export type Slot = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'packed' | 'func' | 'extern' | 'exn' | 'cont' | 'any';

export interface Field {
  /** Export of the adapter to use instead, when there is one. */
  readonly adapter?: string;
  readonly results: readonly Slot[];
}

export interface Shape {
  /** Names of the modules that are imported from. */
  readonly imports: readonly string[];
  /** Exported functions and globals. */
  readonly fields: Readonly<Record<string, Field>>;
  /** The exports that the adapter imports, as `m.0`, `m.1`, ... */
  readonly adapted: readonly string[];
}
