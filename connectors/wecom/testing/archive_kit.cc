// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/testing/archive_kit.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "core/digest.h"

namespace custos::wecom {
namespace {

std::filesystem::path MakeDirectory() {
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("custos-wecom-" + HexEncode(RandomBytes(8)));
  std::filesystem::create_directories(directory / "keys");
  return directory;
}

std::string Encrypt(evp_pkey_st* key, std::string_view text) {
  const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(EVP_PKEY_CTX_new(key, nullptr),
                                                                       EVP_PKEY_CTX_free);
  std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t size = out.size();
  const bool done = EVP_PKEY_encrypt_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                    EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                                     reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  if (!done) throw std::runtime_error("RSA encryption failed");
  return out;
}

}  // namespace

ArchiveKit::ArchiveKit() : directory_(MakeDirectory()) {}

ArchiveKit::~ArchiveKit() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void ArchiveKit::AddKey(std::uint32_t version, bool save) {
  made_.emplace_back(version, std::shared_ptr<evp_pkey_st>(EVP_RSA_gen(2048), EVP_PKEY_free));
  if (save) SaveKey(version);
}

void ArchiveKit::SaveKey(std::uint32_t version) {
  const auto made = std::find_if(made_.begin(), made_.end(), [&](const auto& m) { return m.first == version; });
  const std::filesystem::path file = keys() / (std::to_string(version) + ".pem");
  const std::unique_ptr<FILE, int (*)(FILE*)> out(std::fopen(file.c_str(), "w"), std::fclose);
  PEM_write_PrivateKey(out.get(), made->second.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

std::string ArchiveKit::Seal(std::uint64_t seq, std::string_view msgid, std::uint32_t version,
                             std::string_view key_text, std::string_view plain) const {
  const auto made = std::find_if(made_.begin(), made_.end(), [&](const auto& m) { return m.first == version; });
  return "{\"seq\":" + std::to_string(seq) + ",\"msgid\":\"" + std::string(msgid) +
         "\",\"publickey_ver\":" + std::to_string(version) + ",\"encrypt_random_key\":\"" +
         Base64Encode(Encrypt(made->second.get(), key_text)) + "\",\"encrypt_chat_msg\":\"" + Base64Encode(plain) +
         "\"}";
}

std::string ArchiveKit::SealText(std::uint64_t seq, std::string_view text, std::uint32_t version) const {
  std::string msgid = std::to_string(seq);
  msgid.insert(msgid.begin(), 'm');
  return Seal(seq, msgid, version, "ordinary-key", TextJson(msgid, text));
}

void ArchiveKit::WritePage(std::uint64_t after, const std::vector<std::string>& entries) const {
  std::string page = R"({"errcode":0,"errmsg":"ok","chatdata":[)";
  for (const std::string& entry : entries) {
    if (page.back() != '[') page += ',';
    page += entry;
  }
  WriteFile("page_" + std::to_string(after) + ".json", page + "]}");
}

void ArchiveKit::WriteScript(std::uint64_t after, int number, std::string_view script) const {
  WriteFile("script_" + std::to_string(after) + "_" + std::to_string(number), script);
}

std::filesystem::path ArchiveKit::WriteFile(const std::string& name, std::string_view content) const {
  const std::filesystem::path file = directory_ / name;
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

HelperOptions ArchiveKit::helper() const {
  HelperOptions options;
  options.program = CUSTOS_TEST_HELPER;
  options.sdk_library = CUSTOS_TEST_FAKE_SDK;
  options.corp_id = "ww0000000000000001";
  options.secret = directory_;
  options.call_grace = std::chrono::milliseconds(3000);
  options.backoff_first = std::chrono::milliseconds(1);
  options.backoff_most = std::chrono::milliseconds(20);
  return options;
}

WecomSettings ArchiveKit::settings() const {
  WecomSettings settings;
  settings.corp_id = "ww0000000000000001";
  settings.archive_secret = directory_;
  settings.sdk_library = CUSTOS_TEST_FAKE_SDK;
  settings.helper_program = CUSTOS_TEST_HELPER;
  settings.private_keys = keys();
  settings.api_base = "http://127.0.0.1:9";
  settings.calls_per_minute = 0;
  settings.timeout_s = 1;
  settings.poll_interval = std::chrono::milliseconds(10);
  settings.call_grace = std::chrono::milliseconds(3000);
  settings.retry_first = std::chrono::milliseconds(1);
  settings.retry_most = std::chrono::milliseconds(20);
  settings.operator_hold = std::chrono::milliseconds(50);
  settings.network_hold = std::chrono::milliseconds(50);
  return settings;
}

std::string TextJson(std::string_view msgid, std::string_view text) {
  return R"({"msgid":")" + std::string(msgid) +
         R"(","action":"send","from":"advisor01","tolist":["wmAAAAAAAAexample0000000000000001"],"roomid":"",)"
         R"("msgtime":1700000000123,"msgtype":"text","text":{"content":")" +
         std::string(text) + "\"}}";
}

}  // namespace custos::wecom
