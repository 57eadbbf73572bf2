/**
 * Regions of a function that could be functions of their own: a statement that holds others, or a run of statements in one
 * list, if only of a single large one. They nest or are disjoint.
 */
import type { Js, JsFunction, JsStmt } from '../ir/js.js';
import { expressionOf, listsOf, neverEnds, operandsOf, ownSlots } from '../ir/js-walk.js';
import type { Label } from '../ir/nodes.js';
import { Bits } from './bits.js';
import { frequencies } from './frequency.js';
import { Sizer, type Sizes } from './size.js';

/** A way out of a region: by falling out at the end, or by a branch. */
export interface Exit {
  /** Where it leads; undefined for the end. */
  readonly label: Label | undefined;
  /** Variables that the region writes and that are read there, as far as known. */
  outs: readonly number[];
}

export interface Region {
  /** The statements from `from` on, before `to`. */
  readonly list: JsStmt[];
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** The region around it. */
  readonly parent: Region | undefined;
  /** How often it runs, relative to the function. */
  readonly frequency: number;
  /** Variables that it names and writes. */
  readonly names: Bits;
  readonly writes: Bits;
  /** Undefined where there are too many of them. */
  exits: readonly Exit[] | undefined;
  returns: boolean;
  /** Arms of the widest switch that is in no loop inside: where there are many it is likely the middle of an interpreter. */
  arms: number;
  /** Variables that it reads from outside, or makes others of, as far as known. */
  ins: readonly number[];
  /** Variables that it reads from outside, and computes. */
  derived: readonly number[];
  /** Variables that it writes and that are read where its exceptions go, as far as known. */
  thrown: readonly number[];
}

/** What bounds the sizes of regions. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Bound for runs: a long list is cut into several. */
  readonly run: number;
  /** Ways out of a region. */
  readonly ways: number;
}

export function findRegions(f: JsFunction, sizer: Sizer, bounds: Bounds): Region[] {
  const survey = new Survey(f, sizer, bounds);
  return survey.regions;
}

/** An open region, or the whole function. */
interface Frame {
  readonly region: Region | undefined;
  readonly names: Bits;
  readonly writes: Bits;
  /** Labels outside that are branched to. */
  labels: Set<Label>;
  returns: boolean;
  arms: number;
}

class Survey {
  readonly regions: Region[] = [];
  private readonly sizes: Sizes = new Map();
  private readonly frequencies: ReadonlyMap<JsStmt, number>;
  private frame: Frame;

  constructor(
    private readonly f: JsFunction,
    private readonly sizer: Sizer,
    private readonly bounds: Bounds,
  ) {
    sizer.list(f.body, this.sizes);
    this.frequencies = frequencies(f.body);
    this.frame = this.emptyFrame(undefined);
    this.list(f.body);
  }

  private emptyFrame(region: Region | undefined): Frame {
    const names = region?.names ?? Bits.of(this.f.slots.length);
    const writes = region?.writes ?? Bits.of(this.f.slots.length);
    return { region, names, writes, labels: new Set(), returns: false, arms: 0 };
  }

  private sizeOf(s: JsStmt): number {
    return this.sizes.get(s) ?? this.sizer.statement(s);
  }

  private list(list: JsStmt[]): void {
    for (let from = 0; from < list.length; ) {
      const { to, size } = this.run(list, from);
      const isCompound = to - from === 1 && listsOf(list[from]!).length > 0;
      const outer = isCompound ? undefined : this.open(list, from, to, size);
      for (let i = from; i < to; i++) this.statement(list, i);
      if (outer) this.close(outer);
      from = to;
    }
  }

  /** The statements that a run from `from` on takes in: at least one. */
  private run(list: readonly JsStmt[], from: number): { to: number; size: number } {
    let size = this.sizeOf(list[from]!);
    let to = from + 1;
    for (; to < list.length; to++) {
      const more = this.sizeOf(list[to]!);
      if (size + more > this.bounds.run) break;
      size += more;
    }
    return { to, size };
  }

  private statement(list: JsStmt[], i: number): void {
    const s = list[i]!;
    const lists = listsOf(s);
    const outer = lists.length > 0 ? this.open(list, i, i + 1, this.sizeOf(s)) : undefined;
    const before = this.frame.arms;
    for (const l of lists) this.list(l);
    const { frame } = this;
    if (s.k === 'switch') frame.arms = Math.max(frame.arms, s.arms.length);
    else if (s.k === 'loop') frame.arms = before;
    ownSlots(s, (slot) => {
      frame.names.add(slot);
      frame.writes.add(slot);
    });
    const e = expressionOf(s);
    if (e) this.expression(e);
    if (s.k === 'br') frame.labels.add(s.label);
    else if (s.k === 'return') frame.returns = true;
    else this.leave(s);
    if (outer) this.close(outer);
  }

  /** Branches inside a statement to itself are no ways out. */
  private leave(s: JsStmt): void {
    const { labels } = this.frame;
    if (s.k === 'block' || s.k === 'loop') labels.delete(s.label);
    else if (s.k === 'dispatch') for (const l of labels) if (l === s.label || l.dispatch?.label === s.label) labels.delete(l);
  }

  private expression(e: Js): void {
    if (e.k === 'loc') this.frame.names.add(e.slot);
    else operandsOf(e, (o) => this.expression(o));
    if (e.k === 'assign' && e.target.k === 'loc') this.frame.writes.add(e.target.slot);
  }

  /** Begins a region if its size suits; the frame around it, to be closed. */
  private open(list: JsStmt[], from: number, to: number, size: number): Frame | undefined {
    const { bounds, frame } = this;
    if (size < bounds.min || size > bounds.max) return undefined;
    const { length } = this.f.slots;
    const region: Region = {
      list,
      from,
      to,
      size,
      parent: frame.region,
      frequency: this.frequencies.get(list[from]!)!,
      names: Bits.of(length),
      writes: Bits.of(length),
      exits: undefined,
      returns: false,
      arms: 0,
      ins: [],
      derived: [],
      thrown: [],
    };
    this.regions.push(region);
    this.frame = this.emptyFrame(region);
    return frame;
  }

  private close(outer: Frame): void {
    const inner = this.frame;
    const region = inner.region!;
    region.returns = inner.returns;
    region.arms = inner.arms;
    const falls = !neverEnds(region.list.slice(region.from, region.to));
    if (inner.labels.size + Number(falls) + Number(region.returns) <= this.bounds.ways) {
      const labels = [...(falls ? [undefined] : []), ...inner.labels];
      region.exits = labels.map((label) => ({ label, outs: [] }));
    }
    outer.names.union(inner.names);
    outer.writes.union(inner.writes);
    outer.returns ||= inner.returns;
    outer.arms = Math.max(outer.arms, inner.arms);
    if (outer.labels.size < inner.labels.size) [outer.labels, inner.labels] = [inner.labels, outer.labels];
    for (const l of inner.labels) outer.labels.add(l);
    this.frame = outer;
  }
}
