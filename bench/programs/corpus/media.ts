/** Pictures, sound, documents: ImageMagick, ffmpeg, pdfium, tesseract. */
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import type { Packages, Program } from '../program.js';

interface FileSystem {
  writeFile(path: string, data: Uint8Array): void;
  readFile(path: string): Uint8Array;
}

interface Magick {
  FS: FileSystem;
  callMain(args: string[]): void;
  onRuntimeInitialized: () => void;
}

/** A page's script: it defines what it defines in the global scope, and finds `Module` there. */
function loadScript(text: string, module: object): Promise<Magick> {
  return new Promise((resolve) => {
    const shared = globalThis as unknown as { Module: Partial<Magick>; FS: FileSystem; require: unknown };
    shared.Module = { ...module, onRuntimeInitialized: () => resolve(Object.assign(shared.Module as Magick, { FS: shared.FS })) };
    shared.require = createRequire(import.meta.url);
    Object.assign(globalThis, { __dirname: '/' });
    runInThisContext(`${text}\nglobalThis.FS = FS;`);
  });
}

/** The old backend again, with exceptions, longjmp and a heap that grows. */
export const imageMagick: Program = {
  name: 'imagemagick',
  packages: ['wasm-imagemagick@1.2.8'],
  slow: true,
  prepare(packages) {
    const text = packages.text('wasm-imagemagick/dist/magick.js');
    return async () => {
      const magick = await loadScript(text, {
        noInitialRun: true, wasmBinary: packages.bytes('wasm-imagemagick/dist/magick.wasm'), print: () => undefined, printErr: () => undefined, quit: (_: number, error: unknown) => { throw error; },
      });
      return () => {
        try {
          magick.callMain(['convert', '-size', '90x60', 'gradient:red-blue', '-rotate', '30', '-blur', '0x2', '-charcoal', '1', '/out.bmp']);
        } catch (error) {
          if ((error as Error).name !== 'ExitStatus') throw error;
        }
        return magick.FS.readFile('/out.bmp');
      };
    };
  },
};

interface Ffmpeg {
  FS: FileSystem;
  exec(...args: string[]): number;
}

/** A second of pictures and sound, encoded and decoded. SIMD. */
export const ffmpeg: Program = {
  name: 'ffmpeg',
  packages: ['@ffmpeg/core@0.12.10'],
  slow: true,
  prepare: (packages) => async () => {
    Object.assign(globalThis, { self: globalThis, location: { href: 'file:///' }, WorkerGlobalScope: Object, importScripts: () => undefined });
    const { default: create } = await packages.import<{ default(options: object): Promise<Ffmpeg> }>('@ffmpeg/core/dist/esm/ffmpeg-core.js');
    const core = await create({ wasmBinary: packages.bytes('@ffmpeg/core/dist/esm/ffmpeg-core.wasm') });
    return () => {
      core.exec('-y', '-f', 'lavfi', '-i', 'testsrc=duration=1:size=64x48:rate=10', '-f', 'lavfi', '-i', 'sine=frequency=440:duration=1', '-c:v', 'mpeg4', '-c:a', 'aac', 'out.mp4');
      core.exec('-y', '-i', 'out.mp4', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'out.rgb');
      core.exec('-y', '-i', 'out.mp4', '-f', 's16le', 'out.pcm');
      return ['out.mp4', 'out.rgb', 'out.pcm'].map((name) => core.FS.readFile(name));
    };
  },
};

