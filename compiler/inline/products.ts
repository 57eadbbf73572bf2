/**
 * Finds the function that compilers call for a product of 128 bits (LLVM's and Rust's `__multi3`), by what it computes: it has no name in
 * stripped modules. Its two forms in use are those of compiler-rt and of LLVM's own expansion; a value number stands for each term, so
 * the order of commutative operands, of locals and of stores does not matter.
 */
import { OperatorReader, type Instr } from '../decode/index.js';
import type { Shape } from '../ops/index.js';
import { checkFunction, type ModuleContext } from '../validate/index.js';

/** A function of an address and two factors that stores the lowest 128 bits of their product. */
export interface Product {
  /** Whether factors have 128 bits, as two i64; optimisers take the upper halves away where all calls give 0. */
  readonly isWhole: boolean;
  readonly memory: number;
  /** Whether the upper half is stored before the lower one, which a trap between them shows. */
  readonly upperFirst: boolean;
}

/** The bytes of the body are fewer; those in use have up to 127. */
const MAX_SIZE = 200;
const SIGNATURES: readonly string[] = ['i32 i64 i64 i64 i64', 'i32 i64 i64'];
const COMMUTATIVE: ReadonlySet<string> = new Set(['i64.add', 'i64.mul', 'i64.and', 'i64.or']);
const PLAIN: ReadonlySet<string> = new Set(['i64.shl', 'i64.shr_u', 'i64.lt_u']);
const SWAPPED: Readonly<Record<string, string>> = { 'i64.gt_u': 'i64.lt_u' };

export function productOf(context: ModuleContext, func: number): Product | undefined {
  const { module, imported } = context;
  const body = module.code[func - imported.funcs];
  const { params, results } = context.types[context.funcs[func]!.type]!;
  if (body === undefined || body.end - body.start > MAX_SIZE || results.length > 0 || !SIGNATURES.includes(params.join(' '))) return undefined;
  try {
    checkFunction(module, context, func);
  } catch {
    // What is wrong is told when the turn of the function comes.
    return undefined;
  }
  const locals = body.locals.reduce((sum, { count }) => sum + count, 0);
  if (locals > MAX_SIZE) return undefined;
  const terms = new Terms();
  const given = params.map((_, p) => terms.leaf(`p${p}`));
  const stores = new Run(terms, [...given, ...new Array<number>(locals).fill(terms.constant(0, 0))]).run(new OperatorReader(module, body.start, body.end));
  if (stores?.length !== 2 || stores[0]!.memory !== stores[1]!.memory || stores.some(({ address }) => address !== given[0])) return undefined;
  const [lower, upper] = [stores.find(({ offset }) => offset === 0), stores.find(({ offset }) => offset === 8)];
  if (!lower || !upper) return undefined;
  const isWhole = given.length === 5;
  const a = given[1]!;
  const b = given[isWhole ? 3 : 2]!;
  const crossed = isWhole ? [terms.binary('i64.mul', a, given[4]!), terms.binary('i64.mul', b, given[2]!)] : [];
  return terms.isProduct(lower.value, upper.value, a, b, crossed) || terms.isProduct(lower.value, upper.value, b, a, crossed)
    ? { isWhole, memory: lower.memory, upperFirst: upper === stores[0] }
    : undefined;
}

interface Stored {
  readonly memory: number;
  readonly address: number;
  readonly offset: number;
  readonly value: number;
}

/** Straight-line code over numbers of terms. */
class Run {
  private readonly stack: number[] = [];
  private readonly stores: Stored[] = [];

  constructor(
    private readonly terms: Terms,
    private readonly locals: number[],
  ) {}

  /** Its stores, in their order; undefined if it does anything else. */
  run(reader: OperatorReader): readonly Stored[] | undefined {
    while (reader.next()) {
      const { shape } = reader.instr.row;
      if (shape === 'end') return this.stores;
      const step = STEPS[shape];
      if (step === undefined || !step(this, reader.instr)) return undefined;
    }
    return undefined;
  }

