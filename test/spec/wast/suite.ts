/** From a checkout of WebAssembly/testsuite to the converted suite, which the harness runs. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SuiteFile } from '../data.js';
import { featureOf } from './features.js';
import { HOW, findEncoders } from './encoders.js';
import { convertScript } from './script.js';

/** Converts the scripts whose path matches `filter` into `directory`. Says what could not be encoded. */
export async function convertSuite(checkout: string, directory: string, filter: RegExp, log: (line: string) => void): Promise<void> {
  const encoders = await findEncoders();
  if (encoders.length === 1) log(`Only ${encoders[0]!.name} is here to encode text modules; for the rest: ${HOW}.`);
  const index: SuiteFile[] = [];
  const scripts = readdirSync(checkout, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.wast') && filter.test(file));
  for (const file of scripts.sort()) {
    const path = file.slice(0, -'.wast'.length);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folder = dirname(file);
    const { commands, files, unread } = await convertScript(readFileSync(join(checkout, file), 'latin1'), name, encoders);
    mkdirSync(join(directory, path), { recursive: true });
    for (const [filename, contents] of files) writeFileSync(join(directory, path, filename), contents);
    const json = join(path, `${name}.json`);
    writeFileSync(join(directory, json), JSON.stringify({ source_filename: file, commands }));
    const [first] = unread;
    if (first) log(`${file}: ${unread.length} modules are not encoded, the first in line ${first.line}: ${first.errors.join('; ')}`);
    const group = folder === '.' ? 'core' : folder;
    index.push({ file, json, group, feature: group === 'core' ? featureOf(name) : group.replace('proposals/', '') });
  }
  writeFileSync(join(directory, 'index.json'), JSON.stringify(index));
}
