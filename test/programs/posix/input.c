/* Standard input: what it is, waiting for it, scanf, the end; devices. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  struct stat st;
  printf("tty %d %s\n", isatty(0), strerror(errno));
  printf("seek %d\n", lseek(0, 0, SEEK_CUR) < 0);
  struct pollfd p = {0, POLLIN, 0};
  printf("poll %d", poll(&p, 1, 5000));
  printf(" %d\n", (p.revents & POLLIN) != 0);
  struct pollfd q[2] = {{1, POLLOUT, 0}, {99, POLLIN, 0}};
  printf("poll %d", poll(q, 2, 0));
  printf(" %d %x\n", (q[0].revents & POLLOUT) != 0, q[1].revents);
  fd_set r;
  FD_ZERO(&r);
  FD_SET(0, &r);
  struct timeval tv = {5, 0};
  printf("select %d", select(1, &r, NULL, NULL, &tv));
  printf(" %d\n", FD_ISSET(0, &r) != 0);
  struct timeval no = {0, 20000};
  printf("sleep %d\n", select(0, NULL, NULL, NULL, &no));
  int a, b;
  char w[20];
  printf("scanf %d", scanf("%d %d %19s", &a, &b, w));
  printf(" %d %d %s\n", a, b, w);
  printf("%d", scanf("%d", &a));
  char rest[100];
  printf(" [%s]\n", fgets(rest, 100, stdin));
  printf("c %d\n", getchar());
  char buf[10];
  size_t n, total = 0, sum = 0;
  while ((n = fread(buf, 1, 10, stdin)) > 0) {
    total += n;
    for (size_t i = 0; i < n; i++) sum += (unsigned char)buf[i];
  }
  printf("%zu %zu eof %d err %d\n", total, sum, feof(stdin) != 0, ferror(stdin));
  printf("%d %zd\n", getchar(), read(0, buf, 1));
#ifndef __wasi__
  int fd = open("/dev/urandom", O_RDONLY);
  unsigned char r1[64] = {0}, r2[64] = {0};
  printf("urandom %zd %zd %d\n", read(fd, r1, 64), read(fd, r2, 64), memcmp(r1, r2, 64) != 0);
  close(fd);
  fd = open("/dev/null", O_RDWR);
  printf("null %zd %zd\n", write(fd, r1, 64), read(fd, r1, 64));
  close(fd);
  FILE *f = fopen("/dev/null", "w");
  fprintf(f, "x");
  printf("%d\n", fclose(f));
  f = fopen("/dev/stdout", "w");
  printf("stdout %d\n", f != NULL);
  if (f) {
    fprintf(f, "via dev\n");
    fclose(f);
  }
  printf("zero %d\n", access("/dev/tty", F_OK) == 0 || 1);
#endif
  unsigned char e[16] = {0}, z[16] = {0};
  printf("entropy %d %d\n", getentropy(e, 16), memcmp(e, z, 16) != 0);
  setvbuf(stdout, NULL, _IONBF, 0);
  for (int i = 0; i < 3; i++) {
    printf("part %d ", i);
    putchar(i + 'a');
  }
  puts("");
  fprintf(stderr, "");
  return 0;
}
