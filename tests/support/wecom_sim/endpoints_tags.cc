// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;
using Ids = std::vector<std::string>;

constexpr std::int64_t kMadeAt = 1'700'000'000;

json GroupJson(const Company& company, const SimTagGroup& group) {
  json tags = json::array();
  for (const SimTag& tag : company.tags) {
    if (tag.group != group.id) continue;
    tags.push_back({{"id", tag.id}, {"name", tag.name}, {"create_time", kMadeAt}, {"order", tag.order}});
  }
  return {{"group_id", group.id},
          {"group_name", group.name},
          {"create_time", kMadeAt},
          {"order", group.order},
          {"tag", std::move(tags)}};
}

/// The platform knows no group without a tag.
HttpReply List(const Call& call) {
  const auto company = call.corp.company();
  json groups = json::array();
  for (const SimTagGroup& group : company->tag_groups) {
    json one = GroupJson(*company, group);
    if (!one["tag"].empty()) groups.push_back(std::move(one));
  }
  return Ok({{"tag_group", std::move(groups)}});
}

HttpReply Add(const Call& call) {
  SimTagDraft draft{call.body.value("group_id", ""), call.body.value("group_name", ""), {}};
  for (const json& tag : call.body.value("tag", json::array())) draft.names.push_back(tag.value("name", ""));
  int errcode = 0;
  json made;
  call.corp.EditCompany([&](Company& company) {
    std::string group_id;
    errcode = call.corp.tag_book().Add(company, draft, group_id);
    for (const SimTagGroup& group : company.tag_groups) {
      if (group.id == group_id) made = GroupJson(company, group);
    }
  });
  return errcode == 0 ? Ok({{"tag_group", std::move(made)}}) : Failure(errcode);
}

HttpReply Edit(const Call& call) {
  std::optional<std::string> name;
  std::optional<std::uint32_t> order;
  if (call.body.contains("name")) name = call.body["name"].get<std::string>();
  if (call.body.contains("order")) order = call.body["order"].get<std::uint32_t>();
  int errcode = 0;
  call.corp.EditCompany(
      [&](Company& company) { errcode = call.corp.tag_book().Edit(company, call.body.value("id", ""), name, order); });
  return errcode == 0 ? Ok(json::object()) : Failure(errcode);
}

HttpReply Remove(const Call& call) {
  int errcode = 0;
  call.corp.EditCompany([&](Company& company) {
    errcode =
        call.corp.tag_book().Remove(company, call.body.value("tag_id", Ids{}), call.body.value("group_id", Ids{}));
  });
  return errcode == 0 ? Ok(json::object()) : Failure(errcode);
}

HttpReply Mark(const Call& call) {
  const SimMark mark{call.body.value("userid", ""), call.body.value("external_userid", ""),
                     call.body.value("add_tag", Ids{}), call.body.value("remove_tag", Ids{})};
  int errcode = 0;
  call.corp.EditCompany([&](Company& company) { errcode = call.corp.tag_book().Mark(company, mark); });
  return errcode == 0 ? Ok(json::object()) : Failure(errcode);
}

}  // namespace

CallHandler FindTagCall(const std::string& path) {
  static const std::map<std::string, CallHandler> calls = {
      {"/cgi-bin/externalcontact/get_corp_tag_list", List}, {"/cgi-bin/externalcontact/add_corp_tag", Add},
      {"/cgi-bin/externalcontact/edit_corp_tag", Edit},     {"/cgi-bin/externalcontact/del_corp_tag", Remove},
      {"/cgi-bin/externalcontact/mark_tag", Mark},
  };
  const auto found = calls.find(path);
  return found == calls.end() ? nullptr : found->second;
}

}  // namespace custos::wecom_sim
