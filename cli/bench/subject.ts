/** What `bench` measures: an exported function and its arguments, read from the command line. */
import type { Inspection } from '../compile.js';
import { UsageError } from '../args.js';
import { quoted } from '../../compiler/diagnostics.js';
import { CliError } from '../io.js';

export interface Subject {
  readonly name: string;
  /** Keys of the types of parameters and of results, one letter each. */
  readonly params: string;
  readonly results: string;
  readonly args: readonly (number | bigint)[];
}

const NUMERIC = /^[ilfd]*:[ilfdsvFXA]*$/;
const TYPE_NAMES: Readonly<Record<string, string>> = { i: 'i32', l: 'i64', f: 'f32', d: 'f64' };

/** Functions that can be measured, for messages. */
const choices = (exports: Inspection['exports']): string =>
  exports.filter(({ kind, type }) => kind === 'func' && NUMERIC.test(type ?? '')).slice(0, 20).map(({ name, type }) => `${quoted(name)} (${type})`).join(', ') || 'none';

/** @throws UsageError for what the command line asks in vain; CliError where a module has nothing to measure. */
export function subjectOf(exports: Inspection['exports'], invoke: string | undefined, given: readonly string[]): Subject {
  const functions = exports.filter(({ kind }) => kind === 'func');
  if (functions.length === 0) throw new CliError('the module exports no function: there is nothing to measure');
  if (invoke === undefined) throw new UsageError(`Option --invoke is needed: the function to measure. The module exports ${choices(exports)}.`);
  const found = functions.find(({ name }) => name === invoke);
  if (!found) throw new UsageError(`The module exports no function ${JSON.stringify(invoke)}; it exports ${choices(exports)}.`);
  const [params, results] = found.type!.split(':') as [string, string];
  if (!NUMERIC.test(found.type!)) throw new UsageError(`The function ${JSON.stringify(invoke)} (${found.type}) takes references or vectors: only numbers can be given as arguments.`);
  if (given.length !== params.length) {
    throw new UsageError(`The function ${JSON.stringify(invoke)} takes ${params.length} arguments (${[...params].map((key) => TYPE_NAMES[key]).join(', ') || 'none'}), but --arg was given ${given.length} times.`);
  }
  return { name: invoke, params, results: results.split(';')[0]!, args: given.map((text, index) => parse(text, params[index]!)) };
}

function parse(text: string, key: string): number | bigint {
  const value = key === 'i' || key === 'l' ? integer(text, key === 'i' ? 32 : 64) : float(text);
  if (value === undefined) throw new UsageError(`The argument ${JSON.stringify(text)} is no ${TYPE_NAMES[key]}.`);
  return key === 'i' ? Number(value) : value;
}

/** Signed or unsigned, decimal or hexadecimal, as the text format writes it. */
function integer(text: string, bits: number): bigint | undefined {
  const match = /^([+-]?)(\d[\d_]*|0x[\da-f][\da-f_]*)$/i.exec(text);
  if (!match) return undefined;
  const magnitude = BigInt(match[2]!.replaceAll('_', ''));
  const value = match[1] === '-' ? -magnitude : magnitude;
  return value < -(2n ** BigInt(bits - 1)) || value >= 2n ** BigInt(bits) ? undefined : BigInt.asIntN(bits, value);
}

function float(text: string): number | undefined {
  const named = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(text);
  if (named) return named[2] === undefined ? NaN : named[1] === '-' ? -Infinity : Infinity;
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? undefined : value;
}
