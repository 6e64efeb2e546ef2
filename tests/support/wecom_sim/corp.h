// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "tests/support/wecom_sim/company.h"
#include "tests/support/wecom_sim/envelope.h"
#include "tests/support/wecom_sim/key_ring.h"
#include "tests/support/wecom_sim/materials.h"
#include "tests/support/wecom_sim/media_library.h"
#include "tests/support/wecom_sim/message_log.h"
#include "tests/support/wecom_sim/outgoing.h"
#include "tests/support/wecom_sim/tag_book.h"
#include "tests/support/wecom_sim/tokens.h"
#include "tests/support/wecom_sim/transfers.h"
#include "tests/support/wecom_sim/visitors.h"

namespace custos::wecom_sim {

struct CorpSettings {
  std::string corp_id = "wwsim00000000000001";
  std::string archive_secret = "sim-archive-secret";  ///< opens the archive calls only
  std::string contact_secret = "sim-contact-secret";  ///< of a self-built app: directory and customers
  std::string robot_key = "sim-robot-key";            ///< of the group robot
  std::string callback_token = "simcallbacktoken";    ///< see CallbackSender
  std::string callback_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  std::uint64_t seed = 1;
  std::size_t reuse_keys = 0;               ///< see EnvelopeMaker
  unsigned chat_calls_per_minute = 600;     ///< 45009 beyond; 0 for no limit
  std::size_t max_reply_bytes = 16u << 20;  ///< 301058 beyond
  TimeMs retention_ms = 5 * 24 * 3600 * 1000LL;
  std::vector<std::string> trusted_ips;  ///< 301042 and 60020 for others; empty trusts everybody
  bool archive_enabled = true;           ///< 301053 when not
};

/// What was served, for tests to compare with what arrived.
struct CorpCounts {
  std::uint64_t messages = 0;  ///< made so far
  std::uint64_t chat_calls = 0;
  std::uint64_t chat_items = 0;  ///< delivered, repeats included
  std::uint64_t media_calls = 0;
  std::uint64_t api_calls = 0;
  std::uint64_t tokens_issued = 0;
};

/// One simulated company: its keys, tokens, messages, files and people. Thread-safe.
class Corp {
 public:
  Corp(CorpSettings settings, const Clock& clock);

  const CorpSettings& settings() const { return settings_; }

  /// A new RSA key for the messages from now on.
  Result<KeyVersion> AddKeyVersion();
  std::vector<KeyVersion> keys() const { return keys_.versions(); }
  KeyRing& key_ring() { return keys_; }

  /// Writes DIR/<version>.pem for every key whose version is not in `withhold`.
  Status WriteKeys(const std::string& dir, const std::vector<std::uint32_t>& withhold = {}) const;

  /// Puts one message in; `msgid` and `json` belong together, see MessageFactory. Returns its number.
  std::uint64_t Append(PlainMessage message) { return log_->Append(std::move(message)); }
  /// Leaves numbers out for ever.
  void SkipSeq(std::uint64_t count) { log_->SkipSeq(count); }
  /// Seals all appended messages ahead of time, so that serving costs next to nothing.
  void PrepareEnvelopes(unsigned threads);

  /// Replaces the appended messages by another source.
  void SetTraffic(std::shared_ptr<Traffic> traffic);
  std::shared_ptr<Traffic> traffic() const;

  void SetCompany(Company company);
  std::shared_ptr<const Company> company() const;
  /// Changes the company in place of whoever else does at this time.
  void EditCompany(const std::function<void(Company&)>& edit);
  /// This employee left the company now.
  void Dismiss(const std::string& employee);
  /// Lets handovers come true that are due.
  void Settle();

  EnvelopeMaker& envelopes() { return envelopes_; }
  MediaLibrary& media() { return media_; }
  TokenBook& tokens() { return tokens_; }
  Outgoing& outgoing() { return outgoing_; }
  TagBook& tag_book() { return tag_book_; }
  TransferBook& transfers() { return transfers_; }
  Visitors& visitors() { return visitors_; }
  Materials& materials() { return materials_; }
  CorpCounts counts() const;

  /// From now on only these addresses may call; empty trusts everybody.
  void SetTrustedIps(std::vector<std::string> ips);
  bool Trusts(const std::string& ip) const;

  /// Counts a chat call; false when it is one too many in this minute.
  bool AdmitChatCall();
  void CountItems(std::size_t items) { chat_items_ += items; }
  void CountMediaCall() { ++media_calls_; }
  void CountApiCall() { ++api_calls_; }

  /// The reply last given to GetChatData, for the fault that repeats it.
  std::string LastPage() const;
  void RememberPage(std::string page);

 private:
  const CorpSettings settings_;
  const Clock& clock_;
  KeyRing keys_;
  EnvelopeMaker envelopes_;
  MediaLibrary media_;
  TokenBook tokens_;
  Outgoing outgoing_;
  TagBook tag_book_;
  TransferBook transfers_;
  Visitors visitors_;
  std::mutex edit_mutex_;  ///< one edit after the other
  const std::shared_ptr<MessageLog> log_ = std::make_shared<MessageLog>();
  mutable std::mutex mutex_;
  std::shared_ptr<Traffic> traffic_ = log_;
  std::shared_ptr<const Company> company_;
  std::vector<std::string> trusted_ips_;
  std::string last_page_;
  TimeMs minute_ = 0;
  unsigned calls_this_minute_ = 0;
  std::atomic<std::uint64_t> chat_calls_{0};
  std::atomic<std::uint64_t> chat_items_{0};
  std::atomic<std::uint64_t> media_calls_{0};
  std::atomic<std::uint64_t> api_calls_{0};
  Materials materials_;
};

}  // namespace custos::wecom_sim
