/** What a check consists of: modules in the text format and a driver, which runs inside of the engine. */

/** Makes an instance of a module and returns its exports. */
export type Load = (imports?: Record<string, Record<string, any>>) => Record<string, any>;

/**
 * Calls `call` and prints its value or what it throws. A trap prints `message`: engines' own WebAssembly, which is the oracle,
 * words it differently.
 */
export type Report = (name: string, call: () => unknown, message?: string) => void;

export interface Group {
  readonly name: string;
  readonly wat: Readonly<Record<string, string>>;
  /** Plain data for the driver. */
  readonly data?: unknown;
  /** Values of i64 cross the boundary, so that the engine must have BigInt. */
  readonly bigint?: boolean;
  /** May end the engine: runs in a process of its own. */
  readonly alone?: boolean;
  /** Printed as text and run by each engine: it must use nothing but its parameters and the language, without block scopes. */
  readonly driver: (load: Readonly<Record<string, Load>>, report: Report, data: any) => void;
}
