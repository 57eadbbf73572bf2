/* Alarms that come while the program sleeps, and signals that it raises itself. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t alarms, others;

static void on_alarm(int signal) {
  alarms++;
  if (signal != SIGALRM) printf("signal %d\n", signal);
}

static void on_other(int signal) { others += signal; }

static void on_info(int signal, siginfo_t *info, void *context) {
  alarms++;
  printf("info %d %d\n", signal, info != NULL);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void busy(double ms) {
  for (double end = now() + ms; now() < end;) usleep(2000);
}

int main(void) {
  signal(SIGALRM, on_alarm);
  printf("alarm %u\n", alarm(1));
  printf("again %d\n", alarm(1) >= 1);
  struct timespec t = {3, 0}, left = {0, 0};
  double start = now();
  int r = nanosleep(&t, &left);
  int error = errno;
  printf("nanosleep %d %d alarms %d\n", r, r ? error == EINTR : 0, (int)alarms);
  printf("after %d\n", now() - start < 3900);

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_info;
  action.sa_flags = SA_SIGINFO;
  printf("sigaction %d\n", sigaction(SIGALRM, &action, NULL));
  alarms = 0;
  alarm(1);
  for (int i = 0; i < 100 && alarms < 1; i++) usleep(20000);
  printf("alarms %d\n", (int)alarms);

  signal(SIGALRM, SIG_IGN);
  alarm(1);
  busy(1050);
  signal(SIGTERM, on_other);
  signal(SIGUSR2, on_other);
  printf("raise %d %d\n", raise(SIGTERM), raise(SIGUSR2));
  printf("others %d\n", (int)others);
  return 5;
}
