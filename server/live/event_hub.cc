// SPDX-License-Identifier: Apache-2.0
#include "server/live/event_hub.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/log.h"

namespace custos::server::live {
namespace {

using storage::AlertEvent;
using storage::Scope;

/// Equal for scopes that see the same.
std::string KeyOf(const Scope& scope) {
  std::string key = std::to_string(static_cast<int>(scope.kind));
  for (const auto& item : scope.departments) key += '\n' + item.source + '\t' + std::to_string(item.id);
  for (const auto& item : scope.employees) key += '\n' + item.source + '\t' + item.id;
  return key;
}

alerts::LiveEvent Describe(const AlertEvent& event) {
  nlohmann::json data{{"alert_id", std::to_string(event.alert_id)},
                      {"severity", ToString(event.severity)},
                      {"category", event.category},
                      {"state", ToString(event.state)}};
  if (!event.notify.empty()) data["notify"] = event.notify;
  if (!event.tags.empty()) data["tags"] = event.tags;
  return {event.id, event.kind, data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace

EventHub::EventHub(storage::AlertStore& store, EventHubSettings settings)
    : store_(store), settings_(settings), thread_([this] { Run(); }) {}

EventHub::~EventHub() { Stop(); }

void EventHub::Notify() {
  const std::scoped_lock lock(mutex_);
  pending_ = true;
  status_pending_ = true;
  wake_.notify_one();
}

void EventHub::NotifyStatus() {
  const std::scoped_lock lock(mutex_);
  status_pending_ = true;
  wake_.notify_one();
}

void EventHub::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

std::size_t EventHub::size() const {
  const std::scoped_lock lock(mutex_);
  return views_.size();
}

Status EventHub::Subscribe(alerts::Subscription subscription, std::shared_ptr<alerts::EventOutlet> outlet) {
  auto view = std::make_shared<View>();
  const auto newest = store_.NewestEventId();
  if (!newest) return newest.error();
  // An id from the future comes from another archive; nothing would ever be newer.
  view->seen = std::min(subscription.after_id.value_or(*newest), *newest);
  view->scope_key = KeyOf(subscription.scope);
  view->subscription = std::move(subscription);
  view->outlet = std::move(outlet);
  const std::scoped_lock lock(mutex_);
  std::erase_if(views_, [](const auto& other) { return !other->outlet->open(); });
  if (views_.size() >= settings_.max_streams) {
    return Error{ErrorKind::kUnavailable, "events.full", "too many event streams"};
  }
  views_.push_back(std::move(view));
  pending_ = true;  // what happened since the view was last connected
  wake_.notify_one();
  return {};
}

void EventHub::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, settings_.poll, [this] { return stopping_ || pending_; });
    if (stopping_) return;
    pending_ = false;
    const auto now = std::chrono::steady_clock::now();
    const bool tell_status = status_pending_ && now - last_status_ >= settings_.status_interval;
    if (tell_status) {
      status_pending_ = false;
      last_status_ = now;
    }
    const Views views = views_;
    lock.unlock();
    Deliver(views);
    if (tell_status) OfferStatus(views);
    lock.lock();
    Forget();
  }
}

void EventHub::Forget() {
  std::erase_if(views_, [](const auto& view) { return view->gone || !view->outlet->open(); });
}

void EventHub::Deliver(const Views& views) {
  const auto newest = views.empty() ? Result<std::uint64_t>(0) : store_.NewestEventId();
  if (!newest) {
    Log(LogLevel::kWarn, "newest live event not read", {{"code", newest.error().code}});
    return;  // the next wake tries again from the same place
  }
  std::map<std::string, Views> by_scope;
  for (const auto& view : views) {
    if (view->seen < *newest) by_scope[view->scope_key].push_back(view);
  }
  for (const auto& [key, group] : by_scope) DeliverScope(group, *newest);
}

void EventHub::DeliverScope(const Views& views, std::uint64_t newest) {
  std::uint64_t after = newest;
  for (const auto& view : views) after = std::min(after, view->seen);
  for (std::size_t read = 0; read < settings_.max_backlog;) {
    const auto events = store_.EventsSince(views.front()->subscription.scope, after, settings_.batch);
    if (!events) {
      Log(LogLevel::kWarn, "live events not read", {{"code", events.error().code}});
      return;
    }
    for (const auto& event : *events) Offer(views, event);
    if (events->size() < settings_.batch) {
      for (const auto& view : views) view->seen = std::max(view->seen, newest);
      return;
    }
    after = events->back().id;
    read += events->size();
  }
  Reset(views, newest);
}

void EventHub::Offer(const Views& views, const AlertEvent& event) {
  const auto told = Describe(event);
  for (const auto& view : views) {
    if (view->gone || event.id <= view->seen) continue;
    view->gone = !view->outlet->Offer(told);
    view->seen = event.id;
  }
}

void EventHub::Reset(const Views& views, std::uint64_t newest) {
  for (const auto& view : views) {
    if (view->gone || view->seen >= newest) continue;
    view->gone = !view->outlet->Offer({newest, "reset", "{}"});
    view->seen = newest;
  }
}

void EventHub::OfferStatus(const Views& views) {
  for (const auto& view : views) {
    if (view->gone || !view->subscription.wants_status) continue;
    view->gone = !view->outlet->Offer({std::nullopt, "status", "{}"});
  }
}

}  // namespace custos::server::live
