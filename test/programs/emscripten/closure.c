/* A small program for glue that Closure has minified. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf env;

static void jump(int value) { longjmp(env, value); }

int main(int argc, char **argv) {
  char *text = malloc(32);
  snprintf(text, 32, "%lld %.3f", 1LL << 40, 2.0 / 3);
  printf("%d arguments, %s\n", argc - 1, text);
  int value = setjmp(env);
  if (value == 0) jump(argc + 5);
  printf("jumped %d\n", value);
  for (int i = 1; i < argc; i++) puts(argv[i]);
  return value;
}
