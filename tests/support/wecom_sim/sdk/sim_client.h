/* SPDX-License-Identifier: Apache-2.0 */
/* A keep-alive HTTP/1.1 client for loopback, just enough to reach the simulator. */
#pragma once

#include <stddef.h>

struct sim_client {
  int fd; /* -1 when not connected */
  char address[128];
};

struct sim_reply {
  char* body; /* NUL-terminated, freed by sim_reply_free */
  size_t len;
  int ret;         /* X-Sim-Ret: what the library call shall return */
  char action[32]; /* X-Sim-Action: abort, hang:MS or grow:BYTES; empty for none */
  int injected;    /* the errcode of the body was asked for and must reach the caller */
  long long total; /* X-Sim-Total: size of a whole media file, -1 when absent */
};

void sim_client_init(struct sim_client* client);
void sim_client_close(struct sim_client* client);

/* Posts `body` to `path` on `address` (host:port). 0, or -1 for any network failure, the reply then being empty. */
int sim_client_post(struct sim_client* client, const char* address, const char* path, const char* body, int timeout_s,
                    struct sim_reply* reply);
void sim_reply_free(struct sim_reply* reply);
