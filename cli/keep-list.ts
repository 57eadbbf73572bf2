/** `--keep-exports`: names, and files of names such as `--trace-exports` makes. */
import { CliError, readInput } from './io.js';

/** `@file` stands for the names in the file; each name once. */
export function keptNames(items: readonly string[]): string[] {
  return [...new Set(items.flatMap((item) => (item.startsWith('@') ? namesIn(item.slice(1)) : [item])))];
}

/** One name a line, as it is or as a JSON string; empty lines and lines that begin with # are none. */
function namesIn(path: string): string[] {
  const lines = new TextDecoder().decode(readInput(path)).split(/\r?\n/);
  return lines.flatMap((line, index) => {
    if (line === '' || line.startsWith('#')) return [];
    return [line.startsWith('"') ? fromJson(line, `${path}:${index + 1}`) : line];
  });
}

function fromJson(text: string, where: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new CliError(`${where}: not a JSON string: a name that begins with a quote is written as one`);
  }
}
