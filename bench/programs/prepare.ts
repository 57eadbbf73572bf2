/** Finds out which modules a program compiles, by running it once on the engine's own WebAssembly, and compiles them ahead. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../compiler/index.js';
import { root } from '../../test/support.js';
import type { SeenModule } from './subjects.js';
import { compiledFile, sha256 } from './subjects.js';
import { translate } from './wasm2js.js';

export interface Prepared {
  readonly seen: readonly SeenModule[];
  /** Where this compiler's output is. */
  readonly compiled: string;
  readonly bytes: number;
  /** Seconds are those of the processor, which other processes change little. */
  readonly ours: { readonly bytes: number; readonly seconds: number };
  /** Why wasm2js has no output. */
  readonly refusal: string | undefined;
}

/** Of the compiler as it is now: what it compiled before is of no use after a change. */
function compilerDigest(): string {
  const hash = createHash('sha256');
  for (const room of ['compiler', 'runtime-lite']) {
    for (const path of (readdirSync(join(root, 'dist', room), { recursive: true }) as string[]).filter((name) => name.endsWith('.js')).sort()) hash.update(readFileSync(join(root, 'dist', room, path)));
  }
  return hash.digest('hex').slice(0, 12);
}

const digest = compilerDigest();

/** `folder` is where the recording wrote the modules. `wasm2js` is the tool's path. `again` compiles also what this compiler compiled before. */
export function prepare(folder: string, { wasm2js, again = false }: { wasm2js?: string | undefined; again?: boolean }): Prepared {
  const seen: SeenModule[] = [];
  const outputs = join(folder, digest);
  mkdirSync(outputs, { recursive: true });
  let [bytes, output, seconds] = [0, 0, 0];
  let refusal = wasm2js === undefined ? 'not installed' : undefined;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.wasm')).sort()) {
    const wasm = readFileSync(join(folder, name));
    const compiled = !name.endsWith('.asked.wasm');
    const sha = sha256(wasm);
    seen.push({ sha256: sha, length: wasm.length, compiled, valid: WebAssembly.validate(wasm) });
    if (!compiled) continue;
    const path = compiledFile(outputs, sha);
    if (again || !existsSync(path)) {
      const start = process.cpuUsage().user;
      writeFileSync(path, compile(wasm, { format: 'cjs', precompiled: true }).code);
      seconds += (process.cpuUsage().user - start) / 1e6;
    }
    bytes += wasm.length;
    output += readFileSync(path).length;
    if (wasm2js !== undefined) refusal = translate(wasm2js, join(folder, name), folder, sha) ?? refusal;
  }
  return { seen, compiled: outputs, bytes, ours: { bytes: output, seconds }, refusal };
}
