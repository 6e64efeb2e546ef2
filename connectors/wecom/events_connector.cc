// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/events_connector.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "connectors/delivery.h"
#include "connectors/wecom/callback_receiver.h"
#include "core/digest.h"
#include "core/wait.h"

namespace custos::wecom {
namespace {

constexpr std::size_t kAtOnce = 500;
constexpr std::chrono::milliseconds kLookEvery{500};
constexpr std::chrono::milliseconds kAfterTrouble{1'000};
constexpr std::chrono::milliseconds kAfterRefusal{100};
constexpr std::string_view kReasons = "wecom.callback_";

ParkedMessage Park(const std::string& source, const std::string& reason, std::string body) {
  ParkedMessage parked;
  parked.source = source;
  parked.key = "sha256:" + HexEncode(AsBytes(Sha256(body)));
  parked.reason = reason;
  parked.envelope = std::move(body);
  return parked;
}

}  // namespace

EventsConnector::EventsConnector(Parts parts)
    : parts_(std::move(parts)),
      source_("wecom:" + parts_.corp_id),
      status_("wecom-events:" + parts_.corp_id, parts_.clock, "wecom-events") {}

void EventsConnector::Run(std::string, IntakeSink& sink, std::stop_token stop) {
  status_.Running();
  while (!stop.stop_requested()) {
    Result<std::vector<WaitingCallback>> waiting = parts_.inbox.Oldest(kAtOnce);
    if (waiting && waiting->empty()) {
      status_.FetchSucceeded(true);
      parts_.inbox.AwaitMore(kLookEvery, stop);
      continue;
    }
    const std::uint64_t last = waiting ? waiting->back().id : 0;
    Result<Batch> batch = waiting ? Take(std::move(*waiting)) : Result<Batch>(waiting.error());
    if (!batch) {
      status_.Problem("backing_off", batch.error().code, batch.error().message);
      WaitFor(kAfterTrouble, stop);
      continue;
    }
    status_.FetchSucceeded(false);
    if (!Commit(std::move(*batch), last, sink, stop)) break;
  }
  status_.Stopped();
}

Result<CallbackEvent> EventsConnector::Read(const std::string& reason, const std::string& body) const {
  if (reason.empty()) return ParseCallback(source_, body);
  const Result<std::string> encrypted = EncryptedText(body);
  if (!encrypted) return encrypted.error();
  Result<std::string> xml = parts_.crypt.Decrypt(*encrypted);
  if (!xml) return xml.error();
  return ParseCallback(source_, std::move(*xml));
}

/// What checks of the contacts must know. A deletion that one of them found keeps the key it got then, so the callback
/// that comes late changes nothing.
Status EventsConnector::Book(CallbackEvent& event) const {
  if (parts_.contacts == nullptr) return {};
  for (const ChangeHint& hint : event.hints) {
    if (hint.kind == ChangeHint::Kind::kRelation && event.message->type != "edit_external_contact") {
      if (Status began = parts_.contacts->Began(hint.id, hint.other, hint.at); !began) return began;
    }
    if (hint.kind != ChangeHint::Kind::kRelationEnded) continue;
    Result<std::string> key = parts_.contacts->Ended(hint.id, hint.other, hint.at);
    if (!key) return key.error();
    if (!key->empty()) event.message->key = std::move(*key);
  }
  return {};
}

Result<EventsConnector::Batch> EventsConnector::Take(std::vector<WaitingCallback> waiting) {
  Batch batch;
  batch.intake.source = source_;
  batch.intake.fetched_at = parts_.clock.Now();
  TimeMs newest = 0;
  for (WaitingCallback& one : waiting) {
    Result<CallbackEvent> event = Read(one.reason, one.body);
    if (!event) {
      batch.intake.parked.push_back(Park(source_, event.error().code, std::move(one.body)));
      continue;
    }
    if (const Status booked = Book(*event); !booked) return booked.error();
    std::move(event->hints.begin(), event->hints.end(), std::back_inserter(batch.hints));
    if (!event->message) continue;
    newest = std::max(newest, event->message->sent_at);
    batch.intake.messages.push_back(std::move(*event->message));
  }
  status_.MessagesDecoded(batch.intake.messages.size() + batch.intake.parked.size(), newest);
  return batch;
}

/// Until it is committed; false when a stop came first. What is still in the inbox is taken again then.
bool EventsConnector::Commit(Batch batch, std::uint64_t last, IntakeSink& sink, const std::stop_token& stop) {
  while (!batch.intake.messages.empty() || !batch.intake.parked.empty()) {
    if (stop.stop_requested()) return false;
    if (const Result<IntakeReceipt> receipt = Deliver(sink, batch.intake); receipt) break;
    if (!WaitFor(kAfterRefusal, stop)) return false;
  }
  if (const Status dropped = parts_.inbox.Drop(last); !dropped) {
    status_.Problem("backing_off", dropped.error().code, dropped.error().message);
    WaitFor(kAfterTrouble, stop);
  }
  if (parts_.on_hints && !batch.hints.empty()) parts_.on_hints(batch.hints);
  return true;
}

/// Those of the company's chat share the source: their reasons tell them apart.
Result<Intake> EventsConnector::Retry(const std::vector<ParkedMessage>& parked) {
  Intake settled;
  settled.source = source_;
  settled.fetched_at = parts_.clock.Now();
  for (const ParkedMessage& one : parked) {
    if (!one.reason.starts_with(kReasons)) continue;
    const bool sealed = EncryptedText(one.envelope).ok();
    Result<CallbackEvent> event = Read(sealed ? one.reason : std::string(), one.envelope);
    if (!event || !event->message) continue;
    if (const Status booked = Book(*event); !booked) return booked.error();
    settled.messages.push_back(std::move(*event->message));
    settled.unparked.push_back({one.seq, one.key});
  }
  return settled;
}

Status EventsConnector::FetchMedia(const MediaRef&, MediaWriter&, std::stop_token) {
  return Error{ErrorKind::kInvalid, "wecom.no_media", "events have no files"};
}

SourceStatus EventsConnector::status() const { return status_.Read(); }

}  // namespace custos::wecom
