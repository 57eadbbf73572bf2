import type { Program } from '../program.js';

interface Clingo {
  run(program: string, models: number): Promise<{ Call: { Witnesses: { Value: string[] }[] }[]; Result: string; Models: { Number: number } }>;
}

/** A colouring of a graph and a little arithmetic. C++ exceptions of the engine. */
const PROGRAM = `
  node(1..6). edge(1,(2;3;4)). edge(2,(4;5;6)). edge(3,(1;4;5)). edge(4,(1;2)). edge(5,(3;4;6)). edge(6,(2;3;5)).
  col(r;g;b). 1 { color(X,C) : col(C) } 1 :- node(X). :- edge(X,Y), color(X,C), color(Y,C).
  total(S) :- S = #sum { X : color(X,r) }. #show color/2. #show total/1.
`;

/** An answer-set solver. */
export const clingo: Program = {
  name: 'clingo',
  packages: ['clingo-wasm@0.5.0'],
  slow: true,
  prepare: (packages) => async () => {
    const { run } = await packages.require<Clingo>('clingo-wasm/dist/clingo.node.js');
    return async () => {
      const { Call, Result, Models } = await run(PROGRAM, 0);
      return JSON.stringify([Result, Models.Number, Call[0]!.Witnesses.map(({ Value }) => Value.sort().join(' ')).sort()]);
    };
  },
};
