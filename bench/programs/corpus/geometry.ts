/** Layout, meshes and physics. */
import { numbers } from '../inputs.js';
import type { Program } from '../program.js';

interface Graphviz {
  renderString(graph: string, options: { format: string; engine: string }): string;
  render(graph: string): { errors: readonly object[] };
}

export const graphviz: Program = {
  name: 'graphviz',
  packages: ['@viz-js/viz@3.31.0'],
  slow: true,
  prepare(packages) {
    const next = numbers(11);
    const edges = Array.from({ length: 40 }, () => `n${next(20)} -> n${next(20)}`).join('; ');
    const graph = `digraph { rankdir=LR; subgraph cluster_a { a -> b -> c; label="A" } b -> {d e f} [label="x"]; node [shape=record]; r [label="<f0> l|<f1> m|{a|b}"]; r:f1 -> n1; ${edges} }`;
    return async () => {
      const { instance } = packages.require<{ instance(): Promise<Graphviz> }>('@viz-js/viz');
      const program = await instance();
      return () => [...['dot', 'neato', 'circo', 'osage', 'twopi'].map((engine) => program.renderString(graph, { format: 'svg', engine })), JSON.stringify(program.render('digraph { a -> ').errors)];
    };
  },
};

interface FlexNode {
  setWidth(width: number): void;
  setHeight(height: number): void;
  setFlexGrow(grow: number): void;
  setFlexWrap(wrap: number): void;
  setFlexDirection(direction: number): void;
  setMargin(edge: number, margin: number): void;
  setMeasureFunc(measure: (width: number) => { width: number; height: number }): void;
  insertChild(child: FlexNode, index: number): void;
  calculateLayout(width: number, height: number, direction: number): void;
  getComputedLayout(): object;
  freeRecursive(): void;
}

/** C++ through embind: boxes in boxes, some measured by JavaScript. */
export const yoga: Program = {
  name: 'yoga',
  packages: ['yoga-wasm-web@0.3.3'],
  prepare: (packages) => async () => {
    const { default: load } = await packages.import<{ default(bytes: Uint8Array): Promise<{ Node: { create(): FlexNode } }> }>('yoga-wasm-web/dist/index.js');
    const { Node } = await load(packages.bytes('yoga-wasm-web/dist/yoga.wasm'));
    return () => {
      const root = Node.create();
      root.setFlexWrap(1);
      root.setFlexDirection(2);
      const children = Array.from({ length: 120 }, (_, i) => {
        const child = Node.create();
        child.setWidth(40 + i % 9 * 3);
        child.setFlexGrow(i % 3);
        child.setMargin(8, i % 4);
        if (i % 5 === 0) child.setMeasureFunc((width) => ({ width: width / 3, height: 17 }));
        else child.setHeight(30);
        root.insertChild(child, i);
        return child;
      });
      root.calculateLayout(500, 900, 1);
      const layout = JSON.stringify(children.map((child) => child.getComputedLayout()));
      root.freeRecursive();
      return layout;
    };
  },
};

interface MeshCoder {
  ready: Promise<void>;
  encodeIndexBuffer(bytes: Uint8Array, count: number, size: number): Uint8Array;
  encodeVertexBuffer(bytes: Uint8Array, count: number, size: number): Uint8Array;
  decodeIndexBuffer(into: Uint8Array, count: number, size: number, bytes: Uint8Array): void;
  decodeVertexBuffer(into: Uint8Array, count: number, size: number, bytes: Uint8Array): void;
  simplify(indices: Uint32Array, positions: Float32Array, stride: number, count: number, error: number): [Uint32Array, number];
}

/** WASI without files; asks whether it may use SIMD. */
export const meshoptimizer: Program = {
  name: 'meshoptimizer',
  packages: ['meshoptimizer@1.3.0'],
  prepare: (packages) => async () => {
    const { MeshoptEncoder: encoder, MeshoptDecoder: decoder, MeshoptSimplifier: simplifier } = await packages.import<Record<string, MeshCoder>>('meshoptimizer/index.js') as Record<string, MeshCoder> & { MeshoptEncoder: MeshCoder; MeshoptDecoder: MeshCoder; MeshoptSimplifier: MeshCoder };
    await Promise.all([encoder.ready, decoder.ready, simplifier.ready]);
    const side = 60;
    const positions = Float32Array.from({ length: side * side * 3 }, (_, i) => [i / 3 % side | 0, i / 3 / side | 0, Math.fround(((i / 3 | 0) * 7919 % 101) / 50)][i % 3]!);
    const indices = Uint32Array.from({ length: (side - 1) * (side - 1) * 6 }, (_, i) => {
      const corner = Math.floor(i / 6 / (side - 1)) * side + Math.floor(i / 6) % (side - 1);
      return corner + [0, 1, side, 1, side + 1, side][i % 6]!;
    });
    return () => {
      const [index, vertex] = [encoder.encodeIndexBuffer(new Uint8Array(indices.buffer), indices.length, 4), encoder.encodeVertexBuffer(new Uint8Array(positions.buffer), side * side, 12)];
      const [decodedIndex, decodedVertex] = [new Uint8Array(indices.byteLength), new Uint8Array(positions.byteLength)];
      decoder.decodeIndexBuffer(decodedIndex, indices.length, 4, index);
      decoder.decodeVertexBuffer(decodedVertex, side * side, 12, vertex);
      const [simplified, error] = simplifier.simplify(indices, positions, 3, 1500, 0.2);
      return [index, vertex, decodedIndex, decodedVertex, simplified, String(error)];
    };
  },
};

