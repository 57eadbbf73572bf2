/* JavaScript in a C program: EM_ASM with arguments and results of every type, EM_JS, text in both directions, state, and a main without parameters. */
#include <emscripten.h>
#include <stdio.h>
#include <stdlib.h>
EM_JS(int, add, (int a, int b), { return a + b; });
EM_JS(void, tell, (const char *text), { console.log("told " + UTF8ToString(text)); });
EM_JS(char *, text_of, (void), { var s = "h\u00f6h\u20ac"; var n = lengthBytesUTF8(s) + 1; var p = _malloc(n); stringToUTF8(s, p, n); return p; });
int main(void) {
  EM_ASM({ console.log('plain', [1, { a: 'b' }], null); });
  EM_ASM({ console.log('arguments ' + $0 + ' ' + $1 + ' ' + $2); }, 42, 1.5, -7);
  int place = 0;
  printf("%d %d\n", EM_ASM_INT({ HEAP32[$0 >> 2] = 99; return $1 * 2; }, &place, 21), place);
  printf("%f\n", EM_ASM_DOUBLE({ return Math.sqrt($0); }, 2.0));
  printf("%d\n", add(3, 4));
  tell("something");
  char *text = text_of();
  puts(text);
  free(text);
  for (int i = 0; i < 3; i++) EM_ASM({ Module.counter = (Module.counter || 0) + $0; console.log('counter', Module.counter, Module._malloc === _malloc); }, i);
  EM_ASM({ setValue($0, 7, 'i32'); console.log(getValue($0, 'i32'), UTF8ToString($1, 3), $2); }, &place, "a string", 'x');
  return place;
}
