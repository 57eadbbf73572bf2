/** Stockfish in one thread: SIMD, and a network in its memory. */
import type { Program } from '../program.js';

interface Engine {
  ccall(name: string, result: null, types: string[], values: string[], options?: object): unknown;
}

export const stockfish: Program = {
  name: 'stockfish',
  packages: ['stockfish@19.0.0'],
  slow: true,
  prepare: (packages) => async () => {
    const printed: string[] = [];
    const wasm = packages.bytes('stockfish/bin/stockfish-19-lite-single.wasm');
    const make = packages.require<(options: object) => (options: object) => Promise<Engine>>('stockfish/bin/stockfish-19-lite-single.js');
    const options = { wasmBinary: Uint8Array.from(wasm).buffer, listener: (text: string) => void printed.push(text) };
    const engine = await make(options)(options);
    const say = (command: string): unknown => engine.ccall('command', null, ['string'], [command], { async: command.startsWith('go') });
    return async () => {
      printed.length = 0;
      for (const command of ['ucinewgame', 'position startpos moves e2e4 e7e5', 'go depth 9']) say(command);
      while (!printed.some((text) => text.startsWith('bestmove'))) await new Promise((done) => setTimeout(done, 5));
      return printed.filter((text) => /score|bestmove/.test(text)).map((text) => text.replace(/ (time|nps|hashfull) \d+/g, ''));
    };
  },
};