interface Body {
  translation(): { x: number; y: number; z: number };
  rotation(): object;
}

interface Rapier {
  init(): Promise<void>;
  World: new (gravity: object) => { createCollider(shape: object, body?: Body): void; createRigidBody(body: object): Body; step(): void; takeSnapshot(): Uint8Array; free(): void };
  ColliderDesc: { cuboid(x: number, y: number, z: number): object; ball(radius: number): object };
  RigidBodyDesc: { dynamic(): { setTranslation(x: number, y: number, z: number): object } };
}

/** Rust: boxes and balls that fall on each other, in f32. */
export const rapier: Program = {
  name: 'rapier',
  packages: ['@dimforge/rapier3d-compat@0.21.0'],
  slow: true,
  prepare: (packages) => async () => {
    const { init, World, ColliderDesc, RigidBodyDesc } = packages.require<Rapier>('@dimforge/rapier3d-compat');
    await init();
    return () => {
      const world = new World({ x: 0, y: -9.81, z: 0 });
      world.createCollider(ColliderDesc.cuboid(10, 0.1, 10));
      const bodies = Array.from({ length: 80 }, (_, i) => {
        const body = world.createRigidBody(RigidBodyDesc.dynamic().setTranslation(i % 5 * 0.9 - 2, 1 + i * 0.6, i % 3 * 0.7));
        world.createCollider(i % 2 ? ColliderDesc.cuboid(0.4, 0.4, 0.4) : ColliderDesc.ball(0.4), body);
        return body;
      });
      for (let i = 0; i < 120; i++) world.step();
      const result = [JSON.stringify(bodies.map((body) => [body.translation(), body.rotation()])), world.takeSnapshot()];
      world.free();
      return result;
    };
  },
};

interface Clipper {
  Paths64: new () => { push_back(path: object): void; size(): number };
  MakePath64(coordinates: bigint[]): object;
  FillRule: { NonZero: unknown };
  Intersect64(one: object, other: object, rule: unknown): { size(): number };
  AreaPaths64(paths: object): number;
}

const star = (points: number, step: number, radius: number): bigint[] =>
  Array.from({ length: points }, (_, i) => i * step * 2 * Math.PI / points).flatMap((angle) => [Math.cos, Math.sin].map((f) => BigInt(Math.round(f(angle) * radius))));

/** C++ with embind and 64-bit coordinates, which cross as BigInts. */
export const clipper: Program = {
  name: 'clipper2',
  packages: ['clipper2-wasm@0.4.0'],
  prepare: (packages) => async () => {
    const { Paths64, MakePath64, FillRule, Intersect64, AreaPaths64 } = await packages.require<() => Promise<Clipper>>('clipper2-wasm/dist/umd/clipper2z.js')();
    return () => {
      const [one, other] = [new Paths64(), new Paths64()];
      one.push_back(MakePath64(star(51, 20, 100_000)));
      other.push_back(MakePath64(star(37, 15, 90_000)));
      const common = Intersect64(one, other, FillRule.NonZero);
      return `${common.size()} ${AreaPaths64(common)}`;
    };
  },
};

interface Recast {
  init(): Promise<void>;
  NavMeshQuery: new (mesh: object) => { computePath(from: object, to: object): { path: { x: number; y: number; z: number }[] } };
}

/** C++ with Emscripten's WebIDL binder: floats of 32 bits. */
export const recast: Program = {
  name: 'recast navigation',
  packages: ['@recast-navigation/core@0.43.1', '@recast-navigation/generators@0.43.1', '@recast-navigation/wasm@0.43.1'],
  prepare(packages) {
    const positions = Array.from({ length: 441 }, (_, i) => [i % 21, Math.sin(i % 21 * Math.floor(i / 21)) * 0.3, Math.floor(i / 21)]).flat();
    const triangles = Array.from({ length: 400 }, (_, i) => i + Math.floor(i / 20)).flatMap((at) => [at, at + 21, at + 1, at + 1, at + 21, at + 22]);
    return async () => {
      const { init, NavMeshQuery } = await packages.import<Recast>('@recast-navigation/core/dist/index.mjs');
      await init();
      const { generateSoloNavMesh } =
        await packages.import<{ generateSoloNavMesh: (positions: number[], triangles: number[], options: object) => { navMesh: object } }>('@recast-navigation/generators/dist/index.mjs');
      return () => {
        const { navMesh } = generateSoloNavMesh(positions, triangles, { cs: 0.2, ch: 0.1, walkableRadius: 1 });
        return new NavMeshQuery(navMesh).computePath({ x: 2, y: 0, z: 2 }, { x: 18, y: 0, z: 17 }).path.map(({ x, y, z }) => [x, y, z]);
      };
    };
  },
};
