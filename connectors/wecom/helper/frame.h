/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CUSTOS_CONNECTORS_WECOM_HELPER_FRAME_H_
#define CUSTOS_CONNECTORS_WECOM_HELPER_FRAME_H_

#include <stddef.h>
#include <stdint.h>

#include "connectors/wecom/helper/protocol.h"

/* Reads the fields of a request in order. After the first field that does not fit, `bad` stays set and every further
 * read gives zero or NULL. */
struct reader {
  const char* at;
  size_t left;
  int bad;
};

uint32_t read_u32(struct reader* r);
uint64_t read_u64(struct reader* r);
const char* read_string(struct reader* r, uint32_t* length); /* points into the request; NUL-terminated */

/* A growing reply. After the first failed growth `error` holds CWH_E_TOO_LARGE or CWH_E_MEMORY. */
struct writer {
  char* bytes;
  size_t length;
  size_t capacity;
  int error;
};

void write_u32(struct writer* w, uint32_t value);
void write_i32(struct writer* w, int32_t value);
void write_blob(struct writer* w, const void* bytes, size_t length);
int blob_fits(const struct writer* w, size_t length);

/* Whole frames over a blocking socket. Return 1 on success, 0 on end of file, error or a frame that breaks the rules.
 */
int receive_frame(int fd, struct cwh_header* header, char** payload, size_t* capacity);
int send_frame(int fd, uint32_t type, uint32_t id, const struct writer* reply);

#endif /* CUSTOS_CONNECTORS_WECOM_HELPER_FRAME_H_ */
