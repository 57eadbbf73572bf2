/* Promises of JavaScript that the program waits for in the middle of its code, what goes on meanwhile, and state that its JavaScript keeps. */
#include <emscripten.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

EM_JS(void, keep, (int n), { Module.kept = Module.kept || []; Module.kept.push(n); });
EM_JS(int, kept, (void), { return Module.kept.length; });

EM_ASYNC_JS(double, later, (double value, int ms), {
  await new Promise((done) => setTimeout(done, ms));
  _note(1);
  return value * 2;
});

EM_ASYNC_JS(char *, text_of, (const char *name), {
  const text = await Promise.resolve("read " + UTF8ToString(name));
  const at = _malloc(text.length + 1);
  for (let i = 0; i < text.length; i++) HEAPU8[at + i] = text.charCodeAt(i);
  HEAPU8[at + text.length] = 0;
  return at;
});

EM_ASYNC_JS(int, failing, (void), {
  try {
    await Promise.reject(new Error("refused"));
  } catch (error) {
    return error.message.length;
  }
});

EM_ASYNC_JS(void, nothing, (void), { await 0; });

EM_JS(void, begin, (int *flag, int ms), {
  new Promise((done) => setTimeout(done, ms)).then(() => { HEAP32[flag >> 2] = 7; _note(2); });
});

static int notes;
EMSCRIPTEN_KEEPALIVE void note(int n) { printf("note %d\n", n); notes += n; }

static int volatile flag;
static void tick(void *n) { printf("tick %ld\n", (long)n); }

static int compare(const void *a, const void *b) {
  nothing();
  return *(const int *)a - *(const int *)b;
}

static int recursive(int n) { return n == 0 ? (int)later(1, 1) : recursive(n - 1) + n; }

int main(int argc, char **argv) {
  printf("%d %s\n", argc, argc > 1 ? argv[1] : "-");
  emscripten_async_call(tick, (void *)1, 5);
  printf("later %g\n", later(2.25, 40));
  char *text = text_of("a file");
  printf("%s\n", text);
  free(text);
  printf("failing %d\n", failing());
  printf("recursive %d\n", recursive(50));
  int numbers[] = {3, 1, 2};
  qsort(numbers, 3, sizeof *numbers, compare);
  printf("sorted %d %d %d\n", numbers[0], numbers[1], numbers[2]);
  begin((int *)&flag, 20);
  emscripten_async_call(tick, (void *)2, 1);
  int slept = 0;
  while (!flag) {
    emscripten_sleep(5);
    slept = 1;
  }
  printf("flag %d slept %d\n", flag, slept);
  for (int i = 0; i < 3; i++) keep(i);
  printf("kept %d notes %d\n", kept(), notes);
  if (argc > 2) exit(9);
  return 0;
}
