/* What the connection loop (main.c), the protocol (http.c) and the pages (pages.c) share. */
#ifndef DEMO_HTTP_H
#define DEMO_HTTP_H

#include <stddef.h>
#include <stdint.h>

enum {
  HEADER_LIMIT = 8192,          /* request line and header fields together, bytes */
  BODY_LIMIT = 8 * 1024 * 1024, /* largest accepted request body, bytes */
};

/* A growing byte buffer. `at` is the part already consumed (sent, for an output buffer). */
struct buffer {
  char *bytes;
  size_t length, capacity, at;
};

int buffer_append(struct buffer *b, const void *bytes, size_t length);
int buffer_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_release(struct buffer *b);

struct request {
  char method[8], path[512], content_type[128];
  size_t header_length, body_length;
  const char *body;
  int keep_alive, expects_continue, head_only;
};

enum parse { PARSE_MORE = 0, PARSE_DONE = 1 }; /* any other value is the HTTP status to refuse with */

/* Reads one request from the first `length` bytes at `bytes`. With PARSE_DONE the request occupies
   header_length + body_length bytes; with PARSE_MORE header_length is non-zero once the header is whole. */
int http_parse(struct request *r, const char *bytes, size_t length);

void http_respond(struct buffer *out, const struct request *r, int status, const char *content_type,
                  const char *extra_fields, const void *body, size_t body_length);
void http_refuse(struct buffer *out, const struct request *r, int status, const char *extra_fields);

struct statistics {
  uint64_t requests, accepted, bytes_in, bytes_out;
  unsigned open, most_open, refused;
  int64_t started; /* seconds since 1970 */
};

/* Answers one whole request. */
void pages_answer(struct buffer *out, const struct request *r, const struct statistics *s);

#endif
