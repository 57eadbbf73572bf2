import { words } from '../inputs.js';
import type { Program } from '../program.js';

export interface Database {
  run(sql: string): void;
  exec(sql: string): { values: unknown[][] }[];
  prepare(sql: string): { run(values: unknown[]): void; free(): void };
  close(): void;
}

const text = words(3000);

/** Inserts, joins, aggregates, updates and sorting. */
export function exerciseSqlite(database: Database): string {
  database.run('CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, price REAL, kind INTEGER); CREATE TABLE kind(id INTEGER PRIMARY KEY, label TEXT); BEGIN');
  const insert = database.prepare('INSERT INTO item(name, price, kind) VALUES (?, ?, ?)');
  for (let i = 0; i < 2000; i++) insert.run([`${text[i]} ${text[i + 1]}`, (i * 7919 % 10007) / 100, i % 37]);
  insert.free();
  const kinds = database.prepare('INSERT INTO kind VALUES (?, ?)');
  for (let i = 0; i < 37; i++) kinds.run([i, text[i]]);
  kinds.free();
  database.run('COMMIT; CREATE INDEX by_kind ON item(kind, price); UPDATE item SET price = price * 1.1 WHERE id % 3 = 0; DELETE FROM item WHERE id % 11 = 0');
  const results = [
    'SELECT label, count(*), round(sum(price), 3), max(name) FROM item JOIN kind ON kind.id = item.kind GROUP BY label ORDER BY 3 DESC',
    "SELECT count(*) FROM item WHERE name LIKE '%an%' AND price BETWEEN 10 AND 60",
    'SELECT a.id, b.id FROM item a JOIN item b ON a.kind = b.kind AND a.price < b.price WHERE a.id < 60 ORDER BY 1, 2 LIMIT 500',
    'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT sum(x * x % 7) FROM n',
    'SELECT name FROM item ORDER BY name, id LIMIT 200',
    'PRAGMA integrity_check',
  ].map((query) => database.exec(query)[0]!.values);
  database.close();
  return JSON.stringify(results);
}

/** In memory. */
export const sqlite: Program = {
  name: 'sqlite',
  packages: ['sql.js@1.16.0'],
  prepare: (packages) => async () => {
    const { Database } = await packages.require<() => Promise<{ Database: new () => Database }>>('sql.js/dist/sql-wasm.js')();
    return () => exerciseSqlite(new Database());
  },
};
