/* setjmp, signals that the program raises, mappings, and what it asks about its system. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>
static jmp_buf outer, inner;
static volatile int depth;
static int (*call)(int);
static volatile sig_atomic_t seen, order[8];

static int leaf(int n) {
  if (n == 3) longjmp(inner, 30);
  if (n == 5) longjmp(outer, 50);
  if (n == 9) longjmp(outer, 0);
  return n;
}

static int middle(int n) {
  volatile int local = n * 2;
  int r = setjmp(inner);
  if (r) {
    printf("inner %d local %d\n", r, local);
    if (n == 3 && depth++ < 1) longjmp(inner, r + 1);
    return -r;
  }
  return call(n) + local;
}

static void handler(int s) { order[seen++ & 7] = s; }

static void nested(int s) {
  order[seen++ & 7] = s;
  if (seen < 5) raise(SIGUSR2);
}

static sigjmp_buf sj;

static void jumper(int s) { siglongjmp(sj, s); }

static void info(int s, siginfo_t *i, void *c) { printf("info %d %d\n", s, i ? i->si_signo : -1); }

int main(void) {
  call = leaf;
  for (volatile int i = 0; i < 11; i++) {
    int r = setjmp(outer);
    if (r == 0) printf("%d -> %d\n", i, middle(i));
    else printf("%d outer %d\n", i, r);
  }
  signal(SIGUSR1, handler);
  printf("raise %d seen %d\n", raise(SIGUSR1), (int)seen);
  signal(SIGUSR2, nested);
  raise(SIGUSR2);
  printf("seen %d\n", (int)seen);
  printf("ign %d\n", signal(SIGUSR1, SIG_IGN) == handler);
  raise(SIGUSR1);
  printf("seen %d\n", (int)seen);
  signal(SIGALRM, jumper);
  int r = sigsetjmp(sj, 1);
  if (!r) {
    raise(SIGALRM);
    printf("not here\n");
  } else printf("jumped %d\n", r);
  struct sigaction sa = {0}, old;
  sa.sa_sigaction = info;
  sa.sa_flags = SA_SIGINFO | SA_RESETHAND;
  printf("sa %d\n", sigaction(SIGUSR1, &sa, &old));
  printf("old %d\n", old.sa_handler == SIG_IGN);
  raise(SIGUSR1);
  printf("kill %d\n", kill(getpid(), 0));
  printf("bad %d %d\n", raise(200) != 0, sigaction(SIGKILL, &sa, NULL) == -1 && errno == EINVAL);
  sigset_t set, was;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  printf("mask %d\n", sigprocmask(SIG_BLOCK, &set, &was));
  seen = 0;
  signal(SIGUSR2, handler);
  raise(SIGUSR2);
  printf("blocked %d\n", (int)seen);
  sigset_t pending;
  sigpending(&pending);
  printf("pending %d\n", sigismember(&pending, SIGUSR2));
  sigprocmask(SIG_SETMASK, &was, NULL);
  printf("after %d\n", (int)seen);
  char *m = mmap(NULL, 100000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int sum = 0;
  for (int i = 0; i < 100000; i++) sum += m[i];
  printf("anon %d %d\n", m != MAP_FAILED, sum);
  m[5] = 1;
  printf("unmap %d\n", munmap(m, 100000));
  int fd = open("map", O_RDWR | O_CREAT | O_TRUNC, 0644);
  write(fd, "0123456789", 10);
  char *f = mmap(NULL, 10, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (f == MAP_FAILED) printf("map %s\n", strerror(errno));
  else {
    printf("%.10s\n", f);
    f[3] = 'X';
    printf("sync %d\n", msync(f, 10, MS_SYNC));
    f[4] = 'Y';
    printf("unmap %d\n", munmap(f, 10));
    char b[11] = {0};
    printf("%zd %s\n", pread(fd, b, 10, 0), b);
    f = mmap(NULL, 10, PROT_READ, MAP_PRIVATE, fd, 0);
    printf("%.10s\n", f);
    munmap(f, 10);
  }
  close(fd);
  printf("bad %d\n", mmap(NULL, 10, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED && errno == EBADF);
  unlink("map");
  struct utsname u;
  printf("uname %d %s\n", uname(&u), u.sysname);
  struct rlimit rl;
  printf("rlimit %d\n", getrlimit(RLIMIT_NOFILE, &rl));
  printf("page %ld open %d cpus %d\n", sysconf(_SC_PAGESIZE), sysconf(_SC_OPEN_MAX) > 10, sysconf(_SC_NPROCESSORS_ONLN) > 0);
  printf("ids %d %d\n", getpid() > 0, getppid() >= 0);
  printf("umask %o\n", umask(022) & 0777 ? 022 : 0);
  char h[100];
  printf("host %d\n", gethostname(h, 100));
  struct rusage ru;
  printf("rusage %d\n", getrusage(RUSAGE_SELF, &ru));
  int pp[2];
  printf("pipe %d\n", pipe(pp));
  char b[8] = {0};
  printf("%zd", write(pp[1], "pipe", 4));
  printf(" %zd %s\n", read(pp[0], b, 8), b);
  close(pp[1]);
  printf("fork %d\n", 0);
  printf("system %d\n", system(NULL));
  void *p = aligned_alloc(4096, 8192);
  printf("aligned %d\n", ((unsigned long)p & 4095) == 0);
  p = realloc(NULL, 10);
  p = realloc(p, 1 << 20);
  printf("realloc %d %d\n", p != NULL, malloc((size_t)-1 >> 1) == NULL);
  return 0;
}
