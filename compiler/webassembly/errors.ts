/** The module's bytes are malformed, invalid or use what the compiler does not support (JS API, section Error Objects). */
export class CompileError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'CompileError', writable: true, configurable: true });
  }
}
