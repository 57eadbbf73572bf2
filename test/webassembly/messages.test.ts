/** Modules and memories that are sent to other threads, each time with programs of their own: installing changes a process for good. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { receiveMessage } from '../../compiler/webassembly/messages.js';
import { temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const entry = (name: string): string => new URL(`../../compiler/webassembly/${name}.js`, import.meta.url).href;

/** Counts in an imported memory, and grows it; has a custom section with names. */
const COUNTER = assemble(`(module (import "env" "memory" (memory 1 4 shared))
  (func (export "count") (result i32) (i32.add (i32.const 1) (i32.atomic.rmw.add (i32.const 8) (i32.const 1))))
  (func (export "grow") (result i32) (memory.grow (i32.const 1))))`);

/** Both threads run this file: it hands out what the threads know of the module. */
const program = (setup: string): string => `
  import { once } from 'node:events';
  import { readFileSync } from 'node:fs';
  import { fileURLToPath } from 'node:url';
  import { isMainThread, MessageChannel, parentPort, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads';
  ${setup}
  const describe = (module, memory) => [module instanceof WebAssembly.Module, memory instanceof WebAssembly.Memory, WebAssembly.Module.imports(module)[0].name,
    WebAssembly.Module.customSections(module, 'name').length, new WebAssembly.Instance(module, { env: { memory } }).exports.count()];
  if (isMainThread) {
    const module = new WebAssembly.Module(readFileSync(new URL('counter.wasm', import.meta.url)));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { module, memory } });
    worker.postMessage({ cmd: 'load', deep: [{ module }], memory, port: port2 }, [port2]);
    const [told] = await once(worker, 'message');
    console.log(JSON.stringify(told.seen));
    console.log(JSON.stringify(['passed on', ...describe(told.module, memory), memory.grow(0)]));
    port1.postMessage(module);
    const [event] = await once(port1, 'message');
    console.log(JSON.stringify(event));
    port1.close();
  } else {
    const seen = [['workerData', ...describe(workerData.module, workerData.memory)]];
    const never = () => { throw new Error('a listener that was removed'); };
    parentPort.on('message', never);
    parentPort.off('message', never);
    parentPort.once('message', ({ deep: [{ module }], memory, port }) => {
      seen.push(['listener', ...describe(module, memory), workerData.module !== module]);
      const instance = new WebAssembly.Instance(module, { env: { memory } });
      seen.push(['grown', instance.exports.grow()]);
      const { port1, port2 } = new MessageChannel();
      port1.postMessage([module, memory]);
      seen.push(['taken', ...describe(...receiveMessageOnPort(port2).message)]);
      parentPort.postMessage({ seen, module });
      port.onmessage = ({ data }) => { port.postMessage(['event', ...describe(data, memory)]); port.close(); };
    });
  }
`;

function run(setup: string, precompiled: boolean, ...args: string[]): { readonly stdout: string; readonly stderr: string } {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'counter.wasm'), COUNTER);
  if (precompiled) writeFileSync(join(folder, 'counter.mjs'), compile(COUNTER, { precompiled: true }).code);
  const main = join(folder, 'main.mjs');
  writeFileSync(main, program(setup));
  const { stdout, stderr } = spawnSync(process.execPath, [...args, main], { encoding: 'utf8', cwd: folder });
  return { stdout, stderr };
}

const native = run('', false);

test('they arrive as those of the engine do', () => {
  assert.match(native.stdout, /^\[\["workerData",true,true,"memory",1,1\][^]*\["passed on"[^]*\["event"/, native.stderr);
  assert.equal(run('', false, '--import', entry('install')), native);
});

test('where no code may be evaluated, threads find what they registered', () => {
  const setup = `import { install, register } from '${entry('precompiled')}'; import { precompiled } from './counter.mjs';`;
  assert.equal(run(`${setup} register(precompiled); install();`, true, '--disallow-code-generation-from-strings'), native);
  const { stdout, stderr } = run(`${setup} if (isMainThread) register(precompiled); install();`, true, '--disallow-code-generation-from-strings');
  assert.is(stdout, '');
  assert.match(stderr, /no module with SHA-256 [0-9a-f]{64} and these options is registered in this thread/);
});

test('what can be sent has no properties of its own, as the engine\'s', () => {
  const seen = `if (isMainThread) console.log(JSON.stringify([new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)), new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })]
    .map((each) => [each, Object.keys(each), Object.entries({ ...each }), String(each), each instanceof Map])));`;
  const { stdout, stderr } = run(seen, false);
  assert.match(stdout, /^\[\[\{\},\[\],\[\],"\[object WebAssembly.Module\]",false\],/, stderr);
  assert.equal(run(seen, false, '--import', entry('install')), { stdout, stderr });
});

test('another object may stand for WebAssembly, with memories of the engine', () => {
  const setup = `import { install, WebAssembly as ours } from '${entry('index')}'; install(Object.create(ours, { Memory: { value: WebAssembly.Memory } }));`;
  assert.equal(run(setup, false), native);
  assert.equal(run('', false, '--import', entry('install-node-wasi')), native);
  assert.equal(run('', false, '--import', entry('install'), '--import', entry('install-node-wasi')), native);
});

test('code that comes with a message is trusted if it comes with shared memory only', () => {
  const main = join(temporaryDirectory(), 'main.mjs');
  writeFileSync(main, `
    import { install, WebAssembly } from '${entry('index')}';
    install();
    const bytes = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    const { port1, port2 } = new MessageChannel();
    const forged = (bytes) => {
      const sent = structuredClone(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
      for (const entry of sent.values()) Object.assign(entry.sent, { link: '() => () => ({ exports: { forged: true } })', bytes });
      return sent;
    };
    const shared = new Uint8Array(new SharedArrayBuffer(8));
    shared.set(bytes);
    for (const each of [bytes, shared]) port1.postMessage(forged(each));
    let left = 2;
    port2.on('message', (module) => {
      console.log(JSON.stringify(new WebAssembly.Instance(module).exports));
      if (--left === 0) port1.close();
    });
  `);
  const { stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' });
  assert.equal({ stdout, stderr }, { stdout: '{}\n{"forged":true}\n', stderr: '' });
});

test('parts of a message are replaced where they are', () => {
  const whole = { whole: true };
  const receive = (value: object): object | undefined => ('part' in value ? whole : undefined);
  const part = { part: 1 };
  const message: Record<string, unknown> = { a: [part, { b: part }], c: new Map([['d', part]]), e: null, f: undefined, g: 'text' };
  message['self'] = message;
  assert.is(receiveMessage(message, receive), message);
  assert.equal([message['a'], message['c'], message['self'] === message], [[whole, { b: whole }], new Map([['d', part]]), true]);
  assert.is(receiveMessage(part, receive), whole);
  for (const value of [undefined, null, 5, 'text', 7n]) assert.is(receiveMessage(value, receive), value);
});

test('of a large message a part is looked at', () => {
  let looked = 0;
  const receive = (): undefined => { looked++; };
  const rows = (length: number): object[] => Array.from({ length }, (_, i) => ({ i, of: [i] }));
  receiveMessage({ rows: rows(100_000), more: rows(1000) }, receive);
  assert.ok(looked > 500 && looked <= 1000, `${looked} values`);
  looked = 0;
  receiveMessage(new Uint8Array(1 << 20), receive);
  assert.is(looked, 1);
});

test.run();
