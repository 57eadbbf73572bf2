/** WASI as a package for pages gives it, which takes any namespace's instances. */
import type { Packages } from '../program.js';

interface ShimFile {
  readonly data: Uint8Array;
}

interface Shim {
  WASI: new (args: readonly string[], env: string[], files: object[], options: object) => { wasiImport: WebAssembly.ModuleImports; initialize(instance: object): void; start(instance: object): number };
  File: new (bytes: Uint8Array | number[]) => ShimFile;
  OpenFile: new (file: ShimFile) => object;
  ConsoleStdout: { lineBuffered(print: (line: string) => void): object };
  PreopenDirectory: new (name: string, entries: Map<string, ShimFile>) => { dir: { contents: Map<string, ShimFile> } };
}

export interface ShimmedProgram {
  readonly imports: Record<string, WebAssembly.ModuleImports>;
  readonly printed: string[];
  /** Those in `/in`. */
  readonly files: Map<string, ShimFile>;
  start(instance: object): number;
  initialize(instance: object): void;
}

export async function wasi(packages: Packages, args: readonly string[], given: Record<string, Uint8Array> = {}): Promise<ShimmedProgram> {
  const { WASI, File, OpenFile, ConsoleStdout, PreopenDirectory } = await packages.import<Shim>('@bjorn3/browser_wasi_shim/dist/index.js');
  const printed: string[] = [];
  const output = ConsoleStdout.lineBuffered((line) => void printed.push(line));
  const folder = new PreopenDirectory('/in', new Map(Object.entries(given).map(([name, bytes]) => [name, new File(bytes)])));
  const program = new WASI(args, [], [new OpenFile(new File([])), output, output, folder, new PreopenDirectory('/tmp', new Map())], { debug: false });
  return {
    imports: { wasi_snapshot_preview1: program.wasiImport }, printed, files: folder.dir.contents,
    start: (instance) => program.start(instance), initialize: (instance) => program.initialize(instance),
  };
}
