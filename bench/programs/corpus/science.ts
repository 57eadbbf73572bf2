/** Molecules, bodies that fall, verified cryptography, a component, tables in files. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbers } from '../inputs.js';
import type { Program } from '../program.js';

interface Molecule {
  get_smiles(): string;
  get_molblock(): string;
  get_descriptors(): string;
  get_morgan_fp(): string;
  get_svg(): string;
  delete(): void;
}

/** C++ with exceptions: chemistry. */
export const rdkit: Program = {
  name: 'rdkit',
  packages: ['@rdkit/rdkit@2026.9.1'],
  slow: true,
  prepare: (packages) => async () => {
    const start = packages.require<(options: object) => Promise<{ get_mol(smiles: string): Molecule | null }>>('@rdkit/rdkit');
    const program = await start({ locateFile: (name: string) => packages.path(`@rdkit/rdkit/dist/${name}`) });
    return () => ['CC(=O)Oc1ccccc1C(=O)O', 'CN1C=NC2=C1C(=O)N(C(=O)N2C)C', 'OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O', 'garbage(('].map((smiles) => {
      const molecule = program.get_mol(smiles);
      if (molecule === null) return 'none';
      const told = [molecule.get_smiles(), molecule.get_molblock(), molecule.get_descriptors(), molecule.get_morgan_fp(), molecule.get_svg()];
      molecule.delete();
      return told;
    });
  },
};

/** Bodies in a box fall on each other: f32 in C++, through Emscripten's WebIDL binder. */
export const jolt: Program = {
  name: 'jolt physics',
  packages: ['jolt-physics@1.1.0'],
  slow: true,
  prepare: (packages) => async () => {
    const { default: start } = await packages.import<{ default(): Promise<Record<string, any>> }>('jolt-physics/dist/jolt-physics.wasm-compat.js');
    const J = await start();
    return () => {
      const settings = new J['JoltSettings'](), pairs = new J['ObjectLayerPairFilterTable'](2), layers = new J['BroadPhaseLayerInterfaceTable'](2, 2);
      pairs.EnableCollision(0, 1);
      pairs.EnableCollision(1, 1);
      for (const layer of [0, 1]) layers.MapObjectToBroadPhaseLayer(layer, new J['BroadPhaseLayer'](layer));
      settings.mObjectLayerPairFilter = pairs;
      settings.mBroadPhaseLayerInterface = layers;
      settings.mObjectVsBroadPhaseLayerFilter = new J['ObjectVsBroadPhaseLayerFilterTable'](layers, 2, pairs, 2);
      const world = new J['JoltInterface'](settings), bodies: any[] = [], next = numbers(3);
      J['destroy'](settings);
      const interfaceOf = world.GetPhysicsSystem().GetBodyInterface();
      const add = (shape: object, at: object, moves: boolean): void => {
        const body = interfaceOf.CreateBody(new J['BodyCreationSettings'](shape, at, new J['Quat'](0, 0, 0, 1), moves ? J['EMotionType_Dynamic'] : J['EMotionType_Static'], moves ? 1 : 0));
        interfaceOf.AddBody(body.GetID(), J['EActivation_Activate']);
        bodies.push(body);
      };
      add(new J['BoxShape'](new J['Vec3'](50, 0.5, 50), 0.05, null), new J['RVec3'](0, -0.5, 0), false);
      for (let i = 0; i < 80; i++) add(i % 3 ? new J['SphereShape'](0.3 + next(40) / 100) : new J['BoxShape'](new J['Vec3'](0.4, 0.5, 0.3), 0.05, null), new J['RVec3'](next(40) / 10 - 2, 1 + i * 0.4, next(40) / 10 - 2), true);
      for (let i = 0; i < 120; i++) world.Step(1 / 60, 1);
      const places = bodies.map((body) => [body.GetPosition(), body.GetRotation()].map((at) => [at.GetX(), at.GetY(), at.GetZ()]));
      J['destroy'](world);
      return places;
    };
  },
};

