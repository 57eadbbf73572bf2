import type { CatchClause, Instr } from '../decode/index.js';
import type { FuncType, ValType } from '../ops/index.js';

/** Instructions that open a frame. `try_table` comes with its clauses. */
export type BlockKind = 'block' | 'loop' | 'if' | 'try_table' | 'try';

/** Receives the reachable code of one function while it is checked. After an error nothing more is sent. */
export interface CodeSink {
  /** `index` is in the function index space; `locals` are the parameters, then the declared locals. */
  begin(func: { readonly index: number; readonly type: FuncType; readonly locals: readonly ValType[] }): void;
  /** A reachable instruction other than nop and those that open or close frames. `instr` is reused: copy what is kept. */
  op(instr: Instr): void;
  /** A frame opens in reachable code. Frames opened in unreachable code are never sent, nor their else and end. */
  block(kind: BlockKind, type: FuncType, at: number, catches?: readonly CatchClause[]): void;
  /** `reachable`: whether the end of the then-arm can be reached. */
  else(at: number, reachable: boolean): void;
  /** A handler of `try` begins, for exceptions with the tag, or for all. `reachable`: whether the end of the body or handler before it can be reached. */
  catch(tag: number | undefined, at: number, reachable: boolean): void;
  /** A `try` ends as `end` says; its exceptions go to the label at this depth, its own frame not counted. */
  delegate(label: number, at: number, reachable: boolean): void;
  /** For every frame sent, and last for the function body. `reachable`: whether the end is reached from inside, branches to the label apart. */
  end(at: number, reachable: boolean): void;
}
