/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CUSTOS_CONNECTORS_WECOM_HELPER_PROTOCOL_H_
#define CUSTOS_CONNECTORS_WECOM_HELPER_PROTOCOL_H_

#include <stdint.h>

/*
 * What the server and custos-wecom-helper say to each other over a stream socket pair, the helper's end being file
 * descriptor CWH_FD. One request, one reply, never two requests at once. Both ends run on one machine and come from one
 * build, so numbers are in host byte order.
 *
 *   frame   := header payload
 *   string  := uint32 length, the bytes, one NUL byte not counted in length; no NUL inside
 *   blob    := uint32 length, the bytes
 *
 *   request CWH_INIT           string library, string corpid, string secret
 *   request CWH_GET_CHAT_DATA  uint64 seq, uint32 limit, uint32 timeout_s, string proxy, string passwd
 *   request CWH_DECRYPT_BATCH  uint32 n, then n times: string key, string message
 *   request CWH_GET_MEDIA      uint32 timeout_s, string indexbuf, string fileid, string proxy, string passwd
 *
 * Every reply carries the type and id of its request and starts with: int32 result, uint32 rss_kib. Then:
 *
 *   reply CWH_INIT             blob reason (why the library could not be used; empty on success)
 *   reply CWH_GET_CHAT_DATA    blob json
 *   reply CWH_DECRYPT_BATCH    uint32 n, then n times: int32 result, blob message
 *   reply CWH_GET_MEDIA        uint32 is_finish, blob outindexbuf, blob data
 *
 * result is what the vendor function returned, or one of the CWH_E_ values below. Secrets travel here and nowhere else:
 * never as an argument or in the environment, where other processes could read them.
 *
 * CWH_PROGRESS_FD is a shared page whose first uint32 is the index of the batch entry the helper is working on, so that
 * the server knows which entry killed or hung it.
 */

#define CWH_FD 3
#define CWH_PROGRESS_FD 4
#define CWH_MAGIC 0x31485743u /* "CWH1" */
#define CWH_MAX_PAYLOAD (96u * 1024u * 1024u)
#define CWH_MAX_BATCH 1024u

/* What a hostile or broken pair may not bring into the vendor library: shorter messages abort the whole process. */
#define CWH_MIN_MESSAGE 16u
#define CWH_MAX_KEY 4096u
#define CWH_SDK_BAD_KEY 10008 /* the vendor's own answer to a pair it cannot parse */

enum { CWH_INIT = 1, CWH_GET_CHAT_DATA = 2, CWH_DECRYPT_BATCH = 3, CWH_GET_MEDIA = 4 };

enum {
  CWH_E_LIBRARY = -1,   /* the library cannot be loaded, or lacks one of its 17 functions */
  CWH_E_NO_HANDLE = -2, /* no successful CWH_INIT yet, or the library gave no handle */
  CWH_E_TOO_LARGE = -3, /* the result does not fit in a frame */
  CWH_E_MEMORY = -4
};

struct cwh_header {
  uint32_t magic;
  uint32_t type;
  uint32_t id;
  uint32_t length; /* of the payload, in bytes */
};

#endif /* CUSTOS_CONNECTORS_WECOM_HELPER_PROTOCOL_H_ */
