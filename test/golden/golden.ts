/**
 * Golden cases: one .wat file each.
 *   ;;! option = value     lines at the top: options of the compiler; `;;! show = a, b` names the functions to show
 *   (module ...)
 *   ;; expected JavaScript, one `;;` line per line
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import wabtModule from 'wabt';
import { compile } from '../../compiler/index.js';
import { optionRows, type OptionRow, type Options } from '../../compiler/options.js';
import { root } from '../support.js';

export const directory = join(root, 'test/golden/cases');

export interface Case {
  readonly options: Partial<Options>;
  readonly show: readonly string[];
  readonly text: string;
  readonly expected: string;
}

export function listCases(): string[] {
  return readdirSync(directory).filter((name) => name.endsWith('.wat')).sort();
}

export function readCase(name: string): Case {
  const lines = readFileSync(join(directory, name), 'utf8').split('\n');
  const directives = lines.filter((line) => line.startsWith(';;!')).map((line) => line.slice(3).split('=').map((part) => part.trim()));
  let end = lines.length;
  while (end > 0 && (lines[end - 1] === '' || /^;;(?!!)/.test(lines[end - 1]!))) end--;
  const show = directives.find(([key]) => key === 'show')?.[1]?.split(',').map((part) => part.trim()) ?? [];
  const options = Object.fromEntries(directives.filter(([key]) => key !== 'show').map(([key = '', value = '']) => [key, optionValue(key, value)]));
  return { options, show, text: lines.slice(0, end).join('\n'), expected: lines.slice(end).filter((line) => line.startsWith(';;')).map((line) => line.replace(/^;; ?/, '')).join('\n') };
}

function optionValue(key: string, value: string): unknown {
  const row: OptionRow | undefined = optionRows.find((item) => item.key === key);
  if (!row) throw new Error(`unknown option ${key} in a golden case`);
  return row.type === 'number' ? Number(value) : row.type === 'boolean' ? value !== 'false' : row.type === 'list' ? value.split(',') : value;
}

const wabt = await wabtModule();

/** The JavaScript of a case, without the header comment (it holds the version). */
export function actualOutput(name: string, { text, options, show }: Case): string {
  const module = wabt.parseWat(name, text, { multi_value: true, bulk_memory: true, reference_types: true, sat_float_to_int: true, sign_extension: true, mutable_globals: true, tail_call: true, memory64: true, threads: true, exceptions: true });
  const bytes = module.toBinary({ write_debug_names: true }).buffer;
  module.destroy();
  const { code } = compile(bytes, { pretty: true, abi: 'none', ...options });
  const whole = code.replace(/^(\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)\s*/, '').trimEnd();
  return show.length ? show.map((wanted) => functionText(whole, wanted)).join('\n') : whole;
}

/** One function of pretty output, found by its name (the output may have to number it) and closed by a brace at its own indentation. */
function functionText(code: string, wanted: string): string {
  const lines = code.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^ *(const \\$${wanted} = \\(function ?\\(|function \\$${wanted}(_\\d+)?\\()`).test(line));
  if (start < 0) throw new Error(`the output has no function ${wanted}; it has ${[...code.matchAll(/function ([\w$]+)\(/g)].map((match) => match[1]).join(', ')}`);
  const indent = /^ */.exec(lines[start]!)![0];
  const end = lines.findIndex((line, index) => index >= start && line.startsWith(`${indent}}`));
  return lines.slice(start, end + 1).map((line) => line.slice(indent.length)).join('\n');
}

export function withExpected({ text }: Case, output: string): string {
  return `${text}\n\n${output.split('\n').map((line) => (line ? `;; ${line}` : ';;')).join('\n')}\n`;
}
