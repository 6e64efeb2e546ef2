// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/pager.h"

#include <algorithm>
#include <utility>

#include "core/wait.h"

namespace custos::wecom {
namespace {

constexpr std::uint32_t kPagesBeforeGrowth = 20;

}  // namespace

Pager::Pager(const WecomSettings& settings, HelperClient& helper, StatusBoard& status)
    : settings_(settings),
      helper_(helper),
      status_(status),
      rate_(settings.calls_per_minute),
      limit_(settings.page_limit) {}

std::optional<FetchedPage> Pager::Next(std::uint64_t seq, const std::stop_token& stop) {
  if (!rate_.Wait(stop)) return std::nullopt;
  const Proxy proxy{settings_.proxy, settings_.proxy_password};
  Result<SdkBytes> reply = helper_.GetChatData(seq, limit_, proxy, settings_.timeout_s, stop);
  if (stop.stop_requested()) return std::nullopt;
  if (!reply) {
    BackOff(reply.error().code, reply.error().message, stop);
    return std::nullopt;
  }
  if (reply->code != 0) {
    Recover(RemedyForSdk(reply->code), SdkCode(reply->code), "", stop);
    return std::nullopt;
  }
  Result<Page> page = ParsePage(reply->bytes);
  if (!page) {
    BackOff(page.error().code, page.error().message, stop);
    return std::nullopt;
  }
  if (page->errcode != 0) {
    Recover(RemedyForErrcode(page->errcode), ErrcodeCode(page->errcode), AddressIn(page->errmsg), stop);
    return std::nullopt;
  }
  Succeeded();
  return FetchedPage{std::move(reply->bytes), std::move(*page)};
}

void Pager::Recover(Remedy remedy, const std::string& code, std::string_view detail, const std::stop_token& stop) {
  switch (remedy) {
    case Remedy::kSmallerPage:
      if (limit_ == 1) return BackOff(code, detail, stop);
      limit_ /= 2;
      successes_ = 0;
      return;
    case Remedy::kFreshToken:
      helper_.Recycle();  // the token lives inside the vendor's handle
      return BackOff(code, detail, stop);
    case Remedy::kSlowDown: return Hold("backing_off", code, detail, settings_.network_hold, stop);
    case Remedy::kTrustAddress: return Hold("stopped", code, detail, settings_.network_hold, stop);
    case Remedy::kOperator: return Hold("stopped", code, detail, settings_.operator_hold, stop);
    default: return BackOff(code, detail, stop);
  }
}

/// A single failure is everyday life and not shown.
void Pager::BackOff(const std::string& code, std::string_view detail, const std::stop_token& stop) {
  const auto delay = std::min(settings_.retry_first * (1U << std::min(failures_, 16U)), settings_.retry_most);
  if (++failures_ > 1) return Hold("backing_off", code, detail, delay, stop);
  WaitFor(delay, stop);
}

void Pager::Hold(std::string_view state, const std::string& code, std::string_view detail,
                 std::chrono::milliseconds delay, const std::stop_token& stop) {
  status_.Problem(state, code, detail);
  WaitFor(delay, stop);
}

void Pager::Succeeded() {
  failures_ = 0;
  if (limit_ >= settings_.page_limit || ++successes_ < kPagesBeforeGrowth) return;
  limit_ = std::min(limit_ * 2, settings_.page_limit);
  successes_ = 0;
}

}  // namespace custos::wecom
