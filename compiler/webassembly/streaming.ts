/** Reading a module out of a Response (WebAssembly Web API, Streaming Module Compilation and Instantiation). */
import { copyBytes } from './webidl.js';

/** Whether the engine has what the Web API works with. Looking at it would make node load its implementation. */
export function hasResponses(): boolean {
  return 'Response' in globalThis;
}

/** The bytes of a response, or of what a promise of one resolves to. @throws TypeError for what is no response, not a success, or not of type application/wasm. */
export async function responseBytes(source: unknown, where: string): Promise<Uint8Array> {
  const response = await source;
  if (!(response instanceof Response)) throw new TypeError(`${where}: argument 0 must be a Response or a promise of one`);
  // Parameters are not allowed, not even none after a semicolon.
  const type = response.headers.get('content-type')?.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '').toLowerCase();
  if (type !== 'application/wasm') throw new TypeError(`${where}: the response has the type ${JSON.stringify(type ?? '')} instead of "application/wasm"`);
  if (!response.ok) throw new TypeError(`${where}: the status of the response is ${response.status}`);
  if (response.bodyUsed) throw new TypeError(`${where}: the body of the response is used already`);
  // There is none where the response is empty, and in React Native.
  return response.body ? allBytes(response.body, where) : new Uint8Array(await response.arrayBuffer());
}

/** What a stream gives. As engines do, it takes any buffers and views of them; `arrayBuffer()` takes only what are views of bytes. */
async function allBytes(body: ReadableStream<unknown>, where: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  try {
    for (let next; !(next = await reader.read()).done; ) {
      const chunk = copyBytes(next.value, where, "each chunk of the response's body");
      chunks.push(chunk);
      length += chunk.length;
    }
  } catch (error) {
    void reader.cancel(error).catch(() => undefined);
    throw error;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
