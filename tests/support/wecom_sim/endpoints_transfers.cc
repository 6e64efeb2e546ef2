// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

template <bool kResigned>
HttpReply Ask(const Call& call) {
  const SimTransferReply reply = call.corp.transfers().Ask(
      *call.corp.company(), call.body.value("handover_userid", ""), call.body.value("takeover_userid", ""),
      call.body.value("external_userid", std::vector<std::string>{}), kResigned, call.now);
  if (reply.errcode != 0) return Failure(reply.errcode);
  json customers = json::array();
  for (const auto& [id, errcode] : reply.items) customers.push_back({{"external_userid", id}, {"errcode", errcode}});
  return Ok({{"customer", std::move(customers)}});
}

json PageOf(const std::vector<json>& rows, const json& body, std::size_t limit, std::string& next) {
  const auto from = static_cast<std::size_t>(std::atoll(body.value("cursor", "0").c_str()));
  json page = json::array();
  std::size_t at = from;
  for (; at < rows.size() && page.size() < limit; ++at) page.push_back(rows[at]);
  next = at < rows.size() ? std::to_string(at) : "";
  return page;
}

template <bool kResigned>
HttpReply Progress(const Call& call) {
  std::vector<json> rows;
  for (const SimTransfer& one : call.corp.transfers().All()) {
    if (one.resigned != kResigned || one.giver != call.body.value("handover_userid", "") ||
        one.taker != call.body.value("takeover_userid", "")) {
      continue;
    }
    rows.push_back({{"external_userid", one.customer}, {"status", one.status}, {"takeover_time", one.due_at / 1000}});
  }
  std::string next;
  json page = PageOf(rows, call.body, 1000, next);
  return Ok({{"customer", std::move(page)}, {"next_cursor", next}});
}

HttpReply Unassigned(const Call& call) {
  const auto company = call.corp.company();
  std::vector<json> rows;
  for (const SimEmployee& employee : company->employees) {
    if (!employee.gone) continue;
    for (const SimRelation& relation : company->relations) {
      if (relation.employee != employee.id) continue;
      if (call.corp.transfers().IsWaiting(employee.id, relation.customer)) continue;
      rows.push_back({{"handover_userid", employee.id},
                      {"external_userid", relation.customer},
                      {"dimission_time", employee.left_at / 1000}});
    }
  }
  std::string next;
  json page = PageOf(rows, call.body, std::min<std::size_t>(1000, call.body.value("page_size", 1000U)), next);
  const bool last = next.empty();
  return Ok({{"info", std::move(page)}, {"is_last", last}, {"next_cursor", next}});
}

template <bool kResigned>
HttpReply MoveGroups(const Call& call) {
  SimTransferReply reply;
  call.corp.EditCompany([&](Company& company) {
    reply = call.corp.transfers().MoveGroups(company, call.body.value("chat_id_list", std::vector<std::string>{}),
                                             call.body.value("new_owner", ""), kResigned, call.now);
  });
  if (reply.errcode != 0) return Failure(reply.errcode);
  json failed = json::array();
  for (const auto& [id, errcode] : reply.items) {
    if (errcode != 0) failed.push_back({{"chat_id", id}, {"errcode", errcode}, {"errmsg", "error"}});
  }
  return Ok({{"failed_chat_list", std::move(failed)}});
}

}  // namespace

CallHandler FindTransferCall(const std::string& path) {
  static const std::map<std::string, CallHandler> calls = {
      {"/cgi-bin/externalcontact/transfer_customer", Ask<false>},
      {"/cgi-bin/externalcontact/transfer_result", Progress<false>},
      {"/cgi-bin/externalcontact/resigned/transfer_customer", Ask<true>},
      {"/cgi-bin/externalcontact/resigned/transfer_result", Progress<true>},
      {"/cgi-bin/externalcontact/get_unassigned_list", Unassigned},
      {"/cgi-bin/externalcontact/groupchat/transfer", MoveGroups<true>},
      {"/cgi-bin/externalcontact/groupchat/onjob_transfer", MoveGroups<false>},
  };
  const auto found = calls.find(path);
  return found == calls.end() ? nullptr : found->second;
}

}  // namespace custos::wecom_sim
