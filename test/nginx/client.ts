/** A raw HTTP/1.1 client over TCP sockets: sends exactly the bytes it is given and reads whole responses. */
import { connect, type Socket } from 'node:net';

export interface Response {
  readonly status: number;
  /** Status line and header fields as sent, without the closing empty line. */
  readonly head: string;
  /** By lower-case name; repeated fields are joined with ", ". */
  readonly headers: ReadonlyMap<string, string>;
  /** After removal of a chunked transfer encoding. */
  readonly body: Buffer;
}

const TIMEOUT_MS = 20_000;

export class Client {
  private received: Buffer[] = [];
  private length = 0;
  private ended = false;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      this.received.push(bytes);
      this.length += bytes.length;
      this.wake?.();
    });
    socket.on('end', () => this.finish(undefined));
    socket.on('close', () => this.finish(undefined));
    socket.on('error', (error) => this.finish(error));
  }

  /** Connects to 127.0.0.1; the server may half-close without our side being closed too. */
  static connect(port: number): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Client(socket));
      });
    });
  }

  write(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Sends FIN and keeps reading. */
  halfClose(): void {
    this.socket.end();
  }

  /** Sends RST. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  close(): void {
    this.socket.destroy();
  }

  /** Whether the server has closed its side. */
  get isEnded(): boolean {
    return this.ended;
  }

  /** Bytes received and not yet taken. */
  get pending(): number {
    return this.length;
  }

  /** Waits until `count` bytes are there (or, with 'end', until the server closes), and returns how many there are. */
  async waitFor(count: number | 'end', timeout = TIMEOUT_MS): Promise<number> {
    const until = Date.now() + timeout;
    while (!this.ended && (count === 'end' || this.length < count)) {
      const left = until - Date.now();
      if (left <= 0) throw new Error(`no more bytes from the server within ${timeout} ms (${this.length} so far)`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    if (this.failure && this.length === 0) throw this.failure;
    return this.length;
  }

  /** Everything up to the end of the connection. */
  async readAll(timeout = TIMEOUT_MS): Promise<Buffer> {
    await this.waitFor('end', timeout);
    return this.take(this.length);
  }

  /** The next whole response; `method` is that of the request it answers. */
  async readResponse(method = 'GET', timeout = TIMEOUT_MS): Promise<Response> {
    for (;;) {
      const bytes = this.peek();
      const end = responseEnd(bytes, method, this.ended);
      if (end !== undefined) return parseResponse(this.take(end), method);
      if (this.ended) throw new Error(`the connection ended within a response: ${JSON.stringify(bytes.toString('latin1').slice(0, 300))}`);
      await this.waitFor(this.length + 1, timeout);
    }
  }

  private peek(): Buffer {
    if (this.received.length > 1) this.received = [Buffer.concat(this.received)];
    return this.received[0] ?? Buffer.alloc(0);
  }

  private take(count: number): Buffer {
    const bytes = this.peek();
    this.received = bytes.length > count ? [bytes.subarray(count)] : [];
    this.length = bytes.length - count;
    return bytes.subarray(0, count);
  }

  private finish(error: Error | undefined): void {
    this.ended = true;
    this.failure ??= error;
    this.wake?.();
  }
}

function hasNoBody(status: number, method: string): boolean {
  return method === 'HEAD' || status === 204 || status === 304 || (status >= 100 && status < 200);
}

/** Where the response at the start of `bytes` ends, or undefined while it is incomplete. */
function responseEnd(bytes: Buffer, method: string, ended: boolean): number | undefined {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const start = split + 4;
  const { status, headers } = parseHead(bytes.toString('latin1', 0, split));
  if (hasNoBody(status, method)) return start;
  if (headers.get('transfer-encoding') === 'chunked') return chunks(bytes, start)?.end;
  const length = headers.get('content-length');
  if (length === undefined) return ended ? bytes.length : undefined;
  return bytes.length - start >= Number(length) ? start + Number(length) : undefined;
}

function parseResponse(bytes: Buffer, method: string): Response {
  const split = bytes.indexOf('\r\n\r\n');
  const head = bytes.toString('latin1', 0, split);
  const { status, headers } = parseHead(head);
  let body = bytes.subarray(split + 4);
  if (!hasNoBody(status, method) && headers.get('transfer-encoding') === 'chunked') body = chunks(bytes, split + 4)!.body;
  return { status, head, headers, body };
}

function parseHead(head: string): { status: number; headers: Map<string, string> } {
  const [first, ...lines] = head.split('\r\n');
  const match = /^HTTP\/1\.[01] (\d{3}) /.exec(first ?? '');
  if (!match) throw new Error(`not an HTTP status line: ${JSON.stringify(first)}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { status: Number(match[1]), headers };
}

function chunks(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), end: next };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}

export interface Request {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The bytes of a request with Host and, where there is a body, Content-Length. */
export function encodeRequest({ path = '/', method = 'GET', headers = {}, body }: Request): Buffer {
  const fields: Record<string, string> = { Host: 'localhost', ...headers };
  if (body !== undefined && !('Transfer-Encoding' in fields)) fields['Content-Length'] ??= String(Buffer.byteLength(body));
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), Buffer.from(body ?? '')]);
}

/** One request on a connection of its own. */
export async function request(port: number, what: Request | string = {}, timeout = TIMEOUT_MS): Promise<Response> {
  const asked = typeof what === 'string' ? { path: what } : what;
  const client = await Client.connect(port);
  try {
    await client.write(encodeRequest({ ...asked, headers: { Connection: 'close', ...asked.headers } }));
    return await client.readResponse(asked.method, timeout);
  } finally {
    client.close();
  }
}

/** Sends `bytes` on a connection of its own and returns everything the server sends until it closes. */
export async function exchange(port: number, bytes: string | Uint8Array): Promise<Buffer> {
  const client = await Client.connect(port);
  try {
    await client.write(bytes);
    return await client.readAll();
  } finally {
    client.close();
  }
}
