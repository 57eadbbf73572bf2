/**
 * Builds the kernels from their sources, which needs clang with wasm-ld (Debian: clang and lld), and binaryen's wasm-as for objects.
 *   npm run bench:kernels
 * The modules are kept in the repository, so that every machine measures the same code.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { installed } from '../subjects.js';
import { kernelFolder, kernels } from './kernels.js';

const { parseWat } = await wabt();
for (const { name, group } of kernels) {
  const output = join(kernelFolder, `${name}.wasm`);
  const text = join(kernelFolder, 'source', `${name}.wat`);
  if (group === 'objects') {
    const assembler = installed('binaryen/bin/wasm-as');
    if (assembler === undefined) console.log(`skip: ${name}: npm i binaryen, in the folder that ENGINES names`);
    else execFileSync(process.execPath, [assembler, '--all-features', text, '-o', output], { stdio: 'inherit' });
    continue;
  }
  if (existsSync(text)) {
    const module = parseWat(text, readFileSync(text, 'utf8'), { exceptions: true });
    writeFileSync(output, module.toBinary({}).buffer);
    module.destroy();
    continue;
  }
  const features = group === 'vectors' ? ['-msimd128'] : [];
  const flags = ['--target=wasm32', '-nostdlib', '-fno-builtin', '-O3', '-Wall', ...features, '-Wl,--no-entry,--strip-all'];
  execFileSync('clang', [...flags, '-o', output, join(kernelFolder, 'source', `${name}.c`)], { stdio: 'inherit' });
}
