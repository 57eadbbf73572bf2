/* What all kernels share. Each exports run(n): n rounds of its work, and a checksum of the results. */
typedef signed int i32;
typedef unsigned int u32;
typedef signed long long i64;
typedef unsigned long long u64;
typedef unsigned short u16;
typedef unsigned char u8;
#define EXPORT __attribute__((export_name("run")))
#define FOLD(x) ((i32)((u64)(x) ^ (u64)(x) >> 32))
