// SPDX-License-Identifier: Apache-2.0
#include "server/customers/tag_runner.h"

#include <algorithm>
#include <utility>

#include "connectors/wecom/handover_code.h"
#include "connectors/wecom/remedy.h"
#include "core/log.h"

namespace custos::server::customers {
namespace {

using storage::TagSettlement;
using storage::TagWish;
using storage::TagWishState;

constexpr std::size_t kWishesAtOnce = 200;
constexpr TimeMs kLookEvery = 5'000;    ///< at the age of the tags
constexpr TimeMs kFirstAgain = 30'000;  ///< of a single contact that the platform answers with an unknown code
constexpr TimeMs kLongestAgain = 3'600'000;
constexpr std::uint32_t kMostAttempts = 8;

void Warn(std::string_view what, const std::string& source, const Error& error) {
  Log(LogLevel::kWarn, what, {{"source", source}, {"code", error.code}});
}

/// Whether nothing of this company can be written now, as opposed to this contact.
bool IsAboutCompany(const Error& error) {
  if (error.kind == ErrorKind::kDenied) return true;
  if (error.kind != ErrorKind::kUnavailable) return false;
  const int errcode = wecom::ErrcodeIn(error.code);
  return errcode == 0 || errcode == -1 || errcode == 6000 || wecom::RemedyForErrcode(errcode) != wecom::Remedy::kRetry;
}

/// Whether the platform may have done it although it did not say so.
bool IsUnanswered(const Error& error) {
  return error.code == "wecom.api_unreachable" || error.code == "wecom.api_reply";
}

std::vector<storage::TagGroupInfo> GroupsOf(const std::string& source, const std::vector<wecom::CorpTagGroup>& from) {
  std::vector<storage::TagGroupInfo> groups;
  for (const wecom::CorpTagGroup& one : from) {
    storage::TagGroupInfo& group = groups.emplace_back();
    group.source = source;
    group.id = one.id;
    group.name = one.name;
    group.order = one.order;
    for (const wecom::CorpTag& tag : one.tags) group.tags.push_back({tag.id, tag.name, tag.order, 0});
  }
  return groups;
}

bool SameContact(const TagWish& a, const TagWish& b) {
  return a.employee.id == b.employee.id && a.contact == b.contact;
}

/// The same outcome for all of them.
std::vector<TagSettlement> All(const std::vector<TagWish>& wishes, TagWishState state, const std::string& code) {
  std::vector<TagSettlement> settlements;
  for (const TagWish& wish : wishes) settlements.push_back({wish.id, state, code});
  return settlements;
}

}  // namespace

void TagRunner::Add(TagPlatform platform) {
  const std::string source = platform.source;
  companies_.emplace(source, Company{std::move(platform)});
}

wecom::ApiClient* TagRunner::ApiOf(const std::string& source) const {
  const auto company = companies_.find(source);
  return company == companies_.end() ? nullptr : &company->second.platform.api;
}

Status TagRunner::Refresh(const std::string& source) {
  wecom::ApiClient* const api = ApiOf(source);
  if (api == nullptr) return Error{ErrorKind::kInvalid, "tag.no_platform", "no platform of this company can be asked"};
  const TimeMs now = parts_.clock.Now();
  const auto listed = wecom::TagCalls(*api).List(stop_.get_token());
  if (!listed) return listed.error();
  return parts_.store.PutCatalogue(source, GroupsOf(source, *listed), now);
}

void TagRunner::Tick() {
  for (auto& [source, company] : companies_) {
    if (stop_.stop_requested()) return;
    if (parts_.clock.Now() < company.rests_until) continue;
    ReadTags(company);
    Work(company);
  }
}

void TagRunner::ReadTags(Company& company) {
  const TimeMs now = parts_.clock.Now();
  if (now - company.looked_at < kLookEvery && now >= company.looked_at) return;
  company.looked_at = now;
  const std::string& source = company.platform.source;
  const auto old = parts_.store.IsCatalogueOld(source, now - parts_.catalogue_every);
  if (!old) return Warn("the tags of a company could not be read", source, old.error());
  if (!*old) return;
  if (const Status read = Refresh(source); !read && !stop_.stop_requested()) {
    Warn("the tags of a company could not be read", source, read.error());
    Rest(company, read.error().code);
  }
}

void TagRunner::Work(Company& company) {
  const std::string& source = company.platform.source;
  if (parts_.clock.Now() < company.rests_until) return;
  const auto due = parts_.store.Due(source, kWishesAtOnce);
  if (!due) return Warn("wishes for tags could not be read", source, due.error());
  for (auto from = due->begin(); from != due->end();) {
    const auto until = std::find_if(from, due->end(), [&](const TagWish& one) { return !SameContact(one, *from); });
    if (stop_.stop_requested() || !Write(company, Wishes(from, until))) return;
    from = until;
  }
  if (company.pause == 0) return;
  company.pause = 0;
  if (const Status cleared = parts_.store.SetProblem(source, ""); !cleared) {
    Warn("the state of tags could not be noted", source, cleared.error());
  }
}

bool TagRunner::Write(Company& company, const Wishes& of_one_contact) {
  Wishes wishes = of_one_contact;
  if (!FindOut(company, wishes)) return false;
  if (wishes.empty()) return true;
  std::vector<std::uint64_t> ids;
  for (const TagWish& wish : wishes) ids.push_back(wish.id);
  const auto asking = parts_.store.Asking(ids);
  if (!asking) {
    Warn("a wish for a tag could not be noted", company.platform.source, asking.error());
    return false;
  }
  std::erase_if(wishes,
                [&](const TagWish& wish) { return !std::binary_search(asking->begin(), asking->end(), wish.id); });
  return wishes.empty() || Mark(company, wishes);
}

bool TagRunner::FindOut(Company& company, Wishes& wishes) {
  const auto unanswered = [](const TagWish& wish) { return wish.asked_at != 0; };
  if (std::none_of(wishes.begin(), wishes.end(), unanswered)) return true;
  const TagWish& first = wishes.front();
  DirectorySnapshot snapshot;
  const auto customer = company.platform.reader.OneCustomer(first.contact, snapshot, stop_.get_token());
  if (!customer && IsAboutCompany(customer.error())) {
    Rest(company, customer.error().code);
    return false;
  }
  const auto relation = std::find_if(snapshot.relations.begin(), snapshot.relations.end(),
                                     [&](const FollowRelation& one) { return one.employee_id == first.employee.id; });
  if (!customer || relation == snapshot.relations.end()) {
    Settle(company, All(wishes, TagWishState::kRefused, "tag.no_relation"), wishes);
    wishes.clear();
    return true;
  }
  std::vector<TagSettlement> settled;
  for (const TagWish& wish : wishes) {
    if (!unanswered(wish)) continue;
    const bool has = std::find(relation->tags.begin(), relation->tags.end(), wish.tag.id) != relation->tags.end();
    if (has == wish.add) {
      settled.push_back({wish.id, TagWishState::kDone});
      continue;
    }
    if (wish.attempts == 0) continue;  // what was asked was an older wish
    const auto changed =
        parts_.store.ChangedSince(company.platform.source, first.employee.id, first.contact, wish.asked_at);
    if (!changed) {
      Warn("changes of a contact could not be read", company.platform.source, changed.error());
      return false;
    }
    if (*changed) settled.push_back({wish.id, TagWishState::kOvertaken, "tag.changed_there"});
  }
  Settle(company, settled, wishes);
  std::erase_if(wishes, [&](const TagWish& wish) {
    return std::any_of(settled.begin(), settled.end(), [&](const TagSettlement& one) { return one.wish == wish.id; });
  });
  return true;
}

/// Of several tags that are refused together, each is tried by itself.
bool TagRunner::Mark(Company& company, const Wishes& wishes) {
  wecom::TagMark mark{wishes.front().employee.id, wishes.front().contact, {}, {}};
  for (const TagWish& wish : wishes) (wish.add ? mark.add : mark.remove).push_back(wish.tag.id);
  const Status marked = wecom::TagCalls(company.platform.api).Mark(mark, stop_.get_token());
  if (marked) {
    Settle(company, All(wishes, TagWishState::kDone, ""), wishes);
    return true;
  }
  const bool refused = marked.error().kind == ErrorKind::kInvalid || marked.error().kind == ErrorKind::kNotFound;
  if (!refused || wishes.size() == 1) return Judge(company, wishes, marked.error());
  return std::all_of(wishes.begin(), wishes.end(), [&](const TagWish& wish) { return Mark(company, {wish}); });
}

bool TagRunner::Judge(Company& company, const Wishes& wishes, const Error& error) {
  std::vector<TagSettlement> settlements;
  if (IsAboutCompany(error)) {
    for (const TagWish& wish : wishes) {
      settlements.push_back({wish.id, TagWishState::kWaiting, error.code, 0, IsUnanswered(error)});
    }
    Settle(company, settlements, wishes);
    if (!stop_.stop_requested()) Rest(company, error.code);
    return false;
  }
  for (const TagWish& wish : wishes) {
    const bool again = error.kind == ErrorKind::kUnavailable && wish.attempts + 1 < kMostAttempts;
    const TimeMs pause = std::min(kFirstAgain << std::min<std::uint32_t>(wish.attempts, 10), kLongestAgain);
    settlements.push_back({wish.id, again ? TagWishState::kWaiting : TagWishState::kRefused, error.code,
                           again ? parts_.clock.Now() + pause : 0});
  }
  Settle(company, settlements, wishes);
  return true;
}

void TagRunner::Settle(Company& company, const std::vector<TagSettlement>& settlements, const Wishes& wishes) {
  if (settlements.empty()) return;
  if (const Status settled = parts_.store.Settle(settlements); !settled) {
    return Warn("what became of a tag could not be noted", company.platform.source, settled.error());
  }
  const bool written = std::any_of(settlements.begin(), settlements.end(),
                                   [](const TagSettlement& one) { return one.state == TagWishState::kDone; });
  if (!written || !company.platform.look_again) return;
  company.platform.look_again({{.kind = wecom::ChangeHint::Kind::kRelation,
                                .id = wishes.front().employee.id,
                                .other = wishes.front().contact}});
}

void TagRunner::Rest(Company& company, const std::string& code) {
  company.pause = company.pause == 0 ? parts_.first_pause : std::min(company.pause * 2, parts_.longest_pause);
  company.rests_until = parts_.clock.Now() + company.pause;
  if (const Status noted = parts_.store.SetProblem(company.platform.source, code); !noted) {
    Warn("the state of tags could not be noted", company.platform.source, noted.error());
  }
}

}  // namespace custos::server::customers
