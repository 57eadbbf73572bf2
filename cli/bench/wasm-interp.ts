/** wabt's interpreter, which is told nothing but a module: the calls are written into it. */
import { writeFileSync } from 'node:fs';
import type { Engine } from '../engines.js';
import { run } from './child.js';
import { show, type Outcome } from './driver.js';
import { nullaryModule } from './nullary.js';
import type { Subject } from './subject.js';

export interface InterpOutcome {
  readonly outcome: Outcome | undefined;
  readonly failure: string | undefined;
}

const FEATURES = ['--enable-all'];

/** Measures by the difference of two processes: one makes the first call only, the other as many more as fill the time. */
export class WasmInterp {
  private rounds = 1;
  constructor(private readonly engine: Engine, private readonly bytes: Uint8Array, private readonly subject: Subject, private readonly path: string) {}

  async measure(milliseconds: number, limit: number): Promise<InterpOutcome> {
    const single = await this.process(0, limit);
    const ended = /^result\(\) =>(.*)$/m.exec(single.stdout)?.[1]?.trim();
    const failure = single.failure ?? (ended === undefined ? single.stdout.trim().split('\n')[0] || 'no result' : undefined);
    if (failure !== undefined) return { outcome: undefined, failure };
    const name = this.engine.name;
    if (ended!.startsWith('error')) return { outcome: { name, first: single.time, thrown: ended! }, failure: undefined };
    for (;;) {
      const many = await this.process(this.rounds, limit);
      if (many.failure !== undefined) return { outcome: undefined, failure: many.failure };
      if (/^rounds\(\) => error: (.*)$/m.test(many.stdout)) return { outcome: { name, first: single.time, thrown: 'a later call trapped' }, failure: undefined };
      const time = many.time - single.time;
      if (time >= milliseconds / 2 || this.rounds >= 2 ** 30) {
        return { outcome: { name, first: single.time, result: this.resultOf(ended!), call: Math.max(0, time) / this.rounds }, failure: undefined };
      }
      this.rounds = Math.min(2 ** 30, Math.ceil(this.rounds * Math.min(1000, Math.max(2, milliseconds / Math.max(time, 1)))));
    }
  }

  private process(rounds: number, limit: number): ReturnType<typeof run> {
    writeFileSync(this.path, nullaryModule(this.bytes, this.subject, rounds));
    return run([...this.engine.command, this.path, '--run-all-exports', ...FEATURES], limit);
  }

  /** `i32:7, i64:9`: the bits of each result, unsigned. */
  private resultOf(text: string): string {
    const values = [...text.matchAll(/i(?:32|64):(\d+)/g)].map(([, digits], index) => numberOf(this.subject.results[index]!, BigInt(digits!)));
    return show(values.length > 1 ? values : values[0]);
  }
}

function numberOf(key: string, bits: bigint): number | bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  if (key === 'l') return view.getBigInt64(0);
  return key === 'i' ? view.getInt32(4) : key === 'f' ? view.getFloat32(4) : view.getFloat64(0);
}
