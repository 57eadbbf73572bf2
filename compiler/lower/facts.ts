/** What is known of numbers that are addresses, or parts of them. */
import { Fx, type Expr } from '../ir/nodes.js';

/** Of an i32, as an unsigned number. */
export interface Fact {
  /** How many bytes of memory follow it, as an address: at least 0 if it is below 2 GiB; otherwise NO_EXTENT. */
  readonly extent: number;
  /** It is not larger than this, and a multiple of so large a power of two. */
  readonly most: number;
  readonly zeros: number;
}

export const NO_EXTENT = -1;
const MOST = 2 ** 32 - 1;
/** Nothing is known. */
export const UNKNOWN: Fact = { extent: NO_EXTENT, most: MOST, zeros: 0 };

const isNatural = (e: Expr | undefined): e is Expr & { k: 'const' } => e?.k === 'const' && e.lo >= 0;

/** The local that an address is, and a constant that is added to it. */
export function splitAddress(e: Expr): { readonly local: number | undefined; readonly plus: number } {
  if (e.k === 'get' || e.k === 'tee') return { local: e.local, plus: 0 };
  if (e.k === 'op' && e.row.name === 'i32.add' && isNatural(e.args[1])) {
    const { local, plus } = splitAddress(e.args[0]!);
    if (local !== undefined && plus === 0) return { local, plus: e.args[1].lo };
  }
  return { local: undefined, plus: 0 };
}

/** Of expressions that have just been evaluated. */
export class Facts {
  /** `locals`: what is known of them; `bytes`: how many the memory always has. */
  constructor(
    private readonly locals: readonly Fact[],
    private readonly bytes: number,
  ) {}

  of(e: Expr): Fact {
    if (e.type !== 'i') return UNKNOWN;
    switch (e.k) {
      case 'get':
      case 'tee':
        return this.locals[e.local]!;
      case 'const':
        return this.upTo(e.lo >>> 0, e.lo === 0 ? 32 : 31 - Math.clz32(e.lo & -e.lo));
      case 'load':
        return e.row.width! < 4 && !e.row.signed ? this.upTo(2 ** (8 * e.row.width!) - 1) : UNKNOWN;
      case 'cond': {
        const [a, b] = [this.of(e.a), this.of(e.b)];
        return this.upTo(Math.max(a.most, b.most), Math.min(a.zeros, b.zeros), Math.min(a.extent, b.extent));
      }
      case 'op':
        return e.row.shape === 'compare' || e.row.shape === 'test' ? this.upTo(1) : this.operation(e);
      default:
        return UNKNOWN;
    }
  }

  /** Where `most` is no word, the number may have wrapped. */
  private upTo(most: number, zeros = 0, extent = NO_EXTENT): Fact {
    if (most >= MOST && zeros === 0 && extent === NO_EXTENT) return UNKNOWN;
    return { extent: Math.max(extent, most < 2 ** 31 ? Math.max(0, this.bytes - most) : NO_EXTENT), most: Math.min(most, MOST), zeros };
  }

  /** Of two operands. What the second one assigns, the first one may have read before. */
  private both(x: Expr, y: Expr): readonly [Fact, Fact] {
    return [(y.fx & Fx.WritesLocal) === 0 || x.k === 'const' ? this.of(x) : UNKNOWN, this.of(y)];
  }

  private operation(e: Expr & { k: 'op' }): Fact {
    const [x, y] = e.args as [Expr, Expr];
    const n = y?.k === 'const' ? y.lo : undefined;
    const by = n === undefined ? undefined : n & 31;
    switch (e.row.name) {
      case 'i32.and': {
        const [a, b] = this.both(x, y);
        return this.upTo(Math.min(a.most, b.most), Math.max(a.zeros, b.zeros));
      }
      case 'i32.or':
      case 'i32.xor': {
        const [a, b] = this.both(x, y);
        return this.upTo(2 ** (32 - Math.clz32(a.most | b.most)) - 1, Math.min(a.zeros, b.zeros));
      }
      case 'i32.shr_u': {
        const { most, zeros } = this.of(x);
        return by === undefined ? UNKNOWN : this.upTo(Math.floor(most / 2 ** by), Math.max(0, zeros - by));
      }
      case 'i32.shl': {
        const { most, zeros } = this.of(x);
        return by === undefined ? UNKNOWN : this.upTo(most * 2 ** by, Math.min(32, zeros + by));
      }
      case 'i32.add': {
        const [a, b] = this.both(x, y);
        // A sum that were 2 GiB would be negative.
        const extent = isNatural(y) && a.extent > y.lo ? a.extent - y.lo : NO_EXTENT;
        return this.upTo(a.most + b.most, Math.min(a.zeros, b.zeros), extent);
      }
      case 'i32.mul': {
        const [a, b] = this.both(x, y);
        return this.upTo(a.most * b.most, Math.min(32, a.zeros + b.zeros));
      }
      case 'i32.rem_u':
        return n === undefined || n === 0 ? UNKNOWN : this.upTo(Math.min((n >>> 0) - 1, this.of(x).most));
      case 'i32.div_u':
        return n === undefined || n === 0 ? UNKNOWN : this.upTo(Math.floor(this.of(x).most / (n >>> 0)));
      default:
        return UNKNOWN;
    }
  }
}
