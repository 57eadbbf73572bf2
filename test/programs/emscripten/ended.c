/* Timers of JavaScript in a program that is over when main returns (-sEXIT_RUNTIME): they never come, unless something of C's waits, too. */
#include <emscripten.h>
#include <stdio.h>
static void later(void *argument) { printf("later %s\n", (const char *)argument); }
int main(void) {
  EM_ASM({ setInterval(() => console.log("every"), 30); setTimeout(() => console.log("too late"), 5000); });
  emscripten_async_call(later, "called by C", 100);
  puts("main is over, and this text is long enough for the test that wants to see something printed by the program");
  return 6;
}
