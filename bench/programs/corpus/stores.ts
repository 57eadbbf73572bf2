/** What looks after sources and queries. */
import type { Program } from '../program.js';

interface Git {
  readonly FS: { mkdir(path: string): void; chdir(path: string): void; writeFile(path: string, text: string): void };
  callMain(args: string[]): number;
}

/** libgit2 and a command line on Emscripten's files in memory; hashes and times of commits change. */
export const git: Program = {
  name: 'git',
  packages: ['wasm-git@0.0.17'],
  slow: true,
  prepare: (packages) => async () => {
    const printed: string[] = [];
    const print = (line: string): void => void printed.push(line);
    const { default: start } = await packages.import<{ default(options: object): Promise<Git> }>('wasm-git/lg2.js');
    const { FS, callMain } = await start({ locateFile: (name: string) => packages.path(`wasm-git/${name}`), print, printErr: print });
    FS.writeFile('/home/web_user/.gitconfig', '[user]\nname = T\nemail = t@example.org');
    let round = 0;
    return () => {
      const folder = `/repository${round++}`;
      printed.length = 0;
      FS.mkdir(folder);
      FS.chdir(folder);
      const run = (...commands: string[][]): void => { for (const args of commands) print(`${args.join(' ')}: ${callMain(args)}`); };
      run(['init', '.'], ['status']);
      FS.writeFile(`${folder}/a.txt`, 'hello\n'.repeat(50));
      run(['add', '--verbose', '.'], ['status'], ['commit', '-m', 'one'], ['ls-files'], ['nonsense'], ['config', 'user.name']);
      FS.writeFile(`${folder}/a.txt`, 'hello\nworld\n');
      run(['diff'], ['status'], ['checkout', 'nowhere'], ['log']);
      return printed.map((line) => line.replaceAll(folder, '').replace(/[0-9a-f]{7,40}|\w{3} \w{3} .*\d{4}.*/g, '')).join('\n');
    };
  },
};

interface PgQuery {
  loadModule(): Promise<void>;
  parseSync(text: string): object;
  deparseSync(tree: object): string;
  fingerprintSync(text: string): string;
  normalizeSync(text: string): string;
  scanSync(text: string): object;
  parsePlPgSQLSync(text: string): object;
}

const QUERIES = [
  'select a, b + 1 from t left join u using (id) where c in (1, 2, 3) group by 1 having count(*) > 2 order by 2 desc limit 5',
  "insert into t values (1, 'x', now()) on conflict (a) do update set b = excluded.b returning *",
  'create function f(x int) returns int language plpgsql as $$ begin return x + 1; end $$', 'select * frm x', '',
];

/** PostgreSQL's own parser, whose errors are longjmps. */
export const pgQuery: Program = {
  name: 'pg_query',
  packages: ['libpg-query@18.1.5'],
  slow: true,
  prepare: (packages) => async () => {
    const program = packages.require<PgQuery>('libpg-query');
    await program.loadModule();
    const ways = ['parseSync', 'fingerprintSync', 'normalizeSync', 'scanSync', 'parsePlPgSQLSync'] as const;
    return () => QUERIES.map((text) => ways.map((way) => {
      try {
        return JSON.stringify(program[way](text));
      } catch (error) {
        return String(error);
      }
    }));
  },
};
