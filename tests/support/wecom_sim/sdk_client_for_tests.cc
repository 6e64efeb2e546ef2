// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/sdk_client_for_tests.h"

#include <dlfcn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "core/digest.h"

namespace custos::wecom_sim {
namespace {

constexpr int kTimeoutS = 5;

}  // namespace

std::string RsaDecrypt(const std::string& private_pem, const std::string& ciphertext) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(private_pem.data(), -1), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(EVP_PKEY_CTX_new(key.get(), nullptr),
                                                                            EVP_PKEY_CTX_free);
  std::string out(256, '\0');
  std::size_t size = out.size();
  EVP_PKEY_decrypt_init(context.get());
  EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING);
  const int done = EVP_PKEY_decrypt(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                                    reinterpret_cast<const unsigned char*>(ciphertext.data()), ciphertext.size());
  out.resize(done > 0 ? size : 0);
  return out;
}

SdkClient::SdkClient(const std::string& library, std::string server)
    : library_(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL)), server_(std::move(server)) {
  if (library_ == nullptr) throw std::runtime_error(dlerror());
}

SdkClient::~SdkClient() {
  Find<decltype(DestroySdk)>("DestroySdk")(sdk_);
  dlclose(library_);
}

template <class Function>
Function* SdkClient::Find(const char* name) {
  return reinterpret_cast<Function*>(dlsym(library_, name));
}

int SdkClient::Open(const std::string& corp_id, const std::string& secret) {
  Find<decltype(DestroySdk)>("DestroySdk")(sdk_);
  sdk_ = Find<decltype(NewSdk)>("NewSdk")();
  return Find<decltype(Init)>("Init")(sdk_, corp_id.c_str(), secret.c_str());
}

SdkClient::Page SdkClient::Pull(std::uint64_t seq, unsigned limit) {
  Slice_t* slice = Find<decltype(NewSlice)>("NewSlice")();
  Page page;
  page.ret = Find<decltype(GetChatData)>("GetChatData")(sdk_, seq, limit, server_.c_str(), "", kTimeoutS, slice);
  if (page.ret == 0) page.json = nlohmann::json::parse(slice->buf, slice->buf + slice->len);
  Find<decltype(FreeSlice)>("FreeSlice")(slice);
  return page;
}

SdkClient::MediaChunk SdkClient::Chunk(const std::string& index, const std::string& file_id) {
  MediaData_t* media = Find<decltype(NewMediaData)>("NewMediaData")();
  MediaChunk chunk;
  chunk.ret = Find<decltype(GetMediaData)>("GetMediaData")(sdk_, index.c_str(), file_id.c_str(), server_.c_str(), "",
                                                           kTimeoutS, media);
  if (chunk.ret == 0) {
    chunk.data.assign(media->data, static_cast<std::size_t>(media->data_len));
    chunk.next.assign(media->outindexbuf, static_cast<std::size_t>(media->out_len));
    chunk.finished = media->is_finish == 1;
  }
  Find<decltype(FreeMediaData)>("FreeMediaData")(media);
  return chunk;
}

int SdkClient::DecryptRaw(const char* key, const char* text) {
  Slice_t* slice = Find<decltype(NewSlice)>("NewSlice")();
  const int ret = Find<decltype(DecryptData)>("DecryptData")(key, text, slice);
  Find<decltype(FreeSlice)>("FreeSlice")(slice);
  return ret;
}

std::string SdkClient::Decrypt(const nlohmann::json& item, const std::string& private_pem) {
  const auto sealed = Base64Decode(item.at("encrypt_random_key").get<std::string>());
  const std::string key = RsaDecrypt(private_pem, sealed.value_or(""));
  Slice_t* slice = Find<decltype(NewSlice)>("NewSlice")();
  std::string text;
  if (Find<decltype(DecryptData)>("DecryptData")(key.c_str(), item.at("encrypt_chat_msg").get<std::string>().c_str(),
                                                 slice) == 0) {
    text.assign(slice->buf, static_cast<std::size_t>(slice->len));
  }
  Find<decltype(FreeSlice)>("FreeSlice")(slice);
  return text;
}

}  // namespace custos::wecom_sim
