/* Dates, clocks, the environment. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
extern char **environ;

/* What Emscripten's own strftime has wrong. */
#ifdef __EMSCRIPTEN__
#define MORE ""
#else
#define MORE "%Z|%U|%V|%W|%c|%s"
#endif

static void show(const char *tz, time_t t) {
#ifndef __wasi__
  if (tz) setenv("TZ", tz, 1);
  else unsetenv("TZ");
  tzset();
#endif
  struct tm tm = {0};
  char b[200];
  if (!localtime_r(&t, &tm)) {
    printf("none\n");
    return;
  }
  strftime(b, 200, "%a %b %e %Y-%m-%d %I:%M:%S %p %z|%j %G %u %w|%x|%X|%D|%F|%T|%R|%h|%C|%y|%n%t%%" MORE, &tm);
  printf("%s: %s dst %d\n", tz ? tz : "-", b, tm.tm_isdst);
  struct tm back = tm;
  back.tm_isdst = -1;
  printf("  mktime %lld\n", (long long)mktime(&back));
  back = tm;
  back.tm_mon += 14;
  back.tm_mday = 31;
  back.tm_sec += 100000;
  back.tm_isdst = -1;
  printf("  later %lld", (long long)mktime(&back));
  printf(" %d-%d-%d %d wday %d yday %d\n", back.tm_year, back.tm_mon, back.tm_mday, back.tm_hour, back.tm_wday, back.tm_yday);
}

int main(void) {
  time_t ts[] = {0, 951827696, 1700000000, -1, -86400LL * 365 * 100, 2147483648LL, 4102444800LL, 1711846800, 1711850400, 1729994400, 253402300799LL};
  for (int i = 0; i < 11; i++) {
    struct tm tm;
    char b[100];
    gmtime_r(&ts[i], &tm);
    printf("%lld %s", (long long)ts[i], asctime_r(&tm, b));
    printf("%lld\n", (long long)timegm(&tm));
  }
  show("Europe/Berlin", 951827696);
  show("Europe/Berlin", 1720000000);
  show("Europe/Berlin", 1711846800 - 1);
  show("Europe/Berlin", 1711846800);
  show("Europe/Berlin", 1729994400 - 1);
  show("Europe/Berlin", -100000000);
  struct tm tm = {0};
  char *end = strptime("2024-02-29 23:59:58 Thu Feb  60", "%Y-%m-%d %H:%M:%S %a %b %j", &tm);
  printf("%d-%d-%d %d:%d:%d %d %s\n", tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_yday, end ? end : "null");
  memset(&tm, 0, sizeof tm);
  end = strptime("12/31/99 11:05 PM", "%D %I:%M %p", &tm);
  printf("%d %d %d %d %s\n", tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, end ? "ok" : "null");
  printf("%s\n", strptime("xx", "%Y", &tm) ? "?" : "null");
  struct timespec a, b, res;
  clock_gettime(CLOCK_MONOTONIC, &a);
  struct timespec want = {0, 30000000};
  printf("sleep %d\n", nanosleep(&want, NULL));
  clock_gettime(CLOCK_MONOTONIC, &b);
  double ms = (b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6;
  printf("%d\n", ms >= 29 && ms < 2000);
  printf("%d %d\n", clock_getres(CLOCK_REALTIME, &res), res.tv_sec == 0 && res.tv_nsec > 0 && res.tv_nsec <= 1000000);
  printf("bad %d\n", clock_gettime(77, &a) == -1 && errno == EINVAL);
  struct timeval tv;
  printf("%d %d\n", gettimeofday(&tv, NULL), tv.tv_sec > 1600000000 && tv.tv_usec < 1000000);
  printf("%d\n", usleep(1000));
  printf("%g\n", difftime(5, 3));
  printf("%d\n", time(NULL) - tv.tv_sec < 2);
  printf("HOME %d, A %s\n", getenv("HOME") != NULL, getenv("A") ? getenv("A") : "-");
  setenv("A", "1", 0);
  setenv("A", "2", 0);
  setenv("B", "x=y", 1);
  putenv("C=sea");
  printf("%s %s %s\n", getenv("A"), getenv("B"), getenv("C"));
  unsetenv("B");
  printf("%d %d\n", getenv("B") == NULL, setenv("x=", "1", 1) == -1 && errno == EINVAL);
  int n = 0;
  for (char **e = environ; *e; e++)
    if (strncmp(*e, "C=", 2) == 0) n++;
  printf("%d\n", n);
  return 0;
}
