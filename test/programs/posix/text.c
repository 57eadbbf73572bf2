/* Numbers and text: options, sorting, printf, scanf, wide characters, iconv, regular expressions, streams in memory. */
#define _GNU_SOURCE
#include <ctype.h>
#include <fnmatch.h>
#include <getopt.h>
#include <langinfo.h>
#include <libgen.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <regex.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>
#ifndef __wasi__
#include <iconv.h>
#endif
#include <errno.h>
#include <unistd.h>

static int cmp(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static int pmc(const void *a, const void *b) { return *(const int *)b - *(const int *)a; }

static int odd(const void *a, const void *b) {
  int x = *(const int *)a, y = *(const int *)b;
  return (x & 1) != (y & 1) ? (x & 1) - (y & 1) : x - y;
}

static int (*const table[])(const void *, const void *) = {cmp, pmc, odd};

static int rcmp(const void *a, const void *b, void *n) {
  ++*(int *)n;
  return cmp(a, b);
}

int main(int argc, char **argv) {
  char *args[] = {"prog", "-ab", "val", "--long=7", "--flag", "file", "-c", "--", "-x", NULL};
  struct option o[] = {{"long", 1, 0, 'l'}, {"flag", 0, 0, 'f'}, {0, 0, 0, 0}};
  for (int c; (c = getopt_long(9, args, "ab:c", o, NULL)) != -1;) printf("opt %c %s\n", c, optarg ? optarg : "-");
  for (int i = optind; i < 9; i++) printf("rest %s\n", args[i]);
  int v[40];
  for (int k = 0; k < 3; k++) {
    unsigned s = 7;
    for (int i = 0; i < 40; i++) v[i] = (s = s * 1103515245 + 12345) >> 20;
    qsort(v, 40, sizeof *v, table[k]);
    printf("%d %d %d %d\n", v[0], v[1], v[20], v[39]);
  }
  int n = 0;
#ifdef __GLIBC__
  qsort_r(v, 40, sizeof *v, rcmp, &n);
#endif
  printf("%d %d\n", n > 39 || n == 0, bsearch(&v[5], v, 40, sizeof *v, cmp) != NULL);
  long double L = 1.0L / 3;
  printf("%.30Lf %.20Le %Lg %La\n", L, L * 1e300L * 1e300L, 1e-4930L, L);
  long double big = powl(2, 100) + 1;
  printf("%.0Lf %d\n", big, big == powl(2, 100));
  printf("%Lf\n", strtold("123456789.123456789123456789", NULL) * 10);
  printf("%.17g %.0f %a %A %g %g %g\n", 0.1, 2.5, 1e-310, -1.5, INFINITY, -NAN, 1e21);
  printf("%.60f\n%.3e\n", 1e-20, 9.9995e22);
  printf("[%5.2s][%-6d][%+.3d][%#o][%#x][% d][%05d][%*d][%.*f][%hhd][%zu][%jd][%p]\n", "abc", 42, 7, 8, 255, 5, -42, 6, 3, 2, 3.14159, 300, sizeof(int),
         (intmax_t)-1, (void *)0);
  printf("%n%c%%%ls\n", &n, 'x', L"wide");
  int a = 0;
  unsigned u;
  char s[20], set[20];
  float f;
  double d;
  long long ll;
  printf("%d ", sscanf("  12 0x1F word [abc] 1.5 -2.5e3 9223372036854775807", "%d %x %19s [%19[a-c]] %f %lf %lld", &a, &u, s, set, &f, &d, &ll));
  printf("%d %u %s %s %g %g %lld\n", a, u, s, set, f, d, ll);
  printf("%d\n", sscanf("99999999999", "%d", &a));
  errno = 0;
  printf("%ld %d %ld\n", strtol("99999999999", NULL, 10), errno == ERANGE, strtol("-0x80zz", NULL, 0));
  printf("%llu %g %g\n", strtoull("-1", NULL, 10), strtod("1e400", NULL), strtod("0x1.8p3", NULL));
  printf("locale %s\n", setlocale(LC_ALL, NULL));
  printf("set %s\n", setlocale(LC_ALL, "C.UTF-8") ? "ok" : "none");
  printf("codeset %s decimal %s max %d\n", nl_langinfo(CODESET), localeconv()->decimal_point, (int)MB_CUR_MAX > 1);
  wchar_t w[32];
  size_t k = mbstowcs(w, "h\xc3\xa9llo \xe2\x82\xac \xf0\x9f\x98\x80", 32);
  printf("%d", (int)k);
  for (size_t i = 0; i < k; i++) printf(" %x", (unsigned)w[i]);
  puts("");
  char mb[32];
  printf("%d %s\n", (int)wcstombs(mb, w, 32), mb);
  printf("%lc|%ls|%d %d %x\n", 0x20ac, L"\u00e9t\u00e9", iswalpha(0xe9) != 0, iswupper(0x391) != 0, (unsigned)towlower(0x391));
  mbstate_t st = {0};
  printf("%d\n", (int)mbrtowc(w, "\xe2\x82", 2, &st));
  wprintf(L"never mixed\n");
  swprintf(w, 32, L"%ls %d", L"w\u00fc", 5);
  printf("%d %d\n", (int)wcslen(w), wcwidth(0x4e00));
  printf("%d\n", (int)wcstol(L"  -77x", NULL, 10));
  printf("%d %d\n", strcoll("a", "b") < 0, strverscmp("a10", "a9") > 0);
#ifndef __wasi__
  iconv_t cd = iconv_open("UTF-16LE", "UTF-8");
  char in[] = "h\xc3\xa9\xf0\x9f\x98\x80", out[32], *ip = in, *op = out;
  size_t il = 7, ol = 32;
  printf("iconv %d %d %d\n", cd != (iconv_t)-1, (int)iconv(cd, &ip, &il, &op, &ol), (int)ol);
  for (char *q = out; q < op; q++) printf("%02x", (unsigned char)*q);
  puts("");
  iconv_close(cd);
  cd = iconv_open("ISO-8859-1", "UTF-8");
  ip = in;
  il = 7;
  op = out;
  ol = 32;
  printf("%d %s\n", (int)iconv(cd, &ip, &il, &op, &ol), errno == EILSEQ ? "EILSEQ" : "-");
#endif
  regex_t re;
  regmatch_t m[4];
  printf("%d ", regcomp(&re, "^([a-z]+)-([0-9]{2,3})(x|y)?$", REG_EXTENDED));
  printf("%d ", regexec(&re, "abc-123y", 4, m, 0));
  for (int i = 0; i < 4; i++) printf("%d-%d ", (int)m[i].rm_so, (int)m[i].rm_eo);
  printf("%d\n", regexec(&re, "ABC-1", 4, m, 0));
  regfree(&re);
  char err[80];
  regerror(regcomp(&re, "a[", REG_EXTENDED), &re, err, 80);
  puts(err);
  printf("%d %d\n", fnmatch("*.[ch]", "a.c", 0), fnmatch("a/*", "a/b/c", FNM_PATHNAME) != 0);
  char pa[] = "/usr/lib/x.so", pb[] = "/usr/lib/x.so";
  printf("%s %s\n", basename(pa), dirname(pb));
  char tok[] = "a,,b;c", *save;
  for (char *t = strtok_r(tok, ",;", &save); t; t = strtok_r(NULL, ",;", &save)) printf("<%s>", t);
  puts("");
  hcreate(10);
  ENTRY e = {"key", "data"}, *found;
  hsearch(e, ENTER);
  ENTRY q = {"key", NULL};
  found = hsearch(q, FIND);
  printf("%s\n", found ? (char *)found->data : "none");
  srand(42);
  int r1 = rand();
  srand(42);
  printf("%d\n", r1 == rand());
  srandom(1);
  printf("%ld\n", random() >= 0);
  printf("%.6f\n", drand48() >= 0 ? 1.0 : 0);
  printf("%s %s\n", strerror(ENOENT), strerror(12345));
  printf("%d\n", (int)strlen(strsignal(11)));
  for (int i = 1; i < argc; i++) printf("arg %d [%s]\n", i, argv[i]);
  char *mem;
  size_t len;
  FILE *ms = open_memstream(&mem, &len);
  fprintf(ms, "%s-%d", "mem", 5);
  fclose(ms);
  printf("%s %zu\n", mem, len);
  FILE *fm = fmemopen("line1\nline2\n", 12, "r");
  char ln[20];
  while (fgets(ln, 20, fm)) printf("%s", ln);
  fclose(fm);
  char *gl = NULL;
  size_t cap = 0;
  fm = fmemopen("x:y:z", 5, "r");
  ssize_t got;
  while ((got = getdelim(&gl, &cap, ':', fm)) > 0) printf("{%s}", gl);
  puts("");
  return 0;
}
