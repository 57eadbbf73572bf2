/** What the sink is told: reachable code, all of it and nothing else. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decode } from '../../compiler/decode/index.js';
import { typeName } from '../../compiler/ops/index.js';
import { checkFunction, type CodeSink, validateModule } from '../../compiler/validate/index.js';
import { empty, end, f64, funcref, funcType, i32, i64, oneFunction } from '../decode/binary.js';

const block = 0x02, loop = 0x03, if_ = 0x04, else_ = 0x05, br = 0x0c, brIf = 0x0d, brTable = 0x0e, return_ = 0x0f, returnCall = 0x12, unreachable = 0x00, nop = 0x01, drop = 0x1a;
const get = (index: number): number[] => [0x20, index];
const constant = (value: number): number[] => [0x41, value];

/** One word per call of the sink, for a function of the given type and code. */
function trace(params: readonly number[], results: readonly number[], code: readonly number[], locals: readonly (readonly [number, number])[] = []): string {
  const calls: string[] = [];
  const suffix = (reachable: boolean): string => reachable ? '' : '!';
  const sink: CodeSink = {
    begin: ({ index, locals }) => { calls.push(`begin${index}(${locals.map(typeName).join()})`); },
    op: ({ row }) => { calls.push(row.name); },
    block: (kind, type) => { calls.push(type.params.length + type.results.length > 0 ? `${kind}:${type.params.length}:${type.results.length}` : kind); },
    else: (_, reachable) => { calls.push(`else${suffix(reachable)}`); },
    catch: (tag, _, reachable) => { calls.push(`catch${tag === undefined ? '' : `:${tag}`}${suffix(reachable)}`); },
    delegate: (label, _, reachable) => { calls.push(`delegate:${label}${suffix(reachable)}`); },
    end: (_, reachable) => { calls.push(`end${suffix(reachable)}`); },
  };
  const module = decode(oneFunction(params, results, code, { type: [funcType(params, results), funcType([i32], [i32, i32]), funcType([i32], [])], tag: [[0, 2]] }, locals));
  const context = validateModule(module);
  checkFunction(module, context, 0, sink);
  return calls.join(' ');
}

test('begin lists parameters, then locals; the body ends with an end', () => {
  assert.is(trace([i32], [], [nop, end], [[2, f64], [1, i64]]), 'begin0(i32,f64,f64,i64) end');
});

test('straight code is sent in order, nop left out', () => {
  assert.is(trace([i32], [i32], [...get(0), nop, ...constant(1), 0x6a, end]), 'begin0(i32) local.get i32.const i32.add end');
});

test('after a branch nothing is sent until the frame ends', () => {
  for (const [name, code] of [['br', [br, 0]], ['return', [return_]], ['unreachable', [unreachable]], ['return_call', [returnCall, 0]]] as const) {
    assert.is(trace([], [], [block, empty, ...code, ...constant(0), drop, end, ...constant(1), drop, end]),
      `begin0() block ${name} end! i32.const drop end`);
  }
  assert.is(trace([i32], [], [block, empty, ...get(0), brTable, 1, 0, 1, ...constant(0), drop, end, end]), 'begin0(i32) block local.get br_table end! end');
});

test('a conditional branch leaves the code behind it reachable', () => {
  assert.is(trace([i32], [], [block, empty, ...get(0), brIf, 0, ...constant(0), drop, end, end]), 'begin0(i32) block local.get br_if i32.const drop end end');
});

test('frames opened in unreachable code are never sent, nor their else and end', () => {
  const dead = [block, empty, loop, empty, end, ...constant(1), if_, empty, ...constant(2), drop, else_, end, end];
  assert.is(trace([], [], [block, empty, unreachable, ...dead, end, ...constant(3), drop, end]), 'begin0() block unreachable end! i32.const drop end');
  assert.is(trace([], [], [unreachable, ...dead, end]), 'begin0() unreachable end!');
});

