/* One call after the other on files, descriptors, directories and mappings, with what each answers: also where it must fail. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>
#define T(call) do { errno = 0; long r = (long)(call); printf("%s: %ld %s\n", #call, r < 0 ? -1 : r, r < 0 ? strerror(errno) : "-"); fflush(stdout); } while (0)
#define Z(call) do { errno = 0; long r = (long)(call); printf("%s: %s %s\n", #call, r ? "some" : "none", r ? "-" : strerror(errno)); fflush(stdout); } while (0)
int main(void) {
  char b[256], c[PATH_MAX]; struct stat st;
  T(mkdir("m", 0755));
  int d = open("m", O_RDONLY | O_DIRECTORY); int f = openat(d, "f", O_RDWR | O_CREAT, 0644);
  T(write(f, "0123456789", 10));
  struct iovec v[3] = {{b, 3}, {b + 10, 0}, {b + 20, 4}};
  T(lseek(f, 1, SEEK_SET)); T(readv(f, v, 3));
  printf("%.3s %.4s\n", b, b + 20); v[0].iov_base = "AB"; v[0].iov_len = 2; v[2].iov_base = "CD"; v[2].iov_len = 2;
  T(writev(f, v, 3)); T(preadv(f, v, 0, 0)); T(pwrite(f, "zz", 2, 20)); T(lseek(f, 0, SEEK_CUR)); T(lseek(f, 0, SEEK_END)); T(pread(f, b, 30, 10));
  printf("%d %d\n", b[2], b[10]);
  T(readv(f, v, -1)); T(readv(99, v, 1)); T(readv(f, v, 2000)); T(lseek(f, -1, SEEK_SET)); T(lseek(f, 0, 9)); T(ftruncate(f, -1));
  T(posix_fallocate(f, 0, 100));
  fstat(f, &st); printf("%d\n", (int)st.st_size);
  T(ftruncate(f, 5)); T(posix_fadvise(f, 0, 0, POSIX_FADV_WILLNEED)); T(fsync(f)); T(fdatasync(f)); T(flock(f, LOCK_EX)); T(flock(f, LOCK_UN));
  T(lockf(f, F_LOCK, 0)); T(lockf(f, F_ULOCK, 0)); T(fchmod(f, 0600));
  fstat(f, &st); printf("%o\n", st.st_mode & 07777); struct flock l = {F_WRLCK, SEEK_SET, 0, 0};
  T(fcntl(f, F_SETLK, &l)); T(fcntl(f, F_GETLK, &l));
  printf("%d\n", l.l_type == F_UNLCK);
  T(fcntl(f, F_GETFL) & O_ACCMODE); T(fcntl(f, F_SETFL, O_APPEND)); T(!!(fcntl(f, F_GETFL) & O_APPEND)); T(fcntl(f, F_GETFD));
  T(fcntl(f, F_SETFD, FD_CLOEXEC)); T(fcntl(f, F_GETFD)); T(fcntl(f, F_DUPFD, 50)); T(fcntl(f, F_DUPFD_CLOEXEC, 60)); T(fcntl(60, F_GETFD));
  T(fcntl(f, 9999)); T(fcntl(99, F_GETFD)); T(dup2(f, 70)); T(dup2(f, f)); T(dup2(99, 5)); T(dup2(f, -1)); T(dup2(f, 1 << 24)); T(dup3(f, f, 0));
  T(dup3(f, 71, O_CLOEXEC)); T(fcntl(71, F_GETFD)); T(dup(-1)); T(close(70)); T(close(70)); T(linkat(d, "f", d, "hard", 0));
  fstat(f, &st); printf("nlink %d\n", (int)st.st_nlink);
  T(symlinkat("f", d, "soft")); T(readlinkat(d, "soft", b, 10)); T(fstatat(d, "soft", &st, AT_SYMLINK_NOFOLLOW));
  printf("%d\n", S_ISLNK(st.st_mode));
  T(linkat(d, "soft", d, "softer", 0)); T(linkat(d, "soft", d, "other", AT_SYMLINK_FOLLOW)); T(linkat(d, "f", d, "none", 0x40000000));
  T(fstatat(d, "softer", &st, AT_SYMLINK_NOFOLLOW)); printf("%d\n", S_ISLNK(st.st_mode));
  T(fstatat(d, "other", &st, AT_SYMLINK_NOFOLLOW)); printf("%d %d\n", S_ISREG(st.st_mode), (int)st.st_nlink);
  T(unlinkat(d, "softer", 0)); T(unlinkat(d, "other", 0));
  T(faccessat(d, "f", R_OK, 0)); T(faccessat(d, "none", F_OK, 0)); T(mkdirat(d, "sub", 0700)); T(renameat(d, "hard", d, "sub/moved"));
  T(unlinkat(d, "sub", 0)); T(unlinkat(d, "sub", AT_REMOVEDIR)); T(unlinkat(d, "sub/moved", 0)); T(unlinkat(d, "sub", AT_REMOVEDIR));
  T(fchmodat(d, "f", 0640, 0)); T(fchownat(d, "f", -1, -1, 0));
  struct timespec ts[2] = {{100, 500000000}, {200, UTIME_OMIT}};
  T(utimensat(d, "f", ts, 0));
  fstatat(d, "f", &st, 0); printf("%ld %d\n", (long)st.st_atime, st.st_mtime > 1000); ts[1].tv_nsec = 2000000000;
  T(utimensat(d, "f", ts, 0));
  ts[1].tv_nsec = 5;
  T(futimens(f, ts));
  fstat(f, &st); printf("%ld %ld\n", (long)st.st_atime, (long)st.st_mtime); struct utimbuf u = {7, 9};
  T(utime("m/f", &u));
  struct timeval tv[2] = {{1, 2}, {3, 4}};
  T(utimes("m/f", tv)); T(mknod("m/node", S_IFREG | 0600, 0)); T(mkfifo("m/fifo", 0600) == 0 || errno == EPERM || errno == ENOSYS);
  unlink("m/fifo"); unlink("m/node"); DIR *dir = fdopendir(dup(d)); int n = 0; while (readdir(dir)) n++; printf("n %d\n", n); rewinddir(dir);
  readdir(dir); long at = telldir(dir); struct dirent *e1 = readdir(dir); strcpy(b, e1->d_name); seekdir(dir, at);
  printf("%d\n", !strcmp(readdir(dir)->d_name, b));
  T(dirfd(dir) > 2); T(closedir(dir));
  Z(opendir("m/f")); Z(opendir("none")); Z(fdopendir(f)); struct dirent **list; n = scandir("m", &list, 0, alphasort);
  printf("scandir %d %s %s\n", n, list[0]->d_name, list[n - 1]->d_name);
  T(fchdir(d)); T(access("f", F_OK)); T(chdir("..")); T(chdir("none")); T(chdir("m/f"));
  Z(getcwd(b, 2)); Z(realpath("m/none", c)); Z(realpath("m/soft", c)); printf("%s\n", strrchr(c, '/')); char tmpl[] = "m/tXXXXXX";
  int t = mkstemp(tmpl);
  T(t > 2); T(unlink(tmpl));
  char tm2[] = "m/bad";
  T(mkstemp(tm2));
  char td[] = "m/dXXXXXX"; Z(mkdtemp(td));
  T(rmdir(td));
  FILE *tf = tmpfile(); Z(tf); fprintf(tf, "hello"); rewind(tf); Z(fgets(b, 10, tf)); puts(b);
  T(fclose(tf));
  struct statvfs sv;
  T(statvfs("m", &sv));
  printf("%d\n", sv.f_bsize > 0 && sv.f_namemax == 255);
  T(fstatvfs(f, &sv)); T(statvfs("/dev/null", &sv)); int ends[2]; T(pipe(ends)); T(fstatvfs(ends[0], &sv)); T(fstatvfs(99, &sv)); close(ends[0]); close(ends[1]);
  T(statvfs("none", &sv)); T(pathconf("m", _PC_NAME_MAX)); T(sysconf(_SC_PAGESIZE) > 0); T(sysconf(_SC_NPROCESSORS_ONLN) > 0);
  T(sysconf(_SC_OPEN_MAX) > 0); T(sysconf(9999)); T(getpagesize() > 0);
  char *m = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); m[5] = 1;
  T(m[4095]); T(munmap(m, 4096));
  int mf = open("m/map", O_RDWR | O_CREAT, 0600);
  T(ftruncate(mf, 8192));
  m = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, mf, 0); strcpy(m + 4090, "across pages");
  T(msync(m, 8192, MS_SYNC)); T(pread(mf, b, 12, 4090));
  printf("%.12s\n", b);
  T(munmap(m, 8192));
  Z(mmap(0, 10, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED ? 0 : 1); Z(mmap(0, 0, PROT_READ, MAP_PRIVATE, mf, 0) == MAP_FAILED ? 0 : 1);
  int wo = open("m/map", O_WRONLY); Z(mmap(0, 10, PROT_READ, MAP_PRIVATE, wo, 0) == MAP_FAILED ? 0 : 1); int ro = open("m/map", O_RDONLY);
  Z(mmap(0, 10, PROT_WRITE, MAP_SHARED, ro, 0) == MAP_FAILED ? 0 : 1); m = mmap(0, 10, PROT_READ | PROT_WRITE, MAP_PRIVATE, ro, 0);
  T(m != MAP_FAILED);
  Z(mmap(0, 10, PROT_READ, MAP_PRIVATE, d, 0) == MAP_FAILED ? 0 : 1); struct rlimit rl;
  T(getrlimit(RLIMIT_NOFILE, &rl)); T(rl.rlim_cur > 10);
  struct rusage ru;
  T(getrusage(RUSAGE_SELF, &ru));
  struct tms tms;
  T(times(&tms) != -1); T(clock() >= 0);
  struct utsname un;
  T(uname(&un)); T(getpid() > 0); T(getppid() >= 0); T(getuid() == geteuid()); T(getpgrp() > 0); T(gethostname(b, 100)); T(umask(022)); T(umask(077));
  T(umask(022));
  gid_t g[64];
  T(getgroups(64, g) >= 0); T(nice(0)); T(sched_yield()); T(isatty(f));
  Z(ttyname(f));
  return 0;
}
