/** Every program, from the small to the big. */
import type { Program } from '../program.js';
import { sevenZip } from './archives.js';
import { argon2 } from './argon2.js';
import { mp3, speech } from './audio.js';
import { brotli } from './brotli.js';
import { stockfish } from './chess.js';
import { clingo } from './clingo.js';
import { assemblyScript, capstone, solidity } from './compilers.js';
import { secp256k1 } from './curves.js';
import { postgres, postgresExtension, sqliteLegacy, sqliteOnFiles } from './databases.js';
import { excelize, mupdf, pdfcpu } from './documents.js';
import { highs, manifold, yosys } from './engineering.js';
import { esbuild } from './esbuild.js';
import { dprint, ruff, simplecc } from './formatting.js';
import { clipper, graphviz, meshoptimizer, rapier, recast, yoga } from './geometry.js';
import { jpegXl, resvg, tensorFlowScalar, tensorFlowSimd, webp } from './graphics.js';
import { asSha256, bcrypt, hashWasm32, hashWasm64, sipHash, xxHash } from './hashes.js';
import { onigasm, oniguruma, treeSitter } from './highlighting.js';
import { cjsModuleLexer, esModuleLexer, esModuleLexerSimd } from './lexers.js';
import { jq, micropython, pyodide } from './interpreters.js';
import { llhttp } from './llhttp.js';
import { ffmpeg, imageMagick, pdfium, tesseract, tesseractSimd } from './media.js';
import { oxcParser, rolldown, tailwindOxide } from './napi-rs.js';
import { bn254 } from './proofs.js';
import { vips } from './pthreads.js';
import { ghostscript, htmlRewriter, pandoc, tex } from './publishing.js';
import { quickJs, quickJsAsync } from './quickjs.js';
import { dotnet, onnxRuntime, prolog, z3 } from './reasoning.js';
import { automerge, biome, cardano, cedar, polkadotCrypto, rollup, swc } from './rust.js';
import { lua, perl, php, ruby } from './scripting.js';
import { hacl, hdf5, jolt, rdkit, redact } from './science.js';
import { sodium } from './sodium.js';
import { sourceMap } from './source-map.js';
import { sqlite } from './sqlite.js';
import { git, pgQuery } from './stores.js';
import { md4w, shSyntax, zstd } from './text.js';
import { ghostty } from './terminals.js';
import { openCv } from './vision.js';

export const programs: readonly Program[] = [
  xxHash, sipHash, asSha256, esModuleLexer, esModuleLexerSimd, cjsModuleLexer, argon2, hashWasm32, hashWasm64, bcrypt, sodium, sourceMap, llhttp,
  yoga, meshoptimizer, clipper, manifold, recast, webp, secp256k1, dprint, simplecc, quickJsAsync, lua, oniguruma, onigasm, treeSitter,
  md4w, zstd, shSyntax, tensorFlowScalar, tensorFlowSimd, micropython, quickJs, sqlite, sqliteLegacy, sqliteOnFiles, brotli, resvg, polkadotCrypto, rollup, jq, sevenZip,
  graphviz, clingo, tesseract, tesseractSimd, pdfium, imageMagick, pyodide, cardano, automerge, rapier, postgres, postgresExtension, php, ruby, esbuild, swc, ffmpeg,
  oxcParser, tailwindOxide, rolldown, vips,
  biome, ruff, highs, yosys, dotnet, prolog, mupdf, excelize, pdfcpu, onnxRuntime, z3,
  redact, htmlRewriter, hacl, jolt, rdkit, ghostscript, pandoc,
  mp3, bn254, capstone, git, pgQuery, openCv, solidity, assemblyScript,
  ghostty, jpegXl, cedar, hdf5, perl, tex, speech, stockfish,
];
