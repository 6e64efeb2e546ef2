// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/rule_catalog.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/log.h"

namespace custos::app {
namespace {

using nlohmann::ordered_json;

void AddStep(const char* name, const storage::PackActor& by, TimeMs at, ordered_json& manifest) {
  if (at == 0) return;
  manifest[name] = {{"by", by.id}, {"name", by.name}, {"at", at}};
}

// What the evidence says of a pack: enough to find the very pack again, and who answers for it.
std::string Manifest(const rules::RuleSet& rules, const storage::PackVersion& version) {
  ordered_json manifest;
  manifest["name"] = rules.name();
  manifest["version"] = rules.version();
  manifest["digest"] = HexEncode(AsBytes(rules.digest()));
  for (const rules::RuleInfo& rule : rules.rules()) manifest["rules"].push_back({rule.id, rule.version});
  manifest["kept_as"] = version.id;
  AddStep("created", version.created_by, version.created_at, manifest);
  AddStep("submitted", version.submitted_by, version.submitted_at, manifest);
  AddStep("published", version.published_by, version.published_at, manifest);
  return manifest.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

server::api::LocalText ToLocal(const rules::Bilingual& text) { return {.zh = text.zh, .en = text.en}; }

std::vector<std::string> ActionNames(const rules::RuleInfo& rule) {
  std::vector<std::string> names;
  for (const rules::RuleAction action : rule.actions) names.emplace_back(ToString(action));
  return names;
}

}  // namespace

Status RuleCatalog::PutInForce(std::shared_ptr<const rules::RuleSet> rules, const storage::PackVersion& version) {
  if (const Status status = archive_.ActivatePack(rules->digest(), Manifest(*rules, version)); !status) return status;
  Log(LogLevel::kInfo, "rule pack in force",
      {{"name", rules->name()}, {"version", rules->version()}, {"rules", rules->rules().size()}});
  Remember(*rules);
  if (holder_ == nullptr) {
    holder_ = std::make_unique<server::RuleHolder>(std::move(rules));
  } else {
    holder_->Swap(std::move(rules));
  }
  return {};
}

std::shared_ptr<const rules::RuleSet> RuleCatalog::InForce() const {
  return holder_ == nullptr ? nullptr : holder_->Current();
}

void RuleCatalog::Remember(const rules::RuleSet& rules) {
  std::map<std::string, server::api::LocalText> titles;
  for (const rules::RuleInfo& rule : rules.rules()) titles.emplace(rule.id, ToLocal(rule.title));
  const std::scoped_lock lock(mutex_);
  loaded_at_ = clock_.Now();
  titles_ = std::move(titles);
}

server::api::PackInfo RuleCatalog::Pack() const {
  const auto rules = holder_->Current();
  const std::scoped_lock lock(mutex_);
  return {.digest = HexEncode(AsBytes(rules->digest())),
          .name = rules->name(),
          .version = rules->version(),
          .rules = rules->rules().size(),
          .loaded_at = loaded_at_};
}

std::vector<server::api::CategoryInfo> RuleCatalog::Categories() const {
  const auto rules = holder_->Current();
  std::map<std::string, std::uint64_t> counts;
  for (const rules::RuleInfo& rule : rules->rules()) ++counts[rule.category];
  std::vector<server::api::CategoryInfo> categories;
  for (const rules::CategoryInfo& category : rules->categories()) {
    categories.push_back({.category = category.key, .title = ToLocal(category.title), .rules = counts[category.key]});
  }
  return categories;
}

std::vector<server::api::RuleInfo> RuleCatalog::Rules() const {
  const auto rules = holder_->Current();  // held: another pack may come into force meanwhile
  std::vector<server::api::RuleInfo> infos;
  for (const rules::RuleInfo& rule : rules->rules()) {
    infos.push_back({.id = rule.id,
                     .version = rule.version,
                     .title = ToLocal(rule.title),
                     .description = ToLocal(rule.description),
                     .category = rule.category,
                     .severity = rule.severity,
                     .status = rule.status,
                     .actions = ActionNames(rule)});
  }
  return infos;
}

std::optional<server::api::LocalText> RuleCatalog::TitleOf(const std::string& rule_id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = titles_.find(rule_id);
  if (found == titles_.end()) return std::nullopt;
  return found->second;
}

}  // namespace custos::app