/** F*, by a compiler of its own, in sixty modules that import from each other: verified cryptography. */
export const hacl: Program = {
  name: 'hacl',
  packages: ['hacl-wasm@1.4.0'],
  slow: true,
  prepare: (packages) => async () => {
    const api = await packages.require<{ getInitializedHaclModule(): Promise<Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>> }>('hacl-wasm').getInitializedHaclModule();
    const [key, nonce, text] = [new Uint8Array(32).map((_, i) => i), new Uint8Array(12), new Uint8Array(1000).map((_, i) => i * 7)];
    return async () => {
      const calls: [string, string, unknown[]][] = [
        ['Curve25519_51', 'ecdh', [key, key]], ['Ed25519', 'sign', [key, text]], ['SHA2', 'hash_512', [text]], ['Blake2', 'blake2b', [64, text, key]], ['HMAC', 'sha512', [key, text]],
        ['P256', 'dh_initiator', [key]], ['Chacha20Poly1305', 'aead_encrypt', [key, nonce, nonce, text]],
      ];
      const results: unknown[] = [];
      for (const [module, name, args] of calls) results.push(...Object.values((await api[module]![name]!(...args)) as object));
      return results;
    };
  },
};

/** A component in Rust that jco made modules of. */
export const redact: Program = {
  name: 'redact (component)',
  packages: ['@arcjet/redact-wasm@1.12.0'],
  prepare: (packages) => async () => {
    const { initializeWasm } = await packages.import<{ initializeWasm(detect: () => unknown[], replace: () => undefined): Promise<{ redact(text: string, options: object): unknown }> }>('@arcjet/redact-wasm/dist/index.js');
    const program = await initializeWasm(() => [], () => undefined);
    const options = { entities: undefined, contextWindowSize: undefined, skipCustomDetect: true, skipCustomRedact: true };
    return () => ['call +1 212 555 1234 or mail x@y.com card 4242424242424242 ip 10.0.0.1', 'nothing', ''].map((text) => JSON.stringify(program.redact(text, options)));
  },
};

interface Hdf5 {
  readonly ready: Promise<{ readonly FS: { unlink(path: string): void } }>;
  readonly File: new (name: string, mode: string) => Hdf5File;
}

interface Hdf5File {
  create_group(name: string): void;
  create_dataset(options: object): void;
  create_attribute(name: string, value: string): void;
  get(name: string): { readonly value: unknown; create_dataset(options: object): void; slice(ranges: number[][]): unknown };
  keys(): string[];
  readonly attrs: Record<string, { readonly value: unknown }>;
  close(): void;
}

/** Compressed tables in a file. */
export const hdf5: Program = {
  name: 'hdf5',
  packages: ['h5wasm@0.10.3'],
  slow: true,
  prepare: (packages) => async () => {
    const { default: hdf } = await packages.import<{ default: Hdf5 }>('h5wasm/dist/node/hdf5_hl.js');
    const { FS } = await hdf.ready;
    const name = join(tmpdir(), `wasm2js-aot-${process.pid}.h5`);
    return () => {
      const written = new hdf.File(name, 'w');
      written.create_group('tables');
      written.get('tables').create_dataset({ name: 'sevenths', data: Float64Array.from({ length: 5000 }, (_, i) => i / 7), shape: [50, 100], chunks: [10, 10], compression: 6 });
      written.create_dataset({ name: 'words', data: ['a', 'bc', 'def'] });
      written.create_attribute('note', 'hello');
      written.close();
      const read = new hdf.File(name, 'r');
      const table = read.get('tables/sevenths');
      const result = [read.keys().join(), read.attrs['note']!.value, table.value, table.slice([[3, 5], [2, 4]]), read.get('words').value];
      read.close();
      FS.unlink(name);
      return result;
    };
  },
};
