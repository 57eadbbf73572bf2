/** The end of static data, which glue of the old backend holds as a number. */
import type { Node } from 'estree';
import type { GlueNode } from './parse.js';

const GLOBAL_BASE = 1024;

function isNamed(node: Node, name: RegExp): boolean {
  return node.type === 'Identifier' && name.test(node.name);
}

/** The number that stands in `value`: 216560, or what is added to a base: `STATIC_BASE + 215536`. */
function addressIn(value: Node): number | undefined {
  if (value.type === 'Literal' && typeof value.value === 'number') return value.value;
  if (value.type !== 'BinaryExpression' || value.operator !== '+') return undefined;
  const { left, right } = value;
  if (right.type === 'Literal' && typeof right.value === 'number' && isNamed(left, /^(?:STATIC_BASE|GLOBAL_BASE|gb)$/)) return GLOBAL_BASE + right.value;
  return undefined;
}

/** `STATICTOP = STATIC_BASE + n` up to 1.38.29; later the first of the fixed addresses behind static data, `DYNAMICTOP_PTR = n`. */
export function staticTopOf(nodes: readonly GlueNode[]): number | undefined {
  let later: number | undefined;
  for (const node of nodes) {
    const [target, value] = node.type === 'AssignmentExpression' ? [node.left as Node, node.right as Node] : node.type === 'VariableDeclarator' && node.init ? [node.id as Node, node.init as Node] : [];
    if (target === undefined || value === undefined) continue;
    const address = addressIn(value);
    if (address === undefined || address < GLOBAL_BASE) continue;
    if (isNamed(target, /^STATICTOP$/)) return address;
    if (isNamed(target, /^DYNAMICTOP_PTR$/)) later = address;
  }
  return later;
}
