/** Programs that look at what the engine collects. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';

/** Defines `collect()`, which settles when that is done. */
const START = `const collect = async () => {
    for (let k = 0; k < 4; k++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      gc();
    }
  };\n`;

/** What the program prints; it writes nothing to its standard error. `folder`: for the program, and for what is compiled. */
export function printed(folder: string, text: string, ...flags: string[]): string {
  const program = join(folder, 'program.mjs');
  writeFileSync(program, START + text);
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', ...flags, program], { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: folder } });
  assert.is(stderr, '');
  return stdout;
}
