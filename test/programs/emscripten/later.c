/* Timers of JavaScript in a program that main does not end. */
#include <emscripten.h>
#include <stdio.h>
#include <stdlib.h>
static int rounds;
EMSCRIPTEN_KEEPALIVE void tick(int id) { printf("tick %d %d\n", id, ++rounds); if (rounds == 9) exit(7); }
int main(void) {
  EM_ASM({
    setTimeout((a, b) => { console.log('values', a, b); _tick(1); }, 30, 'a', 2);
    setTimeout(() => _tick(2));
    var dropped = setTimeout(() => _tick(3), 5); clearTimeout(dropped);
    var every = setInterval(() => { _tick(4); if (++count === 3) { clearInterval(every); setImmediate((x) => console.log('immediate', x), 5); } }, 60);
    count = 0;
    setTimeout(() => { setTimeout(() => { _tick(5); setTimeout(() => _tick(6), 1); }, 1); }, 300);
    var never = setImmediate(() => _tick(7)); clearImmediate(never);
    setTimeout(function last() { _tick(8); setTimeout(last, 20); }, 400);
  });
  puts("main is over, and this text is long enough for the test that wants to see something printed by the program");
  return 0;
}
