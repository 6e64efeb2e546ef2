// SPDX-License-Identifier: Apache-2.0
// ChaCha20 (RFC 8439) with a checksum inside: small, quick, and free of any crypto library, so that loading the fake
// vendor library brings nothing else into the process.
#include "tests/support/wecom_sim/sdk/seal.h"

#include <stdlib.h>
#include <string.h>

static uint32_t Load32(const uint8_t* p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void Store32(uint8_t* p, uint32_t v) {
  for (int i = 0; i < 4; ++i) p[i] = (uint8_t)(v >> (8 * i));
}

static uint32_t Rotate(uint32_t v, int bits) { return v << bits | v >> (32 - bits); }

static void QuarterRound(uint32_t* a, uint32_t* b, uint32_t* c, uint32_t* d) {
  *a += *b, *d = Rotate(*d ^ *a, 16);
  *c += *d, *b = Rotate(*b ^ *c, 12);
  *a += *b, *d = Rotate(*d ^ *a, 8);
  *c += *d, *b = Rotate(*b ^ *c, 7);
}

static void Block(const uint32_t state[16], uint8_t out[64]) {
  uint32_t x[16];
  memcpy(x, state, sizeof x);
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 4; ++i) QuarterRound(&x[i], &x[4 + i], &x[8 + i], &x[12 + i]);
    for (int i = 0; i < 4; ++i) QuarterRound(&x[i], &x[4 + (i + 1) % 4], &x[8 + (i + 2) % 4], &x[12 + (i + 3) % 4]);
  }
  for (int i = 0; i < 16; ++i) Store32(out + 4 * i, x[i] + state[i]);
}

static void Cipher(const uint8_t key[SEAL_KEY_BYTES], const uint8_t nonce[SEAL_NONCE_BYTES], uint8_t* data,
                   size_t len) {
  uint32_t state[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  for (int i = 0; i < 8; ++i) state[4 + i] = Load32(key + 4 * i);
  for (int i = 0; i < 3; ++i) state[13 + i] = Load32(nonce + 4 * i);
  uint8_t stream[64];
  for (size_t at = 0; at < len; at += 64, ++state[12]) {
    Block(state, stream);
    const size_t count = len - at < 64 ? len - at : 64;
    for (size_t i = 0; i < count; ++i) data[at + i] ^= stream[i];
  }
}

static uint64_t Checksum(const uint8_t* data, size_t len) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < len; ++i) hash = (hash ^ data[i]) * 0x100000001b3u;
  return hash;
}

static const char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void seal_base64_encode(const uint8_t* bytes, size_t len, char* out) {
  for (size_t i = 0; i < len; i += 3) {
    const size_t left = len - i;
    const uint32_t v =
        (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0u);
    *out++ = kAlphabet[v >> 18];
    *out++ = kAlphabet[v >> 12 & 63];
    *out++ = left > 1 ? kAlphabet[v >> 6 & 63] : '=';
    *out++ = left > 2 ? kAlphabet[v & 63] : '=';
  }
}

static int Digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// Decoded size, or 0 for anything that is not strict base64.
static size_t Base64Decode(const char* text, size_t len, uint8_t* out) {
  if (len == 0 || len % 4 != 0) return 0;
  const size_t padding = (size_t)(text[len - 1] == '=') + (text[len - 2] == '=');
  size_t size = 0;
  for (size_t i = 0; i < len; i += 4) {
    uint32_t v = 0;
    for (size_t k = 0; k < 4; ++k) {
      const int digit = i + k >= len - padding ? 0 : Digit(text[i + k]);
      if (digit < 0) return 0;
      v = v << 6 | (uint32_t)digit;
    }
    for (int shift = 16; shift >= 0; shift -= 8) out[size++] = (uint8_t)(v >> shift);
  }
  return size - padding;
}

static size_t RawSize(size_t len) { return SEAL_NONCE_BYTES + SEAL_HEADER_BYTES + len; }

size_t seal_text_size(size_t len) { return 4 * ((RawSize(len) + 2) / 3); }

void seal_message(const uint8_t key[SEAL_KEY_BYTES], const uint8_t nonce[SEAL_NONCE_BYTES], struct seal_order order,
                  const char* message, size_t len, char* out) {
  uint8_t* raw = malloc(RawSize(len));
  uint8_t* header = raw + SEAL_NONCE_BYTES;
  memcpy(raw, nonce, SEAL_NONCE_BYTES);
  memcpy(header, "CS1", 3);
  header[3] = order.action;
  Store32(header + 4, order.value);
  memcpy(header + SEAL_HEADER_BYTES, message, len);
  const uint64_t sum = Checksum(header + SEAL_HEADER_BYTES, len);
  Store32(header + 8, (uint32_t)sum);
  Store32(header + 12, (uint32_t)(sum >> 32));
  Cipher(key, nonce, header, SEAL_HEADER_BYTES + len);
  seal_base64_encode(raw, RawSize(len), out);
  out[seal_text_size(len)] = '\0';
  free(raw);
}

// Deciphers in place and moves the message to the front; false when the checks fail.
static int OpenRaw(const uint8_t key[SEAL_KEY_BYTES], uint8_t* raw, size_t size, struct seal_order* order) {
  uint8_t* header = raw + SEAL_NONCE_BYTES;
  const size_t len = size - SEAL_NONCE_BYTES - SEAL_HEADER_BYTES;
  Cipher(key, raw, header, SEAL_HEADER_BYTES + len);
  const uint64_t sum = Load32(header + 8) | (uint64_t)Load32(header + 12) << 32;
  if (memcmp(header, "CS1", 3) != 0 || sum != Checksum(header + SEAL_HEADER_BYTES, len)) return 0;
  order->action = header[3];
  order->value = Load32(header + 4);
  memmove(raw, header + SEAL_HEADER_BYTES, len);
  raw[len] = '\0';
  return 1;
}

char* seal_open(const char* key_text, const char* sealed, size_t* len, struct seal_order* order) {
  uint8_t key[SEAL_KEY_BYTES + 1];
  if (strlen(key_text) != SEAL_KEY_CHARS || Base64Decode(key_text, SEAL_KEY_CHARS, key) != SEAL_KEY_BYTES) return NULL;
  const size_t text_size = strlen(sealed);
  uint8_t* raw = malloc(text_size / 4 * 3 + 4);
  if (raw == NULL) return NULL;
  const size_t size = Base64Decode(sealed, text_size, raw);
  if (size < SEAL_NONCE_BYTES + SEAL_HEADER_BYTES || !OpenRaw(key, raw, size, order)) {
    free(raw);
    return NULL;
  }
  *len = size - SEAL_NONCE_BYTES - SEAL_HEADER_BYTES;
  return (char*)raw;
}
