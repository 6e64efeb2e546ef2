// SPDX-License-Identifier: Apache-2.0
#include "server/leads/lead_desk.h"

#include <algorithm>
#include <utility>

#include "connectors/record/number.h"

namespace custos::server::leads {
namespace {

constexpr std::size_t kAtOnce = 500;
constexpr std::size_t kCompared = 50;
constexpr std::size_t kMostNear = 3;
constexpr int kSureEnough = 40;  // percent: a company; a name alone says nothing

}  // namespace

Status LeadDesk::CheckArrived() {
  while (true) {
    const auto arrived = store_.Unchecked(kAtOnce);
    if (!arrived) return arrived.error();
    if (arrived->empty()) return {};
    auto found = duplicates_.Find(*arrived);
    if (!found) return found.error();
    std::vector<storage::LeadVerdict> verdicts;
    for (std::size_t i = 0; i < arrived->size(); ++i) {
      verdicts.push_back({.id = arrived->at(i).lead.value_or(0), .matches = std::move(found->at(i))});
    }
    if (const Status kept = store_.Checked(verdicts); !kept) return kept;
    if (arrived->size() < kAtOnce) return {};
  }
}

Result<std::uint64_t> LeadDesk::CompareNew() {
  const auto due = store_.Uncompared(kCompared);
  if (!due) return due.error();
  if (due->empty()) return 0;
  std::vector<storage::NearVerdict> verdicts;
  for (const storage::NearQuestion& question : *due) {
    auto found = known_.Find(question.who);
    if (!found) return found.error();
    std::erase_if(*found, [&](const storage::KnownCustomer& one) {
      return one.customer == question.customer || one.confidence < kSureEnough;
    });
    if (found->size() > kMostNear) found->resize(kMostNear);
    verdicts.push_back({.id = question.id, .near = std::move(*found)});
  }
  if (const Status kept = store_.Compared(verdicts); !kept) return kept.error();
  return due->size();
}

std::vector<storage::Identity> IdentitiesIn(const std::string& text, const std::string& region) {
  using storage::IdentityKind;
  std::vector<storage::Identity> identities;
  const auto numbers = record::NumberReader::Create(region);
  if (numbers) {
    record::Number number = (*numbers)->Read(text);
    if (number.kind == record::NumberKind::kOutside) identities.push_back({IdentityKind::kPhone, std::move(number.id)});
  }
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (text.find('@') != std::string::npos) identities.push_back({IdentityKind::kEmail, lower});
  identities.push_back({IdentityKind::kWechat, text});
  identities.push_back({IdentityKind::kUnionId, text});
  return identities;
}

}  // namespace custos::server::leads
