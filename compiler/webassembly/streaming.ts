/** Reading a module out of a Response (WebAssembly Web API, Streaming Module Compilation and Instantiation). */

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
  return new Uint8Array(await response.arrayBuffer());
}