  get(local: number): boolean {
    return this.push(this.locals[local]!);
  }
  set(local: number, keep: boolean): boolean {
    this.locals[local] = keep ? this.stack.at(-1)! : this.stack.pop()!;
    return true;
  }
  push(term: number): boolean {
    this.stack.push(term);
    return true;
  }
  unary(name: string): boolean {
    return this.push(this.terms.unary(name, this.stack.pop()!));
  }
  binary(name: string): boolean {
    const right = this.stack.pop()!;
    const left = this.stack.pop()!;
    if (COMMUTATIVE.has(name) || PLAIN.has(name)) return this.push(this.terms.binary(name, left, right));
    return SWAPPED[name] !== undefined && this.push(this.terms.binary(SWAPPED[name], right, left));
  }
  store({ row, memory, offset }: Instr): boolean {
    const value = this.stack.pop()!;
    const address = this.stack.pop()!;
    this.stores.push({ memory, address, offset, value });
    return row.name === 'i64.store';
  }
  literal(instr: Instr): boolean {
    return instr.row.name === 'i64.const' && this.push(this.terms.constant(instr.lo, instr.hi));
  }
}

const STEPS: Partial<Record<Shape, (run: Run, instr: Instr) => boolean>> = {
  'local.get': (run, { index }) => run.get(index),
  'local.set': (run, { index }) => run.set(index, false),
  'local.tee': (run, { index }) => run.set(index, true),
  const: (run, instr) => run.literal(instr),
  convert: (run, { row }) => run.unary(row.name),
  binary: (run, { row }) => run.binary(row.name),
  compare: (run, { row }) => run.binary(row.name),
  store: (run, instr) => run.store(instr),
};

/** Terms by what they are made of, each with one number. */
class Terms {
  private readonly numbers = new Map<string, number>();
  private readonly parts: (readonly [name: string, left: number, right: number])[] = [];

  private term(name: string, left = -1, right = -1): number {
    const key = `${name} ${left} ${right}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.parts.push([name, left, right]) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }
  leaf(name: string): number {
    return this.term(name);
  }
  constant(lo: number, hi: number): number {
    return this.term('const', lo, hi);
  }
  /** The lowest word of an i64 taken by way of an i32 is what a mask takes. */
  unary(name: string, operand: number): number {
    const [inner, whole] = this.parts[operand]!;
    return name === 'i64.extend_i32_u' && inner === 'i32.wrap_i64' ? this.binary('i64.and', whole, this.constant(-1, 0)) : this.term(name, operand);
  }
  /** That a sum is smaller than one of its two terms is its carry, whichever it is compared with. */
  binary(name: string, left: number, right: number): number {
    if (name === 'i64.lt_u') {
      const [sum, x, y] = this.parts[left]!;
      if (sum === 'i64.add' && (right === x || right === y)) return this.term('carry', x, y);
    }
    return COMMUTATIVE.has(name) ? this.term(name, Math.min(left, right), Math.max(left, right)) : this.term(name, left, right);
  }

  /** `crossed`: what is to be added to the upper half. */
  isProduct(lower: number, upper: number, a: number, b: number, crossed: readonly number[]): boolean {
    const add = (x: number, y: number): number => this.binary('i64.add', x, y);
    const mul = (x: number, y: number): number => this.binary('i64.mul', x, y);
    const or = (x: number, y: number): number => this.binary('i64.or', x, y);
    const low = (x: number): number => this.binary('i64.and', x, this.constant(-1, 0));
    const high = (x: number): number => this.binary('i64.shr_u', x, this.constant(32, 0));
    const raised = (x: number): number => this.binary('i64.shl', x, this.constant(32, 0));
    const carry = (x: number, y: number): number => this.unary('i64.extend_i32_u', this.binary('i64.lt_u', add(x, y), x));
    const least = mul(low(a), low(b));
    const added = [...crossed, mul(high(a), high(b))];
    // compiler-rt: column after column.
    const first = add(mul(high(a), low(b)), high(least));
    const second = add(low(first), mul(low(a), high(b)));
    if (lower === or(low(least), raised(second))) return this.isSum(upper, [...added, high(first), high(second)]);
    // LLVM's expansion: the middle as one sum, with its carry.
    const [x, y] = [mul(low(a), high(b)), mul(high(a), low(b))];
    const middle = add(x, y);
    return lower === add(least, raised(middle)) && this.isSum(upper, [...added, or(raised(carry(x, y)), high(middle)), carry(least, raised(middle))]);
  }

  /** Whether the term is the sum of these, added in any order. */
  private isSum(term: number, wanted: readonly number[]): boolean {
    const left = [...wanted];
    const open = [term];
    for (let t = open.pop(); t !== undefined; t = open.pop()) {
      const at = left.indexOf(t);
      if (at >= 0) left.splice(at, 1);
      if (at >= 0 || t === this.constant(0, 0)) continue;
      const [name, x, y] = this.parts[t]!;
      if (name !== 'i64.add' || open.length > wanted.length) return false;
      open.push(x, y);
    }
    return left.length === 0;
  }
}
