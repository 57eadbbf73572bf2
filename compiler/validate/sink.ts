import type { Instr } from '../decode/index.js';
import type { FuncType, ValType } from '../ops/index.js';

/** Receives the reachable code of one function while it is checked. After an error nothing more is sent. */
export interface CodeSink {
  /** `index` is in the function index space; `locals` are the parameters, then the declared locals. */
  begin(func: { readonly index: number; readonly type: FuncType; readonly locals: readonly ValType[] }): void;
  /** A reachable instruction other than nop, block, loop, if, else and end. `instr` is reused: copy what is kept. */
  op(instr: Instr): void;
  /** A frame opens in reachable code. Frames opened in unreachable code are never sent, nor their else and end. */
  block(kind: 'block' | 'loop' | 'if', type: FuncType, at: number): void;
  /** `reachable`: whether the end of the then-arm can be reached. */
  else(at: number, reachable: boolean): void;
  /** For every frame sent, and last for the function body. `reachable`: whether the end is reached from inside, branches to the label apart. */
  end(at: number, reachable: boolean): void;
}
