/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CUSTOS_CONNECTORS_WECOM_HELPER_SDK_H_
#define CUSTOS_CONNECTORS_WECOM_HELPER_SDK_H_

#include <stddef.h>

/* The vendor's opaque types. */
typedef struct WeWorkFinanceSdk_t WeWorkFinanceSdk_t;
typedef struct Slice_t Slice_t;
typedef struct MediaData MediaData_t;

/* The 17 functions of libWeWorkFinanceSdk_C.so, found by name at run time. */
struct sdk {
  void* library;
  WeWorkFinanceSdk_t* (*new_sdk)(void);
  int (*init)(WeWorkFinanceSdk_t*, const char*, const char*);
  int (*get_chat_data)(WeWorkFinanceSdk_t*, unsigned long long, unsigned int, const char*, const char*, int, Slice_t*);
  int (*decrypt_data)(const char*, const char*, Slice_t*);
  int (*get_media_data)(WeWorkFinanceSdk_t*, const char*, const char*, const char*, const char*, int, MediaData_t*);
  void (*destroy_sdk)(WeWorkFinanceSdk_t*);
  Slice_t* (*new_slice)(void);
  void (*free_slice)(Slice_t*);
  char* (*slice_content)(Slice_t*);
  int (*slice_length)(Slice_t*);
  MediaData_t* (*new_media)(void);
  void (*free_media)(MediaData_t*);
  char* (*media_index)(MediaData_t*);
  char* (*media_data)(MediaData_t*);
  int (*media_index_length)(MediaData_t*);
  int (*media_data_length)(MediaData_t*);
  int (*media_finished)(MediaData_t*);
};

/* Loads the library once. Returns 0, or CWH_E_LIBRARY with a reason in `reason`. */
int sdk_load(struct sdk* sdk, const char* path, char* reason, size_t reason_size);

#endif /* CUSTOS_CONNECTORS_WECOM_HELPER_SDK_H_ */
