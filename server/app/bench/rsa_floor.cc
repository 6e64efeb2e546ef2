// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/rsa_floor.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace custos::app {
namespace {

constexpr int kBits = 2048;

struct PkeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct ContextFree {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using Pkey = std::unique_ptr<EVP_PKEY, PkeyFree>;
using Context = std::unique_ptr<EVP_PKEY_CTX, ContextFree>;

void Require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot do RSA here");
}

std::string Encrypt(EVP_PKEY* key) {
  const std::string secret(32, 's');
  const Context context(EVP_PKEY_CTX_new(key, nullptr));
  std::string out(kBits / 8, '\0');
  std::size_t size = out.size();
  Require(EVP_PKEY_encrypt_init(context.get()) == 1 &&
          EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
          EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                           reinterpret_cast<const unsigned char*>(secret.data()), secret.size()) == 1);
  return out;
}

std::uint64_t DecryptUntil(EVP_PKEY* key, const std::string& sealed, const std::atomic<bool>& stop) {
  const Context context(EVP_PKEY_CTX_new(key, nullptr));
  Require(EVP_PKEY_decrypt_init(context.get()) == 1 &&
          EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1);
  std::array<unsigned char, kBits / 8> out{};
  std::uint64_t done = 0;
  for (; !stop; ++done) {
    std::size_t size = out.size();
    Require(EVP_PKEY_decrypt(context.get(), out.data(), &size, reinterpret_cast<const unsigned char*>(sealed.data()),
                             sealed.size()) == 1);
  }
  return done;
}

}  // namespace

double MeasureRsaPrivateOps(unsigned threads, std::chrono::milliseconds duration) {
  const Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(kBits)));
  Require(key != nullptr);
  const std::string sealed = Encrypt(key.get());
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> total = 0;
  std::vector<std::jthread> workers;
  const auto start = std::chrono::steady_clock::now();
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&] { total += DecryptUntil(key.get(), sealed, stop); });
  }
  std::this_thread::sleep_for(duration);
  stop = true;
  workers.clear();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(total) / elapsed.count();
}

}  // namespace custos::app
