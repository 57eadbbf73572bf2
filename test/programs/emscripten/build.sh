#!/bin/sh
# Builds closure.* and threads.* with Emscripten 3.1.6 (Debian: apt install emscripten) and npm's google-closure-compiler 20220104.0.0,
# whose command is the argument.
set -eu
cd "$(dirname "$0")"
export EM_CLOSURE_COMPILER="$1" NODE_PATH=/usr/share/nodejs
emcc -O3 --closure 1 closure.c -sMODULARIZE -sEXPORT_NAME=createProgram -sEXIT_RUNTIME=1 -sENVIRONMENT=node -o closure.js
mv closure.js closure.cjs
emcc -Os -pthread --closure 1 threads.c -sPROXY_TO_PTHREAD -sEXIT_RUNTIME=1 -sINITIAL_MEMORY=67108864 -sENVIRONMENT=node,worker -o threads.js
mv threads.js threads.cjs
mv threads.worker.js threads.worker.cjs
chmod -x closure.wasm threads.wasm
