/* Threads of POSIX: each prints in its turn, so that the output is one. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define THREADS 4

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static pthread_key_t key;
static sem_t semaphore;
static _Thread_local int local = 7;
static _Thread_local char name[16] = "thread";
static atomic_int total;
static _Atomic long long wide;
static int turn, plain, initialised;

static void initialise(void) { initialised++; }
static void forget(void *value) { atomic_fetch_add(&total, *(int *)value); }

static void *work(void *argument) {
  int id = (int)(long)argument;
  char *block = malloc(100000);
  memset(block, id, 100000);
  pthread_once(&once, initialise);
  pthread_setspecific(key, &local);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < 1000; i++) {
    atomic_fetch_add(&total, id);
    atomic_fetch_add(&wide, 0x100000001LL);
    local += id;
    pthread_mutex_lock(&mutex);
    plain++;
    pthread_mutex_unlock(&mutex);
  }
  pthread_rwlock_rdlock(&rwlock);
  snprintf(name + 6, 10, "-%d", id);
  pthread_rwlock_unlock(&rwlock);
  pthread_mutex_lock(&mutex);
  while (turn != id) pthread_cond_wait(&changed, &mutex);
  printf("%s: local %d, block %d\n", name, local, block[99999]);
  turn++;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  free(block);
  if (id == 2) pthread_exit((void *)222L);
  return (void *)(long)local;
}

static void *sleeper(void *argument) {
  sem_wait(&semaphore);
  usleep(2000);
  sem_post((sem_t *)argument);
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS], detached;
  long results[THREADS], sum = 0;
  sem_t done;
  pthread_key_create(&key, forget);
  pthread_barrier_init(&barrier, NULL, THREADS);
  for (long i = 0; i < THREADS; i++) if (pthread_create(&threads[i], NULL, work, (void *)i)) return 90;
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    results[i] = (long)result;
    sum += results[i];
  }
  for (int i = 0; i < THREADS; i++) printf("joined %d: %ld\n", i, results[i]);
  sem_init(&semaphore, 0, 0);
  sem_init(&done, 0, 0);
  if (pthread_create(&detached, NULL, sleeper, &done)) return 91;
  pthread_detach(detached);
  sem_post(&semaphore);
  sem_wait(&done);
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 2000000;
  if (until.tv_nsec >= 1000000000) { until.tv_sec++; until.tv_nsec -= 1000000000; }
  pthread_mutex_lock(&mutex);
  int late = pthread_cond_timedwait(&changed, &mutex, &until);
  pthread_mutex_unlock(&mutex);
  printf("sum %ld, total %d, wide %llx, plain %d, once %d, local %d, late %d\n", sum, total, (unsigned long long)wide, plain, initialised, local, late == ETIMEDOUT);
#ifdef GROWING
  char *large = malloc(80 << 20);
  if (large == NULL) return 92;
  large[(80 << 20) - 1] = 5;
  printf("grown %d\n", large[(80 << 20) - 1]);
#endif
  fflush(stdout);
  return argc + 40;
}
