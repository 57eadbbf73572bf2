/** The host of a program that runs in a worker: files here, network, signals and process in the other thread. */
import {
  addBlock, ANSWER, ANSWER_LENGTH, ASLEEP, BELL, CMD_CLOSE, CMD_SEND, CMD_SHUTDOWN, COMMAND_HEAD, COMMAND_TAIL, createWire, IDLE, KICK, pushCommand, takeAccepts, type Wire,
} from '../posix/wire.js';
import { hostKind, hostProcess, takeSignals, type Answer, type Host } from './host.js';
import type { Builtins } from './local.js';

/** The worker's end of the message channel. */
export interface Port {
  postMessage(message: unknown): void;
}

export interface ThreadOptions {
  control: SharedArrayBuffer;
  port: Port;
  /** Takes the next message that came to the port, at once. */
  receive(port: Port): { message: any } | undefined;
  /** Whether the other thread waits for KICK with Atomics.waitAsync; else it is sent a message. */
  notify: boolean;
  stdin: Uint8Array | undefined;
  /** Descriptors whose output goes to the other thread. */
  captured: number[];
}

/** Rounds of looking at the bell before the thread sleeps: a few microseconds, in which the network often has the next event. */
const SPIN = 200;

export function threadHost(builtins: Builtins, options: ThreadOptions): Host {
  const wire = createWire(options.control);
  const { control } = wire;
  const { port } = options;
  const listeners = new Map<number, number[]>();
  let requests = 0;

  let urgent = false;
  const kick = (busy: boolean): void => {
    if (busy && !urgent) return;
    urgent = false;
    if (control[COMMAND_HEAD] === Atomics.load(control, COMMAND_TAIL)) return;
    Atomics.add(control, KICK, 1);
    // One wake-up is enough until the network thread has gone idle again.
    if (Atomics.compareExchange(control, IDLE, 1, 0) === 0) return;
    if (options.notify) Atomics.notify(control, KICK);
    else port.postMessage({ kind: 'kick' });
  };

  const accept = (listener: number, slot: number): void => {
    const queue = listeners.get(listener);
    if (queue !== undefined) queue.push(slot);
    else host.command(CMD_CLOSE, slot);
  };

  const host: Host = {
    kind: hostKind(),
    fs: builtins.fs,
    os: builtins.os,
    process: hostProcess(),
    stdin: options.stdin,
    sinks: options.captured.length === 0 ? undefined : Object.fromEntries(options.captured.map((fd) => [fd, (bytes: Uint8Array) => port.postMessage({ kind: 'output', fd, bytes })])),
    wire,
    bell: () => Atomics.load(control, BELL),
    wait(seen, ms) {
      for (let i = 0; i < SPIN; i++) if (Atomics.load(control, BELL) !== seen) return;
      Atomics.store(control, ASLEEP, 1);
      Atomics.wait(control, BELL, seen, ms);
      Atomics.store(control, ASLEEP, 0);
    },
    sleep: (ms) => void Atomics.wait(control, ANSWER, Atomics.load(control, ANSWER), ms),
    kick,
    command(operation, slot) {
      while (!pushCommand(wire, operation, slot)) {
        kick(false);
        host.sleep(1);
      }
      // Closing and the like can wait until the network thread wakes up anyway, or this thread sleeps.
      if (operation === CMD_SEND || operation === CMD_SHUTDOWN) urgent = true;
    },
    request(operation, question): Answer {
      const number = ++requests;
      port.postMessage({ kind: 'request', number, operation, question });
      for (let seen = Atomics.load(control, ANSWER); seen !== number; seen = Atomics.load(control, ANSWER)) Atomics.wait(control, ANSWER, seen);
      const text = new TextDecoder().decode(wire.answer.slice(0, control[ANSWER_LENGTH]!));
      return JSON.parse(text) as Answer;
    },
    slot(id) {
      awaitBlock(wire, options, id);
      return wire.slots[id]!;
    },
    addListener: (listener, queue) => void listeners.set(listener, queue),
    closeListener(listener, queue) {
      host.takeAccepts();
      listeners.delete(listener);
      host.request('unlisten', { listener });
      for (const slot of queue.splice(0)) host.command(CMD_CLOSE, slot);
    },
    takeAccepts: () => takeAccepts(wire, accept),
    tellThread: (address, queue) => port.postMessage({ kind: 'tell', address, queue }),
    umask: (mask) => host.request('umask', { mask }).mask as number,
    catchSignal: (name, signal, on) => void host.request('signal', { name, signal, on }),
    collectSignals: (signals) => takeSignals(control, signals),
    kill: (pid, _signal, name) => -host.request('kill', { pid, name: name ?? null }).errno,
  };
  return host;
}

/** Slots come in blocks, announced by messages: taken when a number beyond the known ones appears. */
function awaitBlock(wire: Wire, options: ThreadOptions, id: number): void {
  while (id >= wire.slots.length) {
    const received = options.receive(options.port);
    if (received?.message?.block !== undefined) addBlock(wire, received.message.block as SharedArrayBuffer);
    else Atomics.wait(wire.control, ANSWER, Atomics.load(wire.control, ANSWER), 1);
  }
}
