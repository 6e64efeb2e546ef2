// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace custos::app {

/// RSA-2048 private operations (PKCS#1 v1.5 decryption, OpenSSL EVP) per second of `threads` threads working for
/// `duration`: what the archive's envelopes cost at the very least, as `openssl speed rsa2048` measures it.
double MeasureRsaPrivateOps(unsigned threads, std::chrono::milliseconds duration);

}  // namespace custos::app
