import { source } from '../inputs.js';
import type { Packages, Program, Round } from '../program.js';

type Bytes = Uint8Array;

interface PolkadotCrypto {
  waitReady(): Promise<boolean>;
  bip39ToMiniSecret(phrase: string, password: string): Bytes;
  ed25519KeypairFromSeed(seed: Bytes): Bytes;
  ed25519Sign(pub: Bytes, seed: Bytes, message: Bytes): Bytes;
  ed25519Verify(signature: Bytes, message: Bytes, pub: Bytes): boolean;
  sr25519KeypairFromSeed(seed: Bytes): Bytes;
  sr25519DeriveKeypairHard(pair: Bytes, chainCode: Bytes): Bytes;
  secp256k1FromSeed(seed: Bytes): Bytes;
  secp256k1Sign(hash: Bytes, secret: Bytes): Bytes;
  blake2b(data: Bytes, key: Bytes, size: number): Bytes;
  keccak256(data: Bytes): Bytes;
  scrypt(password: Bytes, salt: Bytes, log2n: number, r: number, p: number): Bytes;
}

async function polkadotRounds(packages: Packages): Promise<Round> {
  const crypto = packages.require<PolkadotCrypto>('@polkadot/wasm-crypto/cjs/index.js');
  await crypto.waitReady();
  const message = new TextEncoder().encode(source(2));
  const seed = crypto.bip39ToMiniSecret('legal winner thank year wave sausage worth useful legal winner thank yellow', 'TREZOR');
  return () => {
    const pair = crypto.ed25519KeypairFromSeed(seed);
    const signature = crypto.ed25519Sign(pair.slice(32), seed, message);
    const hash = crypto.keccak256(message);
    return [
      pair, signature, crypto.ed25519Verify(signature, message, pair.slice(32)), crypto.sr25519KeypairFromSeed(seed),
      crypto.sr25519DeriveKeypairHard(crypto.sr25519KeypairFromSeed(seed), hash), crypto.secp256k1Sign(hash, crypto.secp256k1FromSeed(seed).slice(0, 32)),
      crypto.blake2b(message, seed, 64), hash, crypto.scrypt(seed, hash, 8, 8, 1),
    ].map((value) => (typeof value === 'boolean' ? String(value) : Buffer.from(value).toString('hex'))).join(' ');
  };
}

/** Rust, wasm-bindgen's own predecessor of the bundler target: keys, signatures and hashes. */
export const polkadotCrypto: Program = {
  name: 'polkadot crypto',
  packages: ['@polkadot/wasm-crypto@7.5.4', '@polkadot/util@14.0.3'],
  prepare: (packages) => () => polkadotRounds(packages),
  asmJs: {
    file: '@polkadot/wasm-crypto-asmjs/cjs/data.js',
    prepare: (packages) => () => {
      packages.require('@polkadot/wasm-crypto/cjs/initOnlyAsm.js');
      return polkadotRounds(packages);
    },
  },
};

interface Cardano {
  BigNum: { from_str(text: string): { checked_mul(other: object): { to_str(): string } } };
  Bip32PrivateKey: {
    from_bip39_entropy(entropy: Bytes, password: Bytes): { derive(index: number): { derive(index: number): { to_raw_key(): { sign(message: Bytes): { to_hex(): string } }; to_public(): { to_bech32(): string } } } };
  };
  PlutusData: { from_hex(text: string): { to_hex(): string; to_json(schema: number): string } };
}

function cardanoRound({ BigNum, Bip32PrivateKey, PlutusData }: Cardano): Round {
  const data = `9f${'182a'.repeat(200)}${'43010203'.repeat(100)}ff`;
  return () => {
    const account = Bip32PrivateKey.from_bip39_entropy(new Uint8Array(32).fill(7), new Uint8Array(0)).derive(1852 + 0x80000000).derive(0);
    const parsed = PlutusData.from_hex(data);
    const product = BigNum.from_str('4294967279').checked_mul(BigNum.from_str('4294967291')).to_str();
    return [account.to_public().to_bech32(), account.to_raw_key().sign(new Uint8Array(1000)).to_hex(), parsed.to_hex(), parsed.to_json(1), product].join('\n');
  };
}

