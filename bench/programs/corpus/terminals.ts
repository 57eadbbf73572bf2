/** What Zig made, without glue: a terminal of a page. */
import type { Program } from '../program.js';

interface Terminal {
  readonly memory: WebAssembly.Memory;
  ghostty_terminal_new(columns: number, rows: number): number;
  ghostty_terminal_write(terminal: number, text: number, length: number): void;
  ghostty_render_state_update(terminal: number): number;
  ghostty_render_state_get_viewport(terminal: number, cells: number, count: number): number;
  ghostty_terminal_free(terminal: number): void;
  ghostty_wasm_alloc_u8_array(length: number): number;
}

/** A line of colours, wide characters and jumps of the cursor. */
const line = (i: number): string => `\x1b[3${i % 8}m\x1b[1mline ${i} \u4f60\u597d \x1b[0m\x1b[${i % 24};${i % 80}Hx\r\n`;

export const ghostty: Program = {
  name: 'ghostty (Zig)',
  packages: ['ghostty-web@0.4.0'],
  prepare: (packages) => async () => {
    const { instance } = await WebAssembly.instantiate(packages.bytes('ghostty-web/ghostty-vt.wasm') as BufferSource, { env: { log() {} } });
    const terminal = instance.exports as unknown as Terminal;
    const text = new TextEncoder().encode(Array.from({ length: 200 }, (_, i) => line(i)).join(''));
    const [columns, rows] = [80, 24];
    const bytes = columns * rows * 16;
    const [input, cells] = [terminal.ghostty_wasm_alloc_u8_array(text.length), terminal.ghostty_wasm_alloc_u8_array(bytes)];
    return () => {
      const screen = terminal.ghostty_terminal_new(columns, rows);
      new Uint8Array(terminal.memory.buffer).set(text, input);
      terminal.ghostty_terminal_write(screen, input, text.length);
      const changed = terminal.ghostty_render_state_update(screen);
      const filled = terminal.ghostty_render_state_get_viewport(screen, cells, columns * rows);
      terminal.ghostty_terminal_free(screen);
      return [changed, filled, new Uint8Array(terminal.memory.buffer).slice(cells, cells + bytes)];
    };
  },
};
