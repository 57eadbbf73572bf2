import { markdown, words } from '../inputs.js';
import type { Program } from '../program.js';

/** Zig and C. */
export const md4w: Program = {
  name: 'md4w',
  packages: ['md4w@0.2.7'],
  prepare(packages) {
    const text = markdown(1500);
    return async () => {
      const { init, mdToHtml } = await packages.import<{ init: (bytes: Uint8Array) => Promise<void>; mdToHtml: (text: string) => string }>('md4w/js/index.js');
      await init(packages.bytes('md4w/js/md4w-fast.wasm'));
      return () => mdToHtml(text);
    };
  },
};

interface Zstd {
  init(): Promise<void>;
  compress(bytes: Uint8Array, level: number): Uint8Array;
  decompress(bytes: Uint8Array): Uint8Array;
}

export const zstd: Program = {
  name: 'zstd',
  packages: ['@bokuweb/zstd-wasm@0.0.27'],
  prepare(packages) {
    const text = new TextEncoder().encode(words(60_000).join(' '));
    return async () => {
      const { init, compress, decompress } = packages.require<Zstd>('@bokuweb/zstd-wasm/dist/common/index.node.js');
      await init();
      return () => {
        const compressed = compress(text, 5);
        return [compressed, decompress(compressed).length];
      };
    };
  },
};

interface ShSyntax {
  parse(text: string): Promise<object>;
  print(text: string, options: object): Promise<string>;
}

/** TinyGo: shell scripts parsed and printed. */
export const shSyntax: Program = {
  name: 'sh-syntax (TinyGo)',
  packages: ['sh-syntax@0.7.0'],
  prepare(packages) {
    const script = Array.from({ length: 60 }, (_, i) => `f${i}() { local x=\${1:-${i}} ; if [[ $x -gt ${i} ]] ; then echo  "$(( x * ${i} ))" | sed 's/1/2/' ; fi }\ncase $y in a${i} ) f${i} \`date\` ;; * ) cat <<E\n$y\nE\n;; esac\n`).join('');
    return async () => {
      const { parse, print } = await packages.import<ShSyntax>('sh-syntax/lib/index.js');
      return async () => JSON.stringify(await parse(script)) + (await print(script, { originalText: script, indent: 4, simplify: true }));
    };
  },
};
