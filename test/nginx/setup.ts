/** What every test file here begins with: the program under test, a site, and tests that end what they start. */
import { test as uvuTest } from 'uvu';
import { skip } from '../support.js';
import { Server } from './server.js';
import { Site } from './site.js';
import { kind, subject, type Subject } from './subject.js';

type Settings = Parameters<typeof Server.start>[2];

export interface Fixture {
  readonly under: Subject;
  readonly site: Site;
  /** Runs before the tests; unlike uvu's own hook it shows its error. */
  before(action: () => Promise<void>): void;
  /** Starts a server that ends with the test file at the latest. */
  start(settings?: Settings, nodeArgs?: readonly string[], other?: Subject): Promise<Server>;
}

/**
 * Calls `define` with a fixture where there is something to test, and prints why not otherwise.
 * `define` registers its tests with uvu's `test`; `only` limits the file to one kind of nginx.
 */
export function withNginx(title: string, define: (fixture: Fixture) => void, only?: 'ours'): void {
  const found = subject();
  if ('missing' in found) return skip(title, found.missing);
  if (only !== undefined && kind !== only) return skip(title, `holds for ${only} only, and NGINX_UNDER_TEST=${kind}`);
  const site = new Site();
  const servers: Server[] = [];
  define({
    under: found,
    site,
    before(action) {
      uvuTest.before(() =>
        action().catch((error: Error) => {
          console.error(error);
          throw error;
        }),
      );
    },
    async start(settings = {}, nodeArgs = [], other = found) {
      const server = await Server.start(other, site, settings, nodeArgs);
      servers.push(server);
      return server;
    },
  });
  uvuTest.after(async () => {
    for (const server of servers) if (server.process.isRunning) await server.stop();
    site.remove();
  });
}

/** Polls until `condition` holds. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>, timeout = 10_000): Promise<void> {
  const until = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error(`not within ${timeout} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
