/** Archives. */
import { source } from '../inputs.js';
import type { Program } from '../program.js';

interface SevenZip {
  FS: { mkdir(path: string): void; chdir(path: string): void; writeFile(path: string, bytes: Uint8Array | string): void; readFile(path: string): Uint8Array; utime(path: string, atime: number, mtime: number): void; unlink(path: string): void };
  callMain(args: string[]): number;
}

/** C++: it packs by five methods, tests and unpacks. */
export const sevenZip: Program = {
  name: '7-zip',
  packages: ['7z-wasm@1.2.0'],
  slow: true,
  prepare(packages) {
    const files = { 'a.ts': source(60), 'b.bin': Uint8Array.from({ length: 60_000 }, (_, i) => (i * i >> 5) & 255) };
    return async () => {
      const lines: string[] = [];
      const print = (line: string): void => void lines.push(line);
      const { FS, callMain } = await packages.require<(options: object) => Promise<SevenZip>>('7z-wasm')({ print, printErr: print });
      FS.mkdir('/w');
      FS.chdir('/w');
      for (const [name, content] of Object.entries(files)) {
        FS.writeFile(name, content);
        FS.utime(name, 1e12, 1e12);
      }
      return () => {
        const packed = Object.entries({ '7z': ['-mx9'], xz: ['-txz'], bz2: ['-tbzip2'], ppmd: ['-t7z', '-m0=PPMd'], deflate: ['-t7z', '-m0=Deflate64'] }).map(([name, how]) => {
          const status = callMain(['a', '-mmt1', ...how, `x.${name}`, ...(name.length < 4 && name !== '7z' ? ['a.ts'] : Object.keys(files)), '-bso0', '-bsp0']);
          const bytes = FS.readFile(`x.${name}`);
          const checked = [callMain(['t', `x.${name}`, '-bso0', '-bsp0']), callMain(['x', '-y', '-oout', `x.${name}`, '-bso0', '-bsp0'])];
          FS.unlink(`x.${name}`);
          return [status, bytes, ...checked];
        });
        return [packed, callMain(['h', '-scrcSHA256', 'a.ts', 'b.bin', '-bsp0']), FS.readFile('out/b.bin'), lines.splice(0).filter((line) => /^[0-9A-F]{64}/.test(line))];
      };
    };
  },
};
