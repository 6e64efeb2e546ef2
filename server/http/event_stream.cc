// SPDX-License-Identifier: Apache-2.0
#include "server/http/event_stream.h"

#include <utility>

namespace custos::server::http {

bool EventStream::Send(std::string_view bytes) {
  const std::scoped_lock lock(mutex_);
  if (!open_) return false;
  if (pending_.size() + bytes.size() > max_pending_) {
    open_ = false;
  } else {
    pending_.append(bytes);
  }
  if (wake_) wake_();
  return open_;
}

void EventStream::Close() {
  const std::scoped_lock lock(mutex_);
  open_ = false;
  if (wake_) wake_();
}

bool EventStream::open() const {
  const std::scoped_lock lock(mutex_);
  return open_;
}

std::string EventStream::TakePending() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(pending_, {});
}

void EventStream::OnWake(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

}  // namespace custos::server::http
