/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of the vendor's finance library as the simulator's stand-in offers it: the same 17 symbols, types
 * and return codes. Each handle serves one thread at a time. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

typedef struct WeWorkFinanceSdk_t WeWorkFinanceSdk_t;

typedef struct Slice_t {
  char* buf; /* NUL-terminated, owned by the slice */
  int len;
} Slice_t;

typedef struct MediaData {
  char* outindexbuf; /* pass to the next GetMediaData */
  int out_len;
  char* data;
  int data_len;
  int is_finish; /* 1 with the last chunk */
} MediaData_t;

WeWorkFinanceSdk_t* NewSdk(void);
int Init(WeWorkFinanceSdk_t* sdk, const char* corpid, const char* secret);
/* The server is the one named by `proxy` (http://host:port), else by the environment variable CUSTOS_WECOM_SIM
 * (host:port). `timeout` is in seconds. */
int GetChatData(WeWorkFinanceSdk_t* sdk, unsigned long long seq, unsigned int limit, const char* proxy,
                const char* passwd, int timeout, Slice_t* chat_datas);
int DecryptData(const char* encrypt_key, const char* encrypt_msg, Slice_t* msg);
int GetMediaData(WeWorkFinanceSdk_t* sdk, const char* indexbuf, const char* sdk_file_id, const char* proxy,
                 const char* passwd, int timeout, MediaData_t* media_data);
void DestroySdk(WeWorkFinanceSdk_t* sdk);
Slice_t* NewSlice(void);
void FreeSlice(Slice_t* slice);
char* GetContentFromSlice(Slice_t* slice);
int GetSliceLen(Slice_t* slice);
MediaData_t* NewMediaData(void);
void FreeMediaData(MediaData_t* media_data);
char* GetOutIndexBuf(MediaData_t* media_data);
char* GetData(MediaData_t* media_data);
int GetIndexLen(MediaData_t* media_data);
int GetDataLen(MediaData_t* media_data);
int IsMediaDataFinish(MediaData_t* media_data);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif
