/** compileStreaming and instantiateStreaming. */
import * as m from './modules.js';
import { descriptor, Probes, strangers } from './probe.js';

const probes = new Probes('streaming');
const response = (bytes: Uint8Array<ArrayBuffer> = m.everything, type: string | undefined = 'application/wasm', status = 200): Response =>
  new Response(bytes, { status, headers: type === undefined ? {} : { 'content-type': type } });
/** A response whose body gives the chunks, then ends or fails. */
const streamed = (chunks: readonly unknown[], error?: Error): Response => {
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      if (error) controller.error(error);
      else controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/wasm' } });
};
/** The rest of the empty module and the whole, as what chunks may be. */
const chunks = (): (readonly [string, unknown])[] =>
  [m.empty.slice(3), m.empty].flatMap((bytes) => {
    const within = new Uint8Array(32);
    within.set(bytes, 5);
    const size = `${bytes.length} bytes`;
    return [
      [`${size} as an Int8Array`, new Int8Array(bytes)], [`${size} as a buffer`, bytes.slice().buffer], [`${size} as a DataView`, new DataView(within.buffer, 5, bytes.length)],
      [`${size} as a string`, 'x'.repeat(bytes.length)], [`${size} as an array`, [...bytes]],
    ] as const;
  });

for (const name of ['compileStreaming', 'instantiateStreaming']) {
  probes.add(`${name} as a function`, (W) => [descriptor(W, W, name), 'prototype' in W[name]]);
  for (const [label, value] of strangers()) {
    probes.add(`${name} ${label}`, (W) => W[name](value));
    probes.add(`${name} a promise of ${label}`, (W) => W[name](Promise.resolve(value)));
  }
  probes.add(`${name} without arguments`, (W) => W[name]());
  probes.add(`${name} a buffer`, (W) => W[name](m.everything));
  probes.add(`${name} a rejected promise`, (W) => W[name](Promise.reject(new SyntaxError('rejected'))));
  probes.add(`${name} a response`, (W) => W[name](response()));
  probes.add(`${name} a promise of a response`, (W) => W[name](Promise.resolve(response())));
  probes.add(`${name} a thenable`, (W) => W[name]({ then: (resolve: (value: Response) => void) => resolve(response()) }));
  for (const type of [undefined, '', 'application/wasm;', 'application/wasm; charset=utf-8', 'APPLICATION/Wasm', ' application/wasm ', 'text/plain', 'application/wasm,text/plain', 'application/x-wasm']) {
    probes.add(`${name} of type ${JSON.stringify(type)}`, (W) => W[name](response(m.everything, type)));
  }
  for (const status of [201, 299, 300, 404, 500]) probes.add(`${name} with status ${status}`, (W) => W[name](response(m.everything, 'application/wasm', status)));
  probes.add(`${name} no module`, (W) => W[name](response(m.everything.slice(0, 20))));
  probes.add(`${name} nothing`, (W) => W[name](response(new Uint8Array(0))));
  probes.add(`${name} a consumed response`, async (W) => {
    const used = response();
    await used.arrayBuffer();
    return W[name](used);
  });
  for (const [label, chunk] of chunks()) {
    probes.add(`${name} of a stream of ${label}`, (W) => W[name](streamed([m.empty.slice(0, 3), chunk])));
    probes.add(`${name} of a stream of ${label} alone`, (W) => W[name](streamed([chunk])));
  }
  probes.add(`${name} of a stream without chunks`, (W) => W[name](streamed([])));
  probes.add(`${name} of a stream that fails`, (W) => W[name](streamed([m.empty.slice(0, 3)], new RangeError('broken'))));
  probes.add(`${name} of a locked stream`, (W) => {
    const locked = response();
    locked.body!.getReader();
    return W[name](locked);
  });
  probes.add(`${name} without a body`, (W) => W[name](new Response(null, { headers: { 'content-type': 'application/wasm' } })));
  probes.add(`${name} consumes`, async (W) => {
    const used = response();
    await W[name](used);
    return used.bodyUsed;
  });
}
for (const [label, value] of strangers()) {
  probes.add(`imports ${label}`, (W) => W.instantiateStreaming(response(m.empty), value));
  probes.add(`needed imports ${label}`, (W) => W.instantiateStreaming(response(m.importer(m.importTypes.function!)), value));
}
probes.add('with imports', async (W) => {
  const { instance } = await W.instantiateStreaming(response(m.importer(m.importTypes.function!)), { m: { x: () => 1 } });
  return instance;
});

export const streaming = probes.list;
