/** Optimisation, solids, and circuits. */
import { createHash } from 'node:crypto';
import { numbers } from '../inputs.js';
import type { Program } from '../program.js';

interface Highs {
  solve(problem: string, options?: object): object;
}

/** A mixed integer program in the LP format. */
function problem(variables: number, constraints: number): string {
  const next = numbers(5);
  const sum = (limit: number): string => Array.from({ length: variables }, (_, i) => `${(next(limit * 100) + 1) / 100} x${i}`).join(' + ');
  const bounds = Array.from({ length: variables }, (_, i) => ` 0 <= x${i} <= 8`), integers = Array.from({ length: variables / 3 }, (_, i) => `x${i}`);
  return `Maximize\n obj: ${sum(10)}\nSubject To\n${Array.from({ length: constraints }, (_, i) => ` c${i}: ${sum(5)} <= ${50 + next(100)}`).join('\n')}\nBounds\n${bounds.join('\n')}\nGeneral\n ${integers.join(' ')}\nEnd\n`;
}

/** C++ that throws on its ways out, in f64. */
export const highs: Program = {
  name: 'highs',
  packages: ['highs@1.15.3'],
  slow: true,
  prepare(packages) {
    const [mixed, impossible] = [problem(36, 20), 'Minimize\n obj: x + y\nSubject To\n c: x + y >= 2\n d: x + y <= 1\nEnd\n'];
    return async () => {
      const solver = await packages.require<(options: object) => Promise<Highs>>('highs')({ locateFile: (name: string) => packages.path(`highs/build/${name}`) });
      return () => [mixed, mixed.replace(/General[^]*End/, 'End'), impossible].map((text) => JSON.stringify(solver.solve(text)));
    };
  },
};

interface Solid {
  add(other: Solid): Solid;
  subtract(other: Solid): Solid;
  rotate(angles: number[]): Solid;
  volume(): number;
  genus(): number;
  getMesh(): { vertProperties: Float32Array; triVerts: Uint32Array };
}

interface Manifold {
  setup(): void;
  Manifold: {
    cube(size: number[], centred: boolean): Solid;
    sphere(radius: number, segments: number): Solid;
    cylinder(height: number, low: number, high: number, segments: number, centred: boolean): Solid;
    levelSet(distance: (point: number[]) => number, bounds: object, edge: number): Solid;
  };
}

/** C++ with embind, and functions of JavaScript that get a type, and a place in the table, while it runs. */
export const manifold: Program = {
  name: 'manifold',
  packages: ['manifold-3d@3.5.4'],
  slow: true,
  prepare: (packages) => async () => {
    const { default: start } = await packages.import<{ default(options: object): Promise<Manifold> }>('manifold-3d/manifold.js');
    const program = await start({ locateFile: (name: string) => packages.path(`manifold-3d/${name}`) });
    program.setup();
    const { cube, sphere, cylinder, levelSet } = program.Manifold;
    const tell = (solid: Solid): unknown[] => {
      const { vertProperties, triVerts } = solid.getMesh();
      return [solid.volume(), solid.genus(), vertProperties, triVerts];
    };
    return () => {
      const ball = sphere(6.5, 48);
      let drilled = cube([10, 10, 10], true);
      for (let i = 0; i < 6; i++) drilled = drilled.subtract(cylinder(30, 1, 1, 24, true).rotate([i * 23, i * 41, i * 7]));
      const round = levelSet(([x, y, z]) => 3 - Math.hypot(x!, y!, z!), { min: [-4, -4, -4], max: [4, 4, 4] }, 0.5);
      return [drilled, drilled.add(ball), ball.subtract(drilled), round].map(tell);
    };
  },
};

const CIRCUIT = `module cpu(input clk, input rst, input [15:0] in, output reg [15:0] acc, output reg [7:0] pc);
  reg [15:0] mem [0:7]; wire [15:0] ins = mem[pc[2:0]];
  always @(posedge clk) if (rst) begin pc <= 0; acc <= 0; end else begin
    pc <= pc + 1;
    case (ins[15:12]) 0: acc <= acc + ins[11:0]; 1: acc <= acc - mem[ins[2:0]]; 2: mem[ins[2:0]] <= acc; 3: if (acc == 0) pc <= ins[7:0]; 4: acc <= {acc[14:0], acc[15]}; default: acc <= in; endcase
  end
endmodule
`;

type Tree = { readonly [name: string]: Tree | Uint8Array | string };

interface Yosys {
  runYosys(args: string[], files: Tree, options: { stdout(bytes: Uint8Array | null): void; stderr(bytes: Uint8Array | null): void }): Promise<Tree>;
}

/** A component that jco made modules of: 31 MB, exceptions of WebAssembly, and a file system that the glue has. */
export const yosys: Program = {
  name: 'yosys',
  packages: ['@yowasp/yosys@0.55.944'],
  slow: true,
  prepare: (packages) => async () => {
    const { runYosys } = await packages.import<Yosys>('@yowasp/yosys/gen/bundle.js');
    return async () => {
      const made = await runYosys(['-q', '-p', 'read_verilog cpu.v; synth -top cpu -noabc; write_json out.json; write_blif out.blif'], { 'cpu.v': CIRCUIT }, { stdout: () => undefined, stderr: () => undefined });
      return Object.entries(made).map(([name, file]) => [name, createHash('sha256').update(file as string | Uint8Array).digest('hex')]);
    };
  },
};
