/** Codes of compile errors. They are stable: users may search for them. */
export type ErrorCode =
  | 'W2J1001' // malformed: the bytes are not a WebAssembly binary
  | 'W2J1002' // limit: larger than an implementation limit
  | 'W2J1003' // unsupported: uses a feature this compiler does not translate yet
  | 'W2J2001'; // invalid: well-formed bytes that break a validation rule

/** The input module cannot be compiled. `offset` is the byte position in the module; the message does not repeat it. */
export class CompileError extends Error {
  readonly code: ErrorCode;
  readonly offset: number | undefined;
  /** Set when `code` is 'W2J1003': the id of the missing feature's row in ops/features. */
  readonly feature: string | undefined;

  constructor(code: ErrorCode, message: string, offset?: number, feature?: string) {
    super(message);
    this.name = 'CompileError';
    this.code = code;
    this.offset = offset;
    this.feature = feature;
  }
}

/** A condition that no input may bring about: a fault of the compiler itself. */
export class InternalError extends Error {
  constructor(message: string) {
    super(`internal error: ${message}; this is a bug in wasm2js-aot, please report it`);
    this.name = 'InternalError';
  }
}

/** The bytes break the binary format (spec: chapter Binary Format). */
export function malformed(message: string, offset: number): CompileError {
  return new CompileError('W2J1001', message, offset);
}

/** The module breaks a validation rule (spec: chapter Validation). */
export function invalid(message: string, offset: number): CompileError {
  return new CompileError('W2J2001', message, offset);
}

/** The module is larger than a limit every JavaScript engine has (spec: JavaScript Embedding, Implementation-defined Limits). */
export function overLimit(what: string, found: number, most: number, offset: number): CompileError {
  return new CompileError('W2J1002', `${what}: ${found} is more than the limit of ${most}`, offset);
}

/** `what` begins the sentence, for example "instruction 0xfd 12". */
export function unsupported(what: string, feature: string, offset: number): CompileError {
  return new CompileError('W2J1003', `${what} is not supported yet (feature ${feature})`, offset, feature);
}

/** Characters of a name that messages show. */
const SHOWN = 100;

/** A module's name in a message: of bounded length, and nothing in it that a terminal obeys. */
export function quoted(name: string): string {
  const start = name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name;
  return JSON.stringify(start).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}