/** The smallest document with a rectangle and a line of text. */
function documentBytes(): Uint8Array {
  const drawing = '0.2 0.5 0.8 rg 10 10 60 40 re f BT /F1 18 Tf 20 60 Td (Hello PDF) Tj ET 1 0 0 RG 3 w 90 20 m 180 20 150 80 100 80 c S';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${drawing.length}>>stream\n${drawing}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const xref = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF`;
  return new TextEncoder().encode(text);
}

interface Pdfium {
  loadDocument(bytes: Uint8Array): Promise<{ getPage(index: number): { render(options: object): Promise<{ data: Uint8Array }> }; destroy(): void }>;
}

export const pdfium: Program = {
  name: 'pdfium',
  packages: ['@hyzyla/pdfium@2.1.13'],
  slow: true,
  prepare(packages) {
    const bytes = documentBytes();
    return async () => {
      const { PDFiumLibrary } = await packages.import<{ PDFiumLibrary: { init(options?: object): Promise<Pdfium> } }>('@hyzyla/pdfium/dist/index.esm.js');
      const library = await PDFiumLibrary.init();
      return async () => {
        const document = await library.loadDocument(bytes);
        const { data } = await document.getPage(0).render({ scale: 2, render: 'bitmap' });
        document.destroy();
        return data;
      };
    };
  },
};

const GLYPHS: Record<string, number[]> = {
  H: [17, 17, 17, 31, 17, 17, 17], E: [31, 16, 16, 30, 16, 16, 31], L: [16, 16, 16, 16, 16, 16, 31], O: [14, 17, 17, 17, 17, 17, 14], T: [31, 4, 4, 4, 4, 4, 4], X: [17, 17, 10, 4, 10, 17, 17],
};

/** Text of large pixels as a bitmap file. */
function textBitmap(text: string, scale: number): Uint8Array {
  const [width, height] = [text.length * 6 * scale + 60, 7 * scale + 60];
  const row = (width * 3 + 3) & ~3;
  const bytes = new Uint8Array(54 + row * height).fill(255);
  const header = new DataView(bytes.buffer);
  bytes.fill(0, 0, 54).set([0x42, 0x4d]);
  [[2, bytes.length], [10, 54], [14, 40], [18, width], [22, height], [26, 1 | (24 << 16)]].forEach(([at, value]) => header.setUint32(at!, value!, true));
  for (let y = 0; y < 7 * scale; y++) {
    for (let x = 0; x < text.length * 6 * scale; x++) {
      const [column, line] = [Math.floor(x / scale), Math.floor(y / scale)];
      const lit = ((GLYPHS[text[Math.floor(column / 6)]!]?.[line] ?? 0) >> (4 - (column % 6))) & 1;
      if (lit) bytes.fill(0, 54 + (height - 31 - y) * row + (30 + x) * 3, 57 + (height - 31 - y) * row + (30 + x) * 3);
    }
  }
  return bytes;
}

interface Tesseract {
  FS: FileSystem;
  TessBaseAPI: new () => { Init(path: string, language: string, mode: number): number; SetImageFile(exif: number, angle: number): number; Recognize(monitor: null): number; GetUTF8Text(): string; MeanTextConf(): number; End(): void };
}

function recogniser(packages: Packages, name: string, file: string): Program['prepare'] {
  const bitmap = textBitmap('HELLO TEXT', 6);
  const data = gunzipSync(packages.bytes('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'));
  return () => async () => {
    const core = await packages.require<(options: object) => Promise<Tesseract>>(`tesseract.js-core/${file}.js`)({ print: () => undefined, printErr: () => undefined });
    core.FS.writeFile('/eng.traineddata', data);
    core.FS.writeFile('/input', bitmap);
    return () => {
      const api = new core.TessBaseAPI();
      api.Init('/', 'eng', 1);
      api.SetImageFile(1, 0);
      api.Recognize(null);
      const answer = `${name}: ${api.GetUTF8Text()} ${api.MeanTextConf()}`;
      api.End();
      return answer;
    };
  };
}

export const tesseract: Program = {
  name: 'tesseract',
  packages: ['tesseract.js-core@7.0.0', '@tesseract.js-data/eng@1.0.0'],
  slow: true,
  prepare: (packages) => recogniser(packages, 'tesseract', 'tesseract-core')(packages),
};

export const tesseractSimd: Program = {
  name: 'tesseract (simd)',
  packages: ['tesseract.js-core@7.0.0', '@tesseract.js-data/eng@1.0.0'],
  slow: true,
  prepare: (packages) => recogniser(packages, 'tesseract', 'tesseract-core-simd')(packages),
};
