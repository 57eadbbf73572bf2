/** Encoders of text modules, which are development tools and not part of this package. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolders } from '../../engines/find.js';
import { assemble } from '../../wabt.js';

export interface Encoder {
  readonly name: string;
  /** @throws for text that it does not read. */
  encode(text: string): Promise<Uint8Array> | Uint8Array;
}

const wasmTools = '@bytecodealliance/jco-transpile';
/** How to get the encoder that reads nearly all of the suite. */
export const HOW = `npm i --prefix DIR ${wasmTools}@0.15.0, and ENGINES=DIR`;

/** All that are found, the better ones first. */
export async function findEncoders(): Promise<Encoder[]> {
  const encoders: Encoder[] = [{ name: 'wabt', encode: assemble }];
  const path = packageFolders.map((folder) => join(folder, wasmTools, 'dist/wasm-tools.js')).find((candidate) => existsSync(candidate));
  if (path !== undefined) {
    const { parse } = await import(pathToFileURL(path).href) as { parse(text: string): Promise<Uint8Array> };
    encoders.unshift({ name: 'wasm-tools', encode: parse });
  }
  return encoders;
}
