// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/tag_book.h"

#include <algorithm>

namespace custos::wecom_sim {
namespace {

constexpr int kNoTag = 40068;
constexpr int kNameTaken = 40071;
constexpr int kNameLength = 40072;
constexpr int kTooMany = 40126;
constexpr std::size_t kLongestName = 30;

std::size_t Characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool FitsAsName(const std::string& name) { return !name.empty() && Characters(name) <= kLongestName; }

template <class Things>
auto Find(Things& things, const std::string& id) {
  return std::find_if(things.begin(), things.end(), [&](const auto& one) { return one.id == id; });
}

bool IsIn(const std::vector<std::string>& list, const std::string& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

bool NameTaken(const Company& company, const std::string& group, const std::string& name, const std::string& but = {}) {
  return std::any_of(company.tags.begin(), company.tags.end(),
                     [&](const SimTag& tag) { return tag.group == group && tag.name == name && tag.id != but; });
}

}  // namespace

void TagBook::Refuse(const std::string& customer, int errcode) {
  const std::scoped_lock lock(mutex_);
  refusing_[customer] = errcode;
}

void TagBook::SetMost(std::size_t most) {
  const std::scoped_lock lock(mutex_);
  most_ = most;
}

int TagBook::Mark(Company& company, const SimMark& mark) {
  const std::scoped_lock lock(mutex_);
  if (mark.add.empty() && mark.remove.empty()) return 40058;
  const auto employee = Find(company.employees, mark.employee);
  if (employee == company.employees.end() || employee->gone) return 60111;
  if (Find(company.customers, mark.customer) == company.customers.end()) return 40096;
  if (const auto refusing = refusing_.find(mark.customer); refusing != refusing_.end() && refusing->second != 0) {
    return refusing->second;
  }
  const auto relation = std::find_if(company.relations.begin(), company.relations.end(), [&](const SimRelation& one) {
    return one.employee == mark.employee && one.customer == mark.customer;
  });
  if (relation == company.relations.end()) return 84061;
  for (const auto* list : {&mark.add, &mark.remove}) {
    for (const std::string& id : *list) {
      if (Find(company.tags, id) == company.tags.end()) return kNoTag;
    }
  }
  std::vector<std::string> tags = relation->tags;
  for (const std::string& id : mark.add) {
    if (!IsIn(tags, id)) tags.push_back(id);
  }
  std::erase_if(tags, [&](const std::string& id) { return IsIn(mark.remove, id); });
  if (tags.size() > most_) return kTooMany;
  relation->tags = std::move(tags);
  marks_.push_back(mark);
  return 0;
}

int TagBook::Add(Company& company, const SimTagDraft& draft, std::string& group_id) {
  const std::scoped_lock lock(mutex_);
  if (draft.names.empty()) return 40058;
  auto group = draft.group_id.empty()
                   ? std::find_if(company.tag_groups.begin(), company.tag_groups.end(),
                                  [&](const SimTagGroup& one) { return one.name == draft.group_name; })
                   : Find(company.tag_groups, draft.group_id);
  const bool fresh = group == company.tag_groups.end();
  if (fresh && !draft.group_id.empty()) return kNoTag;
  if (fresh && !FitsAsName(draft.group_name)) return kNameLength;
  if (company.tags.size() + draft.names.size() > most_) return kTooMany;
  for (const std::string& name : draft.names) {
    if (!FitsAsName(name)) return kNameLength;
    if (!fresh && NameTaken(company, group->id, name)) return kNameTaken;
  }
  if (fresh) {
    company.tag_groups.push_back({"etSIMGROUP" + std::to_string(++made_), draft.group_name, 0});
    group = std::prev(company.tag_groups.end());
  }
  for (const std::string& name : draft.names) {
    company.tags.push_back({"etSIMMADE" + std::to_string(++made_), name, group->id, 0});
  }
  group_id = group->id;
  return 0;
}

int TagBook::Edit(Company& company, const std::string& id, const std::optional<std::string>& name,
                  std::optional<std::uint32_t> order) {
  const std::scoped_lock lock(mutex_);
  if (name && !FitsAsName(*name)) return kNameLength;
  if (const auto group = Find(company.tag_groups, id); group != company.tag_groups.end()) {
    if (name) group->name = *name;
    if (order) group->order = *order;
    return 0;
  }
  const auto tag = Find(company.tags, id);
  if (tag == company.tags.end()) return kNoTag;
  if (name && NameTaken(company, tag->group, *name, id)) return kNameTaken;
  if (name) tag->name = *name;
  if (order) tag->order = *order;
  return 0;
}

int TagBook::Remove(Company& company, const std::vector<std::string>& tags, const std::vector<std::string>& groups) {
  const std::scoped_lock lock(mutex_);
  for (const std::string& id : tags) {
    if (Find(company.tags, id) == company.tags.end()) return kNoTag;
  }
  for (const std::string& id : groups) {
    if (Find(company.tag_groups, id) == company.tag_groups.end()) return kNoTag;
  }
  std::vector<std::string> gone;
  for (const SimTag& tag : company.tags) {
    if (IsIn(tags, tag.id) || IsIn(groups, tag.group)) gone.push_back(tag.id);
  }
  std::erase_if(company.tags, [&](const SimTag& tag) { return IsIn(gone, tag.id); });
  std::erase_if(company.tag_groups, [&](const SimTagGroup& group) { return IsIn(groups, group.id); });
  for (SimRelation& relation : company.relations) {
    std::erase_if(relation.tags, [&](const std::string& id) { return IsIn(gone, id); });
  }
  return 0;
}

std::vector<SimMark> TagBook::Marks() const {
  const std::scoped_lock lock(mutex_);
  return marks_;
}

}  // namespace custos::wecom_sim
