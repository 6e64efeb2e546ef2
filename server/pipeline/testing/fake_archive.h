// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "storage/archive.h"

namespace custos::server::testing {

/// An archive in memory that keeps every commit it took. `verdict` may refuse a request before it is kept.
class FakeArchive final : public storage::Archive {
 public:
  std::function<Status(const storage::CommitRequest&)> verdict = [](const storage::CommitRequest&) { return Status(); };
  std::function<Status()> after_judging = [] { return Status(); };

  Result<storage::CommitResult> Commit(const storage::CommitRequest& request) override {
    const std::scoped_lock lock(mutex_);
    if (const Status status = verdict(request); !status) return status.error();
    storage::CommitResult result;
    if (request.judge) request.judge(Fresh(request));
    if (const Status status = after_judging(); !status) return status.error();
    for (std::size_t i = 0; i < request.messages.size(); ++i) {
      const storage::JudgedMessage& judged = request.messages[i];
      const bool is_new = keys_.emplace(judged.message.key, keys_.size()).second;
      ++(is_new ? result.stored : result.duplicates);
      if (!is_new) result.repeated.push_back(i);
      if (is_new) result.alerts += judged.findings.empty() ? 0 : 1;
    }
    if (request.cursor) cursors_[request.source] = *request.cursor;
    commits_.push_back(request);
    return result;
  }

  Result<std::string> LoadCursor(const std::string& source) override {
    const std::scoped_lock lock(mutex_);
    return cursors_[source];
  }

  Result<std::vector<ParkedMessage>> LoadParked(const std::string&, std::uint64_t, std::size_t) override {
    return std::vector<ParkedMessage>{};
  }
  Result<std::vector<storage::SourceLedger>> Ledgers() override { return std::vector<storage::SourceLedger>{}; }
  Status ActivatePack(const Digest&, const std::string&) override { return {}; }
  Result<std::string> Checkpoint() override { return std::string(); }

  Result<storage::StreamPast> LoadStream(TimeMs, TimeMs) override { return past; }
  storage::StreamPast past;

  std::vector<storage::CommitRequest> commits() const {
    const std::scoped_lock lock(mutex_);
    return commits_;
  }

 private:
  std::vector<std::size_t> Fresh(const storage::CommitRequest& request) const {
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < request.messages.size(); ++i) {
      if (!keys_.contains(request.messages[i].message.key)) fresh.push_back(i);
    }
    return fresh;
  }

  mutable std::mutex mutex_;
  std::vector<storage::CommitRequest> commits_;
  std::map<std::string, std::size_t> keys_;
  std::map<std::string, std::string> cursors_;
};

inline Message TextMessage(std::uint64_t seq, const std::string& text = "测试") {
  Message message;
  message.source = "wecom:test";
  message.seq = seq;
  message.key = "msg-" + std::to_string(seq);
  message.type = "text";
  message.text = text;
  message.role = Role::kRep;
  message.raw = "{}";
  return message;
}

}  // namespace custos::server::testing
