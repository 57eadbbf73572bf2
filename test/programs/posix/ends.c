/* How a program ends: by the way its argument names, with functions of atexit, constructors and what stdio still holds. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void one(void) { printf("one\n"); }

static void three(void) { printf("three\n"); }

static void two(void) {
  printf("two\n");
  atexit(three);
}

__attribute__((constructor)) static void before(void) { printf("constructor\n"); }

__attribute__((destructor)) static void after(void) { printf("destructor\n"); }

/* Emscripten's glue keeps what comes after the last newline to itself. */
static void flush(void) {
  putchar('\n');
  fflush(stdout);
}

int main(int argc, char **argv) {
  char *how = argc > 1 ? argv[1] : "";
  atexit(one);
  atexit(two);
  printf("main without newline");
  if (!strcmp(how, "exit")) exit(300);
  if (!strcmp(how, "_exit")) {
    flush();
    _exit(5);
  }
  if (!strcmp(how, "_Exit")) _Exit(6);
  if (!strcmp(how, "abort")) {
    flush();
    abort();
  }
  if (!strcmp(how, "trap")) {
    flush();
    __builtin_trap();
  }
  if (!strcmp(how, "assert")) {
    flush();
    assert(argc == 99);
  }
  if (!strcmp(how, "divide")) {
    flush();
    volatile int z = 0;
    printf("%d\n", 7 / z);
  }
  if (!strcmp(how, "negative")) return -1;
  if (!strcmp(how, "closed")) {
    close(1);
    printf("lost\n");
    return fflush(stdout) ? 4 : 0;
  }
  if (!strcmp(how, "stderr")) {
    fprintf(stderr, "to %s", "stderr");
    return 2;
  }
  if (!strcmp(how, "deep")) {
    flush();
    extern int deep(int);
    return deep(1) & 1;
  }
  return 7;
}

int deep(int n) {
  volatile char b[1000];
  b[n % 1000] = n;
  return n < 0 ? 0 : deep(n + 1) + b[n % 1000];
}
