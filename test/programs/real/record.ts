/** What was measured, as it is kept in the repository, and the table that README shows. */
import type { ProgramRecord } from './measure.js';

export interface ProgramsRecord {
  readonly date: string;
  readonly commit: string;
  readonly programs: readonly ProgramRecord[];
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

/** A row for each program, a column for each host; below, asm.js beside it and what failed. */
export function tableOf({ date, commit, programs }: ProgramsRecord): string {
  const hosts = [...new Set(programs.flatMap(({ hosts }) => Object.keys(hosts)))];
  const header = ['program', 'package', 'module', 'output', 'compile', 'native', ...hosts];
  const failures: string[] = [];
  const rows = programs.map((row) => [
    row.program, row.package, kilobytes(row.wasmBytes), kilobytes(row.outputBytes), `${row.compileSeconds.toFixed(1)} s`, `${row.nativeSeconds.toFixed(2)} s`,
    ...hosts.map((host) => {
      const outcome = row.hosts[host];
      if (typeof outcome === 'number') return `${outcome.toFixed(2)} s`;
      if (outcome === undefined) return '';
      failures.push(`- ${row.program}, ${host}${outcome.natively ? ', on native WebAssembly, too' : ''}: ${outcome.failure.replaceAll('|', '/')}`);
      return outcome.natively ? '–' : 'fails';
    }),
  ]);
  const twins = programs.flatMap(({ program, asmJs }) => (asmJs ? [`- ${program}, as the asm.js that is published for engines without WebAssembly: ${kilobytes(asmJs.bytes)}, ${asmJs.seconds.toFixed(2)} s on node`] : []));
  const lines = [header, header.map((_, index) => (index < 2 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const notes = [...twins, ...failures];
  return [...lines, '', ...notes, ...(notes.length ? [''] : []), `Run on ${date} at ${commit} with \`npm run programs\`.`].join('\n');
}
