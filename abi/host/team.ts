/** Threads of a program as workers, which the owner of the process starts: the thread that asks for one may wait for it at once. */
import type { Program, ThreadStart } from '../contract.js';
import { Exit } from '../posix/exit.js';
import { instance } from './here.js';
import { beginClocks } from '../posix/time.js';
import type { Host } from './host.js';
import type { WorkerStart } from './owner.js';

type Threads = typeof import('node:worker_threads');
type MessagePort = import('node:worker_threads').MessagePort;

interface Member {
  readonly worker: import('node:worker_threads').Worker;
  readonly port: MessagePort;
}

/** Workers by the address of the thread they run, and those that have none. */
export class Team {
  private readonly busy = new Map<number, Member>();
  private readonly idle: Member[] = [];
  private readonly all: Member[] = [];

  constructor(
    private readonly threads: Threads,
    private readonly launch: (start: WorkerStart) => Member['worker'],
    private readonly start: WorkerStart,
    private readonly receive: (message: object) => void,
  ) {}

  /** Starts a thread. What it says of output and of the program's end goes where the messages of the program's own thread go. */
  begin(thread: ThreadStart): { errno: number } {
    const free = this.idle.pop();
    const member = free ?? this.member(thread);
    this.busy.set(thread.address, member);
    if (free !== undefined) member.port.postMessage({ thread });
    return { errno: 0 };
  }

  private member(thread: ThreadStart): Member {
    const { port1: port, port2 } = new this.threads.MessageChannel();
    const member = { worker: this.launch({ ...this.start, port: port2, stdin: undefined, thread }), port };
    this.all.push(member);
    port.on('message', (message) => {
      if (message.kind === 'tell') this.tell(message.address, message.queue);
      else if (message.kind !== 'idle') this.receive(message);
      else {
        // The address may be another thread's by now, whose start was asked for in another way and has overtaken this.
        if (this.busy.get(message.address) === member) this.busy.delete(message.address);
        this.idle.push(member);
      }
    });
    member.worker.on('error', (error) => this.receive({ kind: 'failure', error }));
    return member;
  }

  /** Nothing, if the thread is over. */
  tell(address: number, queue: number | undefined): void {
    this.busy.get(address)?.port.postMessage({ queue });
  }

  end(): void {
    for (const { worker, port } of this.all) {
      port.close();
      void worker.terminate();
    }
  }
}

/** In a worker: runs one thread of the program after the other. */
export function workAsThread(program: Program, start: WorkerStart, host: Host, port: MessagePort): void {
  const support = program.threads!;
  beginClocks(start.thread!.origin);
  // Signals and what else comes from outside are the program's own thread's.
  host.collectSignals = () => undefined;
  // The bell rings for that one only, which says itself whether it sleeps.
  host.wait = (_seen, ms) => host.sleep(ms);
  const { ctx, exports } = instance(program, start.grants, host, { env: { memory: start.thread!.memory } }, start.thread);
  const run = (call: () => boolean): void => {
    try {
      if (call()) port.postMessage({ kind: 'idle', address: ctx.thread });
    } catch (error) {
      port.postMessage(error instanceof Exit ? { kind: 'exit', code: error.code } : { kind: 'failure', error });
    }
  };
  port.on('message', (message) => run(() => (message.thread === undefined ? support.wake(ctx, exports, message.queue) : support.begin(ctx, exports, message.thread))));
  run(() => support.begin(ctx, exports, start.thread!));
}
