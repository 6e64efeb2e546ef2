// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/people_picture.h"

#include <algorithm>
#include <utility>

namespace custos::server {
namespace {

constexpr int kDeepest = 64;  // departments that name each other as parent end here

void AddOnce(const std::string& text, std::vector<std::string>* texts) {
  if (!text.empty() && std::find(texts->begin(), texts->end(), text) == texts->end()) texts->push_back(text);
}

/// The id in "source/id".
std::string_view IdIn(const std::string& canonical, const std::string& source) {
  return std::string_view(canonical).substr(source.size() + 1);
}

}  // namespace

void PeoplePicture::OnBorrower(const std::string& source, const std::string& directory) {
  directories_[source] = directory;
}

void PeoplePicture::OnDepartment(const std::string& source, const Department& department) {
  sources_[source].departments.emplace(department.id, department);
}

void PeoplePicture::OnEmployee(const std::string& source, const std::string& id,
                               const std::vector<std::int64_t>& departments) {
  Source& into = sources_[source];
  const auto next = static_cast<std::uint32_t>(into.places.size());
  const auto [place, fresh] = into.place_of.emplace(departments, next);
  if (fresh) into.places.push_back(PlaceOf(source, into, departments));
  into.employees.emplace(id, place->second);
}

PeoplePicture::Place PeoplePicture::PlaceOf(const std::string& name, const Source& source,
                                            const std::vector<std::int64_t>& departments) {
  Place place;
  for (const std::int64_t own : departments) {
    AddOnce(name + '/' + std::to_string(own), &place.own);
    std::int64_t id = own;
    for (int depth = 0; depth < kDeepest && id != 0; ++depth) {
      AddOnce(std::to_string(id), &place.all);
      const auto found = source.departments.find(id);
      if (found == source.departments.end()) break;
      AddOnce(found->second.name, &place.all);
      id = found->second.parent_id;
    }
  }
  return place;
}

void PeoplePicture::OnTag(const std::string& source, const CustomerTag& tag) {
  sources_[source].tag_names[tag.id] = tag.name;
}

void PeoplePicture::OnTagged(const std::string& source, const std::string& customer,
                             const std::vector<std::string>& tags) {
  Source& into = sources_[source];
  into.customers.push_back({into.ids.size(), static_cast<std::uint32_t>(customer.size()), TagSet(into, tags)});
  into.ids += customer;
}

std::uint32_t PeoplePicture::TagSet(Source& source, std::vector<std::string> tags) {
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  const auto next = static_cast<std::uint32_t>(source.tag_sets.size());
  const auto [set, fresh] = source.tag_set_of.emplace(std::move(tags), next);
  if (!fresh) return set->second;
  std::vector<std::string>& texts = source.tag_sets.emplace_back();
  for (const std::string& id : set->first) {
    AddOnce(id, &texts);
    if (const auto name = source.tag_names.find(id); name != source.tag_names.end()) AddOnce(name->second, &texts);
  }
  return next;
}

void PeoplePicture::Sort() {
  for (auto& [name, source] : sources_) {
    std::sort(source.customers.begin(), source.customers.end(),
              [&, from = &source](const TaggedCustomer& a, const TaggedCustomer& b) {
                return from->IdOf(a) < from->IdOf(b);
              });
  }
}

const std::vector<std::string>* PeoplePicture::TagsOf(const Source& source, std::string_view customer) {
  const auto found =
      std::lower_bound(source.customers.begin(), source.customers.end(), customer,
                       [&](const TaggedCustomer& one, std::string_view id) { return source.IdOf(one) < id; });
  if (found == source.customers.end() || source.IdOf(*found) != customer) return nullptr;
  return &source.tag_sets[found->tags];
}

rules::Facts PeoplePicture::Of(const Message& message) const {
  rules::Facts facts = rules::FactsOf(message);
  const auto borrowed = directories_.find(message.source);
  const std::string& name = borrowed == directories_.end() ? message.source : borrowed->second;
  if (borrowed != directories_.end()) {
    // One person in chat, calls and text messages: correlations know him by his directory.
    for (std::string* canonical : {&facts.employee, &facts.customer}) {
      if (!canonical->empty()) *canonical = name + canonical->substr(message.source.size());
    }
  }
  const auto found = sources_.find(name);
  if (found == sources_.end()) return facts;
  const Source& source = found->second;
  if (!facts.employee.empty()) {
    const auto employee = source.employees.find(IdIn(facts.employee, name));
    if (employee != source.employees.end()) {
      facts.departments = source.places[employee->second].all;
      facts.own_departments = source.places[employee->second].own;
    }
  }
  if (!facts.customer.empty() && !source.customers.empty()) {
    if (const auto* tags = TagsOf(source, IdIn(facts.customer, name))) facts.customer_tags = *tags;
  }
  return facts;
}

}  // namespace custos::server
