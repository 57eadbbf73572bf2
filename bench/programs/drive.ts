/** Runs a program of the corpus in a process of its own, and keeps what it compiles. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Engine } from '../../test/engines/find.js';
import type { Reply, Request } from './child.js';
import type { Program } from './program.js';
import { INSTALLATION } from './thread.js';

const child = fileURLToPath(new URL('child.js', import.meta.url));
const thread = new URL('thread.js', import.meta.url).href;
const TIMEOUT_MS = 600_000;

/** What to add to an engine's command so that a program may read its packages. */
const permissions = ({ name }: Engine): readonly string[] => (name === 'deno' ? ['--allow-all'] : []);

/** The reply of a process; one that ended without a reply gives a failure. */
export async function ask(engine: Engine, request: Request): Promise<Reply> {
  const [binary, ...args] = engine.command;
  try {
    const text = JSON.stringify(request);
    const threads = request.threads ? { args: ['--import', thread], env: { ...process.env, [INSTALLATION]: text } } : { args: [], env: process.env };
    const { stdout } = await promisify(execFile)(binary!, [...args, ...permissions(engine), ...threads.args, child, text], { maxBuffer: 1 << 26, timeout: TIMEOUT_MS, env: threads.env });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Reply;
  } catch (error) {
    const { stderr, signal } = error as { stderr?: string; signal?: string };
    return { failure: signal ? `ended by ${signal}` : (stderr ?? '').split('\n').find((line) => /error/i.test(line))?.slice(0, 160) ?? String(error).slice(0, 160) };
  }
}

/** The folder with a program's modules, which are recorded the first time by running it on the engine's own WebAssembly. */
export async function record(program: Program, packages: string): Promise<{ readonly folder: string } | { readonly failure: string }> {
  const folder = join(tmpdir(), 'wasm2js-aot-bench', program.packages[0]!.replace(/\W+/g, '-'), program.name.replace(/\W+/g, '-'));
  if (existsSync(join(folder, 'done'))) return { folder };
  mkdirSync(folder, { recursive: true });
  const node: Engine = { name: 'node', command: [process.execPath] };
  const reply = await ask(node, { program: program.name, subject: 'recording', folder, compiled: '', seen: [], packages, warmUpMs: 0, measureMs: 0, threads: program.threads });
  if ('failure' in reply) return reply;
  writeFileSync(join(folder, 'done'), '');
  return { folder };
}

/** The command that installs packages into a folder; `--force` because some are for another processor, wasm32. */
export const howToInstall = (specifiers: readonly string[], folder = 'DIR'): string =>
  `npm i --force --ignore-scripts --save-exact --prefix ${folder} ${specifiers.join(' ')}`;
