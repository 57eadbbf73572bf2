/** S-expressions. */
import { ScriptError, lineOf, tokenAt, unescape } from './tokens.js';

export type Node = Atom | Text | List;
/** A keyword, number or identifier. */
export interface Atom { readonly kind: 'atom'; readonly text: string; readonly start: number; readonly end: number }
/** A string; `bytes` has a character for each byte. */
export interface Text { readonly kind: 'string'; readonly bytes: string; readonly start: number; readonly end: number }
export interface List { readonly kind: 'list'; readonly items: readonly Node[]; readonly start: number; readonly end: number }

/** The nodes of a source, without comments and annotations. */
export function parse(source: string): Node[] {
  const top: Node[] = [];
  const open: { readonly items: Node[]; readonly start: number }[] = [];
  const add = (node: Node): void => {
    if (!isAnnotation(node)) (open.at(-1)?.items ?? top).push(node);
  };
  for (let at = 0; at < source.length;) {
    const { kind, start, end } = tokenAt(source, at);
    at = end;
    if (kind === '(') open.push({ items: [], start });
    else if (kind === ')') {
      const list = open.pop();
      if (!list) throw new ScriptError(`line ${lineOf(source, start)}: ")" without "("`);
      add({ kind: 'list', items: list.items, start: list.start, end });
    } else if (kind === 'string') add({ kind, bytes: unescape(source.slice(start, end)), start, end });
    else if (kind === 'atom') add({ kind, text: atomText(source.slice(start, end)), start, end });
  }
  const unclosed = open.pop();
  if (unclosed) throw new ScriptError(`line ${lineOf(source, unclosed.start)}: "(" without ")"`);
  return top;
}

/** Identifiers that are written as strings are the same as those that are not. */
function atomText(text: string): string {
  return text.endsWith('"') ? text[0]! + unescape(text.slice(1)) : text;
}

function isAnnotation(node: Node): boolean {
  return head(node)?.startsWith('@') ?? false;
}

/** The keyword that a list begins with. */
export function head(node: Node | undefined): string | undefined {
  return node?.kind === 'list' && node.items[0]?.kind === 'atom' ? node.items[0].text : undefined;
}

export function atom(node: Node | undefined): string | undefined {
  return node?.kind === 'atom' ? node.text : undefined;
}

export function bytesOf(node: Node | undefined): string {
  if (node?.kind !== 'string') throw new ScriptError('expected a string');
  return node.bytes;
}

export function identifier(node: Node | undefined): string | undefined {
  const text = atom(node);
  return text?.startsWith('$') ? text : undefined;
}
