/** nginx as a process: options, exit codes, signals, logs, idling. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { skip } from '../support.js';
import { Client, encodeRequest, request } from './client.js';
import { freePort, launch, type NginxProcess } from './server.js';
import { eventually, withNginx } from './setup.js';
import { configuration, noise } from './site.js';

withNginx('nginx: the process', ({ under, site, start }) => {
  /** Runs nginx on a configuration file to its end. */
  async function run(text: string, args: readonly string[] = []): Promise<NginxProcess & { code: number | null }> {
    writeFileSync(site.path('run.conf'), text);
    const process = launch(under, site.folder, ['-p', site.folder, '-c', 'run.conf', ...args]);
    const { code } = await process.exit(15_000);
    return Object.assign(process, { code });
  }

  test('-v and -V tell the version', async () => {
    for (const option of ['-v', '-V']) {
      const process = launch(under, site.folder, [option]);
      assert.is((await process.exit()).code, 0);
      assert.match(process.stderr, /^nginx version: nginx\/1\.\d+\.\d+/);
      assert.is(process.stdout, '');
    }
  });

  test('-h shows the options, an unknown option is an error', async () => {
    const help = launch(under, site.folder, ['-h']);
    assert.is((await help.exit()).code, 0);
    assert.match(help.stderr, /Usage: nginx/);
    const wrong = launch(under, site.folder, ['--nonsense']);
    assert.is((await wrong.exit()).code, 1);
    assert.match(wrong.stderr, /invalid option/);
  });

  test('-t checks a configuration', async () => {
    const good = await run(configuration({ port: await freePort(), errorLog: 'stderr' }), ['-t']);
    assert.is(good.code, 0);
    assert.match(good.stderr, /run\.conf syntax is ok\n[^]*run\.conf test is successful\n/);
  });

  test('-T prints the configuration', async () => {
    const text = configuration({ port: await freePort(), errorLog: 'stderr' });
    const dumped = await run(text, ['-T']);
    assert.is(dumped.code, 0);
    assert.ok(dumped.stdout.includes(text), 'stdout is not the configuration');
  });

  test('-g sets directives', async () => {
    const process = await run(configuration({ port: await freePort(), main: '', errorLog: 'stderr' }), ['-t', '-g', 'daemon off; nonsense on;']);
    assert.is(process.code, 1);
    assert.match(process.stderr, /unknown directive "nonsense" in command line/);
  });

  test('a missing configuration: exit code 1 and its name', async () => {
    const process = launch(under, site.folder, ['-p', site.folder, '-c', 'no-such.conf']);
    assert.is((await process.exit()).code, 1);
    assert.match(process.stderr, /\[emerg\] .*open\(\) ".*no-such\.conf" failed \(\d+: No such file or directory\)/);
  });

  test('a bad directive: exit code 1 and its line', async () => {
    const process = await run('events { }\nhttp {\n  nonsense on;\n}\n');
    assert.is(process.code, 1);
    assert.match(process.stderr, /\[emerg\] .*unknown directive "nonsense" in .*run\.conf:3/);
  });

  test('an unbalanced brace: exit code 1', async () => {
    const process = await run('events { }\nhttp {\n');
    assert.is(process.code, 1);
    assert.match(process.stderr, /unexpected end of file, expecting "}" in .*run\.conf:3/);
  });

  test('a port in use: exit code 1 and the message', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) => holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port)));
    const process = await run(configuration({ port, errorLog: 'stderr' }));
    holder.close();
    assert.is(process.code, 1);
    assert.match(process.stderr, new RegExp(`(bind|listen)\\(\\) to 127\\.0\\.0\\.1:${port}.* failed \\(\\d+: Address (already )?in use\\)`));
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    test(`${signal} ends it at once with exit code 0`, async () => {
      const server = await start();
      const idle = await Client.connect(server.port);
      await idle.write(encodeRequest({ path: '/alphabet.txt' }));
      await idle.readResponse();
      const started = Date.now();
      server.process.signal(signal);
      assert.equal(await server.process.exit(), { code: 0, signal: null });
      assert.ok(Date.now() - started < 1000, `after ${Date.now() - started} ms`);
      assert.match(server.errors(), signal === 'SIGQUIT' ? /gracefully shutting down|shutting down/ : /exiting/);
      assert.not(existsSync(site.path(`logs/nginx-${server.port}.pid`)), 'the pid file is left');
      idle.close();
    });
  }

  test('SIGTERM in the middle of a response still ends it', async () => {
    site.write('html/large.bin', noise(20 * 1024 * 1024, 3));
    const server = await start();
    const client = await Client.connect(server.port);
    client.socket.pause();
    await client.write(encodeRequest({ path: '/large.bin' }));
    await sleep(200);
    server.process.signal('SIGTERM');
    assert.equal(await server.process.exit(), { code: 0, signal: null });
    client.close();
  });

  test('the pid file holds the number of the process', async () => {
    const server = await start();
    // It listens a moment before it writes the file.
    const file = site.path(`logs/nginx-${server.port}.pid`);
    await eventually('the file appears', () => existsSync(file) && readFileSync(file, 'utf8') !== '');
    assert.is(readFileSync(file, 'utf8'), `${server.process.pid}\n`);
  });

  test('SIGUSR1 reopens the logs', async () => {
    const server = await start({ accessLog: 'logs/access.log' });
    const log = site.path('logs/access.log');
    await request(server.port, '/alphabet.txt?before');
    await eventually('the access log has a line', () => readFileSync(log, 'utf8').includes('?before'));
    renameSync(log, `${log}.1`);
    await request(server.port, '/alphabet.txt?between');
    await eventually('the renamed log has it', () => readFileSync(`${log}.1`, 'utf8').includes('?between'));
    server.process.signal('SIGUSR1');
    await eventually('a new log appears', () => existsSync(log));
    await request(server.port, '/alphabet.txt?after');
    await eventually('the new log has it', () => readFileSync(log, 'utf8').includes('?after'));
    assert.not.match(readFileSync(`${log}.1`, 'utf8'), /\?after/);
  });

  test('the access log: one line for each request', async () => {
    const server = await start({
      http: `log_format own '$remote_addr "$request" $status $body_bytes_sent "$http_user_agent"';`,
      accessLog: 'logs/own.log own',
    });
    await request(server.port, { path: '/alphabet.txt', headers: { 'User-Agent': 'a "quoted" one' } });
    await request(server.port, { path: '/missing', method: 'HEAD' });
    const expected = [
      '127.0.0.1 "GET /alphabet.txt HTTP/1.1" 200 26 "a \\x22quoted\\x22 one"',
      '127.0.0.1 "HEAD /missing HTTP/1.1" 404 0 "-"',
      '',
    ].join('\n');
    await eventually('both lines', () => readFileSync(site.path('logs/own.log'), 'utf8') === expected);
  });

  test('the access log on standard output, the error log on standard error', async () => {
    const server = await start({ accessLog: '/dev/stdout', errorLog: '/dev/stderr info' });
    await request(server.port, '/missing');
    await eventually('a line on stdout', () => /"GET \/missing HTTP\/1\.1" 404 /.test(server.process.stdout));
    await eventually('a line on stderr', () => /\[error\] .*missing" failed \(\d+: No such file or directory\), client: 127\.0\.0\.1/.test(server.process.stderr));
  });

  const method = under.kind === 'native' ? 'epoll' : 'poll';
  test(`use ${method}`, async () => {
    const server = await start({ events: `use ${method};`, errorLog: 'logs/method.log notice' });
    const clients = await Promise.all(Array.from({ length: 100 }, () => Client.connect(server.port)));
    for (const client of clients) {
      await client.write(encodeRequest({ path: '/noise.bin' }));
      assert.is((await client.readResponse()).body.length, 100_003);
      client.close();
    }
    await eventually('the log says so', () => readFileSync(site.path('logs/method.log'), 'utf8').includes(`using the "${method}" event method`));
  });

  test('several listening sockets', async () => {
    const other = await freePort();
    const server = await start({ http: `server { listen 127.0.0.1:${other}; root html/sub; }` });
    assert.match((await request(server.port, '/')).body.toString(), /index/);
    assert.match((await request(other, '/')).body.toString(), /sub/);
  });

  test('an idle server uses no CPU time', async () => {
    const server = await start();
    await request(server.port, '/');
    await sleep(500);
    const before = server.process.cpuSeconds();
    await sleep(3000);
    const used = server.process.cpuSeconds() - before;
    assert.ok(used <= 0.05, `${used.toFixed(2)} s of CPU time in 3 idle seconds`);
  });

  if (under.kind === 'native') {
    skip('nginx: no WebAssembly object, no second process', 'hold for ours only');
  } else {
    test('it serves when globalThis.WebAssembly is deleted before anything else runs, in every thread', async () => {
      site.write('preload.cjs', 'delete globalThis.WebAssembly;');
      const server = await start({}, ['--require', site.path('preload.cjs')]);
      const response = await request(server.port, '/alphabet.txt');
      assert.is(response.body.toString(), 'abcdefghijklmnopqrstuvwxyz');
    });

    for (const [main, title] of [['daemon off; master_process on;', 'master_process on'], ['daemon on;', 'daemon on']] as const) {
      test(`${title} fails with a message instead of hanging`, async () => {
        const process = await run(configuration({ port: await freePort(), main, errorLog: 'stderr' }));
        assert.ok(process.code !== 0, 'exit code 0');
        assert.match(process.stderr, /fork|several processes/);
      });
    }
  }
});

test.run();
