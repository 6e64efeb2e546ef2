// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <vector>

#include "tests/support/wecom_sim/traffic.h"

namespace custos::wecom_sim {

/// Messages that a test puts in one by one, kept in memory. Thread-safe.
class MessageLog final : public Traffic {
 public:
  /// Numbers and keeps the message; `message.seq` is ignored. Times must not fall. Returns its number.
  std::uint64_t Append(PlainMessage message);

  /// Leaves `count` numbers out for ever, as the platform may.
  void SkipSeq(std::uint64_t count);

  std::vector<PlainMessage> Page(const Range& range) override;
  std::uint64_t LastSeq(TimeMs now) override;
  std::uint64_t Count(TimeMs now) override;

 private:
  std::mutex mutex_;
  std::vector<PlainMessage> messages_;
  std::uint64_t next_seq_ = 1;
};

}  // namespace custos::wecom_sim
