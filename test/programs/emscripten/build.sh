#!/bin/sh
# Builds closure.cjs and closure.wasm with Emscripten 3.1.6 (Debian: apt install emscripten) and npm's google-closure-compiler 20220104.0.0,
# whose command is the argument.
set -eu
cd "$(dirname "$0")"
EM_CLOSURE_COMPILER=$1 NODE_PATH=/usr/share/nodejs emcc -O3 --closure 1 closure.c -sMODULARIZE -sEXPORT_NAME=createProgram -sEXIT_RUNTIME=1 -sENVIRONMENT=node -o closure.js
mv closure.js closure.cjs
chmod -x closure.wasm