test('each arm of an if has its own reachability', () => {
  assert.is(trace([i32], [], [...get(0), if_, empty, return_, else_, ...constant(1), drop, end, end]), 'begin0(i32) local.get if return else! i32.const drop end end');
  assert.is(trace([i32], [], [...get(0), if_, empty, ...constant(1), drop, else_, return_, end, end]),
    'begin0(i32) local.get if i32.const drop else return end! end');
  assert.is(trace([i32], [], [...get(0), if_, empty, return_, else_, return_, end, ...constant(4), drop, end]), 'begin0(i32) local.get if return else! return end! i32.const drop end');
  assert.is(trace([i32], [], [...get(0), if_, empty, return_, end, end]), 'begin0(i32) local.get if return end! end');
});

test('a loop that never ends makes its own end unreachable, not what follows', () => {
  assert.is(trace([], [], [loop, empty, br, 0, end, ...constant(0), drop, end]), 'begin0() loop br end! i32.const drop end');
});

test('code after a branch on a reference is reachable', () => {
  const nullRef = [0xd0, funcref];
  assert.is(trace([], [], [block, empty, ...nullRef, 0xd5, 0, drop, end, end]), 'begin0() block ref.null br_on_null drop end end');
  assert.is(trace([], [], [block, funcref, ...nullRef, 0xd6, 0, unreachable, end, drop, end]), 'begin0() block:0:1 ref.null br_on_non_null unreachable end! drop end');
  assert.is(trace([], [], [...nullRef, 0xd4, drop, end]), 'begin0() ref.null ref.as_non_null drop end');
});

test('block types are sent with parameters and results', () => {
  assert.is(trace([], [i32, i32], [...constant(1), block, 1, ...constant(2), end, end]), 'begin0() i32.const block:1:2 i32.const end end');
  assert.is(trace([], [i32], [block, i32, ...constant(2), end, end]), 'begin0() block:0:1 i32.const end end');
});

test('handlers are sent, each with the reachability of what ends before it', () => {
  const try_ = 0x06, catch_ = 0x07, catchAll = 0x19, delegate = 0x18, throw_ = 0x08, rethrow = 0x09;
  assert.is(trace([], [], [try_, empty, catch_, 0, drop, catchAll, rethrow, 0, end, end]), 'begin0() try catch:0 drop catch rethrow end! end');
  assert.is(trace([], [], [try_, empty, ...constant(1), throw_, 0, ...constant(2), drop, catchAll, end, end]), 'begin0() try i32.const throw catch! end end');
  assert.is(trace([], [], [try_, empty, try_, empty, return_, delegate, 0, ...constant(1), drop, delegate, 0, end]),
    'begin0() try try return delegate:0! i32.const drop delegate:0 end');
  assert.is(trace([], [], [unreachable, try_, empty, catchAll, try_, empty, delegate, 0, end, end]), 'begin0() unreachable end!');
});

test('the clauses of try_table come with it', () => {
  assert.is(trace([], [], [block, empty, 0x1f, empty, 1, 2, 0, nop, end, end, end]), 'begin0() block try_table end end end');
  assert.is(trace([], [], [block, 0x69, 0x1f, empty, 1, 3, 0, end, unreachable, end, 0x0a, end]), 'begin0() block:0:1 try_table end unreachable end! throw_ref end!');
});

test('the code before a fault is sent, the fault is not', () => {
  const sent: string[] = [];
  const sink: CodeSink = { begin() {}, op: ({ row }) => { sent.push(row.name); }, block() {}, else() {}, catch() {}, delegate() {}, end() { sent.push('end'); } };
  const module = decode(oneFunction([], [], [...constant(1), drop, drop, end]));
  assert.throws(() => checkFunction(module, validateModule(module), 0, sink), /type mismatch in drop/);
  assert.equal(sent, ['i32.const', 'drop']);
});

test.run();
