#!/bin/sh
# Builds nginx.wasm from Debian's nginx source package with Debian's Emscripten.
#   build.sh <working folder> <output>
# Needs apt-get, make and emcc (apt install emscripten make); nothing is installed and no system file is changed.
set -eu
work=$1
output=$2
here=$(cd "$(dirname "$0")" && pwd)
say() { printf '[nginx.wasm] %s\n' "$*"; }
fail() { printf '[nginx.wasm] %s\n' "$*" >&2; exit 1; }

command -v emcc >/dev/null || fail "emcc is not installed: apt install emscripten"
command -v make >/dev/null || fail "make is not installed: apt install make"
command -v apt-get >/dev/null || fail "apt-get is not here: nginx's sources come from a Debian source package"
mkdir -p "$work"
work=$(cd "$work" && pwd)
cd "$work"

if ! ls nginx_*.orig.tar.gz >/dev/null 2>&1; then
  say "1/5 fetching Debian's source package of nginx"
  mkdir -p apt/parts apt/lists/partial apt/cache/archives/partial
  # The system's own package sources, read as sources of source packages, in a state folder of our own.
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" >"apt/parts/$(basename "$file")"
  done
  [ -e /etc/apt/sources.list ] && sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >apt/parts/main.list
  set -- -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/apt/parts" -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache"
  apt-get -q "$@" update >apt/update.log 2>&1 || fail "apt-get update failed: $(tail -1 apt/update.log)"
  # Only upstream's archive is used, so that a missing packaging file does no harm.
  apt-get -q "$@" source --download-only nginx >apt/source.log 2>&1 || true
  ls nginx_*.orig.tar.gz >/dev/null 2>&1 || fail "apt-get source nginx failed: $(tail -1 apt/source.log)"
fi
archive=$(ls nginx_*.orig.tar.gz | tail -1)

say "2/5 unpacking $archive"
rm -rf source
mkdir source
tar -xzf "$archive" -C source --strip-components=1

# configure runs its test programs: each becomes a script that runs Emscripten's JavaScript. Debian's emcc looks for acorn
# in NODE_PATH, and glue of that age tries fetch() on paths where node has it.
cat >cc <<WRAPPER
#!/bin/sh
export NODE_PATH=/usr/share/nodejs
case " \$* " in
  *" -o objs/autotest "*)
    emcc "\$@" -o objs/autotest.js -sEXIT_RUNTIME=1 || exit
    mv objs/autotest.js objs/autotest.cjs
    printf '#!/bin/sh\nexec node --no-experimental-fetch "\$0.cjs"\n' >objs/autotest
    chmod +x objs/autotest ;;
  *" -o objs/nginx "*)
    # -Wl,-E would export every function and keep it.
    for argument; do
      shift
      [ "\$argument" = -Wl,-E ] || set -- "\$@" "\$argument"
    done
    exec emcc "\$@" "$work/stubs.o" -O2 -sALLOW_MEMORY_GROWTH=1 -sTOTAL_STACK=1MB -sEXIT_RUNTIME=1 \\
      -sERROR_ON_UNDEFINED_SYMBOLS=0 -Wno-undefined -sEXPORTED_FUNCTIONS=_main,_raise,_malloc,_memalign ;;
  *) exec emcc "\$@" ;;
esac
WRAPPER
chmod +x cc
./cc -O2 -c "$here/stubs.c" -o stubs.o

say "3/5 configuring (emcc $(emcc --version | sed -n '1s/.*) \([0-9.]*\).*/\1/p'))"
cd source
./configure --crossbuild=Emscripten:3:wasm32 --with-cc="$work/cc" --with-cc-opt='-O2 -g0 -Wno-error' --prefix=. \
  --without-http_rewrite_module --without-http_gzip_module --without-pcre \
  --with-select_module --with-poll_module >../configure.log 2>&1 || fail "configure failed, see $work/configure.log"

say "4/5 compiling (about two minutes)"
make -j2 >../make.log 2>&1 || fail "make failed, see $work/make.log: $(grep -m1 -i error ../make.log)"

say "5/5 done"
cp objs/nginx.wasm "$output"
