/* What nginx calls and Emscripten 3's libc lacks, or answers with an error inside the module. */
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>

#define IMPORT(name) __attribute__((import_module("env"), import_name(name)))

IMPORT("__syscall_setsockopt")
long host_setsockopt(long fd, long level, long name, long value, long length, long unused);
IMPORT("__syscall_shutdown")
long host_shutdown(long fd, long how, long unused2, long unused3, long unused4, long unused5);

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

/* Signals are delivered while the program waits: poll on nothing ends with EINTR. */
int sigsuspend(const sigset_t *mask) {
  (void)mask;
  return poll(0, 0, -1);
}
