/* Promises that are waited for below try, catch, destructors and setjmp, which call through JavaScript (invoke_*). */
#include <emscripten.h>
#include <stdio.h>
#include <setjmp.h>
#include <stdexcept>
EM_ASYNC_JS(int, later, (int v), { await new Promise((d) => setTimeout(d, 3)); return v * 2; });
static jmp_buf env;
struct D { int n; ~D() { printf("gone %d %d\n", n, later(n)); } };
static long long wide(int n) { if (n > 2) throw (long long)n << 40; D d{n}; return ((long long)later(n) << 33) + 1; }
int main() {
  for (int i = 0; i < 5; i++) {
    try { printf("wide %lld\n", wide(i)); } catch (long long v) { printf("caught %lld %d\n", v, later(i)); }
  }
  try { try { later(1); throw std::runtime_error("inner"); } catch (std::exception &e) { later(2); printf("%s\n", e.what()); throw; } } catch (...) { printf("outer %d\n", later(3)); }
  volatile int n = 0;
  int r = setjmp(env);
  printf("jump %d %d\n", r, later(n));
  if (n++ < 3) { later(5); longjmp(env, n); }
  return later(4);
}
