// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_tag.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {

using nlohmann::json;

json Present(const storage::TagCatalogue& catalogue, const customers::TagDesk& desk) {
  json groups = json::array(), companies = json::array();
  for (const storage::TagGroupInfo& group : catalogue.groups) {
    json tags = json::array();
    for (const storage::TagInfo& tag : group.tags) {
      tags.push_back({{"id", tag.id}, {"name", tag.name}, {"order", tag.order}, {"contacts", tag.relations}});
    }
    groups.push_back({{"source", group.source},
                      {"id", group.id},
                      {"name", group.name},
                      {"order", group.order},
                      {"tags", std::move(tags)}});
  }
  for (const storage::TagSync& company : catalogue.companies) {
    companies.push_back({{"source", company.source},
                         {"writable", desk.Knows(company.source)},
                         {"read_at", TimeOrNull(company.read_at)},
                         {"problem", company.problem},
                         {"waiting", company.waiting}});
  }
  return {{"groups", std::move(groups)}, {"companies", std::move(companies)}};
}

json Present(const storage::TagWish& wish) {
  return {{"id", std::to_string(wish.id)},
          {"customer", std::to_string(wish.customer)},
          {"employee", Present(wish.employee)},
          {"tag", {{"source", wish.tag.source}, {"id", wish.tag.id}, {"name", wish.tag_name}}},
          {"add", wish.add},
          {"state", ToString(wish.state)},
          {"code", wish.code},
          {"attempts", wish.attempts},
          {"created_at", FormatTime(wish.created_at)},
          {"changed_at", FormatTime(wish.changed_at)},
          {"cause", wish.cause},
          {"user_name", wish.user_name}};
}

json Present(const storage::CustomerTags& tags) {
  json contacts = json::array(), wishes = json::array();
  for (const storage::TaggedContact& contact : tags.contacts) {
    json list = json::array();
    for (const storage::TagInfo& tag : contact.tags) list.push_back({{"id", tag.id}, {"name", tag.name}});
    contacts.push_back({{"employee", Present(contact.employee)},
                        {"stands", contact.stands},
                        {"serves", contact.serves},
                        {"tags", std::move(list)}});
  }
  for (const storage::TagWish& wish : tags.wishes) wishes.push_back(Present(wish));
  return {{"contacts", std::move(contacts)}, {"wishes", std::move(wishes)}};
}

json Present(const storage::TagOutcome& outcome) {
  return {{"customer", std::to_string(outcome.customer)},
          {"waiting", outcome.waiting},
          {"standing", outcome.standing},
          {"problem", TextOrNull(outcome.refused)}};
}

}  // namespace custos::server::api
