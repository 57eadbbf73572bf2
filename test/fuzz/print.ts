/** Values in a form that compares across sides: NaN without bits, functions by export, structs and arrays by order of appearance. */
export class Printer {
  private readonly functions = new WeakMap<object, string>();
  private readonly objects = new Map<object, string>();

  /** Functions are compared by the export they are. */
  nameExports(exports: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(exports)) if (typeof value === 'function') this.functions.set(value, name);
  }

  print(value: unknown): string {
    switch (typeof value) {
      case 'number': return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint': return `${value}n`;
      case 'string': return JSON.stringify(value);
      case 'function': return this.functions.get(value) ?? 'a function that is not exported';
      case 'object': return value === null ? 'null' : Array.isArray(value) ? `[${value.map((item) => this.print(item)).join(', ')}]` : this.object(value);
      default: return String(value);
    }
  }

  private object(value: object): string {
    if (Object.getPrototypeOf(value) !== null) return String(value);
    let name = this.objects.get(value);
    if (name === undefined) this.objects.set(value, (name = `object ${this.objects.size}`));
    return name;
  }
}
