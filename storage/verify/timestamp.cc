// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/timestamp.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <optional>

namespace custos::storage {
namespace {

struct Free {
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(TS_REQ* p) const { TS_REQ_free(p); }
  void operator()(TS_RESP* p) const { TS_RESP_free(p); }
  void operator()(TS_MSG_IMPRINT* p) const { TS_MSG_IMPRINT_free(p); }
  void operator()(X509_ALGOR* p) const { X509_ALGOR_free(p); }
  void operator()(ASN1_INTEGER* p) const { ASN1_INTEGER_free(p); }
  void operator()(BIGNUM* p) const { BN_free(p); }
  void operator()(TS_VERIFY_CTX* p) const { TS_VERIFY_CTX_free(p); }
  void operator()(X509_STORE* p) const { X509_STORE_free(p); }
  void operator()(X509* p) const { X509_free(p); }
};
template <class T>
using Own = std::unique_ptr<T, Free>;

Error Bad(std::string code, std::string message) {
  ERR_clear_error();
  return {ErrorKind::kCorrupt, "timestamp." + std::move(code), std::move(message)};
}

Error CryptoFailed() {
  ERR_clear_error();
  return {ErrorKind::kInternal, "timestamp.library", "the request could not be made"};
}

Own<TS_RESP> Parse(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  Own<TS_RESP> response(d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size())));
  if (at != end) response.reset();
  return response;
}

bool SameDigest(TS_TST_INFO* info, const Digest& digest) {
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
  ASN1_OCTET_STRING* hash = TS_MSG_IMPRINT_get_msg(imprint);
  const std::string_view bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(hash)),
                               static_cast<std::size_t>(ASN1_STRING_length(hash)));
  return OBJ_obj2nid(algorithm) == NID_sha256 && bytes == AsBytes(digest);
}

// The stated time in whole seconds.
std::optional<std::time_t> StatedTime(TS_TST_INFO* info) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) == 1) return timegm(&parts);
  // ASN1_TIME_to_tm knows no fractions of a second, which the standard allows here.
  const ASN1_GENERALIZEDTIME* time = TS_TST_INFO_get_time(info);
  std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(time)),
                   static_cast<std::size_t>(ASN1_STRING_length(time)));
  const std::size_t point = text.find('.');
  if (point == text.npos || !text.ends_with('Z')) return std::nullopt;
  text = text.substr(0, point) + "Z";
  ASN1_TIME* whole = ASN1_TIME_new();
  const bool good = ASN1_TIME_set_string(whole, text.c_str()) == 1 && ASN1_TIME_to_tm(whole, &parts) == 1;
  ASN1_TIME_free(whole);
  return good ? std::optional(timegm(&parts)) : std::nullopt;
}

// What an answer says about a text, signatures aside.
struct Stated {
  Own<TS_RESP> response;
  TS_TST_INFO* info = nullptr;
  std::time_t at = 0;
};

Result<Stated> Read(std::string_view der, const Digest& digest) {
  Stated stated{Parse(der)};
  if (!stated.response) return Bad("malformed", "the answer is no time-stamp response");
  const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(stated.response.get())));
  if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS) {
    return Bad("refused", "the authority gave no timestamp");
  }
  stated.info = TS_RESP_get_tst_info(stated.response.get());
  const std::optional<std::time_t> at = stated.info != nullptr ? StatedTime(stated.info) : std::nullopt;
  if (!at) return Bad("malformed", "the answer holds no time");
  if (!SameDigest(stated.info, digest)) return Bad("digest", "the timestamp is of another text");
  stated.at = *at;
  return stated;
}

Own<X509_STORE> StoreOf(std::string_view pem, std::time_t at) {
  const Own<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Own<X509_STORE> store(X509_STORE_new());
  int count = 0;
  while (in && store) {
    const Own<X509> certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    if (X509_STORE_add_cert(store.get(), certificate.get()) == 1) ++count;
  }
  ERR_clear_error();
  if (count == 0) return nullptr;
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), at);
  return store;
}

}  // namespace

Result<TimestampRequest> MakeTimestampRequest(std::string_view text) {
  const Digest digest = Sha256(text);
  const std::string random = RandomBytes(8);
  const Own<TS_REQ> request(TS_REQ_new());
  const Own<TS_MSG_IMPRINT> imprint(TS_MSG_IMPRINT_new());
  const Own<X509_ALGOR> algorithm(X509_ALGOR_new());
  const Own<BIGNUM> number(BN_bin2bn(reinterpret_cast<const unsigned char*>(random.data()), 8, nullptr));
  const Own<ASN1_INTEGER> nonce(number ? BN_to_ASN1_INTEGER(number.get(), nullptr) : nullptr);
  std::string bytes(AsBytes(digest));
  if (!request || !imprint || !algorithm || !nonce ||
      X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) != 1 ||
      TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) != 1 ||
      TS_MSG_IMPRINT_set_msg(imprint.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                             static_cast<int>(bytes.size())) != 1 ||
      TS_REQ_set_version(request.get(), 1) != 1 || TS_REQ_set_msg_imprint(request.get(), imprint.get()) != 1 ||
      TS_REQ_set_nonce(request.get(), nonce.get()) != 1 || TS_REQ_set_cert_req(request.get(), 1) != 1) {
    return CryptoFailed();
  }
  unsigned char* der = nullptr;
  const int size = i2d_TS_REQ(request.get(), &der);
  if (size <= 0) return CryptoFailed();
  TimestampRequest made{std::string(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size))};
  OPENSSL_free(der);
  return made;
}

Result<TimeMs> CheckTimestampResponse(const TimestampRequest& request, std::string_view response) {
  const auto* at = reinterpret_cast<const unsigned char*>(request.der.data());
  const Own<TS_REQ> asked(d2i_TS_REQ(nullptr, &at, static_cast<long>(request.der.size())));
  if (!asked) return CryptoFailed();
  ASN1_OCTET_STRING* hash = TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(asked.get()));
  const auto digest = DigestFromBytes(
      {reinterpret_cast<const char*>(ASN1_STRING_get0_data(hash)), static_cast<std::size_t>(ASN1_STRING_length(hash))});
  const Result<Stated> stated = Read(response, digest.value_or(Digest{}));
  if (!stated) return stated.error();
  const ASN1_INTEGER* nonce = TS_TST_INFO_get_nonce(stated->info);
  if (nonce == nullptr || ASN1_INTEGER_cmp(nonce, TS_REQ_get_nonce(asked.get())) != 0) {
    return Bad("nonce", "an answer to another question");
  }
  return TimeMs{stated->at} * 1000;
}

Result<TimeMs> VerifyTimestamp(std::string_view response, std::string_view text, std::string_view ca_pem) {
  const Digest digest = Sha256(text);
  const Result<Stated> stated = Read(response, digest);
  if (!stated) return stated.error();
  Own<X509_STORE> store = StoreOf(ca_pem, stated->at);
  if (!store) return Error{ErrorKind::kInvalid, "timestamp.ca", "no certificate of a time-stamping authority"};
  const Own<TS_VERIFY_CTX> context(TS_VERIFY_CTX_new());
  if (!context) return CryptoFailed();
  TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE);
  TS_VERIFY_CTX_set_store(context.get(), store.release());  // the context frees it
  if (TS_RESP_verify_response(context.get(), stated->response.get()) != 1) {
    return Bad("signer", "the timestamp is not signed by the trusted authority");
  }
  return TimeMs{stated->at} * 1000;
}

}  // namespace custos::storage
