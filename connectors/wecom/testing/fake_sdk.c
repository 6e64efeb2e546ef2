/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stand-in for the vendor library, for unit tests: same 17 functions, behaviour scripted by its inputs.
 *
 * Init          the secret is a directory
 * GetChatData   runs and removes <dir>/script_<seq>_<0..9> ("ret N", "json TEXT", "abort", "hang", "max N" = errcode
 *               301058 for a limit above N, not removed), then answers <dir>/page_<seq>.json or an empty page
 * DecryptData   key "code:N" returns N, "abort" and "hang" do so, "grow" keeps 48 MiB, "abort-once:FILE" aborts while
 *               FILE exists and removes it; any other key base64-decodes the message. Aborts on short input as the real
 *               one does
 * GetMediaData  fileid "file:PATH" gives 512 KiB chunks, "code:N" returns N, "flaky:MARK:PATH" fails with 10001 and
 *               "corrupt:MARK:PATH" damages the chunk while MARK exists, and remove it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 524288L

typedef struct WeWorkFinanceSdk_t {
  char dir[512];
} WeWorkFinanceSdk_t;

typedef struct Slice_t {
  char* buf;
  int len;
} Slice_t;

typedef struct MediaData {
  char* outindexbuf;
  int out_len;
  char* data;
  int data_len;
  int is_finish;
} MediaData_t;

static void hang(void) {
  for (;;) pause();
}

static char* read_file(const char* path, long from, long most, long* length, long* total) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  *total = ftell(file);
  if (from > *total) from = *total;
  long size = *total - from;
  if (most > 0 && size > most) size = most;
  char* bytes = malloc((size_t)size + 1);
  fseek(file, from, SEEK_SET);
  *length = (long)fread(bytes, 1, (size_t)size, file);
  bytes[*length] = '\0';
  fclose(file);
  return bytes;
}

static int take_mark(const char* path) {
  if (access(path, F_OK) != 0) return 0;
  unlink(path);
  return 1;
}

WeWorkFinanceSdk_t* NewSdk(void) { return calloc(1, sizeof(WeWorkFinanceSdk_t)); }
void DestroySdk(WeWorkFinanceSdk_t* sdk) { free(sdk); }
Slice_t* NewSlice(void) { return calloc(1, sizeof(Slice_t)); }
char* GetContentFromSlice(Slice_t* slice) { return slice->buf; }
int GetSliceLen(Slice_t* slice) { return slice->len; }
MediaData_t* NewMediaData(void) { return calloc(1, sizeof(MediaData_t)); }
char* GetOutIndexBuf(MediaData_t* media) { return media->outindexbuf; }
char* GetData(MediaData_t* media) { return media->data; }
int GetIndexLen(MediaData_t* media) { return media->out_len; }
int GetDataLen(MediaData_t* media) { return media->data_len; }
int IsMediaDataFinish(MediaData_t* media) { return media->is_finish; }

void FreeSlice(Slice_t* slice) {
  free(slice->buf);
  free(slice);
}

void FreeMediaData(MediaData_t* media) {
  free(media->outindexbuf);
  free(media->data);
  free(media);
}

int Init(WeWorkFinanceSdk_t* sdk, const char* corpid, const char* secret) {
  if (corpid == NULL || secret == NULL || *corpid == '\0' || *secret == '\0') return 10000;
  snprintf(sdk->dir, sizeof sdk->dir, "%s", secret);
  return 0;
}

static int answer(Slice_t* slice, const char* text) {
  slice->len = (int)strlen(text);
  slice->buf = malloc((size_t)slice->len + 1);
  memcpy(slice->buf, text, (size_t)slice->len + 1);
  return 0;
}

/* 1 when the script decided the answer, left in *result. */
static int run_script(const char* path, unsigned limit, Slice_t* slice, int* result) {
  long length = 0;
  long total = 0;
  char* script = read_file(path, 0, 0, &length, &total);
  int decided = 0;
  if (script == NULL) return 0;
  if (strncmp(script, "max ", 4) == 0) {
    if (limit > (unsigned)atoi(script + 4)) {
      *result = answer(slice, "{\"errcode\":301058,\"errmsg\":\"too large\",\"chatdata\":[]}");
      decided = 1;
    }
    free(script);
    return decided;
  }
  unlink(path);
  if (strncmp(script, "abort", 5) == 0) abort();
  if (strncmp(script, "hang", 4) == 0) hang();
  if (strncmp(script, "ret ", 4) == 0) {
    *result = atoi(script + 4);
    decided = 1;
  } else if (strncmp(script, "json ", 5) == 0) {
    *result = answer(slice, script + 5);
    decided = 1;
  }
  free(script);
  return decided;
}

