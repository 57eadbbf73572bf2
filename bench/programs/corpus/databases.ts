/** SQLite as the old backend built it and on real files, and PostgreSQL. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../program.js';
import { exerciseSqlite, type Database } from './sqlite.js';

/** Emscripten's old backend: a module that imports its memory, its table and its static layout. */
export const sqliteLegacy: Program = {
  name: 'sqlite (2019)',
  packages: ['sql.js-1.0.0@npm:sql.js@1.0.0'],
  prepare: (packages) => async () => {
    const { Database } = await packages.require<() => Promise<{ Database: new () => Database }>>('sql.js-1.0.0/dist/sql-wasm.js')();
    return () => exerciseSqlite(new Database());
  },
};

interface FileDatabase {
  exec(sql: string): void;
  run(sql: string, values: unknown[]): void;
  all(sql: string): unknown[];
  close(): void;
}

export const sqliteOnFiles: Program = {
  name: 'sqlite on files',
  packages: ['node-sqlite3-wasm@0.8.60'],
  prepare: (packages) => () => {
    const { Database } = packages.require<{ Database: new (path: string) => FileDatabase }>('node-sqlite3-wasm/dist/node-sqlite3-wasm.js');
    return () => {
      const folder = mkdtempSync(join(tmpdir(), 'wasm2js-aot-sqlite-'));
      try {
        const path = join(folder, 'a.db');
        const first = new Database(path);
        first.exec('CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c REAL); CREATE INDEX i ON t(c); BEGIN');
        for (let i = 0; i < 800; i++) first.run('INSERT INTO t(b, c) VALUES (?, ?)', [`row ${i * 7919 % 1009}`, i / 7]);
        first.exec('COMMIT');
        const answers = [first.all("SELECT count(*) n, sum(c) s, group_concat(b, '|') g FROM (SELECT * FROM t WHERE a % 17 = 3 ORDER BY c DESC)")];
        first.close();
        const second = new Database(path);
        answers.push(second.all("SELECT max(a) m, json_extract('{\"a\":[1,{\"b\":3}]}', '$.a[1].b') j, printf('%.3f', avg(c)) p FROM t"), second.all('PRAGMA integrity_check'));
        second.close();
        return JSON.stringify([answers, existsSync(path)]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    };
  },
};

interface Postgres {
  exec(sql: string): Promise<unknown>;
  query(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Dynamic linking: the module exports functions that side modules (extensions) import. */
export const postgres: Program = {
  name: 'postgresql',
  packages: ['@electric-sql/pglite@0.5.16'],
  slow: true,
  prepare: (packages) => async () => {
    const { PGlite } = await packages.import<{ PGlite: { create(): Promise<Postgres> } }>('@electric-sql/pglite/dist/index.js');
    const database = await PGlite.create();
    return async () => {
      await database.exec('DROP TABLE IF EXISTS t; CREATE TABLE t(id serial PRIMARY KEY, name text, v numeric); CREATE INDEX ON t(name)');
      for (let i = 0; i < 60; i++) await database.query('INSERT INTO t(name, v) VALUES ($1, $2)', [`n${i % 7}`, i * 1.5]);
      const queries = [
        'SELECT a.name, count(*)::int c, sum(a.v)::text s FROM t a JOIN t b ON a.name = b.name GROUP BY a.name ORDER BY 1',
        "SELECT regexp_replace('hello', 'l+', 'L') r, to_char(date '2024-02-29', 'Day DD Mon YYYY') d, md5('x') m, sqrt(2::numeric)::text q",
        'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000) SELECT sum(x * x % 7)::int s FROM n',
        "SELECT jsonb_path_query_array('{\"a\": [1, 2, 3]}', '$.a[*] ? (@ > 1)')::text j",
      ];
      const answers = [];
      for (const query of queries) answers.push((await database.query(query)).rows);
      const refused = await database.query('SELECT 1 / 0').catch((error: Error) => error.message);
      return JSON.stringify([answers, refused]);
    };
  },
};

/** A side module: the extension is linked into the running server. One only: with more, symbols collide, on native WebAssembly too. */
export const postgresExtension: Program = {
  name: 'postgresql (extension)',
  packages: ['@electric-sql/pglite@0.5.16'],
  slow: true,
  prepare: (packages) => async () => {
    const { PGlite } = await packages.import<{ PGlite: { create(options: object): Promise<Postgres> } }>('@electric-sql/pglite/dist/index.js');
    const database = await PGlite.create({ extensions: await packages.import<object>('@electric-sql/pglite/dist/contrib/hstore.js') });
    await database.exec('CREATE EXTENSION hstore');
    return async () => {
      await database.exec('DROP TABLE IF EXISTS t; CREATE TABLE t(id serial PRIMARY KEY, attributes hstore); CREATE INDEX ON t USING gin(attributes)');
      for (let i = 0; i < 40; i++) await database.query('INSERT INTO t(attributes) VALUES ($1::hstore)', [`k=>${i}, "l ${i % 3}"=>x`]);
      const answers = [];
      for (const query of [
        "SELECT sum((attributes -> 'k')::int)::int s, (SELECT string_agg(DISTINCT key, '|' ORDER BY key) FROM t, LATERAL skeys(attributes) key) k FROM t WHERE attributes ? 'l 2'",
        "SELECT hstore_to_json(attributes || 'z=>NULL'::hstore)::text j, (attributes - 'k'::text)::text m FROM t WHERE attributes @> 'k=>17'",
      ]) answers.push((await database.query(query)).rows);
      const refused = await database.query("SELECT 'a=>'::hstore").catch((error: Error) => error.message);
      return JSON.stringify([answers, refused]);
    };
  },
};
