#!/bin/sh
# Rebuilds ../server.wasm from this folder's C. Needs Emscripten 3.1.6 (Debian: apt install emscripten).
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Debian's emcc looks for acorn in /usr/share/nodejs. At -O2 imports and exports keep their names. raise is how signals come
# in. The symbol unknown to emcc is shutdown's (main.c).
NODE_PATH=/usr/share/nodejs emcc -O2 -Wall -Wextra main.c http.c pages.c -o "$work/server.js" \
  -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=2MB -sTOTAL_STACK=128KB -sEXIT_RUNTIME=1 \
  -sEXPORTED_FUNCTIONS=_main,_raise -sERROR_ON_UNDEFINED_SYMBOLS=0 -Wno-undefined
cp "$work/server.wasm" ../server.wasm
ls -l ../server.wasm
