/* Files and directories, one line for each call; leaves t. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#define E(x) \
  do { \
    errno = 0; \
    long r_ = (long)(x); \
    printf("%s: %ld %s\n", #x, r_, errno &&r_ < 0 ? strerror(errno) : "-"); \
  } while (0)

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void walk(const char *path, int depth) {
  DIR *d = opendir(path);
  if (!d) {
    printf("opendir %s: %s\n", path, strerror(errno));
    return;
  }
  char *names[600];
  int n = 0;
  for (struct dirent *e; (e = readdir(d));)
    if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) names[n++] = strdup(e->d_name);
  closedir(d);
  qsort(names, n, sizeof *names, by_name);
  if (n > 20) printf("%*s%d entries, %s to %s\n", depth * 2, "", n, names[0], names[n - 1]);
  else
    for (int i = 0; i < n; i++) {
      char p[512];
      snprintf(p, sizeof p, "%s/%s", path, names[i]);
      struct stat st;
      int r = lstat(p, &st);
      printf("%*s%s %c %ld %o\n", depth * 2, "", names[i],
             r                     ? '?'
             : S_ISDIR(st.st_mode) ? 'd'
             : S_ISLNK(st.st_mode) ? 'l'
                                   : '-',
             S_ISDIR(st.st_mode) ? 0L : (long)st.st_size, 0);
      if (!r && S_ISDIR(st.st_mode)) walk(p, depth + 1);
    }
}

static void show(const char *path) {
  int fd = open(path, O_RDONLY);
  char b[200];
  int n = fd < 0 ? -1 : read(fd, b, sizeof b - 1);
  b[n > 0 ? n : 0] = 0;
  printf("%s = [%s] %d\n", path, b, n);
  if (fd >= 0) close(fd);
}

int main(void) {
  E(mkdir("t", 0755));
  E(mkdir("t", 0755));
  E(mkdir("t/a/b", 0755));
  E(mkdir("t/a", 0700));
  E(mkdir("t/a/b", 0755));
  int fd = open("t/f", O_RDWR | O_CREAT | O_EXCL, 0644);
  printf("fd %d\n", fd >= 3);
  E(open("t/f", O_RDWR | O_CREAT | O_EXCL, 0644));
  E(write(fd, "hello world", 11));
  E(pwrite(fd, "J", 1, 0));
  E(pwrite(fd, "end", 3, 20));
  E(lseek(fd, 0, SEEK_CUR));
  char b[64] = {0};
  E(pread(fd, b, 5, 6));
  printf("[%s]\n", b);
  E(lseek(fd, 0, SEEK_CUR));
  E(lseek(fd, -5, SEEK_SET));
  E(lseek(fd, -3, SEEK_END));
  memset(b, 0, 64);
  E(read(fd, b, 64));
  printf("[%s]\n", b);
  E(lseek(fd, 100, SEEK_SET));
  E(read(fd, b, 10));
  E(write(fd, "!", 1));
  struct stat st;
  E(fstat(fd, &st));
  printf("size %ld\n", (long)st.st_size);
  E(ftruncate(fd, 4));
  E(fstat(fd, &st));
  printf("size %ld\n", (long)st.st_size);
  E(ftruncate(fd, -1));
  E(close(fd));
  E(close(fd));
  E(read(fd, b, 1));
  E(write(99, b, 1));
  show("t/f");
  fd = open("t/f", O_WRONLY | O_APPEND);
  E(lseek(fd, 0, SEEK_SET));
  E(write(fd, "+one", 4));
  E(lseek(fd, 0, SEEK_SET));
  E(write(fd, "+two", 4));
  E(read(fd, b, 1));
  E(lseek(fd, 0, SEEK_CUR));
  close(fd);
  show("t/f");
  struct iovec v[3] = {{"ab", 2}, {"", 0}, {"cde", 3}};
  fd = open("t/v", O_RDWR | O_CREAT | O_TRUNC, 0644);
  E(writev(fd, v, 3));
  lseek(fd, 0, SEEK_SET);
  char x[3] = {0}, y[9] = {0};
  struct iovec r[2] = {{x, 2}, {y, 8}};
  E(readv(fd, r, 2));
  printf("[%s][%s]\n", x, y);
  close(fd);
  E(rename("t/v", "t/f"));
  show("t/f");
  E(access("t/v", F_OK));
  E(rename("t/none", "t/x"));
  E(rename("t/f", "t/a"));
  E(rename("t/a", "t/f"));
  E(rename("t/a", "t/a/b/c"));
  E(rename("t/a", "t/moved"));
  E(rename("t/moved", "t/a"));
  E(symlink("f", "t/link"));
  E(symlink("none", "t/dangling"));
  E(symlink("loop", "t/loop"));
  memset(b, 0, 64);
  E(readlink("t/link", b, 64));
  printf("[%s]\n", b);
  E(readlink("t/f", b, 64));
  show("t/link");
  show("t/dangling");
  show("t/loop");
  E(lstat("t/link", &st));
  printf("link %d %ld\n", S_ISLNK(st.st_mode), (long)st.st_size);
  E(stat("t/link", &st));
  printf("file %d %ld\n", S_ISREG(st.st_mode), (long)st.st_size);
  E(stat("t/dangling", &st));
  E(unlink("t/dangling"));
  E(unlink("t/loop"));
#ifndef __EMSCRIPTEN__
  E(link("t/f", "t/hard"));
  E(stat("t/hard", &st));
  printf("links %ld\n", (long)st.st_nlink);
  E(unlink("t/hard"));
#endif
  struct timespec ts[2] = {{1000000000, 123456789}, {1500000000, 987000000}};
  E(utimensat(AT_FDCWD, "t/f", ts, 0));
  E(stat("t/f", &st));
  printf("mtime %ld %ld\n", (long)st.st_mtim.tv_sec, (long)st.st_mtim.tv_nsec / 1000000);
  E(unlink("t/a"));
  E(rmdir("t/a"));
  E(rmdir("t/f"));
  E(unlink("t/none"));
  E(rmdir("t/none"));
  E(open("t/a", O_WRONLY));
  E(open("t/f/x", O_RDONLY));
  E(open("t/f", O_RDONLY | O_DIRECTORY));
  E(open("", O_RDONLY) < 0);
  E(opendir("t/f") == NULL);
  int dfd = open("t/a", O_RDONLY | O_DIRECTORY);
  printf("dir %d\n", dfd > 2);
  E(read(dfd, b, 1));
  int of = openat(dfd, "in", O_CREAT | O_WRONLY, 0600);
  printf("openat %d\n", of > 2);
  E(write(of, "12", 2));
  close(of);
  E(fstatat(dfd, "in", &st, 0));
  printf("%ld\n", (long)st.st_size);
  E(mkdirat(dfd, "sub", 0755));
  E(unlinkat(dfd, "sub", 0));
  E(unlinkat(dfd, "sub", AT_REMOVEDIR));
  E(renameat(dfd, "in", dfd, "out"));
  E(faccessat(dfd, "out", R_OK, 0));
  close(dfd);
  for (int i = 0; i < 300; i++) {
    char p[64];
    snprintf(p, 64, "t/a/file-with-a-rather-long-name-%03d", i);
    close(open(p, O_CREAT | O_WRONLY, 0644));
  }
  DIR *d = opendir("t/a");
  int n = 0;
  long tell = -1;
  char at[256] = "";
  for (struct dirent *e; (e = readdir(d)); n++) {
    if (n == 150) tell = telldir(d);
    else if (n == 151 || tell != -1 && !at[0]) strcpy(at, e->d_name);
  }
  printf("entries %d\n", n);
  if (tell != -1) {
    seekdir(d, tell);
    struct dirent *e = readdir(d);
    printf("seekdir %d\n", e && strcmp(at, e->d_name) == 0);
  }
  rewinddir(d);
  int again = 0;
  while (readdir(d)) again++;
  printf("again %d\n", again);
  closedir(d);
  n = 0;
  for (int i = 0; i < 300; i++) {
    char p[64];
    snprintf(p, 64, "t/a/file-with-a-rather-long-name-%03d", i);
    n += unlink(p) == 0;
  }
  printf("removed %d\n", n);
  walk("t", 0);
  char cwd[200];
  E(chdir("t/a"));
  printf("%s\n", getcwd(cwd, 200) ? strstr(cwd, "/t/a") ? "in t/a" : cwd : "none");
  show("out");
  show("../f");
  E(chdir("../.."));
  E(chdir("t/none"));
  E(chdir("t/f"));
#ifndef __wasi__
  char rp[4096];
  printf("realpath %s\n", realpath("t/a/../link", rp) ? strstr(rp, "/t/f") : strerror(errno));
  E(chmod("t/f", 0600));
  stat("t/f", &st);
  printf("%o\n", st.st_mode & 0777);
  E(dup2(1, 20));
  E(dup(99));
  E(fcntl(1, F_GETFD));
  E(fcntl(99, F_GETFD));
  int p = dup(1);
  E(write(p, "dup\n", 4));
  close(p);
#endif
  int dup_a = open("t/f", O_RDONLY);
  E(fcntl(dup_a, F_GETFL) & O_ACCMODE);
  close(dup_a);
  FILE *f = fopen("t/stream", "a+");
  fputs("one\n", f);
  rewind(f);
  fputs("two\n", f);
  fseek(f, 0, SEEK_SET);
  char line[32];
  while (fgets(line, 32, f)) printf("> %s", line);
  fputs("three", f);
  fflush(f);
  printf("tell %ld eof %d\n", ftell(f), feof(f) != 0);
  fclose(f);
  f = fopen("t/stream", "r+");
  ungetc('X', f);
  printf("%c", fgetc(f));
  printf("%c\n", fgetc(f));
  fseek(f, -5, SEEK_END);
  fputs("THREE", f);
  fclose(f);
  show("t/stream");
  f = fopen("t/stream", "wx");
  printf("wx %s\n", f ? "?" : strerror(errno));
  f = fopen("t/big", "w");
  setvbuf(f, NULL, _IOFBF, 37);
  for (int i = 0; i < 5000; i++) fprintf(f, "%d,", i);
  fclose(f);
  stat("t/big", &st);
  printf("big %ld\n", (long)st.st_size);
#ifndef __wasi__
  char tmp[] = "t/tmpXXXXXX";
  int m = mkstemp(tmp);
  E(m < 3);
  E(write(m, "q", 1));
  printf("%d\n", strcmp(tmp, "t/tmpXXXXXX") != 0);
  close(m);
  E(unlink(tmp));
  char td[] = "t/dirXXXXXX";
  printf("mkdtemp %d\n", mkdtemp(td) != NULL);
  E(rmdir(td));
  E(remove("t/stream"));
  f = tmpfile();
  printf("tmpfile %d\n", f != NULL);
  if (f) {
    fputs("temporary", f);
    rewind(f);
    fgets(line, 32, f);
    puts(line);
    fclose(f);
  }
#endif
  return 0;
}
