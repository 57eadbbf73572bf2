/** The plain script that an engine runs for a group, and the lines that the engine's own WebAssembly gives for it in node. */
import { compile } from '../../compiler/index.js';
import type { Options } from '../../compiler/options.js';
import { assemble } from '../wabt.js';
import type { Group, Load, Report } from './group.js';

/** Text of a value: also run inside of the engines. */
function show(value: any): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'bigint' ? `${String(value)}n` : typeof value === 'function' ? 'a function' : String(value);
}

export const nameOf = (index: number, module: string): string => `group${index}_${module}`;

/** Modules of a group as plain scripts that define a global each, one after the other. */
export function modulesText(group: Group, index: number, options: Partial<Options> = {}): string {
  return Object.entries(group.wat).map(([name, text]) => compile(assemble(text), { ...options, format: 'iife', name: nameOf(index, name) }).code).join('\n');
}

/** Runs the driver, with a line on the console for each report: `@<index> <name>: <value>`. */
export function driverText(group: Group, index: number): string {
  const loads = Object.keys(group.wat).map((name) => `${JSON.stringify(name)}: function (imports) { return ${nameOf(index, name)}.instantiate(imports).exports; }`);
  return `(function () {
    var write = typeof print === 'function' ? print : function (text) { console.log(text); };
    ${show.toString()}
    function report(name, call) {
      var text;
      try { text = show(call()); } catch (error) { text = 'throws ' + (error instanceof Error ? error.name + ': ' + error.message : String(error)); }
      write('@${index} ' + name + ': ' + text);
    }
    (${group.driver.toString()})({ ${loads.join(', ')} }, report, ${JSON.stringify(group.data ?? null)});
    write('@${index} end');
  })();`;
}

/** Lines of a group by the engine's own WebAssembly. Traps take the driver's wording. */
export function nativeLines(group: Group, index: number): string[] {
  const lines: string[] = [];
  const report: Report = (name, call, message) => {
    let text: string;
    try { text = show(call()); } catch (error) {
      const isTrap = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
      text = `throws ${(error as Error).name}: ${isTrap && message !== undefined ? message : (error as Error).message}`;
    }
    lines.push(`@${index} ${name}: ${text}`);
  };
  const loads = Object.entries(group.wat).map(([name, text]): [string, Load] => {
    const module = new WebAssembly.Module(assemble(text));
    return [name, (imports) => new WebAssembly.Instance(module, imports).exports as ReturnType<Load>];
  });
  group.driver(Object.fromEntries(loads), report, group.data ?? null);
  return [...lines, `@${index} end`];
}
