/* SPDX-License-Identifier: Apache-2.0 */
#include "connectors/wecom/helper/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char* take(struct reader* r, size_t length) {
  if (r->bad || r->left < length) {
    r->bad = 1;
    return NULL;
  }
  const char* at = r->at;
  r->at += length;
  r->left -= length;
  return at;
}

uint32_t read_u32(struct reader* r) {
  uint32_t value = 0;
  const char* at = take(r, sizeof value);
  if (at != NULL) memcpy(&value, at, sizeof value);
  return value;
}

uint64_t read_u64(struct reader* r) {
  uint64_t value = 0;
  const char* at = take(r, sizeof value);
  if (at != NULL) memcpy(&value, at, sizeof value);
  return value;
}

const char* read_string(struct reader* r, uint32_t* length) {
  *length = read_u32(r);
  const char* at = take(r, (size_t)*length + 1);
  if (at == NULL || at[*length] != '\0' || memchr(at, '\0', *length) != NULL) {
    r->bad = 1;
    return NULL;
  }
  return at;
}

static int reserve(struct writer* w, size_t more) {
  if (w->error != 0) return 0;
  if (more > CWH_MAX_PAYLOAD || w->length + more > CWH_MAX_PAYLOAD) {
    w->error = CWH_E_TOO_LARGE;
    return 0;
  }
  if (w->length + more <= w->capacity) return 1;
  size_t capacity = w->capacity == 0 ? 65536 : w->capacity;
  while (capacity < w->length + more) capacity *= 2;
  char* grown = realloc(w->bytes, capacity);
  if (grown == NULL) {
    w->error = CWH_E_MEMORY;
    return 0;
  }
  w->bytes = grown;
  w->capacity = capacity;
  return 1;
}

void write_u32(struct writer* w, uint32_t value) {
  if (!reserve(w, sizeof value)) return;
  memcpy(w->bytes + w->length, &value, sizeof value);
  w->length += sizeof value;
}

void write_i32(struct writer* w, int32_t value) { write_u32(w, (uint32_t)value); }

void write_blob(struct writer* w, const void* bytes, size_t length) {
  if (length > CWH_MAX_PAYLOAD || !reserve(w, sizeof(uint32_t) + length)) {
    if (w->error == 0) w->error = CWH_E_TOO_LARGE;
    return;
  }
  write_u32(w, (uint32_t)length);
  if (length > 0) memcpy(w->bytes + w->length, bytes, length);
  w->length += length;
}

int blob_fits(const struct writer* w, size_t length) {
  /* Room is kept for an empty result for every other message of the largest batch. */
  const size_t reserved = (size_t)CWH_MAX_BATCH * 2 * sizeof(uint32_t);
  return length <= CWH_MAX_PAYLOAD && w->length + length + reserved <= CWH_MAX_PAYLOAD;
}

static int read_all(int fd, void* into, size_t length) {
  char* at = into;
  while (length > 0) {
    const ssize_t got = read(fd, at, length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    at += got;
    length -= (size_t)got;
  }
  return 1;
}

int receive_frame(int fd, struct cwh_header* header, char** payload, size_t* capacity) {
  if (!read_all(fd, header, sizeof *header)) return 0;
  if (header->magic != CWH_MAGIC || header->length > CWH_MAX_PAYLOAD) return 0;
  if (header->length > *capacity) {
    char* grown = realloc(*payload, header->length);
    if (grown == NULL) return 0;
    *payload = grown;
    *capacity = header->length;
  }
  return read_all(fd, *payload, header->length);
}

static int write_all(int fd, const char* from, size_t length) {
  while (length > 0) {
    const ssize_t sent = send(fd, from, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return 0;
    from += sent;
    length -= (size_t)sent;
  }
  return 1;
}

int send_frame(int fd, uint32_t type, uint32_t id, const struct writer* reply) {
  const struct cwh_header header = {CWH_MAGIC, type, id, (uint32_t)reply->length};
  return write_all(fd, (const char*)&header, sizeof header) && write_all(fd, reply->bytes, reply->length);
}
