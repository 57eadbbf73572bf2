/** The syntax tree of a packed declaration, with the names that its identifiers have in the output. */
import type { Identifier, Node, Statement } from 'estree';
import { Packed, Shorthand, type PackedTree } from './modules.js';
import { ROWS, type Fields } from './nodes.js';

const MAKERS = Object.values(ROWS);

export interface Names {
  /** For each position in the declaration's `names`: what the binding is called. */
  readonly bindings: readonly string[];
  /** For each position: the variable that a statement `name(argument);` assigns to, instead of a call. */
  readonly assigned: readonly (string | undefined)[];
  /** The name of a local by its position; undefined where they keep theirs. */
  readonly local: ((n: number) => string) | undefined;
}

export function unpack(tree: PackedTree, names: Names): Node {
  return new Unpacker(tree, names).read() as Node;
}

class Unpacker implements Fields {
  private at = 0;

  constructor(
    private readonly tree: PackedTree,
    private readonly names: Names,
  ) {}

  read(): Node | null {
    const code = this.value() as Packed;
    switch (code) {
      case Packed.None:
        return null;
      case Packed.Local: {
        const n = this.value() as number;
        const name = this.value() as string;
        return { type: 'Identifier', name: this.names.local ? this.names.local(n) : name };
      }
      case Packed.Name:
        return { type: 'Identifier', name: this.names.bindings[this.value() as number]! };
      case Packed.CallStatement:
        return this.callStatement(this.value() as number);
      case Packed.BigInt: {
        const bigint = this.value() as string;
        return { type: 'Literal', value: BigInt(bigint), bigint };
      }
      case Packed.RegExp: {
        const pattern = this.value() as string;
        const flags = this.value() as string;
        return { type: 'Literal', value: new RegExp(pattern, flags), regex: { pattern, flags } };
      }
      default: {
        const node = MAKERS[code - Packed.Row]!(this) as Node;
        if (node.type === 'Property') node.shorthand = this.isShorthand(node.shorthand as unknown as Shorthand);
        return node;
      }
    }
  }

  private callStatement(name: number): Statement {
    const target = this.names.assigned[name];
    const argument = this.read() as never;
    if (target === undefined) {
      const callee: Identifier = { type: 'Identifier', name: this.names.bindings[name]! };
      return { type: 'ExpressionStatement', expression: { type: 'CallExpression', callee, arguments: [argument], optional: false } };
    }
    const left: Identifier = { type: 'Identifier', name: target };
    return { type: 'ExpressionStatement', expression: { type: 'AssignmentExpression', operator: '=', left, right: argument } };
  }

  private isShorthand(packed: Shorthand): boolean {
    return packed === Shorthand.Yes || (packed === Shorthand.OfLocal && this.names.local === undefined);
  }

  value(): unknown {
    return this.tree[this.at++];
  }

  node(): Node | null {
    return this.read();
  }

  list(): (Node | null)[] {
    const list: (Node | null)[] = [];
    for (let n = this.value() as number; n > 0; n--) list.push(this.read());
    return list;
  }
}
