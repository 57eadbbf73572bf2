/* What glue gives the JavaScript of a program: calls of exports, texts in every encoding, values in memory, a stack, Module. */
#include <emscripten.h>
#include <stdio.h>
#include <string.h>
EMSCRIPTEN_KEEPALIVE int add(int a, int b) { return a + b; }
EMSCRIPTEN_KEEPALIVE const char *hello(const char *n) { static char b[64]; snprintf(b, 64, "hello %s", n); return b; }
EMSCRIPTEN_KEEPALIVE double half(double d) { return d / 2; }
EMSCRIPTEN_KEEPALIVE int sum(unsigned char *p, int n) { int s = 0; while (n--) s += *p++; return s; }
EM_JS(void, viaModule, (), {
  console.log(Module.ccall('add', 'number', ['number', 'number'], [1, 2]), Module.cwrap('hello', 'string', ['string'])('m'));
});

int main() {
  EM_ASM({
    console.log(ccall('add', 'number', ['number', 'number'], [3, 4]), ccall('hello', 'string', ['string'], ['wörld']), ccall('half', 'number', ['number'], [3]), ccall('sum', 'number', ['array', 'number'], [new Uint8Array([1, 2, 250]), 3]));
    var f = cwrap('hello', 'string', ['string']); console.log(f('x'), f('y')); console.log(cwrap('add', 'number', ['number', 'number'])(5, 6));
    console.log(lengthBytesUTF8('aé€😀'), intArrayFromString('hé').join(), intArrayToString([104, 105]));
    var p = _malloc(64); stringToUTF8('é€x', p, 64); console.log(UTF8ToString(p), HEAPU8[p]); stringToUTF16('ab€', p, 64);
    console.log(UTF16ToString(p)); stringToUTF32('a😀', p, 64); console.log(UTF32ToString(p), lengthBytesUTF32('a😀')); stringToAscii('xyz', p);
    console.log(AsciiToString(p)); writeArrayToMemory([65, 66, 0], p); console.log(UTF8ToString(p)); writeAsciiToMemory('QQ', p);
    console.log(UTF8ToString(p)); var q = allocate(intArrayFromString('alloc'), ALLOC_NORMAL); console.log(UTF8ToString(q)); _free(p);
    var s = allocateUTF8('né'); console.log(UTF8ToString(s)); var sp = stackSave(); var st = stackAlloc(16); stackRestore(sp);
    console.log(sp === stackSave(), st < sp);
  });
  EM_ASM({ out('out'); print2 = 5; console.log(print2); console.log(HEAP16.length * 2 === HEAPU8.length, HEAPF64.BYTES_PER_ELEMENT); });
  int x[4] = {0};
  EM_ASM({
    setValue($0, 1.5, 'float'); setValue($0 + 8, 2.5, 'double');
    console.log(getValue($0, 'float'), getValue($0 + 8, 'double'), getValue($0, 'i32')); setValue($0, 0x1234567890, 'i64');
    console.log(HEAP32[$0 >> 2]);
  }, x);
  viaModule();
  return 4;
}
