// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/sdk/finance_sdk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support/wecom_sim/sdk/seal.h"
#include "tests/support/wecom_sim/sdk/sim_client.h"

enum {
  kOk = 0,
  kBadParameter = 10000,
  kNetwork = 10001,
  kParse = 10002,
  kBadKey = 10008,
  kMaxLimit = 1000,
  kChunk = 512 * 1024,
  kAbortBelow = 13,  // the vendor's library throws through the C boundary for shorter texts
};

struct WeWorkFinanceSdk_t {
  struct sim_client client;
  char corp_id[128];
  char secret[256];
  char token[600];
};

WeWorkFinanceSdk_t* NewSdk(void) {
  WeWorkFinanceSdk_t* sdk = calloc(1, sizeof *sdk);
  if (sdk != NULL) sim_client_init(&sdk->client);
  return sdk;
}

void DestroySdk(WeWorkFinanceSdk_t* sdk) {
  if (sdk == NULL) return;
  sim_client_close(&sdk->client);
  free(sdk);
}

static int Missing(const char* text) { return text == NULL || text[0] == '\0'; }

int Init(WeWorkFinanceSdk_t* sdk, const char* corpid, const char* secret) {
  if (sdk == NULL || Missing(corpid) || Missing(secret)) return kBadParameter;
  if (strlen(corpid) >= sizeof sdk->corp_id || strlen(secret) >= sizeof sdk->secret) return kBadParameter;
  strcpy(sdk->corp_id, corpid);
  strcpy(sdk->secret, secret);
  sdk->token[0] = '\0';
  return kOk;
}

static const char* Address(const char* proxy) {
  if (!Missing(proxy)) return strncmp(proxy, "http://", 7) == 0 ? proxy + 7 : proxy;
  return getenv("CUSTOS_WECOM_SIM");
}

static void Sleep(unsigned long ms) {
  const struct timespec time = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
  nanosleep(&time, NULL);
}

// 0 hangs for ever.
static void Hang(unsigned long ms) {
  if (ms > 0) {
    Sleep(ms);
    return;
  }
  for (;;) Sleep(60000);
}

// Touches the pages, so that the growth is real, and never gives them back.
static void Grow(size_t bytes) {
  static void* leaked;
  char* block = malloc(bytes + sizeof(void*));
  if (block == NULL) return;
  memset(block, 0x5a, bytes + sizeof(void*));
  memcpy(block, &leaked, sizeof leaked);
  leaked = block;
}

static void Act(const char* action) {
  if (strcmp(action, "abort") == 0) abort();
  if (strncmp(action, "hang:", 5) == 0) Hang(strtoul(action + 5, NULL, 10));
  if (strncmp(action, "grow:", 5) == 0) Grow(strtoul(action + 5, NULL, 10));
}

// One call to the server with what it orders done; the reply is the caller's when this returns 0.
static int Call(WeWorkFinanceSdk_t* sdk, const char* address, const char* path, const char* body, int timeout,
                struct sim_reply* reply) {
  if (sim_client_post(&sdk->client, address, path, body, timeout, reply) != 0) return kNetwork;
  Act(reply->action);
  if (reply->ret == kOk) return kOk;
  const int ret = reply->ret;
  sim_reply_free(reply);
  return ret;
}

static long ErrorCode(const char* json) {
  const char* at = strstr(json, "\"errcode\":");
  return at == NULL ? 0 : strtol(at + 10, NULL, 10);
}

// Fills sdk->token. When the server refuses, the refusal is left in `reply` for the caller to see.
static int FetchToken(WeWorkFinanceSdk_t* sdk, const char* address, int timeout, struct sim_reply* reply) {
  char path[512];
  snprintf(path, sizeof path, "/cgi-bin/gettoken?corpid=%s&corpsecret=%s", sdk->corp_id, sdk->secret);
  const int ret = Call(sdk, address, path, "", timeout, reply);
  if (ret != kOk) return ret;
  if (ErrorCode(reply->body) != 0) return kOk;
  const char* at = strstr(reply->body, "\"access_token\":\"");
  const int found = at != NULL && sscanf(at + 16, "%599[^\"]", sdk->token) == 1;
  sim_reply_free(reply);
  return found ? kOk : kParse;
}

static int IsTokenError(long code) { return code == 40014 || code == 42001; }

// A call with the access token; a token that ran out is renewed once, as the vendor's library must do.
static int CallWithToken(WeWorkFinanceSdk_t* sdk, const char* address, const char* endpoint, const char* body,
                         int timeout, struct sim_reply* reply) {
  for (int attempt = 0;; ++attempt) {
    if (sdk->token[0] == '\0') {
      const int ret = FetchToken(sdk, address, timeout, reply);
      if (ret != kOk || sdk->token[0] == '\0') return ret;
    }
    char path[768];
    snprintf(path, sizeof path, "/cgi-bin/message/%s?access_token=%s", endpoint, sdk->token);
    const int ret = Call(sdk, address, path, body, timeout, reply);
    if (ret != kOk || reply->injected || reply->total >= 0 || !IsTokenError(ErrorCode(reply->body))) return ret;
    sdk->token[0] = '\0';
    if (attempt > 0) return ret;
    sim_reply_free(reply);
  }
}

