/* SPDX-License-Identifier: Apache-2.0 */
#include "connectors/wecom/helper/sdk.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "connectors/wecom/helper/protocol.h"

int sdk_load(struct sdk* sdk, const char* path, char* reason, size_t reason_size) {
  const struct {
    const char* name;
    void* slot; /* address of the member that receives the function */
  } symbols[] = {
      {"NewSdk", &sdk->new_sdk},
      {"Init", &sdk->init},
      {"GetChatData", &sdk->get_chat_data},
      {"DecryptData", &sdk->decrypt_data},
      {"GetMediaData", &sdk->get_media_data},
      {"DestroySdk", &sdk->destroy_sdk},
      {"NewSlice", &sdk->new_slice},
      {"FreeSlice", &sdk->free_slice},
      {"GetContentFromSlice", &sdk->slice_content},
      {"GetSliceLen", &sdk->slice_length},
      {"NewMediaData", &sdk->new_media},
      {"FreeMediaData", &sdk->free_media},
      {"GetOutIndexBuf", &sdk->media_index},
      {"GetData", &sdk->media_data},
      {"GetIndexLen", &sdk->media_index_length},
      {"GetDataLen", &sdk->media_data_length},
      {"IsMediaDataFinish", &sdk->media_finished},
  };
  if (sdk->library != NULL) return 0;
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char* error = dlerror();
    snprintf(reason, reason_size, "%s", error != NULL ? error : "dlopen failed");
    return CWH_E_LIBRARY;
  }
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; ++i) {
    void* address = dlsym(library, symbols[i].name);
    if (address == NULL) {
      snprintf(reason, reason_size, "the library does not export %s", symbols[i].name);
      return CWH_E_LIBRARY; /* stays loaded: unloading the vendor's code runs destructors nobody tested */
    }
    memcpy(symbols[i].slot, &address, sizeof address);
  }
  sdk->library = library;
  return 0;
}
