/** Documents made and changed: pandoc, Ghostscript, TeX, HTML while it streams. */
import type { Program } from '../program.js';

interface Pandoc {
  convert(options: object, input: string, files: object): Promise<{ stdout: string; stderr: string }>;
}

const MARKDOWN = `---
title: T
---

# Hello *world*

Some \`code\` and $x^2 + \\frac{1}{2}$.[^1]

| a | b |
|---|--:|
| 1 | 2 |

1. one
2. two

[^1]: note
`;

/** Haskell: 617,490 functions, which call each other in the tail. */
export const pandoc: Program = {
  name: 'pandoc',
  packages: ['wasm-pandoc@1.0.1'],
  slow: true,
  prepare: (packages) => async () => {
    const { createPandocInstance } = await packages.import<{ createPandocInstance(bytes: Uint8Array): Promise<Pandoc> }>('wasm-pandoc/src/core.js');
    const program = await createPandocInstance(packages.bytes('wasm-pandoc/src/pandoc.wasm'));
    return async () => {
      const results: string[] = [];
      for (const [from, to, text] of [['markdown', 'html', MARKDOWN], ['markdown', 'latex', MARKDOWN], ['markdown', 'native', MARKDOWN], ['html', 'markdown', '<h1>x</h1><ul><li>a<li>b</ul>'], ['latex', 'rst', '\\emph{b} $c_1$'], ['markdown', 'none', '']]) {
        const { stdout, stderr } = await program.convert({ from, to }, text!, {});
        results.push(stdout, stderr);
      }
      return results;
    };
  },
};

const POSTSCRIPT = `%!PS
/Times-Roman findfont 24 scalefont setfont 72 700 moveto (Hello PS) show
0 1 30 { /i exch def i 30 div 0.5 0.2 setrgbcolor 100 i 10 mul add 300 i 5 mul 20 add 0 360 arc i 2 mod 0 eq {stroke} {fill} ifelse } for
showpage 1 3 div == quit
`;

interface Ghostscript {
  FS: { writeFile(path: string, text: string): void; readFile(path: string): Uint8Array };
  callMain(args: string[]): number;
}

/** Casts of function pointers are emulated: every function of the table takes 39 i64. An instance for each page. */
export const ghostscript: Program = {
  name: 'ghostscript',
  packages: ['@jspawn/ghostscript-wasm@0.0.2'],
  slow: true,
  prepare: (packages) => () => {
    // The glue is older than fetch in node: where there is fetch it takes a path for a URL.
    Object.assign(globalThis, { fetch: undefined });
    const start = packages.require<(options: object) => Promise<Ghostscript>>('@jspawn/ghostscript-wasm/gs.js');
    return async () => {
      const results: unknown[] = [];
      for (const device of ['png16m', 'txtwrite']) {
        const print = (line: string): void => void results.push(line);
        const program = await start({ noInitialRun: true, print, printErr: print });
        program.FS.writeFile('in.ps', POSTSCRIPT);
        results.push(String(program.callMain(['-q', '-dNOPAUSE', '-dBATCH', '-dSAFER', '-r50', `-sDEVICE=${device}`, '-sOutputFile=out', 'in.ps'])), program.FS.readFile('out'));
      }
      return results;
    };
  },
};

interface Element {
  getAttribute(name: string): string;
  setAttribute(name: string, value: string): void;
  before(text: string, options?: object): void;
  append(text: string): void;
}

interface Rewriter {
  on(selector: string, handlers: object): void;
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
  free(): void;
}

/** lol-html in Rust, with Asyncify: it waits for handlers that are asynchronous. */
export const htmlRewriter: Program = {
  name: 'html-rewriter (asyncify)',
  packages: ['html-rewriter-wasm@0.4.1'],
  slow: true,
  prepare(packages) {
    const html = new TextEncoder().encode(Array.from({ length: 200 }, (_, i) => `<p class="c${i % 5}" id=i${i}>text ${i} &amp; <b>bold</b><!-- c${i} --><a href="/${i}">l</a></p>`).join('\n'));
    return () => {
      const { HTMLRewriter } = packages.require<{ HTMLRewriter: new (write: (chunk: Uint8Array) => void) => Rewriter }>('html-rewriter-wasm');
      return async () => {
        const written: Uint8Array[] = [];
        const rewriter = new HTMLRewriter((chunk) => void written.push(chunk.slice()));
        rewriter.on('p.c1', { async element(element: Element) { await undefined; element.setAttribute('x', element.getAttribute('id')); element.before('<hr>', { html: true }); } });
        rewriter.on('a[href]', { async element(element: Element) { await undefined; element.append('!'); } });
        rewriter.on('*', { comments(comment: { text: string }) { comment.text = comment.text.toUpperCase(); } });
        for (let at = 0; at < html.length; at += 700) await rewriter.write(html.subarray(at, at + 700));
        await rewriter.end();
        rewriter.free();
        return written;
      };
    };
  },
};

const DRAWING = String.raw`\begin{document}\begin{tikzpicture}
\draw[step=0.5,gray,thin] (-2,-2) grid (2,2);
\foreach \x in {0,10,...,350} \draw[blue!\x] (0,0) -- (\x:1.8);
\node at (0,2.2) {$\int_0^1 x^2\,dx = \frac13$};
\end{tikzpicture}\end{document}`;

/** TeX, from Pascal, with its formats in a memory that the package ships. */
export const tex: Program = {
  name: 'tex',
  packages: ['node-tikzjax@1.0.5'],
  slow: true,
  prepare: (packages) => () => {
    const { default: draw } = packages.require<{ default: ((source: string) => Promise<string>) | { default(source: string): Promise<string> } }>('node-tikzjax/dist/index.js');
    return () => (typeof draw === 'function' ? draw : draw.default)(DRAWING);
  },
};
