// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/support/fakes/fake_studio.h"

namespace custos::testing {

using storage::PackFiles;
using storage::PackState;
using storage::PackVersion;

storage::PackFiles SmallPack(const std::string& extra) {
  const std::string words = extra.empty() ? "微信转我" : "微信转我, " + extra;
  return {{"pack.yaml",
           "name: small\nversion: 1.0.0\nengine: 1\nlicense: Apache-2.0\ntitle: {zh: 小, en: Small}\n"
           "description: {zh: 测试, en: Test}\nfold: [width]\n"
           "categories:\n  private_payment: {zh: 私自收款, en: Private payment}\n"},
          {"words.yaml", "me: [我]\n"},
          {"variants.yaml", "words: {}\n"},
          {"rules/payment.yaml",
           "title: {zh: 私自收款, en: Private payment}\nid: " + std::string(kSmallRule) +
               "\ncategory: private_payment\nlevel: high\nstatus: stable\n"
               "description: {zh: 货款只能进公司账户, en: Customers pay the company only}\nscope: {roles: [rep]}\n"
               "detection:\n  pay: {text|contains: [" +
               words +
               "]}\n  condition: pay\nallow:\n  text|contains: [请勿微信转我]\ntests:\n"
               "  - {text: 尾款微信转我, expect: hit}\n  - {text: 请勿微信转我, expect: miss}\n"}};
}

namespace {

Error NotFound() { return {ErrorKind::kNotFound, "pack.not_found", ""}; }
Error Conflict(const char* code) { return {ErrorKind::kConflict, code, ""}; }

void AddAuthor(PackVersion& version, std::uint64_t id) {
  if (std::find(version.authors.begin(), version.authors.end(), id) == version.authors.end()) {
    version.authors.push_back(id);
  }
}

}  // namespace

Result<storage::PackPage> FakePackStore::List(const std::vector<PackState>& states, const std::string&,
                                              std::size_t limit) {
  const std::scoped_lock lock(mutex_);
  storage::PackPage page;
  for (auto kept = kept_.rbegin(); kept != kept_.rend() && page.items.size() < limit; ++kept) {
    const bool wanted =
        states.empty() || std::find(states.begin(), states.end(), kept->second.version.state) != states.end();
    if (wanted) page.items.push_back(kept->second.version);
  }
  return page;
}

Result<PackVersion> FakePackStore::Get(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  if (!kept_.contains(id)) return NotFound();
  return kept_[id].version;
}

Result<std::optional<PackVersion>> FakePackStore::Newest(PackState state) {
  const auto page = List({state}, "", 1);
  return page->items.empty() ? std::optional<PackVersion>() : page->items.front();
}

Result<std::optional<PackVersion>> FakePackStore::FindContent(const Digest& content) {
  const std::scoped_lock lock(mutex_);
  for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept) {
    if (kept->second.version.content == content) return std::optional(kept->second.version);
  }
  return std::optional<PackVersion>();
}

Result<PackFiles> FakePackStore::Files(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  if (!kept_.contains(id)) return NotFound();
  return kept_[id].files;
}

Result<std::vector<storage::PackEvent>> FakePackStore::History(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  if (!kept_.contains(id)) return NotFound();
  return kept_[id].events;
}

Result<PackVersion> FakePackStore::Create(const storage::NewPack& pack) {
  const std::scoped_lock lock(mutex_);
  if (pack.state == PackState::kActive) {
    for (auto& [id, kept] : kept_) {
      if (kept.version.state == PackState::kActive) kept.version.state = PackState::kRetired;
    }
  }
  PackVersion version;
  version.id = kept_.size() + 1;
  version.revision = 1;
  version.state = pack.state;
  version.origin = pack.origin;
  version.content = storage::ContentOf(pack.files);
  version.facts = pack.facts;
  version.from_id = pack.from_id;
  version.note = pack.note;
  if (pack.by.id != 0) version.authors = {pack.by.id};
  version.created_by = version.changed_by = pack.by;
  version.created_at = version.changed_at = pack.at;
  if (pack.state == PackState::kActive) version.published_at = pack.at;
  kept_[version.id] = {
      version,
      pack.files,
      {{.at = pack.at, .by = pack.by, .action = "create", .from = {}, .to = pack.state, .note = pack.note}}};
  return version;
}

Result<PackVersion> FakePackStore::Save(std::uint64_t id, std::uint64_t revision, const PackFiles& files,
                                        const storage::PackFacts& facts, const storage::PackActor& by, TimeMs at) {
  const std::scoped_lock lock(mutex_);
  if (!kept_.contains(id)) return NotFound();
  auto& [version, kept_files, events] = kept_[id];
  if (version.revision != revision) return Conflict("pack.changed");
  if (version.state != PackState::kDraft) return Conflict("pack.state");
  ++version.revision;
  version.content = storage::ContentOf(files);
  version.facts = facts;
  version.changed_by = by;
  version.changed_at = at;
  AddAuthor(version, by.id);
  kept_files = files;
  return version;
}

Result<PackVersion> FakePackStore::Move(std::uint64_t id, std::uint64_t revision, const storage::PackMove& move) {
  const std::scoped_lock lock(mutex_);
  if (!kept_.contains(id)) return NotFound();
  auto& [version, files, events] = kept_[id];
  if (version.revision != revision) return Conflict("pack.changed");
  if (version.state != move.from) return Conflict("pack.state");
  for (auto& [other_id, other] : kept_) {
    if (other_id == id || other.version.state != move.to) continue;
    if (move.to == PackState::kShadow) return Conflict("pack.state");
    if (move.to == PackState::kActive) {
      other.version.state = PackState::kRetired;
      ++other.version.revision;
    }
  }
  ++version.revision;
  version.state = move.to;
  if (move.action == "submit") {
    version.submitted_by = move.by;
    version.submitted_at = move.at;
    AddAuthor(version, move.by.id);
  }
  if (move.to == PackState::kActive) {
    version.published_by = move.by;
    version.published_at = move.at;
  }
  events.push_back(
      {.at = move.at, .by = move.by, .action = move.action, .from = move.from, .to = move.to, .note = move.note});
  return version;
}

Status FakePackStore::Delete(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  if (!kept_.contains(id)) return NotFound();
  if (kept_[id].version.state != PackState::kDraft) return Conflict("pack.state");
  kept_.erase(id);
  return {};
}

Status FakePackStore::SetShadow(std::uint64_t id, const std::string& result) {
  const std::scoped_lock lock(mutex_);
  kept_[id].version.shadow = result;
  return {};
}

Status FakeSwitch::PutInForce(std::shared_ptr<const rules::RuleSet> rules, const storage::PackVersion&) {
  const std::scoped_lock lock(mutex_);
  rules_ = std::move(rules);
  ++swaps;
  return {};
}

std::shared_ptr<const rules::RuleSet> FakeSwitch::InForce() const {
  const std::scoped_lock lock(mutex_);
  return rules_;
}

}  // namespace custos::testing
