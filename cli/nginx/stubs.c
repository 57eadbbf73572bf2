/* What nginx calls and Emscripten 3's libc lacks, or answers with an error inside the module. */
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#define IMPORT(name) __attribute__((import_module("env"), import_name(name)))

IMPORT("__syscall_setsockopt")
long host_setsockopt(long fd, long level, long name, long value, long length, long unused);
IMPORT("__syscall_shutdown")
long host_shutdown(long fd, long how, long unused2, long unused3, long unused4, long unused5);
IMPORT("__syscall_getpid")
long host_getpid(void);

static int outcome(long result) {
  if (result >= 0) return result;
  errno = -result;
  return -1;
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length) {
  return outcome(host_setsockopt(fd, level, name, (long)value, length, 0));
}

int shutdown(int fd, int how) {
  return outcome(host_shutdown(fd, how, 0, 0, 0, 0));
}

/* The program has one user. */
int initgroups(const char *user, gid_t group) {
  (void)user;
  (void)group;
  return 0;
}

/* Only the master process of nginx waits with it, for worker processes that cannot be started. */
int sigsuspend(const sigset_t *mask) {
  (void)mask;
  static const char message[] = "nginx: there is no fork() here: set \"master_process off;\" and \"daemon off;\"\n";
  write(2, message, sizeof message - 1);
  exit(1);
}

/* libc's own is always 42. */
pid_t getpid(void) {
  return host_getpid();
}

/* libc's own knows no limits, and nginx allocates a table for as many open files as there may be. */
int getrlimit(int resource, struct rlimit *limit) {
  limit->rlim_cur = limit->rlim_max = resource == RLIMIT_NOFILE ? 1024 : RLIM_INFINITY;
  return 0;
}
