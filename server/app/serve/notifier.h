// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "server/api/providers.h"
#include "storage/alert_store.h"
#include "storage/outbox.h"

namespace custos::app {

/// A way to people: where texts go and how often it may be used.
class MessageChannel {
 public:
  virtual ~MessageChannel() = default;
  /// kUnavailable: later again. Others: a person has to act, later again all the same.
  virtual Status Send(const std::string& text) = 0;
  /// Takes a turn of the platform's allowance; false when it is used up for now.
  virtual bool TakeTurn() = 0;
};

/// Tells people of alerts whose rules name a channel. An alert is put into the outbox once, with its title, the
/// employee and a link, never with content; from there it is sent. What would be more than a channel may carry is
/// joined into one message. Nothing is dropped silently: what cannot be sent waits, and after three days is given up,
/// counted and logged. Collect and Deliver belong on one thread.
class Notifier {
 public:
  struct Parts {
    storage::AlertStore& alerts;
    storage::Outbox& outbox;
    const server::api::RuleCatalog& rules;
    const Clock& clock;
    std::string public_url;         ///< of the page, without "/" at its end; empty = messages have no link
    std::int32_t zone_minutes = 0;  ///< east of UTC, for the times in messages
  };

  explicit Notifier(Parts parts) : parts_(std::move(parts)) {}

  /// Before the first Deliver.
  void Add(const std::string& name, std::unique_ptr<MessageChannel> channel) { channels_[name] = std::move(channel); }

  /// New alerts to the outbox. The first time of an archive it only notes where it stands.
  Status Collect();
  /// One message for each channel that has something due.
  void Deliver();
  Status Expire();

 private:
  Result<std::vector<storage::OutboxItem>> ItemsOf(const storage::AlertEvent& event) const;
  void DeliverOne(const std::string& name, MessageChannel& channel);

  const Parts parts_;
  std::map<std::string, std::unique_ptr<MessageChannel>> channels_;
};

/// What goes out together, and the text of it: a few one by one, many as one list that fits into a message.
struct Letter {
  std::vector<storage::OutboxItem> items;
  std::string text;
};
Letter ComposeLetter(const std::vector<storage::OutboxItem>& waiting, std::size_t most_bytes);

}  // namespace custos::app
