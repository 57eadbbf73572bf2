/** What may change places with what. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { conflicts, isPure, readsLocal, writesLocal } from '../../compiler/ir/effects.js';
import * as make from '../../compiler/ir/make.js';
import { Fx, type Expr } from '../../compiler/ir/nodes.js';
import { mapOperands } from '../../compiler/ir/rewrite.js';
import { printExpr } from '../../compiler/ir/print.js';
import { byName, Effects } from '../../compiler/ops/index.js';

const { ReadsMemory, WritesMemory, ReadsGlobal, WritesGlobal, ReadsTable, WritesTable, Traps, Calls } = Effects;
const load = ReadsMemory | Traps;
const store = WritesMemory | Traps;
const call = ReadsMemory | WritesMemory | ReadsGlobal | WritesGlobal | ReadsTable | WritesTable | Traps | Calls;

test('moving an expression after other code', () => {
  const rows: [string, number, number, boolean][] = [
    ['arithmetic over a call', 0, call, false], ['a global over arithmetic', ReadsGlobal, 0, false], ['a global over its assignment', ReadsGlobal, WritesGlobal, true],
    ['a global over a store', ReadsGlobal, store, false], ['memory over a store', ReadsMemory, store, true], ['a table over its assignment', ReadsTable, WritesTable, true],
    ['a table over a store', ReadsTable, store, false], ['a global over a call', ReadsGlobal, call, true], ['a trap over a trap', load, load, true], ['a trap over a branch', load, Fx.Control, true],
    ['a read over a branch', ReadsMemory, Fx.Control, false], ['a call over a read', call, ReadsMemory, true], ['a store over a load', store, load, true], ['a trap over arithmetic', Traps, 0, false],
  ];
  for (const [what, e, s, expected] of rows) assert.is(conflicts(e, s), expected, what);
  assert.equal([0, ReadsMemory, Fx.ReadsLocal, load, call, WritesGlobal, Fx.WritesLocal, Fx.Control].map(isPure), [true, true, true, false, false, false, false, false]);
});

const tee = make.tee(2, make.get('i', 1, 0), 0);
const deep = make.op('i', byName('i32.add')!, [make.load('i', byName('i32.load')!, { at: 9, memory: 0, offset: 4, align: 2 }, tee), make.cond('i', make.get('i', 3, 0), make.i32(1, 0), make.get('i', 4, 0), 0)], 5);

test('locals of a tree', () => {
  assert.equal([0, 1, 2, 3, 4].map((l) => readsLocal(deep, l)), [false, true, false, true, true]);
  assert.equal([1, 2].map((l) => writesLocal(deep, (w) => w === l)), [false, true]);
  assert.is(deep.fx, ReadsMemory | Traps | Fx.ReadsLocal | Fx.WritesLocal);
});

const call3 = make.callIndirect(0, 'ii:i', make.get('i', 7, 0), [make.get('i', 5, 0), make.get('i', 6, 0)], ['i'], 1);
const everything: Expr[] = [deep, tee, call3, make.call(3, [tee], ['i'], 2), make.callRef(make.globalGet('F', 1, 0), [tee], ['i'], 3), make.intrinsic('i', byName('memory.grow')!, 0, 0, [tee], 4)];

test('rewriting keeps what it need not change, and gives the rest its effects and height', () => {
  for (const e of everything) {
    assert.is(mapOperands(e, (o) => o), e);
    const grown = mapOperands(e, (o) => (o.type === 'i' ? make.op('i', byName('i32.div_s')!, [o, make.i32(3, 0)], 0) : o));
    assert.is.not(grown, e);
    assert.is(grown.at, e.at);
    assert.is(grown.fx, e.fx | Traps);
    assert.ok(grown.depth > e.depth);
  }
});

test('operands are visited in evaluation order', () => {
  const order: string[] = [];
  mapOperands(call3, (o) => { order.push(printExpr(o)); return o; });
  assert.equal(order, ['$5', '$6', '$7']);
  assert.is(printExpr(deep), '(i32.add (i32.load+4 (tee $2 $1)) (? $3 1 $4))');
});

test.run();