/** Rust, wasm-bindgen for node: keys of a wallet, and structured data. */
export const cardano: Program = {
  name: 'cardano serialization',
  packages: ['@emurgo/cardano-serialization-lib-nodejs@15.0.3', '@emurgo/cardano-serialization-lib-asmjs@15.0.3'],
  slow: true,
  prepare: (packages) => () => cardanoRound(packages.require<Cardano>('@emurgo/cardano-serialization-lib-nodejs')),
  asmJs: {
    file: '@emurgo/cardano-serialization-lib-asmjs/cardano_serialization_lib.asm.js',
    prepare: (packages) => async () => cardanoRound(await packages.import<Cardano>('@emurgo/cardano-serialization-lib-asmjs/cardano_serialization_lib.js')),
  },
};

interface Rollup {
  rollup(options: object): Promise<{ generate(options: object): Promise<{ output: { code: string; map: object | null }[] }> }>;
}

/** Rust, wasm-bindgen for node: its parser and hashes; the rest of the bundler is JavaScript. */
export const rollup: Program = {
  name: 'rollup',
  packages: ['@rollup/wasm-node@4.68.4'],
  prepare(packages) {
    const modules: Record<string, string> = {
      'entry.js': `import { value0 } from 'part.js';\nconsole.log(value0);\nexport default class A { #x = 1; get x() { return this.#x ?? import('other.js'); } }\n`,
      'part.js': Array.from({ length: 400 }, (_, i) => `export const value${i} = { a: [${i}, ...[1]], f: async (x) => { for await (const y of x) yield_(y); } };\nfunction yield_(y) { return \`\${y}${i}\`; }\n`.replaceAll('yield_', `g${i}`)).join(''),
      'other.js': 'export * from "part.js"; export const unused = /[\\p{L}]+/u;',
    };
    const virtual = { name: 'virtual', resolveId: (id: string) => (id in modules ? id : null), load: (id: string) => modules[id] };
    return () => {
      const { rollup: bundle } = packages.require<Rollup>('@rollup/wasm-node/dist/rollup.js');
      return async () => {
        const { output } = await (await bundle({ input: 'entry.js', plugins: [virtual] })).generate({ format: 'es', sourcemap: true, entryFileNames: '[hash].js' });
        return output.map(({ code, map }) => code + JSON.stringify(map)).join('\n');
      };
    };
  },
};

interface Automerge {
  init<T>(actor: string): T;
  change<T>(document: T, options: { time: number }, change: (draft: T) => void): T;
  clone<T>(document: T, actor: string): T;
  merge<T>(one: T, other: T): T;
  save(document: unknown): Bytes;
  load<T>(bytes: Bytes): T;
}

interface Notes {
  list: number[];
  text: string;
  nested: { a: number };
}

/** Rust, wasm-bindgen for node as an ECMAScript module: documents that are changed apart and merged. */
export const automerge: Program = {
  name: 'automerge',
  packages: ['@automerge/automerge@3.5.0'],
  slow: true,
  prepare(packages) {
    return async () => {
      const { init, change, clone, merge, save, load } = await packages.import<Automerge>('@automerge/automerge/dist/mjs/entrypoints/fullfat_node.js');
      return () => {
        let one = change(init<Notes>('aa'), { time: 0 }, (draft) => void Object.assign(draft, { list: [0], text: 'abc', nested: { a: 1.5 } }));
        let other = clone(one, 'bb');
        for (let i = 1; i <= 40; i++) {
          one = change(one, { time: i }, (draft) => { draft.list.push(i); draft.nested.a = i / 3; });
          other = change(other, { time: i }, (draft) => { draft.list.splice(i % 3, 0, -i); draft.text = `${draft.text}${i}`; });
        }
        const bytes = save(merge(one, other));
        return `${JSON.stringify(load(bytes))} ${Buffer.from(bytes).toString('hex')}`;
      };
    };
  },
};

