/** Trees of programs that are otherwise printed while they are made. */
import type { Program, Statement } from 'estree';
import { isPlaceholder, placeholderIndex } from './emit/placeholders.js';
import type { Deferred } from './print/index.js';

/** The program with its deferred statements in place. */
export function materialise(program: Program): Program {
  return copy(program, (name) => name) as Program;
}

/** Statements with names for placeholders. */
export function renamed(statements: readonly Statement[], names: readonly string[]): Statement[] {
  return copy(statements, (name) => (isPlaceholder(name) ? names[placeholderIndex(name)]! : name)) as Statement[];
}

function copy(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.flatMap((item) => (isDeferred(item) ? [...item.produce()].map((made) => copy(made, rename)) : [copy(item, rename)]));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  const isIdentifier = (value as { type?: string }).type === 'Identifier';
  for (const [key, item] of Object.entries(value)) result[key] = isIdentifier && key === 'name' ? rename(item as string) : copy(item, rename);
  return result;
}

const isDeferred = (value: unknown): value is Deferred => (value as { type?: string } | null)?.type === 'Deferred';
