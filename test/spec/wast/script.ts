/** From a script to commands and the files of its modules. */
import type { Command } from '../script.js';
import { constant } from './constants.js';
import type { Encoder } from './encoders.js';
import { ScriptError, asciiOnly, lineOf } from './tokens.js';
import { atom, bytesOf, head, identifier, parse, type List, type Node } from './tree.js';

export interface Converted {
  readonly commands: readonly Command[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Modules that no encoder reads. */
  readonly unread: readonly { readonly line: number; readonly errors: readonly string[] }[];
}

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');
const commandWords = /^(?:module|register|invoke|get|assert_[a-z_]+)$/;

/** `source` has a character for each byte; `name` is what names of files begin with. */
export function convertScript(source: string, name: string, encoders: readonly Encoder[]): Promise<Converted> {
  return new Converter(source, name, encoders).convert();
}

type ModuleFields = Pick<Command, 'name' | 'filename' | 'module_type'>;
interface ModuleReference extends ModuleFields {
  readonly form?: 'definition' | 'instance';
  /** Of `(module instance ...)`. */
  readonly instance?: string | undefined;
  readonly module?: string | undefined;
}

class Converter implements Converted {
  readonly commands: Command[] = [];
  readonly files = new Map<string, Uint8Array>();
  readonly unread: { line: number; errors: string[] }[] = [];

  constructor(private readonly source: string, private readonly name: string, private readonly encoders: readonly Encoder[]) {}

  async convert(): Promise<Converted> {
    const nodes = parse(this.source);
    // A file may be the fields of a single module.
    if (nodes.length > 0 && !commandWords.test(head(nodes[0]) ?? '')) {
      this.commands.push({ type: 'module', line: 1, ...await this.encoded(`(module ${this.source})`, 0) });
    } else {
      for (const node of nodes) await this.command(node);
    }
    return this;
  }

  private async command(node: Node): Promise<void> {
    const type = head(node);
    if (node.kind !== 'list' || type === undefined) throw new ScriptError(`line ${lineOf(this.source, node.start)}: expected a command`);
    const line = lineOf(this.source, node.start);
    const [, first, ...rest] = node.items;
    const message = (): string => bytesOf(rest.at(-1));
    const add = (command: Omit<Command, 'line' | 'type'>, as = type): void => { this.commands.push({ type: as, line, ...command }); };
    switch (type) {
      case 'module': {
        const { form, ...module } = await this.module(node);
        return add(module, form === undefined ? 'module' : `module_${form}`);
      }
      case 'register': return add({ as: utf8(bytesOf(first)), ...named(identifier(rest[0])) });
      case 'invoke': case 'get': return add({ action: action(node) }, 'action');
      case 'assert_return': return add({ action: action(first), expected: rest.map(constant) });
      case 'assert_exception': return add({ action: action(first) });
      case 'assert_exhaustion': return add({ action: action(first), text: message() });
      case 'assert_trap': {
        if (head(first) !== 'module') return add({ action: action(first), text: message() });
        return add({ ...await this.asserted(first), text: message() }, 'assert_uninstantiable');
      }
      case 'assert_malformed': case 'assert_malformed_custom': case 'assert_invalid': case 'assert_invalid_custom': case 'assert_unlinkable':
        return add({ ...await this.asserted(first, type.includes('malformed')), text: message() });
      default: throw new ScriptError(`line ${line}: unknown command ${type}`);
    }
  }

  private async asserted(node: Node | undefined, isMalformed = false): Promise<ModuleFields & Pick<Command, 'module'>> {
    if (node?.kind !== 'list') throw new ScriptError('expected a module');
    const { form, instance, ...module } = await this.module(node, isMalformed);
    return module;
  }

  /** `isMalformed`: quoted text is not encoded, because it cannot be. */
  private async module(node: List, isMalformed = false): Promise<ModuleReference> {
    let at = 1;
    const word = atom(node.items[at]);
    const form = word === 'definition' || word === 'instance' ? word : undefined;
    if (form !== undefined) at++;
    if (form === 'instance') {
      const names = node.items.slice(at).map(identifier);
      return names.length > 1 ? { form, instance: names[0], module: names[1] } : { form, module: names[0] };
    }
    const name = identifier(node.items[at]);
    if (name !== undefined) at++;
    const how = atom(node.items[at]);
    const strings = (separator: string): string => node.items.slice(at + 1).map(bytesOf).join(separator);
    const whole = this.source.slice(node.start, node.end);
    const fields = how === 'binary' ? this.file('wasm', Buffer.from(strings(''), 'latin1'))
      : how !== 'quote' ? await this.encoded(form === undefined ? whole : whole.replace(/\bdefinition\b/, ''), node.start)
      : isMalformed ? this.file('wat', Buffer.from(strings(' '), 'latin1'))
      : await this.encoded(/^\s*\(\s*module\b/.test(strings(' ')) ? strings(' ') : `(module ${strings(' ')})`, node.start);
    return { ...(form === undefined ? {} : { form }), ...named(name), ...fields };
  }

  private file(extension: 'wasm' | 'wat', contents: Uint8Array): ModuleFields {
    const filename = `${this.name}.${this.files.size}.${extension}`;
    this.files.set(filename, contents);
    return { filename, module_type: extension === 'wasm' ? 'binary' : 'text' };
  }

  private async encoded(text: string, position: number): Promise<ModuleFields> {
    const ascii = asciiOnly(text);
    const errors: string[] = [];
    for (const { name, encode } of this.encoders) {
      try {
        return this.file('wasm', await encode(ascii));
      } catch (error) {
        const { payload, message } = error as { payload?: unknown; message?: string };
        errors.push(`${name}: ${String(payload ?? message).split('\n')[0]}`);
      }
    }
    this.unread.push({ line: lineOf(this.source, position), errors });
    return { ...this.file('wat', Buffer.from(text, 'latin1')), module_type: 'unread' };
  }
}

function named(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}

function action(node: Node | undefined): NonNullable<Command['action']> {
  const type = head(node);
  if (node?.kind !== 'list' || (type !== 'invoke' && type !== 'get')) throw new ScriptError('expected an action');
  const module = identifier(node.items[1]);
  const [field, ...args] = node.items.slice(module === undefined ? 1 : 2);
  return {
    type,
    ...(module === undefined ? {} : { module }),
    field: utf8(bytesOf(field)),
    ...(type === 'invoke' ? { args: args.map(constant) } : {}),
  };
}
