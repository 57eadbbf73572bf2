/* Directories: walks, patterns, modes, what stat says. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

#define E(x) \
  do { \
    errno = 0; \
    long r_ = (long)(x); \
    printf("%s: %ld %s\n", #x, r_, r_ < 0 ? strerror(errno) : "-"); \
  } while (0)

static char lines[100][300];
static int count;

/* The numbers are each libc's own. */
static const char *kinds(int kind) {
  return kind == FTW_F ? "file" : kind == FTW_D ? "directory" : kind == FTW_DP ? "left" : kind == FTW_SL ? "link" : kind == FTW_SLN ? "dangling" : "other";
}

static int seen(const char *path, const struct stat *st, int kind, struct FTW *at) {
  snprintf(lines[count++], 300, "%s kind %s level %d base %s mode %o", path, kinds(kind), at->level, path + at->base, st->st_mode & (S_IFMT | 0777));
  return 0;
}

static int compare(const void *a, const void *b) { return strcmp(a, b); }

static int visible(const struct dirent *e) { return e->d_name[0] != '.'; }

static void make(const char *path, const char *text) {
  FILE *f = fopen(path, "w");
  if (!f) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  fputs(text, f);
  fclose(f);
}

static void told(const char *path) {
  struct stat st;
  if (stat(path, &st)) printf("%s: %s\n", path, strerror(errno));
  else printf("%s: %o %ld links %ld\n", path, st.st_mode, S_ISDIR(st.st_mode) ? 0 : (long)st.st_size, S_ISDIR(st.st_mode) ? 0 : (long)st.st_nlink);
}

int main(void) {
  umask(022);
  mkdir("t", 0777);
  mkdir("t/one", 0755);
  mkdir("t/one/two", 0700);
  mkdir("t/empty", 0755);
  make("t/a.c", "int a;");
  make("t/b.h", "");
  make("t/one/c.c", "c");
  make("t/one/two/.hidden", "h");
  make("t/one/two/d.txt", "dd");
  make("t/none/x", "");
  symlink("../a.c", "t/one/link");
  symlink("nowhere", "t/dangling");
  symlink("one", "t/dirlink");
  printf("nftw %d\n", nftw("t", seen, 10, FTW_PHYS));
  qsort(lines, count, 300, compare);
  for (int i = 0; i < count; i++) puts(lines[i]);
  count = 0;
  printf("nftw %d\n", nftw("t", seen, 10, FTW_DEPTH));
  qsort(lines, count, 300, compare);
  for (int i = 0; i < count; i++) puts(lines[i]);
  struct dirent **list;
  int n = scandir("t", &list, visible, alphasort);
  printf("scandir %d\n", n);
  for (int i = 0; i < n; i++) printf(" %s type %d\n", list[i]->d_name, list[i]->d_type);
  glob_t g;
  printf("glob %d", glob("t/*.[ch]", 0, NULL, &g));
  for (size_t i = 0; i < g.gl_pathc; i++) printf(" %s", g.gl_pathv[i]);
  puts("");
  printf("glob %d", glob("t/*/*", GLOB_MARK, NULL, &g));
  for (size_t i = 0; i < g.gl_pathc; i++) printf(" %s", g.gl_pathv[i]);
  puts("");
  printf("glob %d %d\n", glob("t/*.none", 0, NULL, &g) == GLOB_NOMATCH, glob("t/{a,b}.none", GLOB_NOCHECK, NULL, &g));
  chmod("t/a.c", 0640);
  told("t/a.c");
  chmod("t/a.c", 04755);
  told("t/a.c");
  umask(077);
  make("t/private", "p");
  told("t/private");
  umask(022);
  int fd = open("t/exec", O_CREAT | O_WRONLY, 0777);
  fchmod(fd, 0711);
  close(fd);
  told("t/exec");
  told("t/one");
  told("t/one/link");
  told("t/dangling");
  told("t/dirlink/");
  told("t/a.c/");
  told("t/a.c/..");
  told("t//one/../b.h");
  told("");
  printf("access %d %d %d\n", access("t/exec", X_OK), access("t/b.h", X_OK), access("t/b.h", R_OK | W_OK));
  struct utimbuf ub = {1000000, 2000000};
  printf("utime %d\n", utime("t/b.h", &ub));
  struct stat st;
  stat("t/b.h", &st);
  printf("%ld %ld\n", (long)st.st_atime, (long)st.st_mtime);
  struct timeval tv[2] = {{5, 0}, {6, 500000}};
  printf("utimes %d\n", utimes("t/b.h", tv));
  stat("t/b.h", &st);
  printf("%ld %ld\n", (long)st.st_atime, (long)st.st_mtime);
  printf("rename %d\n", rename("t/empty", "t/one/moved"));
  told("t/one/moved");
  E(rename("t/one", "t/one/two/x"));
  E(rename("t/one", "t/a.c"));
  E(rename("t/a.c", "t/one"));
  E(rename("t/one/two", "t/one/moved"));
  told("t/one/moved/d.txt");
  printf("same %d\n", rename("t/a.c", "t/a.c"));
  E(rmdir("t"));
  E(unlink("t/one"));
  printf("remove %d\n", remove("t/one/link"));
  told("t/a.c");
  E(rmdir("t/dirlink"));
  printf("unlink %d\n", unlink("t/dirlink"));
  E(mkdir("t/a.c/x", 0755));
  E(mkdir("t/./", 0755));
  printf("mkdir %d\n", mkdir("t/slash/", 0755));
  printf("rmdir %d\n", rmdir("t/slash/"));
  char long_name[300];
  memset(long_name, 'n', 299);
  long_name[299] = 0;
  E(open(long_name, O_CREAT | O_WRONLY, 0644));
  char *real = realpath("t/one/../one/moved/./d.txt", NULL);
  printf("realpath %s\n", real ? strstr(real, "/t/") : strerror(errno));
  printf("realpath %s\n", realpath("t/none", NULL) ? "?" : strerror(errno));
  char *here = getcwd(NULL, 0);
  printf("cwd %d\n", here && here[0] == '/');
  char tiny[2];
  E(getcwd(tiny, 2) != NULL);
  struct statvfs vfs;
  int known = statvfs("t", &vfs);
  printf("statvfs %d %d\n", known, vfs.f_bsize > 0);
  printf("pathconf %ld\n", pathconf("t", _PC_NAME_MAX));
  int d = open("t", O_RDONLY);
  printf("fchdir %d\n", fchdir(d));
  told("a.c");
  DIR *dp = fdopendir(d);
  n = 0;
  while (readdir(dp)) n++;
  printf("entries %d dirfd %d\n", n, dirfd(dp) == d);
  closedir(dp);
  printf("closed %d\n", fcntl(d, F_GETFD));
  printf("chdir %d\n", chdir("/"));
  told("t");
  n = 0;
  dp = opendir("/");
  printf("root %d\n", dp != NULL);
  E(opendir("/nothing/here") != NULL);
  told("/tmp");
  told("/dev/null");
  printf("%d\n", open("/nothing", O_RDONLY) < 0);
  return 0;
}
