/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custos-wecom-helper: the only program that loads the vendor's library. That library exports thousands of OpenSSL and
 * C++ runtime symbols and aborts on some inputs, so this process links neither, serves one socket, and may die at any
 * time without harm. Started by the server only; see protocol.h.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "connectors/wecom/helper/frame.h"
#include "connectors/wecom/helper/protocol.h"
#include "connectors/wecom/helper/sdk.h"

static struct sdk sdk;
static WeWorkFinanceSdk_t* handle;
static uint32_t unshared_progress;
static volatile uint32_t* progress = &unshared_progress;

/* Ends the process when the server is gone, even while the vendor library hangs in a call. PR_SET_PDEATHSIG would not
 * do: it fires when the server's spawning *thread* ends. */
static void* watch_server(void* unused) {
  (void)unused;
  struct pollfd watched = {.fd = CWH_FD, .events = POLLRDHUP, .revents = 0};
  for (;;) {
    if (poll(&watched, 1, -1) > 0 && (watched.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0) _exit(0);
  }
}

static uint32_t resident_kib(void) {
  FILE* statm = fopen("/proc/self/statm", "re");
  unsigned long total = 0;
  unsigned long resident = 0;
  if (statm == NULL) return 0;
  if (fscanf(statm, "%lu %lu", &total, &resident) != 2) resident = 0;
  fclose(statm);
  return (uint32_t)(resident * ((unsigned long)sysconf(_SC_PAGESIZE) / 1024));
}

static void begin_reply(struct writer* reply, int result) {
  reply->length = 0;
  reply->error = 0;
  write_i32(reply, result);
  write_u32(reply, 0); /* the memory in use, known when the work is done */
}

static void end_reply(struct writer* reply) {
  const uint32_t rss_kib = resident_kib();
  if (reply->error != 0) {
    const int error = reply->error;
    begin_reply(reply, error);
  }
  memcpy(reply->bytes + sizeof(int32_t), &rss_kib, sizeof rss_kib);
}

static int initialise(struct reader* request, struct writer* reply) {
  char reason[512] = "";
  uint32_t length = 0;
  const char* library = read_string(request, &length);
  const char* corpid = read_string(request, &length);
  const char* secret = read_string(request, &length);
  if (request->bad) return 0;
  int result = sdk_load(&sdk, library, reason, sizeof reason);
  if (result == 0) {
    if (handle != NULL) sdk.destroy_sdk(handle);
    handle = sdk.new_sdk();
    result = handle == NULL ? CWH_E_NO_HANDLE : sdk.init(handle, corpid, secret);
    if (result != 0 && handle != NULL) {
      sdk.destroy_sdk(handle);
      handle = NULL;
    }
  }
  explicit_bzero((void*)(uintptr_t)secret, length);
  begin_reply(reply, result);
  write_blob(reply, reason, strlen(reason));
  return 1;
}

static int get_chat_data(struct reader* request, struct writer* reply) {
  uint32_t length = 0;
  const uint64_t seq = read_u64(request);
  const uint32_t limit = read_u32(request);
  const uint32_t timeout_s = read_u32(request);
  const char* proxy = read_string(request, &length);
  const char* passwd = read_string(request, &length);
  if (request->bad) return 0;
  Slice_t* slice = handle == NULL ? NULL : sdk.new_slice();
  int result = CWH_E_NO_HANDLE;
  if (slice != NULL) result = sdk.get_chat_data(handle, seq, limit, proxy, passwd, (int)timeout_s, slice);
  begin_reply(reply, result);
  const int size = result == 0 ? sdk.slice_length(slice) : 0;
  const char* content = size > 0 ? sdk.slice_content(slice) : NULL;
  write_blob(reply, content, content != NULL ? (size_t)size : 0);
  if (slice != NULL) sdk.free_slice(slice);
  return 1;
}

static int is_key_text(const char* key, uint32_t length) {
  if (length == 0 || length > CWH_MAX_KEY) return 0;
  for (uint32_t i = 0; i < length; ++i) {
    if (key[i] < 0x21 || key[i] > 0x7e) return 0;
  }
  return 1;
}

static int is_base64_text(const char* text, uint32_t length) {
  if (length < CWH_MIN_MESSAGE) return 0;
  for (uint32_t i = 0; i < length; ++i) {
    const char c = text[i];
    const int known = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
                      c == '/' || c == '-' || c == '_' || (c == '=' && i + 2 >= length);
    if (!known) return 0;
  }
  return 1;
}

static void decrypt_one(const char* key, uint32_t key_length, const char* message, uint32_t length,
                        struct writer* reply) {
  if (!is_key_text(key, key_length) || !is_base64_text(message, length)) {
    write_i32(reply, CWH_SDK_BAD_KEY);
    write_blob(reply, NULL, 0);
    return;
  }
  Slice_t* slice = sdk.new_slice();
  int result = slice == NULL ? CWH_E_MEMORY : sdk.decrypt_data(key, message, slice);
  int size = result == 0 ? sdk.slice_length(slice) : 0;
  const char* content = size > 0 ? sdk.slice_content(slice) : NULL;
  if (content == NULL) size = 0;
  if (!blob_fits(reply, (size_t)size)) {
    result = CWH_E_TOO_LARGE;
    size = 0;
  }
  write_i32(reply, result);
  write_blob(reply, content, (size_t)size);
  if (slice != NULL) sdk.free_slice(slice);
}

static int decrypt_batch(struct reader* request, struct writer* reply) {
  const uint32_t count = read_u32(request);
  if (request->bad || count > CWH_MAX_BATCH) return 0;
  begin_reply(reply, sdk.library == NULL ? CWH_E_LIBRARY : 0);
  write_u32(reply, sdk.library == NULL ? 0 : count);
  for (uint32_t i = 0; sdk.library != NULL && i < count; ++i) {
    uint32_t key_length = 0;
    uint32_t length = 0;
    const char* key = read_string(request, &key_length);
    const char* message = read_string(request, &length);
    if (request->bad) return 0;
    *progress = i;
    decrypt_one(key, key_length, message, length, reply);
  }
  return 1;
}

static int get_media(struct reader* request, struct writer* reply) {
  uint32_t length = 0;
  const uint32_t timeout_s = read_u32(request);
  const char* indexbuf = read_string(request, &length);
  const char* fileid = read_string(request, &length);
  const char* proxy = read_string(request, &length);
  const char* passwd = read_string(request, &length);
  if (request->bad) return 0;
  MediaData_t* media = handle == NULL ? NULL : sdk.new_media();
  int result = CWH_E_NO_HANDLE;
  if (media != NULL) result = sdk.get_media_data(handle, indexbuf, fileid, proxy, passwd, (int)timeout_s, media);
  begin_reply(reply, result);
  const int index_size = result == 0 ? sdk.media_index_length(media) : 0;
  const int data_size = result == 0 ? sdk.media_data_length(media) : 0;
  const char* index = index_size > 0 ? sdk.media_index(media) : NULL;
  const char* data = data_size > 0 ? sdk.media_data(media) : NULL;
  write_u32(reply, result == 0 && sdk.media_finished(media) == 1);
  write_blob(reply, index, index != NULL ? (size_t)index_size : 0);
  write_blob(reply, data, data != NULL ? (size_t)data_size : 0);
  if (media != NULL) sdk.free_media(media);
  return 1;
}

static int serve(const struct cwh_header* header, const char* payload, struct writer* reply) {
  struct reader request = {payload, header->length, 0};
  switch (header->type) {
    case CWH_INIT: return initialise(&request, reply);
    case CWH_GET_CHAT_DATA: return get_chat_data(&request, reply);
    case CWH_DECRYPT_BATCH: return decrypt_batch(&request, reply);
    case CWH_GET_MEDIA: return get_media(&request, reply);
    default: return 0;
  }
}

int main(void) {
  const struct rlimit no_core = {0, 0}; /* a core file would hold the secret and message content */
  setrlimit(RLIMIT_CORE, &no_core);
  prctl(PR_SET_DUMPABLE, 0);
  void* page = mmap(NULL, sizeof(uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED, CWH_PROGRESS_FD, 0);
  if (page != MAP_FAILED) progress = page;
  pthread_t watcher;
  if (pthread_create(&watcher, NULL, watch_server, NULL) != 0) return 1;

  struct cwh_header header;
  struct writer reply = {NULL, 0, 0, 0};
  char* payload = NULL;
  size_t capacity = 0;
  while (receive_frame(CWH_FD, &header, &payload, &capacity)) {
    if (!serve(&header, payload, &reply)) return 2; /* a malformed request: this and the server disagree */
    end_reply(&reply);
    if (!send_frame(CWH_FD, header.type, header.id, &reply)) return 0;
  }
  return 0;
}