static int Usable(const WeWorkFinanceSdk_t* sdk, const char* address) {
  return sdk->corp_id[0] != '\0' && !Missing(address);
}

int GetChatData(WeWorkFinanceSdk_t* sdk, unsigned long long seq, unsigned int limit, const char* proxy,
                const char* passwd, int timeout, Slice_t* chat_datas) {
  (void)passwd;
  if (sdk == NULL || chat_datas == NULL || limit == 0 || limit > kMaxLimit) return kBadParameter;
  const char* address = Address(proxy);
  if (!Usable(sdk, address)) return kNetwork;
  char body[96];
  snprintf(body, sizeof body, "{\"seq\":%llu,\"limit\":%u}", seq, limit);
  struct sim_reply reply = {0};
  const int ret = CallWithToken(sdk, address, "getchatdata", body, timeout, &reply);
  if (ret != kOk) return ret;
  free(chat_datas->buf);
  chat_datas->buf = reply.body;
  chat_datas->len = (int)reply.len;
  return kOk;
}

int DecryptData(const char* encrypt_key, const char* encrypt_msg, Slice_t* msg) {
  if (encrypt_key == NULL || encrypt_msg == NULL || msg == NULL) return kBadParameter;
  if (strlen(encrypt_msg) < kAbortBelow) abort();
  size_t len = 0;
  struct seal_order order = {0, 0};
  char* opened = seal_open(encrypt_key, encrypt_msg, &len, &order);
  if (opened == NULL) return kBadKey;
  if (order.action == SEAL_ABORT) abort();
  if (order.action == SEAL_HANG) Hang(order.value);
  if (order.action == SEAL_GROW) Grow((size_t)order.value * 1024);
  if (order.action == SEAL_RETURN) {
    free(opened);
    return (int)order.value;
  }
  free(msg->buf);
  msg->buf = opened;
  msg->len = (int)len;
  return kOk;
}

// The range to ask for: the first chunk when `indexbuf` is empty, else what an earlier call handed out.
static int ParseRange(const char* indexbuf, long long* first, long long* last) {
  *first = 0;
  *last = kChunk - 1;
  if (Missing(indexbuf)) return 1;
  return sscanf(indexbuf, "Range:bytes=%lld-%lld", first, last) == 2 && *first >= 0 && *last >= *first &&
         *last - *first < kChunk;
}

static int FillMedia(MediaData_t* media, struct sim_reply* reply, long long last) {
  char index[64] = "";
  const long long next = last + 1;
  media->is_finish = next >= reply->total;
  if (!media->is_finish) {
    const long long end = next + kChunk < reply->total ? next + kChunk : reply->total;
    snprintf(index, sizeof index, "Range:bytes=%lld-%lld", next, end - 1);
  }
  free(media->outindexbuf);
  free(media->data);
  media->out_len = (int)strlen(index);
  media->outindexbuf = malloc(strlen(index) + 1);
  if (media->outindexbuf != NULL) strcpy(media->outindexbuf, index);
  media->data = reply->body;
  media->data_len = (int)reply->len;
  return kOk;
}

int GetMediaData(WeWorkFinanceSdk_t* sdk, const char* indexbuf, const char* sdk_file_id, const char* proxy,
                 const char* passwd, int timeout, MediaData_t* media_data) {
  (void)passwd;
  long long first = 0;
  long long last = 0;
  if (sdk == NULL || media_data == NULL || Missing(sdk_file_id) || !ParseRange(indexbuf, &first, &last)) {
    return kBadParameter;
  }
  const char* address = Address(proxy);
  if (!Usable(sdk, address)) return kNetwork;
  const size_t size = strlen(sdk_file_id) + 128;
  char* body = malloc(size);
  if (body == NULL) return kNetwork;
  snprintf(body, size, "{\"sdkfileid\":\"%s\",\"first\":%lld,\"last\":%lld}", sdk_file_id, first, last);
  struct sim_reply reply = {0};
  const int ret = CallWithToken(sdk, address, "getchatmediadata", body, timeout, &reply);
  free(body);
  if (ret != kOk) return ret;
  if (reply.total < 0) {
    sim_reply_free(&reply);
    return kParse;
  }
  return FillMedia(media_data, &reply, last);
}

Slice_t* NewSlice(void) { return calloc(1, sizeof(Slice_t)); }

void FreeSlice(Slice_t* slice) {
  if (slice == NULL) return;
  free(slice->buf);
  free(slice);
}

char* GetContentFromSlice(Slice_t* slice) { return slice->buf; }
int GetSliceLen(Slice_t* slice) { return slice->len; }

MediaData_t* NewMediaData(void) { return calloc(1, sizeof(MediaData_t)); }

void FreeMediaData(MediaData_t* media_data) {
  if (media_data == NULL) return;
  free(media_data->outindexbuf);
  free(media_data->data);
  free(media_data);
}

char* GetOutIndexBuf(MediaData_t* media_data) { return media_data->outindexbuf; }
char* GetData(MediaData_t* media_data) { return media_data->data; }
int GetIndexLen(MediaData_t* media_data) { return media_data->out_len; }
int GetDataLen(MediaData_t* media_data) { return media_data->data_len; }
int IsMediaDataFinish(MediaData_t* media_data) { return media_data->is_finish; }
