// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/call_limits.h"

#include <algorithm>
#include <array>
#include <utility>

namespace custos::wecom {
namespace {

constexpr std::chrono::milliseconds kLongestSilence{3'600'000};
constexpr double kMostAtOnce = 32;  ///< trouble was reported at four hundred
constexpr std::uint32_t kUsual = 9'000;

struct Limit {
  std::string_view path;
  std::uint32_t calls;
};

constexpr std::array<Limit, 7> kLimits = {{
    {"/cgi-bin/msgaudit/get_permit_user_list", 900},
    {"/cgi-bin/msgaudit/groupchat/get", 1'800},
    {"/cgi-bin/msgaudit/check_single_agree", 900},
    {"/cgi-bin/msgaudit/check_room_agree", 900},
    {"/cgi-bin/externalcontact/mark_tag", 1'800},  // a batch leaves room for others
    {"/cgi-bin/get_jsapi_ticket", 6},              // 400 an hour
    {"/cgi-bin/ticket/get", 1},                    // 100 an hour
}};

}  // namespace

std::uint32_t CallsPerMinuteOf(std::string_view path) {
  const auto found =
      std::find_if(kLimits.begin(), kLimits.end(), [&](const Limit& limit) { return limit.path == path; });
  return found == kLimits.end() ? kUsual : found->calls;
}

CallLimits::Turn::~Turn() {
  if (limits_ == nullptr) return;
  const std::scoped_lock lock(limits_->mutex_);
  --limits_->in_flight_;
  limits_->freed_.notify_one();
}

RateLimit& CallLimits::RateOf(std::string_view path) {
  const std::scoped_lock lock(mutex_);
  Path& entry = paths_[std::string(path)];
  if (entry.rate == nullptr) entry.rate = std::make_unique<RateLimit>(CallsPerMinuteOf(path));
  return *entry.rate;
}

CallLimits::Turn CallLimits::Wait(std::string_view path, const std::stop_token& stop) {
  if (!RateOf(path).Wait(stop)) return {};
  std::unique_lock lock(mutex_);
  if (!freed_.wait(lock, stop, [&] { return in_flight_ < at_once_; })) return {};
  ++in_flight_;
  return Turn(*this);
}

bool CallLimits::IsSilent(std::string_view path, TimeMs now) const {
  const std::scoped_lock lock(mutex_);
  const auto found = paths_.find(path);
  return found != paths_.end() && now < found->second.silent_until;
}

void CallLimits::TooMany(std::string_view path, TimeMs now) {
  const std::scoped_lock lock(mutex_);
  Path& entry = paths_[std::string(path)];
  entry.silence = entry.silence.count() == 0 ? first_silence_ : std::min(entry.silence * 2, kLongestSilence);
  entry.silent_until = now + entry.silence.count();
}

void CallLimits::TooManyAtOnce() {
  const std::scoped_lock lock(mutex_);
  at_once_ = std::max(1.0, at_once_ / 2);
}

void CallLimits::Worked(std::string_view path) {
  const std::scoped_lock lock(mutex_);
  at_once_ = std::min(kMostAtOnce, at_once_ + 1 / at_once_);
  if (const auto found = paths_.find(path); found != paths_.end()) found->second.silence = {};
}

}  // namespace custos::wecom
