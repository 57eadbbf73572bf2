/* JavaScript that gives promises, which the program waits for while its timers go on. */
#include <emscripten.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
EM_ASYNC_JS(int, slow, (int ms), { await new Promise((resolve) => setTimeout(resolve, ms)); return ms; });
EM_ASYNC_JS(double, of_text, (double x, const char *text), { const seen = UTF8ToString(text); await null; return x + seen.length; });
EM_JS(int, at_once, (int x), { return Asyncify.handleSleep((wakeUp) => wakeUp(x + 1)); });
EM_JS(int, later, (int x), { return Asyncify.handleSleep((wakeUp) => setTimeout(() => wakeUp(x * 2), 5)); });
static int ticks;
static void tick(void *count) { printf("tick %d\n", ++ticks); if (ticks < *(int *)count) emscripten_async_call(tick, count, 20); }
static int by_pointer(const void *a, const void *b) { slow(1); return *(const int *)a - *(const int *)b; }
static void bye(void) { puts("at exit"); }
static int recursive(int n) { return n == 0 ? slow(1) : recursive(n - 1) + 1; }
int main(void) {
  int values[] = { 3, 1, 2 }, count = 3;
  atexit(bye);
  emscripten_async_call(tick, &count, 20);
  printf("slow %d\n", slow(200));
  printf("text %g\n", of_text(0.5, "five!"));
  printf("at once %d, later %d\n", at_once(4), later(21));
  qsort(values, 3, sizeof *values, by_pointer);
  printf("%d %d %d, %d ticks\n", values[0], values[1], values[2], ticks);
  printf("recursive %d, and %d again\n", recursive(50), recursive(3));
  exit(7);
}
