// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/wecom_sim/sdk/finance_sdk.h"

namespace custos::wecom_sim {

/// The vendor library as a careful program would use it: loaded by dlopen, its buffers copied and freed. One thread.
class SdkClient {
 public:
  /// `server` is passed as the proxy argument of every call.
  SdkClient(const std::string& library, std::string server);
  ~SdkClient();
  SdkClient(const SdkClient&) = delete;
  SdkClient& operator=(const SdkClient&) = delete;

  /// NewSdk and Init; the return code of Init.
  int Open(const std::string& corp_id, const std::string& secret);

  struct Page {
    int ret = 0;
    nlohmann::json json;
  };
  Page Pull(std::uint64_t seq, unsigned limit);

  struct MediaChunk {
    int ret = 0;
    std::string data;
    std::string next;
    bool finished = false;
  };
  MediaChunk Chunk(const std::string& index, const std::string& file_id);

  int DecryptRaw(const char* key, const char* text);

  /// The clear text of one element of chatdata: RSA by OpenSSL, the rest by DecryptData. Empty on any failure.
  std::string Decrypt(const nlohmann::json& item, const std::string& private_pem);

 private:
  template <class Function>
  Function* Find(const char* name);

  void* library_ = nullptr;
  const std::string server_;
  WeWorkFinanceSdk_t* sdk_ = nullptr;
};

/// RSA PKCS#1 v1.5 with a PEM private key; empty on failure.
std::string RsaDecrypt(const std::string& private_pem, const std::string& ciphertext);

}  // namespace custos::wecom_sim
