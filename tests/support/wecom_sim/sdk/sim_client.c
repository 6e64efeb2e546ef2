// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/sdk/sim_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { kMaxHead = 8192 };

void sim_client_init(struct sim_client* client) {
  client->fd = -1;
  client->address[0] = '\0';
}

void sim_client_close(struct sim_client* client) {
  if (client->fd >= 0) close(client->fd);
  client->fd = -1;
}

void sim_reply_free(struct sim_reply* reply) {
  free(reply->body);
  reply->body = NULL;
  reply->len = 0;
}

static int Connect(struct sim_client* client, const char* address) {
  char host[64];
  int port = 0;
  struct sockaddr_in to = {.sin_family = AF_INET};
  if (sscanf(address, "%63[^:]:%d", host, &port) != 2 || inet_pton(AF_INET, host, &to.sin_addr) != 1) return -1;
  to.sin_port = htons((uint16_t)port);
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (client->fd < 0 || connect(client->fd, (struct sockaddr*)&to, sizeof to) != 0) {
    sim_client_close(client);
    return -1;
  }
  const int on = 1;
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  snprintf(client->address, sizeof client->address, "%s", address);
  return 0;
}

static int SendAll(int fd, const char* data, size_t len) {
  while (len > 0) {
    const ssize_t sent = send(fd, data, len, MSG_NOSIGNAL);
    if (sent <= 0) return -1;
    data += sent;
    len -= (size_t)sent;
  }
  return 0;
}

static int SendRequest(int fd, const char* address, const char* path, const char* body) {
  char head[2048];
  const int len = snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %zu\r\n\r\n", path,
                           address, strlen(body));
  if (len < 0 || (size_t)len >= sizeof head) return -1;
  return SendAll(fd, head, (size_t)len) != 0 ? -1 : SendAll(fd, body, strlen(body));
}

// The value of a header in the NUL-terminated head, or NULL.
static const char* Header(const char* head, const char* name) {
  const size_t len = strlen(name);
  for (const char* line = strstr(head, "\r\n"); line != NULL; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
      line += len + 1;
      return line + strspn(line, " ");
    }
  }
  return NULL;
}

static long long NumberHeader(const char* head, const char* name, long long otherwise) {
  const char* value = Header(head, name);
  return value == NULL ? otherwise : atoll(value);
}

static int ReadBody(int fd, const char* early, size_t early_len, size_t len, struct sim_reply* reply) {
  reply->body = malloc(len + 1);
  if (reply->body == NULL || early_len > len) return -1;
  memcpy(reply->body, early, early_len);
  while (early_len < len) {
    const ssize_t got = recv(fd, reply->body + early_len, len - early_len, 0);
    if (got <= 0) return -1;
    early_len += (size_t)got;
  }
  reply->body[len] = '\0';
  reply->len = len;
  return 0;
}

static int ReadReply(int fd, struct sim_reply* reply, int* untouched) {
  char head[kMaxHead + 1];
  size_t have = 0;
  char* end = NULL;
  while (end == NULL) {
    if (have == kMaxHead) return -1;
    const ssize_t got = recv(fd, head + have, kMaxHead - have, 0);
    if (got <= 0) return -1;
    *untouched = 0;
    have += (size_t)got;
    head[have] = '\0';
    end = strstr(head, "\r\n\r\n");
  }
  end[2] = '\0';
  const size_t head_len = (size_t)(end - head) + 4;
  reply->ret = (int)NumberHeader(head, "X-Sim-Ret", 0);
  reply->injected = (int)NumberHeader(head, "X-Sim-Injected", 0);
  reply->total = NumberHeader(head, "X-Sim-Total", -1);
  const char* action = Header(head, "X-Sim-Action");
  if (action != NULL) sscanf(action, "%31[^\r\n]", reply->action);
  const long long len = NumberHeader(head, "Content-Length", -1);
  if (len < 0) return -1;
  return ReadBody(fd, end + 4, have - head_len, (size_t)len, reply);
}

static int Exchange(struct sim_client* client, const char* path, const char* body, struct sim_reply* reply,
                    int* untouched) {
  if (SendRequest(client->fd, client->address, path, body) == 0 && ReadReply(client->fd, reply, untouched) == 0)
    return 0;
  sim_reply_free(reply);
  sim_client_close(client);
  return -1;
}

int sim_client_post(struct sim_client* client, const char* address, const char* path, const char* body, int timeout_s,
                    struct sim_reply* reply) {
  memset(reply, 0, sizeof *reply);
  reply->total = -1;
  if (client->fd >= 0 && strcmp(client->address, address) != 0) sim_client_close(client);
  const int reused = client->fd >= 0;
  if (!reused && Connect(client, address) != 0) return -1;
  const struct timeval limit = {.tv_sec = timeout_s > 0 ? timeout_s : 5};
  setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  int untouched = 1;
  if (Exchange(client, path, body, reply, &untouched) == 0) return 0;
  // A kept connection may have been closed by the other side meanwhile: that alone is worth a second try.
  if (!reused || !untouched || Connect(client, address) != 0) return -1;
  setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  return Exchange(client, path, body, reply, &untouched);
}
