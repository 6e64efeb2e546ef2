// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/corp.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

namespace custos::wecom_sim {

Corp::Corp(CorpSettings settings, const Clock& clock)
    : settings_(std::move(settings)),
      clock_(clock),
      envelopes_(keys_, settings_.seed, settings_.reuse_keys),
      company_(std::make_shared<const Company>(SmallCompany())),
      trusted_ips_(settings_.trusted_ips) {}

Result<KeyVersion> Corp::AddKeyVersion() { return keys_.Generate(traffic()->LastSeq(clock_.Now()) + 1); }

Status Corp::WriteKeys(const std::string& dir, const std::vector<std::uint32_t>& withhold) const {
  std::error_code failed;
  std::filesystem::create_directories(dir, failed);
  for (const KeyVersion& key : keys_.versions()) {
    if (std::find(withhold.begin(), withhold.end(), key.version) != withhold.end()) continue;
    const std::string path = dir + "/" + std::to_string(key.version) + ".pem";
    const std::string fresh = path + ".new";
    std::ofstream(fresh) << key.private_pem;
    std::filesystem::permissions(fresh, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                                 failed);
    std::filesystem::rename(fresh, path, failed);
    if (failed) return Error{ErrorKind::kUnavailable, "wecom_sim.cannot_write_key", path + ": " + failed.message()};
  }
  return {};
}

void Corp::PrepareEnvelopes(unsigned threads) {
  const TimeMs now = clock_.Now();
  envelopes_.Prepare(log_->Page({0, std::numeric_limits<std::int32_t>::max(), now - settings_.retention_ms, now}),
                     threads);
}

void Corp::SetTraffic(std::shared_ptr<Traffic> traffic) {
  const std::scoped_lock lock(mutex_);
  traffic_ = std::move(traffic);
}

std::shared_ptr<Traffic> Corp::traffic() const {
  const std::scoped_lock lock(mutex_);
  return traffic_;
}

void Corp::SetCompany(Company company) {
  auto shared = std::make_shared<const Company>(std::move(company));
  const std::scoped_lock lock(mutex_);
  company_ = std::move(shared);
}

std::shared_ptr<const Company> Corp::company() const {
  const std::scoped_lock lock(mutex_);
  return company_;
}

void Corp::EditCompany(const std::function<void(Company&)>& edit) {
  const std::scoped_lock lock(edit_mutex_);
  Company changed = *company();
  edit(changed);
  SetCompany(std::move(changed));
}

void Corp::Dismiss(const std::string& employee) {
  EditCompany([&](Company& company) {
    for (SimEmployee& one : company.employees) {
      if (one.id != employee) continue;
      one.gone = true;
      one.left_at = clock_.Now();
    }
  });
}

void Corp::Settle() {
  const TimeMs now = clock_.Now();
  if (!transfers_.AnyDue(now)) return;
  EditCompany([&](Company& company) { transfers_.Settle(company, now); });
}

CorpCounts Corp::counts() const {
  return {traffic()->Count(clock_.Now()), chat_calls_, chat_items_, media_calls_, api_calls_, tokens_.issued()};
}

void Corp::SetTrustedIps(std::vector<std::string> ips) {
  const std::scoped_lock lock(mutex_);
  trusted_ips_ = std::move(ips);
}

bool Corp::Trusts(const std::string& ip) const {
  const std::scoped_lock lock(mutex_);
  return trusted_ips_.empty() || std::find(trusted_ips_.begin(), trusted_ips_.end(), ip) != trusted_ips_.end();
}

bool Corp::AdmitChatCall() {
  ++chat_calls_;
  const TimeMs minute = clock_.Now() / 60000;
  const std::scoped_lock lock(mutex_);
  if (minute != minute_) calls_this_minute_ = 0;
  minute_ = minute;
  return ++calls_this_minute_ <= settings_.chat_calls_per_minute || settings_.chat_calls_per_minute == 0;
}

std::string Corp::LastPage() const {
  const std::scoped_lock lock(mutex_);
  return last_page_;
}

void Corp::RememberPage(std::string page) {
  const std::scoped_lock lock(mutex_);
  last_page_ = std::move(page);
}

}  // namespace custos::wecom_sim
