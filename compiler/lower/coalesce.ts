/**
 * Gives one JavaScript variable to slots that are never live at the same time, first of all to those between which values are
 * copied, whose copies then go away, as do assignments of what is never read. Fewer names make the text smaller, plain and
 * compressed, and the frames of interpreters shorter.
 */
import { append } from '../ir/append.js';
import { eachSlot } from '../ir/js-walk.js';
import type { JsFunction, JsStmt, Range, Slot } from '../ir/js.js';
import { liveness, type Liveness } from './liveness.js';

/** As many variables are looked at for each slot. */
const MAX_TRIES = 200;

type Kind = 'integer' | 'number' | 'other';

/** What V8 and JavaScriptCore represent in different ways does not share a variable. */
const kindOf = (range: Range | undefined): Kind => (range === 'd' || range === 'f' || range === 's' ? 'number' : range === 'x' ? 'other' : 'integer');

export function coalesce(f: JsFunction): JsFunction {
  const found = liveness(f);
  if (!found) return f;
  const homes = new Allocation(found).run(f);
  const body = cleared(f.body, homes, found.idle);
  const used = new Uint32Array(f.slots.length);
  eachSlot(body, (slot) => { used[slot]!++; });
  const slots = f.slots.map((slot, i): Slot => {
    const zero = found.atStart.has(i) ? slot.zero : 'none';
    return { uses: used[i]!, zero, home: homes[i] === i ? undefined : homes[i] };
  });
  const isParam = new Set(f.params);
  slots.forEach(({ home, uses, zero }) => {
    if (home === undefined) return;
    const into = slots[home]!;
    slots[home] = { uses: into.uses + uses, zero: into.zero === 'none' && !isParam.has(home) ? zero : into.zero, home: undefined };
  });
  return { ...f, slots, body };
}

/** Segments of the slots that share a variable, sorted. */
interface Variable {
  readonly home: number;
  readonly starts: number[];
  readonly ends: number[];
}

class Allocation {
  private readonly variables: Record<Kind, Variable[]> = { integer: [], number: [], other: [] };
  private readonly variableOf: (Variable | undefined)[] = [];
  private readonly partners = new Map<number, number[]>();

  constructor(private readonly found: Liveness) {
    for (const [a, b] of found.copies) {
      append(this.partners, a, b);
      append(this.partners, b, a);
    }
  }

  /** The home of each slot. */
  run(f: JsFunction): readonly number[] {
    const { segments } = this.found;
    for (const slot of f.params) this.place(slot, this.open(slot));
    const isParam = new Set(f.params);
    const rest = [...segments.keys()].filter((slot) => segments[slot]!.length > 0 && !isParam.has(slot));
    rest.sort((a, b) => segments[a]![0]! - segments[b]![0]!);
    for (const slot of rest) this.place(slot, this.choose(slot));
    return f.slots.map((_, slot) => this.variableOf[slot]?.home ?? slot);
  }

  private open(slot: number): Variable {
    const variable: Variable = { home: slot, starts: [], ends: [] };
    this.variables[kindOf(this.found.ranges[slot])].push(variable);
    return variable;
  }

  private choose(slot: number): Variable {
    const kind = kindOf(this.found.ranges[slot]);
    for (const partner of this.partners.get(slot) ?? []) {
      const variable = this.variableOf[partner];
      if (variable && kindOf(this.found.ranges[partner]) === kind && this.isFree(variable, slot)) return variable;
    }
    const list = this.variables[kind];
    for (let i = 0; i < list.length && i < MAX_TRIES; i++) if (this.isFree(list[i]!, slot)) return list[i]!;
    return this.open(slot);
  }

  private isFree({ starts, ends }: Variable, slot: number): boolean {
    const segments = this.found.segments[slot]!;
    for (let i = 0; i < segments.length; i += 2) {
      const before = countUpTo(starts, segments[i + 1]!);
      if (before > 0 && ends[before - 1]! >= segments[i]!) return false;
    }
    return true;
  }

  private place(slot: number, variable: Variable): void {
    this.variableOf[slot] = variable;
    const segments = this.found.segments[slot]!;
    for (let i = 0; i < segments.length; i += 2) {
      const at = countUpTo(variable.starts, segments[i]!);
      variable.starts.splice(at, 0, segments[i]!);
      variable.ends.splice(at, 0, segments[i + 1]!);
    }
  }
}

/** How many of the sorted numbers are not greater. */
function countUpTo(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Without copies of variables to themselves and idle assignments. */
function cleared(list: readonly JsStmt[], homes: readonly number[], idle: ReadonlySet<JsStmt>): JsStmt[] {
  const kept: JsStmt[] = [];
  const inside = (inner: readonly JsStmt[]): JsStmt[] => cleared(inner, homes, idle);
  for (const s of list) {
    switch (s.k) {
      case 'expr':
        if (idle.has(s) || (s.e.k === 'assign' && s.e.target.k === 'loc' && s.e.value.k === 'loc' && homes[s.e.target.slot] === homes[s.e.value.slot])) break;
        kept.push(s);
        break;
      case 'block':
        kept.push({ k: 'block', at: s.at, label: s.label, body: inside(s.body) });
        break;
      case 'loop':
        kept.push({ k: 'loop', at: s.at, label: s.label, body: inside(s.body) });
        break;
      case 'finally':
        kept.push({ k: 'finally', at: s.at, body: inside(s.body), finalizer: s.finalizer });
        break;
      case 'if':
        kept.push({ k: 'if', at: s.at, test: s.test, then: inside(s.then), else: inside(s.else) });
        break;
      case 'switch':
        kept.push({ k: 'switch', at: s.at, index: s.index, arms: s.arms.map(({ cases, isDefault, body }) => ({ cases, isDefault, body: inside(body) })) });
        break;
      default:
        kept.push(s);
    }
  }
  return kept;
}