interface Swc {
  transformSync(source: string, options: object): { code: string; map?: string };
}

/** Rust, wasm-bindgen for node, 18 MB: TypeScript lowered and minified. */
export const swc: Program = {
  name: 'swc',
  packages: ['@swc/wasm@1.16.18'],
  slow: true,
  prepare(packages) {
    const text = source(10);
    return () => {
      const { transformSync } = packages.require<Swc>('@swc/wasm');
      return () => {
        const { code, map } = transformSync(text, { filename: 'source.ts', sourceMaps: true, minify: true, jsc: { parser: { syntax: 'typescript' }, target: 'es2015', minify: { compress: true, mangle: true } } });
        return code + map;
      };
    };
  },
};

interface Biome {
  Workspace: new () => {
    openProject(options: object): { projectKey: number };
    updateSettings(options: object): void;
    openFile(options: object): void;
    closeFile(options: object): void;
    formatFile(options: object): { code: string };
    pullDiagnostics(options: object): { diagnostics: { category: string; location: { span: object } }[] };
  };
}

const BIOME_FILES: Record<string, string> = {
  'a.ts': `${source(3)}const x:number=1;function f(a,b){if(a==b){return{a,b}}else{debugger}}\nexport default class A<T>{#x?:T=<any>1}`,
  'b.css': 'a{color:red;b{margin:0 0 0 0}}', 'c.json': '{"a":[1,2,{"b":null}]}', 'd.jsx': 'export const a=()=><div className="x" {...y}>{z&&<b/>}</div>',
};

/** Rust, wasm-bindgen for node, 45 MB: formats and reports. */
export const biome: Program = {
  name: 'biome',
  packages: ['@biomejs/wasm-nodejs@2.5.14'],
  slow: true,
  prepare: (packages) => () => {
    const workspace = new (packages.require<Biome>('@biomejs/wasm-nodejs').Workspace)();
    const { projectKey } = workspace.openProject({ path: '', openUninitialized: true });
    workspace.updateSettings({ projectKey, workspaceDirectory: './', configuration: { formatter: { indentStyle: 'space' } } });
    return () => Object.entries(BIOME_FILES).map(([path, content]) => {
      workspace.openFile({ projectKey, path, content: { type: 'fromClient', content, version: 0 } });
      const { diagnostics } = workspace.pullDiagnostics({ projectKey, path, categories: ['syntax', 'lint'], maxDiagnostics: 20, only: [], skip: [], enabledRules: [], pullCodeActions: false });
      const { code } = workspace.formatFile({ projectKey, path });
      workspace.closeFile({ projectKey, path });
      return code + JSON.stringify(diagnostics.map(({ category, location }) => [category, location.span]));
    });
  },
};

interface Cedar {
  isAuthorized(call: object): object;
  policyToJson(policy: string): object;
}

/** A language of permissions. */
export const cedar: Program = {
  name: 'cedar',
  packages: ['@cedar-policy/cedar-wasm@4.13.0'],
  slow: true,
  prepare: (packages) => () => {
    const { isAuthorized, policyToJson } = packages.require<Cedar>('@cedar-policy/cedar-wasm/nodejs/cedar_wasm.js');
    const ask = (n: number): object => ({
      principal: { type: 'User', id: 'alice' }, action: { type: 'Action', id: 'view' }, resource: { type: 'Photo', id: `p${n}` }, context: { n },
      policies: { staticPolicies: 'permit(principal == User::"alice", action, resource) when { context.n < 5 && resource in Album::"a" };', templates: {}, templateLinks: [] },
      entities: [{ uid: { type: 'Photo', id: `p${n}` }, attrs: { size: n * 3 }, parents: [{ type: 'Album', id: 'a' }] }], schema: null, validateRequest: false,
    });
    return () => [...[1, 7, 4].map((n) => isAuthorized(ask(n))), policyToJson('forbid(principal, action, resource) unless { principal.name like "a*" };')].map((answer) => JSON.stringify(answer));
  },
};
