/* The routes: a page, its statistics, and an echo. */
#include "http.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char page[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>wasm2js-aot demo</title>\n"
    "<style>\nbody { font: 17px/1.5 system-ui, sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em }\n"
    "code { background: #eee; padding: 0 .3em }\nh1 { line-height: 1.2 }\n</style>\n</head>\n<body>\n"
    "<h1>A web server without WebAssembly</h1>\n"
    "<p>This page is served by a C program compiled to WebAssembly and then ahead of time to plain JavaScript;\n"
    "no WebAssembly object exists in this process.</p>\n"
    "<p>The program is a single loop around <code>poll</code>, with sockets, <code>malloc</code> and signals as in any C server.\n"
    "It also has <a href=\"/stats\">/stats</a>, and <code>/echo</code>, which returns what is posted to it:</p>\n"
    "<pre><code>curl -d hello http://localhost:8080/echo</code></pre>\n"
    "</body>\n</html>\n";

static void stats(struct buffer *out, const struct request *r, const struct statistics *s) {
  char body[512];
  int length = snprintf(body, sizeof body,
                        "{\n  \"requests\": %llu,\n  \"connections\": { \"open\": %u, \"most_open\": %u, \"accepted\": %llu, "
                        "\"refused\": %u },\n  \"bytes\": { \"in\": %llu, \"out\": %llu },\n"
                        "  \"uptime_seconds\": %lld,\n  \"memory_bytes\": %zu\n}\n",
                        (unsigned long long)s->requests, s->open, s->most_open, (unsigned long long)s->accepted,
                        s->refused, (unsigned long long)s->bytes_in, (unsigned long long)s->bytes_out,
                        (long long)(time(NULL) - s->started), (size_t)__builtin_wasm_memory_size(0) * 65536);
  http_respond(out, r, 200, "application/json", "Cache-Control: no-store\r\n", body, length);
}

void pages_answer(struct buffer *out, const struct request *r, const struct statistics *s) {
  size_t path_length = strcspn(r->path, "?");
  int reads = !strcmp(r->method, "GET") || r->head_only;
#define AT(text) (path_length == sizeof text - 1 && !memcmp(r->path, text, path_length))
  if (AT("/") || AT("/index.html")) {
    if (reads) http_respond(out, r, 200, "text/html; charset=utf-8", "", page, sizeof page - 1);
    else http_refuse(out, r, 405, "Allow: GET, HEAD\r\n");
  } else if (AT("/stats")) {
    if (reads) stats(out, r, s);
    else http_refuse(out, r, 405, "Allow: GET, HEAD\r\n");
  } else if (AT("/echo")) {
    const char *type = *r->content_type ? r->content_type : "application/octet-stream";
    if (!strcmp(r->method, "POST")) http_respond(out, r, 200, type, "", r->body, r->body_length);
    else http_refuse(out, r, 405, "Allow: POST\r\n");
  } else {
    http_refuse(out, r, 404, "");
  }
#undef AT
}
