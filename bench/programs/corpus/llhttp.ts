import type { Program } from '../program.js';

interface Parser {
  readonly memory: WebAssembly.Memory;
  llhttp_alloc(type: number): number;
  llhttp_execute(parser: number, data: number, length: number): number;
  llhttp_free(parser: number): void;
  malloc(size: number): number;
}

const RESPONSE = 2;
const message = [
  'HTTP/1.1 200 OK', 'Date: Thu, 01 Jan 2026 00:00:00 GMT', 'Content-Type: text/html; charset=utf-8', 'Content-Length: 312', 'Connection: keep-alive',
  'Cache-Control: public, max-age=3600', 'ETag: "5f8d-1a2b3c4d"', 'Vary: Accept-Encoding', 'Server: example', 'X-Request-Id: 0123456789abcdef', '', '',
].join('\r\n') + 'x'.repeat(312);

/** The parser of undici, with callbacks that count what it finds. */
export const llhttp: Program = {
  name: 'llhttp',
  packages: ['undici@7.30.2'],
  prepare(packages) {
    const bytes = new TextEncoder().encode(message.repeat(60));
    return () => {
      const counts: Record<string, number> = {};
      const count = (name: string) => (_parser: number, _at: number, length = 0): number => { counts[name] = (counts[name] ?? 0) + length + 1; return 0; };
      const names = ['url', 'status', 'message_begin', 'header_field', 'header_value', 'headers_complete', 'body', 'message_complete'];
      const env = Object.fromEntries(names.map((name) => [`wasm_on_${name}`, count(name)]));
      const module = new WebAssembly.Module(packages.require<Uint8Array<ArrayBuffer>>('undici/lib/llhttp/llhttp-wasm.js'));
      const parser = new WebAssembly.Instance(module, { env }).exports as unknown as Parser;
      const data = parser.malloc(bytes.length);
      return () => {
        const handle = parser.llhttp_alloc(RESPONSE);
        for (const name of names) counts[name] = 0;
        for (let i = 0; i < 40; i++) {
          new Uint8Array(parser.memory.buffer, data, bytes.length).set(bytes);
          if (parser.llhttp_execute(handle, data, bytes.length) !== 0) throw new Error('the message was not understood');
        }
        parser.llhttp_free(handle);
        return JSON.stringify(counts);
      };
    };
  },
};
