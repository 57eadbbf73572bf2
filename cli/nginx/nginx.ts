/**
 * `npm run nginx [-- path]`: gets an nginx.wasm, compiles it to JavaScript, and serves a page with it in a process without
 * WebAssembly. Environment: NGINX_WASM (a path), PORT (8080).
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { configuration, page } from './site.js';

/** From dist/cli/nginx/ in the repository. */
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const SHARED = path('../../../../shared/data/nginx/nginx.wasm');
const CACHE = path('../../../.cache/nginx');
const FOLDER = path('../../nginx');
const OUTPUT = `${FOLDER}/nginx.mjs`;
const PRELOAD = new URL('../demo/no-webassembly.js', import.meta.url).href;

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

/** The module to serve with: the given one, the shared one, or one built here before or now. */
function findWasm(): string {
  const given = process.argv[2] ?? process.env['NGINX_WASM'];
  if (given !== undefined) {
    // npm runs scripts in the package's folder; a path is meant from where npm was called.
    const from = resolve(process.env['INIT_CWD'] ?? '.', given);
    return existsSync(from) ? from : fail(`There is no file ${from}.`);
  }
  if (existsSync(SHARED)) return SHARED;
  const built = `${CACHE}/nginx.wasm`;
  if (!existsSync(built)) build(built);
  return built;
}

function build(output: string): void {
  console.log("No nginx.wasm is given (npm run nginx -- path, or NGINX_WASM): building one from Debian's sources of nginx.");
  const { status } = spawnSync('sh', [path('../../../cli/nginx/build.sh'), CACHE, output], { stdio: 'inherit' });
  if (status !== 0) fail('nginx.wasm could not be built here. Give one: npm run nginx -- path/to/nginx.wasm');
}

function compile(wasm: string): void {
  mkdirSync(FOLDER, { recursive: true });
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [path('../bin.js'), wasm, '-o', OUTPUT], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  const kilobytes = (file: string): string => `${Math.round(readFileSync(file).length / 1024)} KB`;
  console.log(`${wasm} (${kilobytes(wasm)}) compiled in ${Math.round(performance.now() - started)} ms to ${OUTPUT} (${kilobytes(OUTPUT)})`);
}

function writeSite(port: number): string {
  const site = `${FOLDER}/site`;
  for (const folder of ['html', 'logs']) mkdirSync(`${site}/${folder}`, { recursive: true });
  writeFileSync(`${site}/nginx.conf`, configuration(port));
  writeFileSync(`${site}/html/index.html`, page);
  return site;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => done(false));
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
  });
}

function finished(child: ChildProcess): Promise<number> {
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done(code ?? 1));
  });
}

async function serve(port: number): Promise<number> {
  if (await accepts(port)) fail(`Something else listens at port ${port}. Another port: PORT=${port + 1} npm run nginx`);
  const site = writeSite(port);
  const nginx = spawn(process.execPath, ['--import', PRELOAD, OUTPUT, '-p', site, '-c', 'nginx.conf'], { cwd: site, stdio: ['ignore', 'inherit', 'inherit'] });
  // Ctrl-C reaches nginx too, which then ends by itself.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => nginx.kill('SIGTERM'));
  const ended = finished(nginx);
  while (nginx.exitCode === null && nginx.signalCode === null && !(await accepts(port))) await sleep(50);
  if (nginx.exitCode === null) console.log(`\nnginx serves at http://localhost:${port}/ from ${site}\nCtrl-C ends it.`);
  return ended;
}

compile(findWasm());
process.exitCode = await serve(Number(process.env['PORT'] ?? '8080'));
