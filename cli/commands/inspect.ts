/** `inspect`: what a module is, what it needs, and what stands in the way. */
import { adviceFor } from '../advice.js';
import type { InspectArguments } from '../args.js';
import { inspectFile, type Inspection } from '../compile.js';
import { withGlue } from './build.js';
import { readModule } from '../input.js';
import { writeStandardOutput } from '../io.js';

export async function inspectCommand({ input, json, options }: InspectArguments): Promise<void> {
  const inspection = await inspectFile(input, await readModule(input), withGlue(options));
  await writeStandardOutput(json ? `${JSON.stringify(inspection, null, 2)}\n` : report(input, inspection, options.glue !== undefined));
  if (inspection.problem) process.exitCode = 1;
}

/** Names come from the module: control characters must not reach a terminal. */
const safe = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"\\]/gu, (character) => JSON.stringify(character).slice(1, -1));

const number = (value: number): string => value.toLocaleString('en-US');

function report(input: string, { abis, renamed, missing, features, imports, exports, stats, problem, diagnostics }: Inspection, hasGlue: boolean): string {
  const lines = [
    `${input}: ${number(stats.inputBytes)} bytes`,
    `  code ${number(stats.codeBytes)} bytes in ${number(stats.functions)} functions, data ${number(stats.dataBytes)} bytes, custom sections ${number(stats.customBytes)} bytes`,
    '', 'abi (score, why)',
    ...abis.map(({ id, title, score, why }) => `  ${id.padEnd(18)} ${String(score).padStart(3)}  ${title}${why.length ? `: ${safe(why.join('; '))}` : ''}`),
    ...(missing.length === 0 ? [] : ['', 'not provided by this ABI; give it in "imports"', ...missing.map(([module, name, users, remark]) => `  ${safe(`${module}.${name}`)}${users ? ` (${safe(users)})` : ''}${remark ? `: ${safe(remark)}` : ''}`)]),
    ...(hasGlue ? ['', `names from the glue: ${renamed.length || 'none'}`, ...renamed.map(([before, after]) => `  ${safe(before)} is ${safe(after)}`)] : []),
    ...(hasGlue ? [] : adviceFor({ imports, exports })).flatMap((advice) => ['', advice]),
    '', `features: ${features.length ? features.join(', ') : 'WebAssembly 1.0 only'}`,
    ...listing('imports', imports.map(({ module, name, kind, sig }) => [`${module}.${name}`, kind, sig])),
    ...listing('exports', exports.map(({ name, kind, type }) => [name, kind, type])),
    ...diagnostics.flatMap(({ message }) => ['', `remark: ${safe(message)}`]),
    '', problem
      ? `not supported: ${problem.offset === undefined ? '' : `byte 0x${problem.offset.toString(16)}: `}${safe(problem.message)}`
      : 'everything in this module is supported',
  ];
  return `${lines.join('\n')}\n`;
}

type Entry = readonly [name: string, kind: string, sig: string | undefined];

function listing(title: string, entries: readonly Entry[]): string[] {
  const kinds = new Map<string, number>();
  for (const [, kind] of entries) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return ['', `${title}: ${counts || 'none'}`, ...entries.map(([name, kind, sig]) => `  ${kind.padEnd(7)} ${safe(name)}${sig === undefined ? '' : ` (${sig})`}`)];
}
