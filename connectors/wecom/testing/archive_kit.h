// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/wecom/helper_client.h"
#include "connectors/wecom/wecom.h"

struct evp_pkey_st;

namespace custos::wecom {

/// A temporary directory with RSA keys and pages for the fake vendor library (fake_sdk.c); removed at the end.
class ArchiveKit {
 public:
  ArchiveKit();
  ~ArchiveKit();
  ArchiveKit(const ArchiveKit&) = delete;
  ArchiveKit& operator=(const ArchiveKit&) = delete;

  /// Makes a key pair. The private half goes to the key directory only with `save`.
  void AddKey(std::uint32_t version, bool save = true);
  void SaveKey(std::uint32_t version);

  /// One chatdata entry whose random key decrypts to `key_text` and whose message decodes to `plain`.
  std::string Seal(std::uint64_t seq, std::string_view msgid, std::uint32_t version, std::string_view key_text,
                   std::string_view plain) const;
  /// A text message from advisor01 to a customer, sealed with an ordinary key text.
  std::string SealText(std::uint64_t seq, std::string_view text, std::uint32_t version = 1) const;

  /// What GetChatData answers after `seq`.
  void WritePage(std::uint64_t after, const std::vector<std::string>& entries) const;
  void WriteScript(std::uint64_t after, int number, std::string_view script) const;
  std::filesystem::path WriteFile(const std::string& name, std::string_view content) const;

  std::filesystem::path directory() const { return directory_; }
  std::filesystem::path keys() const { return directory_ / "keys"; }
  HelperOptions helper() const;
  WecomSettings settings() const;

 private:
  const std::filesystem::path directory_;
  std::vector<std::pair<std::uint32_t, std::shared_ptr<evp_pkey_st>>> made_;
};

/// The JSON of a text message, as DecryptData would give it.
std::string TextJson(std::string_view msgid, std::string_view text);

}  // namespace custos::wecom
