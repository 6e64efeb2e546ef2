// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/tag_calls.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "connectors/wecom/handover_code.h"

namespace custos::wecom {
namespace {

using nlohmann::json;

struct Known {
  int errcode;
  std::string_view code;
};

constexpr std::array kKnown{
    Known{40003, "tag.unknown_employee"}, Known{40068, "tag.not_found"},        Known{40070, "tag.not_found"},
    Known{40071, "tag.name_taken"},       Known{40072, "tag.name_length"},      Known{40096, "tag.unknown_customer"},
    Known{40126, "tag.too_many"},         Known{60111, "tag.unknown_employee"}, Known{84061, "tag.no_relation"},
};

Error BadReply(std::string_view call) {
  return {ErrorKind::kUnavailable, "wecom.api_reply", std::string(call) + " answered in an unknown form"};
}

std::string Dump(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint32_t OrderOf(const json& object) {
  const auto found = object.find("order");
  if (found == object.end() || !found->is_number_integer()) return 0;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(found->get<std::int64_t>(), 0, UINT32_MAX));
}

bool IsDeleted(const json& object) {
  const auto found = object.find("deleted");
  return found != object.end() && *found == json(true);
}

CorpTagGroup GroupOf(const json& from) {
  CorpTagGroup group{TextOf(from, "group_id"), TextOf(from, "group_name"), OrderOf(from), {}};
  const auto tags = from.find("tag");
  if (tags == from.end() || !tags->is_array()) return group;
  for (const json& one : *tags) {
    if (!one.is_object() || IsDeleted(one)) continue;
    CorpTag tag{TextOf(one, "id"), TextOf(one, "name"), OrderOf(one)};
    if (!tag.id.empty()) group.tags.push_back(std::move(tag));
  }
  return group;
}

}  // namespace

std::string TagRefusal(int errcode) {
  const auto found =
      std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.errcode == errcode; });
  return found == kKnown.end() ? std::string() : std::string(found->code);
}

Result<std::string> TagCalls::Post(const char* call, const std::string& body, const std::stop_token& stop) {
  Result<std::string> reply = api_.Post(std::string("/cgi-bin/externalcontact/") + call, body, stop);
  if (reply) return reply;
  const std::string refusal = TagRefusal(ErrcodeIn(reply.error().code));
  if (refusal.empty()) return reply;
  return Error{reply.error().kind, refusal, reply.error().message};
}

Result<std::vector<CorpTagGroup>> TagCalls::List(const std::stop_token& stop) {
  const Result<std::string> reply = Post("get_corp_tag_list", "{}", stop);
  if (!reply) return reply.error();
  const json answer = json::parse(*reply, nullptr, false);
  const auto list = answer.is_object() ? answer.find("tag_group") : answer.end();
  if (!answer.is_object() || (list != answer.end() && !list->is_array())) return BadReply("get_corp_tag_list");
  std::vector<CorpTagGroup> groups;
  if (list == answer.end()) return groups;
  for (const json& one : *list) {
    if (!one.is_object() || IsDeleted(one)) continue;
    CorpTagGroup group = GroupOf(one);
    if (!group.id.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

Result<CorpTagGroup> TagCalls::Add(const CorpTagDraft& draft, const std::stop_token& stop) {
  json body = {{"tag", json::array()}};
  if (draft.group_id.empty()) {
    body["group_name"] = draft.group_name;
  } else {
    body["group_id"] = draft.group_id;
  }
  for (const std::string& name : draft.names) body["tag"].push_back({{"name", name}});
  const Result<std::string> reply = Post("add_corp_tag", Dump(body), stop);
  if (!reply) return reply.error();
  const json answer = json::parse(*reply, nullptr, false);
  if (!answer.is_object() || !answer.contains("tag_group") || !answer["tag_group"].is_object()) {
    return BadReply("add_corp_tag");
  }
  return GroupOf(answer["tag_group"]);
}

Status TagCalls::Edit(const std::string& id, const std::optional<std::string>& name, std::optional<std::uint32_t> order,
                      const std::stop_token& stop) {
  json body = {{"id", id}};
  if (name) body["name"] = *name;
  if (order) body["order"] = *order;
  const Result<std::string> reply = Post("edit_corp_tag", Dump(body), stop);
  return reply ? Status{} : Status{reply.error()};
}

Status TagCalls::Remove(const std::vector<std::string>& tags, const std::vector<std::string>& groups,
                        const std::stop_token& stop) {
  json body = json::object();
  if (!tags.empty()) body["tag_id"] = tags;
  if (!groups.empty()) body["group_id"] = groups;
  const Result<std::string> reply = Post("del_corp_tag", Dump(body), stop);
  return reply ? Status{} : Status{reply.error()};
}

Status TagCalls::Mark(const TagMark& mark, const std::stop_token& stop) {
  json body = {{"userid", mark.employee}, {"external_userid", mark.customer}};
  if (!mark.add.empty()) body["add_tag"] = mark.add;
  if (!mark.remove.empty()) body["remove_tag"] = mark.remove;
  const Result<std::string> reply = Post("mark_tag", Dump(body), stop);
  return reply ? Status{} : Status{reply.error()};
}

}  // namespace custos::wecom
