// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "server/intake/qr_code.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::DeviceState;

constexpr char kNotFound[] = "device.not_found";

std::string_view NameOf(DeviceState state) {
  switch (state) {
    case DeviceState::kInvited: return "invited";
    case DeviceState::kEnrolled: return "enrolled";
    case DeviceState::kRevoked: return "revoked";
  }
  return "revoked";
}

json Present(const Call& call, const storage::Device& device) {
  const bool enrolled = device.state == DeviceState::kEnrolled;
  json gaps = json::array();
  for (const storage::DeviceGap& gap : device.gaps) {
    gaps.push_back({{"first", gap.first}, {"last", gap.last}, {"found_at", FormatTime(gap.found_at)}});
  }
  std::uint64_t missing = 0;
  for (const storage::DeviceGap& gap : device.gaps) missing += gap.last - gap.first + 1;
  const TimeMs quiet = call.deps.clock.Now() - device.last_seen_at;
  return {{"id", device.id},
          {"source", device.source},
          {"employee_source", device.employee_source},
          {"employee_id", device.employee_id},
          {"label", device.label},
          {"state", NameOf(device.state)},
          {"model", device.model},
          {"app_version", device.app_version},
          {"created_at", FormatTime(device.created_at)},
          {"enrolled_at", TimeOrNull(device.enrolled_at)},
          {"last_seen_at", TimeOrNull(device.last_seen_at)},
          {"silent", enrolled && quiet > call.deps.phones.settings().silent_after_ms},
          {"skew_ms", device.skew_ms},
          {"last_seq", device.last_seq},
          {"records", device.last_seq - missing},
          {"pending", device.pending},
          {"revoked_at", TimeOrNull(device.revoked_at)},
          {"replaces", TextOrNull(device.replaces)},
          {"gaps", std::move(gaps)}};
}

/// What the phone reads: where to go, and the code that lets it in once.
json PresentInvitation(const Call& call, const std::string& id, const std::string& code, TimeMs expires_at) {
  const bool https = call.deps.settings.https || call.request.https;
  const std::string url = (https ? "https://" : "http://") + call.request.host;
  const intake::QrPicture qr = intake::DrawQr(ToText({{"custos", 1}, {"url", url}, {"code", code}}));
  return {{"device_id", id},
          {"url", url},
          {"code", code},
          {"expires_at", FormatTime(expires_at)},
          {"qr", {{"size", qr.size}, {"path", qr.path}}}};
}

http::Response ListDevices(const Call& call) {
  const auto devices = call.deps.phones.List();
  if (!devices) return FromError(devices.error());
  json items = json::array();
  for (const auto& device : *devices) items.push_back(Present(call, device));
  return JsonResponse(200, {{"items", std::move(items)}});
}

http::Response InviteDevice(const Call& call) {
  Body body(call.request, {"employee_source", "employee_id", "label"});
  const auto source = body.Text("employee_source", 1, 200, true);
  const auto employee = body.Text("employee_id", 1, 200, true);
  const auto label = body.Text("label", 0, 100, false);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("device.invite", *source + "/" + *employee)) return *refused;
  const auto invited = call.deps.phones.Invite(*source, *employee, label.value_or(""));
  if (!invited) return FromError(invited.error());
  return JsonResponse(201, PresentInvitation(call, invited->device.id, invited->code, invited->device.code_expires_at));
}

http::Response InviteDeviceAgain(const Call& call) {
  const std::string& id = call.path.Text("id");
  if (auto refused = call.Record("device.invite", id)) return *refused;
  const auto code = call.deps.phones.InviteAgain(id);
  if (!code) return FromError(code.error(), kNotFound);
  const TimeMs expires_at = call.deps.clock.Now() + call.deps.phones.settings().code_life_ms;
  return JsonResponse(201, PresentInvitation(call, id, *code, expires_at));
}

/// Somebody got a new phone: the old one is out at the moment at which the new one is invited.
http::Response ReplaceDevice(const Call& call) {
  Body body(call.request, {"label"});
  const auto label = body.Text("label", 0, 100, false);
  if (body.problem) return *body.problem;
  const std::string& id = call.path.Text("id");
  if (auto refused = call.Record("device.replace", id)) return *refused;
  const auto replaced = call.deps.phones.Replace(id, label.value_or(""));
  if (!replaced) return FromError(replaced.error(), kNotFound);
  const storage::Device& device = replaced->device;
  return JsonResponse(201, PresentInvitation(call, device.id, replaced->code, device.code_expires_at));
}

/// The account, phones and numbers of one employee, now and before.
http::Response GetBindings(const Call& call) {
  if (call.scope.kind != storage::Scope::Kind::kAll) return http::Problem(403, "auth.forbidden");
  QueryReader query(call.request);
  const auto employee = query.Employee();
  if (!employee) query.Fail("employee_id");
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("bindings.read", employee->source + "/" + employee->id)) return *refused;
  const auto bindings = call.deps.bindings.Of(*employee);
  if (!bindings) return FromError(bindings.error(), "employee.not_found");
  json devices = json::array(), numbers = json::array();
  for (const auto& device : bindings->devices) devices.push_back(Present(call, device));
  for (const auto& number : bindings->numbers) {
    numbers.push_back({{"exchange", number.exchange},
                       {"number", number.value},
                       {"origin", number.origin},
                       {"since", FormatTime(number.since)},
                       {"until", TimeOrNull(number.until)}});
  }
  return JsonResponse(200, {{"employee", api::Present(bindings->person)},
                            {"active", bindings->active},
                            {"archived", bindings->archived},
                            {"customers", bindings->customers},
                            {"devices", std::move(devices)},
                            {"numbers", std::move(numbers)}});
}

http::Response RevokeDevice(const Call& call) {
  const std::string& id = call.path.Text("id");
  if (auto refused = call.Record("device.revoke", id)) return *refused;
  const auto revoked = call.deps.phones.Revoke(id);
  return revoked ? http::Response::Empty(204) : FromError(revoked.error(), kNotFound);
}

}  // namespace

void AddDeviceHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/devices", "listDevices", ListDevices);
  gate.Add(http::Method::kPost, "/devices", "inviteDevice", InviteDevice);
  gate.Add(http::Method::kPost, "/devices/{id:hex32}/invitation", "inviteDeviceAgain", InviteDeviceAgain);
  gate.Add(http::Method::kPost, "/devices/{id:hex32}/replacement", "replaceDevice", ReplaceDevice);
  gate.Add(http::Method::kGet, "/bindings", "getBindings", GetBindings);
  gate.Add(http::Method::kDelete, "/devices/{id:hex32}", "revokeDevice", RevokeDevice);
}

}  // namespace custos::server::api
