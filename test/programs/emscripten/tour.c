/* Files, directories, formats, sorting, time, a large heap and standard input. */
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
static int by_value(const void *a, const void *b) { double x = *(const double *)a, y = *(const double *)b; return (x > y) - (x < y); }
static void bye(void) { printf("bye\n"); }
int main(int argc, char **argv) {
  atexit(bye);
  double numbers[50];
  for (int i = 0; i < 50; i++) numbers[i] = fmod(i * 7.919, 3.3) * pow(-1, i);
  qsort(numbers, 50, sizeof *numbers, by_value);
  printf("%.3f %g %e %a %10.2f|%-8d|%+05d|%x\n", numbers[0], numbers[25], numbers[49], 1.0 / 3, sqrt(2), 42, 7, 255);
  printf("%lld %llu %lld\n", 1LL << 62, ~0ULL / 7, (long long)-5 / 2);
  char *big = malloc(40 << 20);
  if (big) { memset(big, 7, 40 << 20); long sum = 0; for (int i = 0; i < 40 << 20; i += 4096) sum += big[i]; printf("big %ld\n", sum); free(big); } else printf("no room\n");
  FILE *f = fopen("file.txt", "w+");
  if (!f) { perror("fopen"); return 3; }
  for (int i = 0; i < 5; i++) fprintf(f, "line %d of the file\n", i);
  fseek(f, 10, SEEK_SET);
  char line[64];
  fgets(line, sizeof line, f);
  printf("read: %s", line);
  fclose(f);
  struct stat st;
  printf("stat %d, size %ld, file %d\n", stat("file.txt", &st), (long)st.st_size, S_ISREG(st.st_mode));
  mkdir("folder", 0755);
  rename("file.txt", "folder/other.txt");
  printf("access %d\n", access("file.txt", F_OK));
  DIR *d = opendir("folder");
  for (struct dirent *e; d && (e = readdir(d));) if (e->d_name[0] != '.') printf("entry %s\n", e->d_name);
  if (d) closedir(d);
  unlink("folder/other.txt"); rmdir("folder");
  errno = 0; fopen("none/none", "r"); printf("%s\n", strerror(errno));
  time_t t = 951827696; struct tm *tm = gmtime(&t); char text[80];
  strftime(text, sizeof text, "%A %d %B %Y %H:%M:%S %j", tm); printf("%s\n", text);
  struct tm back = *tm; printf("%ld\n", (long)timegm(&back));
  struct timespec now; clock_gettime(CLOCK_MONOTONIC, &now); printf("clock %d, time %d\n", now.tv_sec >= 0, time(NULL) > 1600000000);
  int c, count = 0; while ((c = getchar()) != EOF) count += c; printf("input %d\n", count);
  printf("args %d\n", argc);
  return 7;
}
