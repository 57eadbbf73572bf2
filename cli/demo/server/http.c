/* HTTP/1.1 requests and responses: as much as GET, HEAD and POST with a Content-Length need. */
#include "http.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int buffer_append(struct buffer *b, const void *bytes, size_t length) {
  if (b->capacity - b->length < length) {
    size_t capacity = b->capacity ? b->capacity : 1024;
    while (capacity - b->length < length) capacity *= 2;
    char *grown = realloc(b->bytes, capacity);
    if (!grown) return -1;
    b->bytes = grown;
    b->capacity = capacity;
  }
  memcpy(b->bytes + b->length, bytes, length);
  b->length += length;
  return 0;
}

int buffer_format(struct buffer *b, const char *format, ...) {
  char text[2048];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length >= sizeof text) return -1;
  return buffer_append(b, text, length);
}

void buffer_release(struct buffer *b) {
  free(b->bytes);
  memset(b, 0, sizeof *b);
}

static const char *reason(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 431: return "Request Header Fields Too Large";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Error";
  }
}

static int token(int c) {
  return isalnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* Whether the comma-separated field value (of `length` bytes) lists `word`, in any case. */
static int lists(const char *value, size_t length, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i < length;) {
    while (i < length && (value[i] == ' ' || value[i] == ',' || value[i] == '\t')) i++;
    size_t start = i;
    while (i < length && value[i] != ',') i++;
    size_t end = i;
    while (end > start && (value[end - 1] == ' ' || value[end - 1] == '\t')) end--;
    if (end - start == n && !strncasecmp(value + start, word, n)) return 1;
  }
  return 0;
}

static int parse_request_line(struct request *r, const char *line, size_t length) {
  const char *end = line + length, *p = line;
  while (p < end && token((unsigned char)*p)) p++;
  size_t method_length = p - line;
  if (!method_length || p == end || *p != ' ') return 400;
  if (method_length >= sizeof r->method) return 501;
  memcpy(r->method, line, method_length);
  const char *path = ++p;
  while (p < end && (unsigned char)*p > ' ' && *p != 0x7f) p++;
  size_t path_length = p - path;
  if (!path_length || path[0] != '/' || p == end || *p != ' ') return 400;
  if (path_length >= sizeof r->path) return 414;
  memcpy(r->path, path, path_length);
  p++;
  if (end - p != 8 || memcmp(p, "HTTP/", 5) || !isdigit((unsigned char)p[5]) || p[6] != '.' ||
      !isdigit((unsigned char)p[7]))
    return 400;
  if (p[5] != '1') return 505;
  r->keep_alive = p[7] != '0';
  r->head_only = !strcmp(r->method, "HEAD");
  return 0;
}

static int parse_length(size_t *result, const char *value, size_t length) {
  size_t n = 0;
  if (!length) return 400;
  for (size_t i = 0; i < length; i++) {
    if (!isdigit((unsigned char)value[i])) return 400;
    n = n * 10 + (value[i] - '0');
    if (n > BODY_LIMIT) return 413;
  }
  *result = n;
  return 0;
}

struct seen {
  int host, length;
};

static int parse_field(struct request *r, struct seen *seen, const char *line, size_t length) {
  size_t name = 0;
  while (name < length && token((unsigned char)line[name])) name++;
  if (!name || name == length || line[name] != ':') return 400;
  const char *value = line + name + 1, *end = line + length;
  while (value < end && (*value == ' ' || *value == '\t')) value++;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t')) end--;
  size_t n = end - value;
  for (size_t i = 0; i < n; i++)
    if (((unsigned char)value[i] < ' ' && value[i] != '\t') || value[i] == 0x7f) return 400;

#define FIELD(text) (name == sizeof text - 1 && !strncasecmp(line, text, name))
  if (FIELD("host")) return seen->host++ ? 400 : 0;
  if (FIELD("content-length")) return seen->length++ ? 400 : parse_length(&r->body_length, value, n);
  if (FIELD("transfer-encoding")) return 501;
  if (FIELD("expect")) r->expects_continue = lists(value, n, "100-continue");
  if (FIELD("connection")) {
    if (lists(value, n, "close")) r->keep_alive = 0;
    else if (lists(value, n, "keep-alive")) r->keep_alive = 1;
  }
  if (FIELD("content-type")) {
    if (n >= sizeof r->content_type) return 431;
    memcpy(r->content_type, value, n);
  }
#undef FIELD
  return 0;
}

int http_parse(struct request *r, const char *bytes, size_t length) {
  memset(r, 0, sizeof *r);
  size_t start = 0;
  while (start + 1 < length && bytes[start] == '\r' && bytes[start + 1] == '\n') start += 2;
  struct seen seen = {0, 0};
  int first = 1, refusal = 0;
  for (size_t line = start;;) {
    const char *newline = memchr(bytes + line, '\n', length - line);
    if (!newline || (size_t)(newline - bytes) >= HEADER_LIMIT) {
      if (length < HEADER_LIMIT) return PARSE_MORE;
      r->keep_alive = 0;
      return first ? 414 : 431;
    }
    size_t end = newline - bytes, next = end + 1;
    if (end > line && bytes[end - 1] == '\r') end--;
    if (end == line && !first) {
      r->header_length = next;
      break;
    }
    refusal = first ? parse_request_line(r, bytes + line, end - line)
                    : parse_field(r, &seen, bytes + line, end - line);
    first = 0;
    if (refusal) break;
    line = next;
  }
  if (!refusal && r->keep_alive && !seen.host) refusal = 400;
  if (refusal) {
    r->keep_alive = 0;
    return refusal;
  }
  r->body = bytes + r->header_length;
  return length - r->header_length < r->body_length ? PARSE_MORE : PARSE_DONE;
}

void http_respond(struct buffer *out, const struct request *r, int status, const char *content_type,
                  const char *extra_fields, const void *body, size_t body_length) {
  buffer_format(out, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%sConnection: %s\r\n\r\n",
                status, reason(status), content_type, body_length, extra_fields,
                r->keep_alive ? "keep-alive" : "close");
  if (!r->head_only) buffer_append(out, body, body_length);
}

void http_refuse(struct buffer *out, const struct request *r, int status, const char *extra_fields) {
  char body[64];
  int length = snprintf(body, sizeof body, "%d %s\n", status, reason(status));
  http_respond(out, r, status, "text/plain; charset=utf-8", extra_fields, body, length);
}