int GetChatData(WeWorkFinanceSdk_t* sdk, unsigned long long seq, unsigned int limit, const char* proxy,
                const char* passwd, int timeout, Slice_t* slice) {
  (void)proxy;
  (void)passwd;
  (void)timeout;
  char path[768];
  int result = 0;
  long length = 0;
  long total = 0;
  if (limit == 0 || limit > 1000) return 10000;
  for (int i = 0; i < 10; ++i) {
    snprintf(path, sizeof path, "%s/script_%llu_%d", sdk->dir, seq, i);
    if (run_script(path, limit, slice, &result)) return result;
  }
  snprintf(path, sizeof path, "%s/page_%llu.json", sdk->dir, seq);
  char* page = read_file(path, 0, 0, &length, &total);
  if (page == NULL) return answer(slice, "{\"errcode\":0,\"errmsg\":\"ok\",\"chatdata\":[]}");
  slice->buf = page;
  slice->len = (int)length;
  return 0;
}

static int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

static int decode(const char* text, Slice_t* slice) {
  slice->buf = malloc(strlen(text) + 1);
  unsigned bits = 0;
  int held = 0;
  for (; *text != '\0' && *text != '='; ++text) {
    const int value = base64_value(*text);
    if (value < 0) return 10008;
    bits = (bits << 6 | (unsigned)value) & 0xffffffu;
    held += 6;
    if (held >= 8) {
      held -= 8;
      slice->buf[slice->len++] = (char)(bits >> held & 0xff);
    }
  }
  return 0;
}

int DecryptData(const char* key, const char* message, Slice_t* slice) {
  if (key == NULL || message == NULL) return 10000;
  if (strlen(message) < 13) abort();
  if (strcmp(key, "abort") == 0) abort();
  if (strcmp(key, "hang") == 0) hang();
  if (strncmp(key, "code:", 5) == 0) return atoi(key + 5);
  if (strncmp(key, "abort-once:", 11) == 0 && take_mark(key + 11)) abort();
  if (strcmp(key, "grow") == 0) {
    char* kept = malloc(48L << 20);
    memset(kept, 1, 48L << 20);
    static char* volatile anchor;
    anchor = kept;
    (void)anchor;
  }
  return decode(message, slice);
}

int GetMediaData(WeWorkFinanceSdk_t* sdk, const char* indexbuf, const char* fileid, const char* proxy,
                 const char* passwd, int timeout, MediaData_t* media) {
  (void)sdk;
  (void)proxy;
  (void)passwd;
  (void)timeout;
  if (fileid == NULL || *fileid == '\0') return 10000;
  if (strncmp(fileid, "code:", 5) == 0) return atoi(fileid + 5);
  long from = 0;
  if (*indexbuf != '\0' && sscanf(indexbuf, "Range:bytes=%ld-", &from) != 1) return 10000;
  int corrupt = 0;
  const char* path = strchr(fileid, ':');
  if (path == NULL) return 10005;
  ++path;
  if (strncmp(fileid, "file:", 5) != 0) {
    const char* end = strchr(path, ':');
    if (end == NULL) return 10005;
    char mark[512];
    snprintf(mark, sizeof mark, "%.*s", (int)(end - path), path);
    path = end + 1;
    const int marked = from > 0 && take_mark(mark);
    if (marked && strncmp(fileid, "flaky:", 6) == 0) return 10001;
    corrupt = marked;
  }
  long length = 0;
  long total = 0;
  media->data = read_file(path, from, CHUNK, &length, &total);
  if (media->data == NULL) return 10005;
  if (corrupt && length > 0) media->data[0] ^= 1;
  media->data_len = (int)length;
  media->is_finish = from + length >= total;
  long last = from + length + CHUNK - 1;
  if (last >= total) last = total - 1;
  media->outindexbuf = malloc(64);
  media->out_len = media->is_finish ? 0 : snprintf(media->outindexbuf, 64, "Range:bytes=%ld-%ld", from + length, last);
  media->outindexbuf[media->out_len] = '\0';
  return 0;
}
