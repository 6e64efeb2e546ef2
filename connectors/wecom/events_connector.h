// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/wecom/callback_crypt.h"
#include "connectors/wecom/callback_event.h"
#include "connectors/wecom/callback_inbox.h"
#include "connectors/wecom/contact_book.h"
#include "connectors/wecom/status_board.h"

namespace custos::wecom {

/// Takes the callbacks of one company out of its inbox to the archive: they stay in the inbox until they are committed,
/// and a repeated one changes nothing by its key. Its source is that of the company's chat, so that a rep and a
/// customer are the same people and share one conversation in both; its status is told apart by the kind
/// "wecom-events".
class EventsConnector final : public Connector {
 public:
  struct Parts {
    std::string corp_id;
    CallbackCrypt crypt;
    CallbackInbox& inbox;
    const Clock& clock;
    ContactBook* contacts = nullptr;  ///< null: no checks are made
    std::function<void(const std::vector<ChangeHint>&)>
        on_hints;  ///< what a commit's events give reason to look at again
  };

  explicit EventsConnector(Parts parts);

  std::string source() const override { return source_; }
  /// The cursor is not used: what was taken is not in the inbox any more.
  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  std::uint64_t RetryGeneration() const override { return kCallbackParserVersion; }
  /// Events have no files: kInvalid.
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override;

 private:
  struct Batch {
    Intake intake;
    std::vector<ChangeHint> hints;
  };

  Result<Batch> Take(std::vector<WaitingCallback> waiting);
  Result<CallbackEvent> Read(const std::string& reason, const std::string& body) const;
  Status Book(CallbackEvent& event) const;
  bool Commit(Batch batch, std::uint64_t last, IntakeSink& sink, const std::stop_token& stop);

  const Parts parts_;
  const std::string source_;
  StatusBoard status_;
};

}  // namespace custos::wecom
