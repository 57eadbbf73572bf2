/* What every system has in /dev and /proc/self: as files, as directories, and as names of what is open. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRY(call) do { errno = 0; long r = (long)(call); printf("%s: %ld %s\n", #call, r < 0 ? -1 : r, r < 0 ? strerror(errno) : "-"); } while (0)

static void kind(const char *path) {
  struct stat st, l;
  int a = stat(path, &st), b = lstat(path, &l);
  printf("%s: %d %c %d %c\n", path, a, a ? '-' : S_ISDIR(st.st_mode) ? 'd' : S_ISCHR(st.st_mode) ? 'c' : S_ISREG(st.st_mode) ? 'f' : S_ISFIFO(st.st_mode) ? 'p' : '?', b,
         b ? '-' : S_ISDIR(l.st_mode) ? 'd' : S_ISCHR(l.st_mode) ? 'c' : S_ISLNK(l.st_mode) ? 'l' : '?');
}

static int has(const char *path, const char *name) {
  DIR *d = opendir(path);
  int found = 0;
  if (!d) return -1;
  for (struct dirent *e; (e = readdir(d));) if (!strcmp(e->d_name, name)) found = 1 + (e->d_type == DT_DIR) + 2 * (e->d_type == DT_CHR) + 4 * (e->d_type == DT_LNK);
  closedir(d);
  return found;
}

int main(void) {
  char b[64], path[64];
  const char *kinds[] = {"/dev", "/dev/", "/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/fd", "/dev/fd/", "/dev/stdin", "/dev/stdout", "/dev/none", "/dev/null/", "/dev/null/x", "/proc/self/fd", "/dev/../dev/./null", "/dev/fd/77", "/dev/fd/x"};
  for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) kind(kinds[i]);
  printf("%d %d %d %d %d %d\n", has("/dev", "null"), has("/dev", "stdin"), has("/dev", "fd"), has("/dev", "."), has("/dev/fd", "1"), has("/proc/self/fd", "0"));
  TRY(access("/dev/null", R_OK | W_OK));
  TRY(access("/dev", F_OK));
  TRY(access("/dev/none", F_OK));
  TRY(mkdir("/dev", 0755));
  TRY(open("/dev", O_WRONLY));
  TRY(open("/dev/null", O_RDONLY | O_DIRECTORY));
  TRY(open("/dev/null", O_CREAT | O_EXCL | O_WRONLY, 0600));
  TRY(readlink("/dev/null", b, sizeof b));
  int dir = open("/dev", O_RDONLY | O_DIRECTORY);
  int null = openat(dir, "null", O_RDWR);
  TRY(read(null, b, 4));
  TRY(write(null, b, 4));
  TRY(read(dir, b, 4));
  int full = open("/dev/full", O_RDWR);
  TRY(read(full, b, 4));
  TRY(write(full, b, 4));
  memset(b, 1, sizeof b);
  int zero = open("/dev/zero", O_RDONLY);
  TRY(read(zero, b, 8));
  printf("%d %d\n", b[7], b[8]);

  int f = open("file", O_RDWR | O_CREAT | O_TRUNC, 0644);
  TRY(write(f, "abcdef", 6));
  snprintf(path, sizeof path, "/dev/fd/%d", f);
  int again = open(path, O_RDONLY);
  TRY(read(again, b, 3));
  printf("%.3s %ld\n", b, (long)lseek(f, 0, SEEK_CUR));
  snprintf(path, sizeof path, "/proc/self/fd/%d", f);
  char where[PATH_MAX], cwd[PATH_MAX];
  ssize_t n = readlink(path, where, sizeof where - 1);
  where[n < 0 ? 0 : n] = 0;
  getcwd(cwd, sizeof cwd);
  printf("%d %s\n", !strncmp(where, cwd, strlen(cwd)), strrchr(where, '/') ? strrchr(where, '/') : "none");
  n = readlink("/proc/self/cwd", where, sizeof where - 1);
  where[n < 0 ? 0 : n] = 0;
  printf("%d\n", !strcmp(where, cwd));
  printf("%d\n", readlink("/proc/self/exe", where, sizeof where) > 0);
  kind(path);
  unlink("file");
  int ends[2];
  TRY(pipe(ends));
  TRY(write(ends[1], "input", 5));
  snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
  TRY(read(open(path, O_RDONLY), b, 1));
  dup2(ends[0], 0);
  TRY(read(open("/dev/stdin", O_RDONLY), b + 1, 2));
  printf("%.3s %d\n", b, getchar());

  fflush(stdout);
  int saved = dup(1);
  dup2(open("out", O_RDWR | O_CREAT | O_TRUNC, 0644), 1);
  FILE *out = fopen("/dev/stdout", "a");
  fprintf(out, "through /dev/stdout\n");
  fclose(out);
  dup2(saved, 1);
  memset(b, 0, sizeof b);
  TRY(read(open("out", O_RDONLY), b, sizeof b - 1));
  printf("%s", b);
  TRY(chdir("/dev"));
  TRY(access("zero", R_OK));
  TRY(close(open("null", O_WRONLY)));
  puts(getcwd(b, sizeof b));
  char *real = realpath("../dev/./null", 0);
  puts(real ? real : "-");
  return 0;
}
