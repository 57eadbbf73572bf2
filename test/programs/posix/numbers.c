/* Numbers in every format, the mathematics of libc, wide characters, conversions of character sets, dates. */
#include <complex.h>
#include <ctype.h>
#include <errno.h>
#include <fenv.h>
#include <float.h>
#include <iconv.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

int main(int argc, char **argv) {
  double ds[] = {0, -0.0, 1, -1, 0.1, 1e300, 1e-300, 5e-324, 1.7976931348623157e308, INFINITY, NAN, 123456.789, 1e15, 1e16, 0.5, 1.5, 2.5, 99.995};
  for (int i = 0; i < 18; i++) {
    printf("%f|%e|%g|%a|%.0f|%.3g|%10.2e|%-12g|%+g|%#g|%G\n", ds[i], ds[i], ds[i], ds[i], ds[i], ds[i], ds[i], ds[i], ds[i], ds[i], ds[i]);
  }
  const char *ns[] = {"0",    " 12", "-5x", "0x1F", "010",   "9223372036854775808", "-9223372036854775809", "1e3", "1e-400", "inf", "nan(12)", "0x1p-3",
                      "+.5e", "abc", "",    "1_0",  "  -0x", "4294967296",          "18446744073709551616"};
  for (int i = 0; i < 19; i++) {
    char *e;
    errno = 0;
    long l = strtol(ns[i], &e, 0);
    printf("%ld@%d/%d ", l, (int)(e - ns[i]), errno);
    errno = 0;
    unsigned long ul = strtoul(ns[i], &e, 10);
    printf("%lu@%d/%d ", ul, (int)(e - ns[i]), errno);
    errno = 0;
    long long ll = strtoll(ns[i], &e, 0);
    printf("%lld@%d/%d ", ll, (int)(e - ns[i]), errno);
    errno = 0;
    double d = strtod(ns[i], &e);
    printf("%g@%d/%d ", d, (int)(e - ns[i]), errno);
    float f = strtof(ns[i], &e);
    printf("%g %lld\n", f, (long long)strtoumax(ns[i], &e, 16));
  }
  for (double x = -3; x <= 3; x += 0.75)
    printf("%.15g %.15g %.15g %.15g %.15g %.15g %.15g %.15g\n", sin(x), exp(x), pow(fabs(x), x), tgamma(x + 0.1), erf(x), cbrt(x), atan2(x, 2), fmod(x, 0.7));
  int ex;
  printf("%g %d %g %g %ld %g %g\n", frexp(10, &ex), ex, ldexp(0.7, 5), nextafter(1, 2), lrint(2.5), nearbyint(3.5), remainder(7, 2));
  printf("%g %g %d %d %d\n", round(-0.5), trunc(-1.7), isnan(NAN), fpclassify(1e-310) == FP_SUBNORMAL, signbit(-0.0) != 0);
  double complex z = csqrt(-1 + 0 * I);
  printf("%g %g\n", creal(z), cimag(z));
  printf("%.10g %.10g\n", lgamma(10.5), j0(1.5));
  printf("%d %d %ld\n", abs(INT_MIN + 1), div(-7, 2).rem, labs(-5L));
  printf("%" PRId64 " %" PRIx64 " %" PRIu32 "\n", INT64_MIN, UINT64_MAX, UINT32_MAX);
  setlocale(LC_ALL, "");
  printf("%s\n", setlocale(LC_CTYPE, "xx_YY") ? "?" : "no");
  struct lconv *lc = localeconv();
  printf("[%s][%s]\n", lc->thousands_sep, lc->currency_symbol);
  printf("%'d\n", 1234567);
  wchar_t ws[64];
  printf("%d %d\n", (int)swprintf(ws, 64, L"%ls-%5d-%.3f", L"w\u00e9", 42, 1.5), (int)wcslen(ws));
  printf("%ls\n", ws);
  wchar_t *end;
  printf("%g %ld\n", wcstod(L"3.5e2x", &end), wcstol(L"ff", NULL, 16));
  printf("%d %d %d\n", wcscmp(L"a", L"b"), (int)wcscspn(L"hello", L"l"), wcschr(L"hello", L'z') == NULL);
  wchar_t *st, tok[] = L"a b  c";
  for (wchar_t *t = wcstok(tok, L" ", &st); t; t = wcstok(NULL, L" ", &st)) printf("<%ls>", t);
  puts("");
  int n;
  wchar_t w;
  char c;
  printf("%d", sscanf("x\xc3\xa9 77 %", "%c%lc %d %%", &c, &w, &n));
  printf(" %x %d\n", (unsigned)w, n);
  printf("%d %d\n", mblen("\xe2\x82\xac", 3), mbtowc(&w, "\xff", 1));
  for (int i = 0; i < 256; i += 17) printf("%d%d%d%d%d ", !!isalpha(i), !!isspace(i), !!isprint(i), !!ispunct(i), !!isxdigit(i));
  puts("");
  printf("%s %s %d %d\n", strstr("haystack", "st"), strrchr("a/b/c", '/'), strcasecmp("ABC", "abd"), strncasecmp("ABCx", "abcy", 3));
  char buf[64];
  printf("%s\n", "x");
  printf("%s\n", (char *)memmem("abcdef", 6, "cd", 2));
  printf("%d %s\n", ffs(8), strpbrk("a,b", ","));
  char sep[] = "a:b::c", *sp = sep, *q;
  while ((q = strsep(&sp, ":"))) printf("(%s)", q);
  puts("");
  printf("%s|%s\n", strerror(0), strerror(ERANGE));
  printf("%d\n", strcmp(stpcpy(buf, "x") - 1, "x"));

  struct {
    const char *from, *to, *text;
  } cv[] = {{"UTF-8", "UTF-16BE", "a\xe2\x82\xac"}, {"UTF-8", "LATIN1", "\xc3\xa9"},    {"ISO-8859-15", "UTF-8", "\xa4"}, {"CP1252", "UTF-8", "\x80"},
            {"UTF-8", "ASCII", "\xc3\xa9"},         {"SHIFT_JIS", "UTF-8", "\x82\xa0"}, {"EUC-JP", "UTF-8", "\xa4\xa2"},  {"GB18030", "UTF-8", "\xc4\xe3"},
            {"BIG5", "UTF-8", "\xa7\x41"},          {"KOI8-R", "UTF-8", "\xc1"},        {"UTF-32LE", "UTF-8", "A\0\0\0"}, {"NONE", "UTF-8", ""}};

  for (int i = 0; i < 12; i++) {
    iconv_t cd = iconv_open(cv[i].to, cv[i].from);
    if (cd == (iconv_t)-1) {
      printf("%s: %d\n", cv[i].from, errno == EINVAL);
      continue;
    }
    char in[16], out[32], *ip = in, *op = out;
    size_t il = i == 10 ? 4 : strlen(cv[i].text), ol = 32;
    memcpy(in, cv[i].text, il);
    size_t r = iconv(cd, &ip, &il, &op, &ol);
    printf("%s>%s %d:", cv[i].from, cv[i].to, (int)r);
    for (char *p = out; p < op; p++) printf("%02x", (unsigned char)*p);
    puts("");
    iconv_close(cd);
  }
  setenv("TZ", "UTC0", 1);
  tzset();
  time_t t = 1709210096;
  struct tm *tm = gmtime(&t);
  strftime(buf, 64, "%A %B %d %H:%M:%S %Y %j %p %y %m/%d", tm);
  puts(buf);
  printf("%s", ctime(&t));
  printf("%s", asctime(tm));
  tm->tm_mday += 400;
  printf("%lld\n", (long long)mktime(tm));
  printf("%d-%d-%d\n", tm->tm_year, tm->tm_mon, tm->tm_mday);
  printf("%d %ld\n", daylight, timezone);
  struct timespec ts;
  printf("%d\n", timespec_get(&ts, TIME_UTC) == TIME_UTC);
  for (int i = 0; i < argc; i++)
    if (i) printf("arg[%s]\n", argv[i]);
  printf("%d\n", rand() <= RAND_MAX);
  srand(1);
  int a = rand(), b = rand();
  srand(1);
  printf("%d\n", a == rand() && b == rand());
  printf("%ld\n", (long)(lrand48() >= 0));
  return 0;
}
