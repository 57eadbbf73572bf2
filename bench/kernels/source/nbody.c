/* Five bodies under gravity, 100 steps, n times. */
#include "kernel.h"
typedef struct { double x, y, z, vx, vy, vz, mass; } Body;
static Body body[5];
EXPORT i32 run(i32 n) {
  for (i32 i = 0; i < 5; i++) {
    Body *b = &body[i];
    b->x = i * 3.1; b->y = 1.0 / (i + 1); b->z = i * i * 0.3; b->vx = 0.01 * i; b->vy = 0.2 - 0.03 * i; b->vz = 0.002 * i; b->mass = i ? 0.01 / i : 39.0;
  }
  for (i32 step = 0; step < n * 100; step++) {
    for (i32 i = 0; i < 5; i++) {
      Body *a = &body[i];
      for (i32 j = i + 1; j < 5; j++) {
        Body *b = &body[j];
        double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z, square = dx * dx + dy * dy + dz * dz + 0.01;
        double force = 0.001 / (square * __builtin_sqrt(square));
        a->vx -= dx * b->mass * force; a->vy -= dy * b->mass * force; a->vz -= dz * b->mass * force;
        b->vx += dx * a->mass * force; b->vy += dy * a->mass * force; b->vz += dz * a->mass * force;
      }
    }
    for (i32 i = 0; i < 5; i++) { Body *b = &body[i]; b->x += 0.001 * b->vx; b->y += 0.001 * b->vy; b->z += 0.001 * b->vz; }
  }
  union { double d; u64 u; } bits = { body[0].x + body[1].y + body[4].vz };
  return FOLD(bits.u);
}
