// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/alerts/event_feed.h"
#include "storage/alert_store.h"

namespace custos::server::live {

struct EventHubSettings {
  std::size_t max_streams = 1000;
  /// The log is read this often even when nobody notifies, so that a lost notification only delays.
  std::chrono::milliseconds poll{5000};
  std::chrono::milliseconds status_interval{5000};  ///< at most one status event per view in this time
  std::size_t batch = 200;                          ///< events read at once
  std::size_t max_backlog = 2000;                   ///< a view further behind gets `reset` instead of everything
};

/// Tells live views what happened. One thread reads the event log once per wake and distinct scope, whatever the number
/// of views, and offers each view what is new to it. Thread-safe.
class EventHub final : public alerts::EventFeed {
 public:
  EventHub(storage::AlertStore& store, EventHubSettings settings);
  ~EventHub() override;
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  /// The evidence log has grown; called after every commit, from any thread. Cheap.
  void Notify();
  /// Something on the status page changed.
  void NotifyStatus();
  void Stop();

  Status Subscribe(alerts::Subscription subscription, std::shared_ptr<alerts::EventOutlet> outlet) override;
  std::size_t size() const;

 private:
  struct View {
    alerts::Subscription subscription;
    std::string scope_key;
    std::shared_ptr<alerts::EventOutlet> outlet;
    std::uint64_t seen = 0;
    bool gone = false;
  };
  using Views = std::vector<std::shared_ptr<View>>;

  void Run();
  void Deliver(const Views& views);
  void DeliverScope(const Views& views, std::uint64_t newest);
  static void Offer(const Views& views, const storage::AlertEvent& event);
  static void Reset(const Views& views, std::uint64_t newest);
  void OfferStatus(const Views& views);
  void Forget();

  storage::AlertStore& store_;
  const EventHubSettings settings_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Views views_;
  bool pending_ = false;
  bool status_pending_ = false;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point last_status_;
  std::thread thread_;
};

}  // namespace custos::server::live
