/* Undefined behaviour, which a sanitizer reports on the standard error: each place once. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  int sum = INT_MAX;
  for (int i = 0; i < 3; i++) sum += argc;
  printf("sum %d\n", sum);
  int shift = 40 + argc;
  printf("shift %d\n", (1 << shift) != 7);
  int array[3] = {1, 2, 3};
  volatile int index = 3;
  printf("index %d\n", array[index] != 99999);
  float large = 1e20f;
  printf("convert %d\n", (int)large != 7);
  _Bool odd;
  memset(&odd, 3, 1);
  printf("bool %d\n", odd ? 1 : 0);
  return 5;
}
