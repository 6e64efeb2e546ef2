// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/wecom/callback_receiver.h"
#include "connectors/wecom/contact_check.h"
#include "connectors/wecom/events_connector.h"
#include "connectors/wecom/wecom.h"
#include "server/api/callback_door.h"
#include "server/api/providers.h"
#include "server/app/settings.h"
#include "storage/contact_store.h"
#include "storage/inbox.h"

namespace custos::app {

/// One box of the inbox as the connector wants it.
class WecomInbox final : public wecom::CallbackInbox {
 public:
  WecomInbox(storage::Inbox& inbox, std::string box, const Clock& clock)
      : inbox_(inbox), box_(std::move(box)), clock_(clock) {}

  Status Keep(const std::string& reason, std::string body) override;
  Result<std::vector<wecom::WaitingCallback>> Oldest(std::size_t limit) override;
  Status Drop(std::uint64_t id) override;
  void AwaitMore(std::chrono::milliseconds patience, const std::stop_token& stop) override;

 private:
  storage::Inbox& inbox_;
  const std::string box_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any kept_;
  bool more_ = false;
};

/// The contacts of one source as the connector wants them.
class WecomContacts final : public wecom::ContactBook {
 public:
  WecomContacts(storage::ContactStore& contacts, std::string source)
      : contacts_(contacts), source_(std::move(source)) {}

  Status Began(const std::string& employee, const std::string& customer, TimeMs at) override;
  Result<std::string> Ended(const std::string& employee, const std::string& customer, TimeMs at) override;
  Result<std::vector<Missing>> Compare(const std::string& employee, const std::vector<std::string>& customers,
                                       TimeMs at) override;
  Result<bool> Record(const wecom::FoundEnding& ending) override;
  Result<std::vector<wecom::FoundEnding>> Untold() override;
  Status Told(const wecom::FoundEnding& ending) override;

 private:
  storage::ContactStore& contacts_;
  const std::string source_;
};

/// What a company's events are kept in.
struct WecomStores {
  storage::Inbox& inbox;
  storage::ContactStore& contacts;
};

/// What belongs to the events of one company: the door for callbacks with its inbox and the connector that empties it,
/// and the checks that find what no callback told.
class WecomEvents {
 public:
  /// `chat` is told what to look at again and lends its calls. kInvalid when the settings cannot work. All must outlive
  /// the result.
  static Result<std::unique_ptr<WecomEvents>> Create(const WecomCompany& company, wecom::WecomSource& chat,
                                                     const WecomStores& stores, const Clock& clock);

  /// Both null when the company has no callbacks.
  wecom::CallbackReceiver* receiver() { return receiver_ ? &*receiver_ : nullptr; }
  wecom::EventsConnector* connector() { return connector_ ? &*connector_ : nullptr; }
  /// Runs the checks until the stop; at once when there are to be none.
  void RunChecks(IntakeSink& sink, const std::stop_token& stop);

 private:
  WecomEvents(const WecomCompany& company, wecom::WecomSource& chat, const WecomStores& stores, const Clock& clock);
  void OpenDoor(const wecom::CallbackCrypt& crypt, const WecomCompany& company, wecom::WecomSource& chat,
                const Clock& clock);

  WecomContacts contacts_;
  WecomInbox inbox_;
  std::optional<wecom::CallbackReceiver> receiver_;
  std::optional<wecom::EventsConnector> connector_;
  std::optional<wecom::ContactCheck> check_;
};

/// Leads each call to its company's door.
class WecomCallbacks final : public server::api::CallbackDoor {
 public:
  /// Before the first call. Each of the names leads to it, the first is the one that is shown; `box` is where the inbox
  /// keeps its callbacks. `receiver` must outlive this.
  void Add(const std::vector<std::string>& names, wecom::CallbackReceiver& receiver, std::string box);
  server::api::PlatformAnswer Answer(const server::api::PlatformCall& call) override;
  /// The names under which callbacks may come.
  std::vector<std::string> companies() const;
  /// What came to each door, and what of it is still in `inbox`.
  Result<std::vector<server::api::CallbackView>> Read(storage::Inbox& inbox) const;

 private:
  struct Door {
    std::string name;
    const wecom::CallbackReceiver* receiver = nullptr;
    std::string box;
  };

  std::map<std::string, wecom::CallbackReceiver*> receivers_;
  std::vector<Door> doors_;
};

}  // namespace custos::app
