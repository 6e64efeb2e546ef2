// SPDX-License-Identifier: Apache-2.0
#include "server/packet/packet_service.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "server/packet/packet_build.h"
#include "storage/format/proof.h"

namespace custos::server::packet {
namespace {

using storage::MessageView;
using storage::Scope;

constexpr std::array<std::string_view, 4> kSubjects{"message", "conversation", "alert", "search"};
constexpr std::size_t kPage = 200;
constexpr std::size_t kAround = 5;  // messages before and after the one that an alert is about

Error TooLarge(std::size_t most) {
  return {ErrorKind::kInvalid, "packet.too_large", "a packet holds at most " + std::to_string(most) + " messages"};
}

/// Messages by id, so that nothing stands in a packet twice.
class Selection {
 public:
  explicit Selection(std::size_t most) : most_(most) {}

  Status Add(MessageView message, bool marked) {
    const auto [place, fresh] = known_.emplace(message.ref.message_id, chosen_.size());
    if (!fresh) {
      chosen_[place->second].marked = chosen_[place->second].marked || marked;
      return {};
    }
    if (chosen_.size() == most_) return TooLarge(most_);
    chosen_.push_back({std::move(message), marked});
    return {};
  }

  /// In the order in which they were sent.
  std::vector<ChosenMessage> Take() {
    std::sort(chosen_.begin(), chosen_.end(), [](const ChosenMessage& a, const ChosenMessage& b) {
      return std::pair(a.view.ref.sent_at, a.view.ref.message_id) <
             std::pair(b.view.ref.sent_at, b.view.ref.message_id);
    });
    return std::move(chosen_);
  }

 private:
  std::size_t most_;
  std::map<std::uint64_t, std::size_t> known_;  // place by id
  std::vector<ChosenMessage> chosen_;
};

/// A message and what was said around it.
Status SelectAround(storage::Reader& reader, const Scope& scope, const ConversationId& conversation, std::uint64_t id,
                    std::size_t around, Selection& selection) {
  Result<storage::ConversationPage> page = reader.ReadConversation(scope, conversation, id, around, around);
  if (!page) return page.error();
  bool found = false;
  for (MessageView& view : page->items) {
    const bool marked = view.ref.message_id == id;
    if (!marked && around == 0) continue;
    found = found || marked;
    if (Status status = selection.Add(std::move(view), marked); !status) return status;
  }
  if (!found) return Error{ErrorKind::kNotFound, "archive.no_message", "no such message"};
  return {};
}

/// The conversation of a message, from its record.
Result<ConversationId> ConversationOf(storage::Evidence& evidence, std::uint64_t id) {
  const Result<storage::ProofOfLeaf> proof = evidence.ProveLeaf(id, 0, false);
  if (!proof) return proof.error();
  const auto parsed = storage::ParseLeafProof(proof->text);
  if (!parsed) return parsed.error();
  const auto record = storage::DecodeRecord(parsed->leaf.record);
  if (!record) return record.error();
  const auto* fields = std::get_if<storage::MessageFields>(&record->fields);
  if (fields == nullptr) return Error{ErrorKind::kNotFound, "archive.no_message", "no such message"};
  return fields->conversation;
}

Status SelectConversation(storage::Reader& reader, const Scope& scope, const PacketOrder& order, Selection& selection) {
  for (std::uint64_t anchor = 0;;) {
    Result<storage::ConversationPage> page =
        reader.ReadConversation(scope, order.conversation, anchor, kPage, anchor == 0 ? 1 : 0);
    if (!page) return page.error();
    if (page->items.empty()) return {};
    const MessageView& oldest = page->items.front();
    const bool more = page->more_before && (order.from == 0 || oldest.ref.sent_at >= order.from);
    anchor = oldest.ref.message_id;
    for (MessageView& view : page->items) {
      const TimeMs at = view.ref.sent_at;
      if (at < order.from || (order.until != 0 && at >= order.until)) continue;
      if (Status status = selection.Add(std::move(view), false); !status) return status;
    }
    if (!more) return {};
  }
}

Status SelectSearch(storage::Reader& reader, const Scope& scope, const PacketOrder& order, Selection& selection) {
  storage::SearchQuery query = order.query;
  query.limit = kPage;
  do {
    Result<storage::SearchPage> page = reader.Search(scope, query);
    if (!page) return page.error();
    for (MessageView& view : page->items) {
      if (Status status = selection.Add(std::move(view), false); !status) return status;
    }
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty());
  return {};
}

}  // namespace

std::string_view ToString(Subject subject) { return kSubjects[static_cast<std::size_t>(subject)]; }

std::optional<Subject> ParseSubject(std::string_view name) {
  const auto found = std::find(kSubjects.begin(), kSubjects.end(), name);
  if (found == kSubjects.end()) return std::nullopt;
  return static_cast<Subject>(found - kSubjects.begin());
}

Result<Packet> PacketService::Make(const Scope& scope, const PacketOrder& order) {
  Selection selection(settings_.most_messages);
  PacketCase about;
  Status selected;
  switch (order.subject) {
    case Subject::kMessage: {
      const Result<ConversationId> conversation = ConversationOf(evidence_, order.id);
      if (!conversation) return conversation.error();
      selected = SelectAround(reader_, scope, *conversation, order.id, 0, selection);
      break;
    }
    case Subject::kConversation: selected = SelectConversation(reader_, scope, order, selection); break;
    case Subject::kSearch: selected = SelectSearch(reader_, scope, order, selection); break;
    case Subject::kAlert: {
      Result<storage::AlertView> alert = alerts_.Get(scope, order.id);
      if (!alert) return alert.error();
      Result<std::vector<storage::AlertDecision>> history = alerts_.History(scope, alert->alert_id);
      if (!history) return history.error();
      about.alerts.push_back(alert->alert_id);
      std::vector<storage::MessageRef> concerned{alert->message.ref};
      for (const storage::AlertHit& hit : alert->members) {
        about.alerts.push_back(hit.alert_id);
        concerned.push_back(hit.message.ref);
      }
      for (const MessageView& part : alert->parts) concerned.push_back(part.ref);
      for (const storage::AlertDecision& decision : *history) about.decisions.push_back(decision.decision_id);
      for (const storage::MessageRef& ref : concerned) {
        selected = SelectAround(reader_, scope, ref.conversation, ref.message_id, kAround, selection);
        if (!selected) break;
      }
      break;
    }
  }
  if (!selected) return selected.error();
  about.messages = selection.Take();
  if (about.messages.empty()) return Error{ErrorKind::kInvalid, "packet.empty", "there is nothing to put in a packet"};
  return PacketBuild(*this, scope, order).Run(about);
}

}  // namespace custos::server::packet
