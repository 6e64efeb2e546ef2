/* SPDX-License-Identifier: Apache-2.0 */
/* The simulator's own symmetric scheme between its server and its DecryptData. The vendor's is not public, so only the
 * outside is alike: a text key, an opaque base64 text, and an error for anything else. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SEAL_KEY_BYTES = 32, SEAL_KEY_CHARS = 44, SEAL_NONCE_BYTES = 12, SEAL_HEADER_BYTES = 16 };

/* What DecryptData does with an opened message: failure injection travels inside the envelope. */
enum seal_action { SEAL_DELIVER = 0, SEAL_ABORT = 1, SEAL_HANG = 2, SEAL_GROW = 3, SEAL_RETURN = 4 };

struct seal_order {
  uint8_t action;
  uint32_t value; /* milliseconds, KiB or return code, by action */
};

/* Characters of the sealed text of `len` bytes, without the final NUL. */
size_t seal_text_size(size_t len);

/* Writes seal_text_size(len) characters and a NUL to `out`. */
void seal_message(const uint8_t key[SEAL_KEY_BYTES], const uint8_t nonce[SEAL_NONCE_BYTES], struct seal_order order,
                  const char* message, size_t len, char* out);

/* The opened message, NUL-terminated, to be freed by the caller; NULL when key or text are not of this scheme or do not
 * belong together. */
char* seal_open(const char* key_text, const char* sealed, size_t* len, struct seal_order* order);

/* Standard base64 with padding; `out` takes 4 * ((len + 2) / 3) characters, no NUL. */
void seal_base64_encode(const uint8_t* bytes, size_t len, char* out);

#ifdef __cplusplus
}
#endif
