/* Streams of stdio on files: positions, pushing back, buffers, modes, sizes beyond 2 GiB. */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>
#include <wchar.h>
#define SHOW(x) printf("%s = %lld\n", #x, (long long)(x))

static void contents(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  int c;
  printf("%s [", path);
  while ((c = getc(f)) != EOF)
    if (c < 32) printf("\\%o", c);
    else putchar(c);
  printf("]\n");
  fclose(f);
}

static int vprint(FILE *f, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  int n = vfprintf(f, format, ap);
  va_end(ap);
  return n;
}

int main(void) {
  FILE *f = fopen("s", "w+");
  SHOW(fputs("line one\nline two\nlast", f) >= 0);
  SHOW(ftell(f));
  SHOW(fseek(f, 5, SEEK_SET));
  char b[100];
  SHOW(fgets(b, 100, f) != NULL);
  printf("[%s]\n", b);
  SHOW(ungetc('X', f));
  SHOW(ftell(f));
  SHOW(getc(f));
  SHOW(fseek(f, -4, SEEK_END));
  SHOW(fread(b, 1, 10, f));
  SHOW(feof(f) != 0);
  SHOW(getc(f));
  clearerr(f);
  SHOW(feof(f));
  SHOW(fseek(f, -100, SEEK_CUR));
  SHOW(errno == EINVAL);
  SHOW(fseek(f, 10, SEEK_END));
  SHOW(fputc('!', f));
  SHOW(ftell(f));
  rewind(f);
  fpos_t pos;
  SHOW(fgetpos(f, &pos));
  SHOW(getc(f));
  SHOW(fsetpos(f, &pos));
  SHOW(getc(f));
  SHOW(fclose(f));
  contents("s");
  f = fopen("s", "a");
  SHOW(ftell(f));
  SHOW(fseek(f, 0, SEEK_SET));
  fputs("+", f);
  fclose(f);
  contents("s");
  f = fopen("s", "r");
  SHOW(fputc('x', f));
  SHOW(ferror(f) != 0);
  SHOW(errno == EBADF);
  fclose(f);
  f = fopen("none", "r+");
  SHOW(f == NULL);
  SHOW(errno == ENOENT);
  f = fopen("s", "q");
  SHOW(f == NULL);
  SHOW(errno == EINVAL);
  f = fopen("s", "wx");
  SHOW(f == NULL);
  SHOW(errno == EEXIST);
  f = fopen(".", "w");
  SHOW(f == NULL);
  SHOW(errno == EISDIR);
  f = fopen(".", "r");
  SHOW(f != NULL);
  if (f) {
    SHOW(getc(f));
    SHOW(errno == EISDIR);
    fclose(f);
  }
  f = fopen("buf", "w");
  static char buffer[16];
  SHOW(setvbuf(f, buffer, _IOFBF, 16));
  for (int i = 0; i < 10; i++) fprintf(f, "%d-", i * 111);
  struct stat st;
  stat("buf", &st);
  SHOW(st.st_size);
  SHOW(fflush(f));
  stat("buf", &st);
  SHOW(st.st_size);
  SHOW(fclose(f));
  contents("buf");
  f = fopen("line", "w");
  setvbuf(f, NULL, _IOLBF, 1024);
  fputs("ab", f);
  stat("line", &st);
  SHOW(st.st_size);
  fputs("c\nd", f);
  stat("line", &st);
  SHOW(st.st_size);
  fclose(f);
  f = fopen("un", "w");
  setbuf(f, NULL);
  putc('x', f);
  stat("un", &st);
  SHOW(st.st_size);
  fclose(f);
  f = fdopen(open("fd", O_RDWR | O_CREAT, 0644), "w+");
  SHOW(fileno(f) > 2);
  SHOW(vprint(f, "%s %d", "abc", 5));
  SHOW(fseek(f, 0, SEEK_SET));
  SHOW(fscanf(f, "%s", b));
  SHOW(fclose(f));
  f = freopen("re", "w", stderr);
  SHOW(f == stderr);
  fprintf(stderr, "to a file\n");
  fflush(stderr);
  contents("re");
  FILE *two = fopen("s", "r");
  FILE *three = fopen("s", "r");
  getc(two);
  SHOW(ftell(three));
  fclose(two);
  fclose(three);
  f = fopen("big", "w+");
  SHOW(fseeko(f, 5000000000LL, SEEK_SET));
  SHOW(fputs("end", f) >= 0);
  SHOW(ftello(f));
  SHOW(fflush(f));
  SHOW(fseeko(f, -3, SEEK_END));
  SHOW(fgets(b, 100, f) != NULL);
  puts(b);
  stat("big", &st);
  SHOW(st.st_size);
  SHOW(ftell(f));
  fclose(f);
  SHOW(truncate("big", 3000000000LL));
  stat("big", &st);
  SHOW(st.st_size);
  int fd = open("big", O_RDWR);
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(lseek(fd, 4294967296LL, SEEK_SET));
  SHOW(pwrite(fd, "xyz", 3, 4294967299LL));
  SHOW(pread(fd, b, 3, 4294967299LL));
  printf("%.3s\n", b);
  SHOW(ftruncate(fd, 10));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(posix_fallocate(fd, 0, 100));
  fstat(fd, &st);
  SHOW(st.st_size);
  close(fd);
  unlink("big");
  fd = open("ap", O_WRONLY | O_CREAT | O_APPEND, 0644);
  SHOW(write(fd, "one", 3));
  int fd2 = open("ap", O_WRONLY);
  SHOW(write(fd2, "TWO", 3));
  SHOW(write(fd, "three", 5));
  SHOW(lseek(fd2, 0, SEEK_CUR));
  SHOW(fcntl(fd2, F_SETFL, O_APPEND));
  SHOW(write(fd2, "+", 1));
  SHOW(fcntl(fd2, F_GETFL) & O_APPEND ? 1 : 0);
  close(fd);
  close(fd2);
  contents("ap");
  SHOW(open("ap", O_CREAT | O_EXCL | O_WRONLY, 0644));
  SHOW(errno == EEXIST);
  fd = open("ap", O_WRONLY | O_TRUNC);
  fstat(fd, &st);
  SHOW(st.st_size);
  SHOW(read(fd, b, 1));
  close(fd);
  fd = open("ap", O_RDONLY);
  SHOW(write(fd, "x", 1));
  SHOW(errno == EBADF);
  close(fd);
  SHOW(open("ap/x", O_CREAT | O_WRONLY, 0644));
  SHOW(errno == ENOTDIR);
  SHOW(open(".", O_RDWR));
  SHOW(errno == EISDIR);
  SHOW(open("nolink", O_RDONLY | O_NOFOLLOW));
  symlink("s", "sl");
  SHOW(open("sl", O_RDONLY | O_NOFOLLOW));
  SHOW(errno == ELOOP);
  unlink("sl");
  fd = open("dup", O_RDWR | O_CREAT, 0644);
  fd2 = dup(fd);
  SHOW(write(fd, "abc", 3));
  SHOW(write(fd2, "def", 3));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(lseek(fd2, 1, SEEK_SET));
  SHOW(read(fd, b, 2));
  printf("%.2s\n", b);
  SHOW(close(fd));
  SHOW(read(fd2, b, 9));
  int high = fcntl(fd2, F_DUPFD, 50);
  SHOW(high >= 50);
  SHOW(dup2(fd2, 70));
  SHOW(dup2(70, 70));
  SHOW(dup2(99, 3));
  SHOW(fcntl(70, F_SETFD, FD_CLOEXEC));
  SHOW(fcntl(70, F_GETFD));
  close(fd2);
  SHOW(lseek(70, 0, SEEK_END));
  int save = dup(1);
  fflush(stdout);
  int out = open("out", O_WRONLY | O_CREAT, 0644);
  SHOW(dup2(out, 1));
  printf("into the file\n");
  fflush(stdout);
  dup2(save, 1);
  printf("back\n");
  contents("out");
  f = tmpfile();
  SHOW(f != NULL);
  if (f) {
    fputs("temporary", f);
    rewind(f);
    SHOW(fread(b, 1, 100, f));
    fclose(f);
  }
  char name[] = "tmp-XXXXXX";
  fd = mkstemp(name);
  SHOW(fd > 2);
  close(fd);
  SHOW(unlink(name));
  char dir[] = "/tmp/dirXXXXXX";
  SHOW(mkdtemp(dir) != NULL);
  SHOW(rmdir(dir));
  char *tn = tmpnam(NULL);
  SHOW(tn != NULL && strncmp(tn, "/tmp/", 5) == 0);
  f = fopen("wide", "w");
  SHOW(fwide(f, 0));
  setlocale(LC_ALL, "C.UTF-8");
  SHOW(fwprintf(f, L"%ls %d", L"\u00e9\u20ac", 5));
  SHOW(fwide(f, 0) > 0);
  fclose(f);
  f = fopen("wide", "r");
  SHOW(fgetwc(f));
  SHOW(fgetwc(f));
  fclose(f);
  struct iovec v[40];
  for (int i = 0; i < 40; i++) {
    v[i].iov_base = "xy";
    v[i].iov_len = 2;
  }
  fd = open("iov", O_RDWR | O_CREAT, 0644);
  SHOW(writev(fd, v, 40));
  SHOW(pwritev(fd, v, 1, 100));
  char p[3][30];
  for (int i = 0; i < 3; i++) {
    v[i].iov_base = p[i];
    v[i].iov_len = 30;
  }
  SHOW(preadv(fd, v, 3, 0));
  SHOW(writev(fd, v, -1));
  SHOW(readv(99, v, 1));
  close(fd);
  for (int i = 0; i < 600; i++) {
    fd = open("s", O_RDONLY);
    if (fd < 0) {
      printf("limit %d %s\n", i > 100, strerror(errno));
      break;
    }
  }
  getline(&tn, &(size_t){0}, stdin);
  return 0;
}
