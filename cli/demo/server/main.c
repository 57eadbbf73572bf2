/* A small HTTP server: one process, one poll loop, several connections.
   Usage: server [port [IPv4 address]]; ends with status 0 on SIGINT or SIGTERM. */
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 256, IDLE_SECONDS = 75, LINGER_BYTES = 1 << 20 };

#ifdef __EMSCRIPTEN__
/* shutdown() of Emscripten 3's libc only fails; the host knows the call under the name its siblings have. */
__attribute__((import_module("env"), import_name("__syscall_shutdown")))
long host_shutdown(long fd, long how, long unused2, long unused3, long unused4, long unused5);
#define shutdown(fd, how) host_shutdown(fd, how, 0, 0, 0, 0)
#endif

struct connection {
  int fd;
  struct buffer in, out;
  int closing;       /* no further request is read; close once `out` is sent */
  int lingering;     /* our side is shut down; the peer's bytes are thrown away until it closes */
  int said_continue; /* "100 Continue" was sent for the request being read */
  size_t discarded;  /* bytes thrown away while lingering */
  time_t active;
};

static struct connection connections[CONNECTIONS];
static struct pollfd polled[CONNECTIONS + 1];
static struct statistics statistics;
static volatile sig_atomic_t stopping;

static void stop(int signal_number) {
  (void)signal_number;
  stopping = 1;
}

static void drop(struct connection *c) {
  close(c->fd);
  buffer_release(&c->in);
  buffer_release(&c->out);
  c->fd = -1;
  statistics.open--;
}

/* Takes whole requests out of `in`, as many as arrived together, and queues their answers. */
static void answer(struct connection *c) {
  size_t used = 0;
  while (!c->closing && used < c->in.length) {
    struct request request;
    int result = http_parse(&request, c->in.bytes + used, c->in.length - used);
    if (result == PARSE_MORE) {
      if (request.header_length && request.expects_continue && !c->said_continue) {
        buffer_format(&c->out, "HTTP/1.1 100 Continue\r\n\r\n");
        c->said_continue = 1;
      }
      break;
    }
    statistics.requests++;
    c->said_continue = 0;
    if (result == PARSE_DONE) {
      pages_answer(&c->out, &request, &statistics);
      used += request.header_length + request.body_length;
    } else {
      http_refuse(&c->out, &request, result, "");
    }
    c->closing = !request.keep_alive;
  }
  if (c->closing) used = c->in.length;
  memmove(c->in.bytes, c->in.bytes + used, c->in.length - used);
  c->in.length -= used;
}

/* Returns 0 when the connection is over. */
static int receive(struct connection *c) {
  char bytes[16384];
  for (;;) {
    ssize_t n = recv(c->fd, bytes, sizeof bytes, 0);
    if (n < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (n == 0) {
      c->closing = 1;
      return c->out.length > c->out.at && !c->lingering;
    }
    c->active = time(NULL);
    statistics.bytes_in += n;
    if (c->closing) {
      c->discarded += n;
      if (c->discarded > LINGER_BYTES) return 0;
      continue;
    }
    if (buffer_append(&c->in, bytes, n)) return 0;
    answer(c);
    if (c->out.length > c->out.at) return 1; /* send before reading more: a client that does not read is not read from */
  }
}

/* Returns 0 when the connection is over. */
static int transmit(struct connection *c) {
  while (c->out.at < c->out.length) {
    ssize_t n = send(c->fd, c->out.bytes + c->out.at, c->out.length - c->out.at, MSG_NOSIGNAL);
    if (n < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    c->active = time(NULL);
    statistics.bytes_out += n;
    c->out.at += n;
  }
  buffer_release(&c->out);
  if (c->closing && !c->lingering) {
    c->lingering = 1;
    return shutdown(c->fd, SHUT_WR) == 0;
  }
  return 1;
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) return;
    struct connection *c = connections;
    while (c < connections + CONNECTIONS && c->fd >= 0) c++;
    if (c == connections + CONNECTIONS || fcntl(fd, F_SETFL, O_NONBLOCK)) {
      static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL);
      close(fd);
      statistics.refused++;
      continue;
    }
    memset(c, 0, sizeof *c);
    c->fd = fd;
    c->active = time(NULL);
    statistics.accepted++;
    if (++statistics.open > statistics.most_open) statistics.most_open = statistics.open;
  }
}

static int listen_at(const char *address, int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, address, &at.sin_addr) != 1) {
    fprintf(stderr, "server: \"%s\" is not an IPv4 address\n", address);
    return -1;
  }
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 128) || fcntl(fd, F_SETFL, O_NONBLOCK)) {
    fprintf(stderr, "server: cannot listen at %s:%d: %s\n", address, port, strerror(errno));
    return -1;
  }
  socklen_t length = sizeof at;
  getsockname(fd, (struct sockaddr *)&at, &length);
  printf("listening at http://%s:%d/\n", address, ntohs(at.sin_port));
  fflush(stdout);
  return fd;
}

static void serve(int listener) {
  while (!stopping) {
    int n = 0, owner[CONNECTIONS];
    polled[n++] = (struct pollfd){.fd = listener, .events = POLLIN};
    for (int i = 0; i < CONNECTIONS; i++) {
      struct connection *c = &connections[i];
      if (c->fd < 0) continue;
      owner[n - 1] = i;
      polled[n++] = (struct pollfd){.fd = c->fd, .events = c->out.length > c->out.at ? POLLOUT : POLLIN};
    }
    if (poll(polled, n, statistics.open ? 1000 : -1) < 0) {
      if (errno == EINTR) continue;
      perror("server: poll");
      return;
    }
    time_t now = time(NULL);
    for (int k = 1; k < n; k++) {
      struct connection *c = &connections[owner[k - 1]];
      short ready = polled[k].revents;
      int alive = 1;
      if (ready & (POLLIN | POLLHUP | POLLERR) && c->out.at == c->out.length) alive = receive(c);
      if (alive && c->out.length > c->out.at) alive = transmit(c);
      if (!alive || now - c->active > (c->lingering ? 2 : IDLE_SECONDS)) drop(c);
    }
    if (polled[0].revents & POLLIN) accept_all(listener);
  }
}

int main(int argc, char **argv) {
  int port = argc > 1 ? atoi(argv[1]) : 8080;
  if (argc > 3 || port < 0 || port > 65535 || (port == 0 && argc > 1 && strcmp(argv[1], "0"))) {
    fprintf(stderr, "usage: server [port [IPv4 address]]\n");
    return 2;
  }
  statistics.started = time(NULL);
  for (int i = 0; i < CONNECTIONS; i++) connections[i].fd = -1;
  signal(SIGINT, stop);
  signal(SIGTERM, stop);
  int listener = listen_at(argc > 2 ? argv[2] : "127.0.0.1", port);
  if (listener < 0) return 1;
  serve(listener);
  close(listener);
  printf("stopped after %llu requests\n", (unsigned long long)statistics.requests);
  return 0;
}
