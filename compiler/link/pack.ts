/** Packs the tree of a declaration: see {@link ./modules.ts}. */
import type { BigIntLiteral, ExpressionStatement, Identifier, Literal, Node, Property, RegExpLiteral, SimpleCallExpression } from 'estree';
import { LinkageError, Packed, Shorthand, type PackedTree } from './modules.js';
import { ROWS, type Fields } from './nodes.js';

const CODES: ReadonlyMap<string, number> = new Map(Object.keys(ROWS).map((type, i) => [type, Packed.Row + i]));

/** What identifiers of a declaration are; all others keep their names. */
export interface Identifiers {
  /** Those bound inside of it: the position of the name among those of nested scopes. */
  readonly locals: ReadonlyMap<Node, number>;
  /** Those that refer to bindings of the module: the position of the name. */
  readonly names: ReadonlyMap<Node, number>;
}

/** @throws LinkageError for syntax that the linker does not know */
export function pack(node: Node, identifiers: Identifiers): PackedTree {
  const packer = new Packer(identifiers);
  packer.write(node);
  return packer.tree;
}

/** The argument of a statement `name(argument);`. */
export function statementArgument({ expression }: ExpressionStatement): Node | undefined {
  const { arguments: [argument, ...more] } = expression as SimpleCallExpression;
  return argument === undefined || more.length > 0 || argument.type === 'SpreadElement' ? undefined : argument;
}

class Packer implements Fields {
  readonly tree: (string | number | boolean | null)[] = [];
  private at!: Record<string, unknown>;

  constructor(private readonly identifiers: Identifiers) {}

  write(node: Node | null): void {
    if (node === null) this.tree.push(Packed.None);
    else if (!this.writeApart(node)) {
      const code = CODES.get(node.type);
      if (code === undefined) throw new LinkageError(`a ${node.type} cannot be linked`);
      this.tree.push(code);
      const outer = this.at;
      this.at = this.fields(node);
      ROWS[node.type]!(this);
      this.at = outer;
    }
  }

  private fields(node: Node): Record<string, unknown> {
    if (node.type === 'Property') return { ...node, shorthand: this.shorthand(node) };
    return node.type === 'TemplateElement' ? { ...node, ...node.value } : { ...node };
  }

  /** What has a form of its own. */
  private writeApart(node: Node): boolean {
    const { locals, names } = this.identifiers;
    switch (node.type) {
      case 'Identifier':
        if (locals.has(node)) this.tree.push(Packed.Local, locals.get(node)!, node.name);
        else if (names.has(node)) this.tree.push(Packed.Name, names.get(node)!);
        else return false;
        return true;
      case 'Literal':
        return this.writeLiteral(node);
      case 'ExpressionStatement': {
        const name = node.expression.type === 'CallExpression' ? names.get(node.expression.callee) : undefined;
        const argument = name === undefined ? undefined : statementArgument(node);
        if (argument === undefined) return false;
        this.tree.push(Packed.CallStatement, name!);
        this.write(argument);
        return true;
      }
      default:
        return false;
    }
  }

  private writeLiteral(node: Literal): boolean {
    const { bigint } = node as BigIntLiteral;
    const { regex } = node as RegExpLiteral;
    if (bigint != null) this.tree.push(Packed.BigInt, bigint);
    else if (regex) this.tree.push(Packed.RegExp, regex.pattern, regex.flags);
    else return false;
    return true;
  }

  /** A property whose value gets another name is no shorthand any more. */
  private shorthand({ shorthand, value }: Property): Shorthand {
    const identifier = (value.type === 'AssignmentPattern' ? value.left : value) as Identifier;
    if (!shorthand || this.identifiers.names.has(identifier)) return Shorthand.No;
    return this.identifiers.locals.has(identifier) ? Shorthand.OfLocal : Shorthand.Yes;
  }

  value(field: string): void {
    this.tree.push(this.at[field] as string | number | boolean | null);
  }

  node(field: string): void {
    this.write((this.at[field] ?? null) as Node | null);
  }

  list(field: string): void {
    const list = this.at[field] as (Node | null)[];
    this.tree.push(list.length);
    for (const node of list) this.write(node);
  }
}
