/** The Go toolchain, where it is installed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support.js';

export interface Toolchain {
  /** `go1.19.8`, for instance. */
  readonly version: string;
  /** The glue that comes with it. */
  readonly glue: string;
  /** Builds the program in a folder of the tests into a file, for js unless told otherwise; what went wrong, or undefined. */
  build(folder: string, output: string, os?: 'js' | 'wasip1', ...flags: string[]): string | undefined;
}

/** In PATH, or where Debian's packages that are named by their version place it. */
function candidates(): string[] {
  return ['go', ...Array.from({ length: 20 }, (_, i) => `/usr/lib/go-1.${30 - i}/bin/go`)];
}

export function findGo(): Toolchain | undefined {
  for (const go of candidates()) {
    const asked = spawnSync(go, ['env', 'GOROOT', 'GOVERSION'], { encoding: 'utf8' });
    if (asked.status !== 0) continue;
    const [goroot, version] = asked.stdout.trim().split('\n') as [string, string];
    const glue = ['lib/wasm', 'misc/wasm'].map((folder) => join(goroot, folder, 'wasm_exec.js')).find((path) => existsSync(path));
    if (glue === undefined) continue;
    return {
      version,
      glue,
      build(folder, output, os = 'js', ...flags) {
        const env = { ...process.env, GOOS: os, GOARCH: 'wasm', GOFLAGS: '', GOTOOLCHAIN: 'local' };
        const built = spawnSync(go, ['build', '-trimpath', '-ldflags=-s -w', ...flags, '-o', output, '.'], { cwd: join(root, 'test/programs/go', folder), env, encoding: 'utf8' });
        return built.status === 0 ? undefined : built.stderr;
      },
    };
  }
  return undefined;
}
