// SPDX-License-Identifier: Apache-2.0
#include "server/intake/phone_service.h"

#include <functional>
#include <utility>

#include "core/digest.h"
#include "server/intake/secret.h"

namespace custos::server::intake {
namespace {

phone::DeviceContext ContextOf(const storage::Device& device, TimeMs now, TimeMs skew_ms) {
  return {device.source, device.id, device.employee_id, now, skew_ms};
}

/// Adds a message for each run of numbers that the batch skips.
void AddGaps(const phone::DeviceContext& context, const storage::Device& device, const std::vector<std::uint64_t>& seqs,
             LineBatch& batch) {
  std::uint64_t last_seq = device.last_seq;
  for (const storage::DeviceGap& gap : storage::GapsAfter({}, &last_seq, seqs, context.now)) {
    batch.AddOwn(phone::GapFound(context, gap.first, gap.last));
  }
}

}  // namespace

// "wecom:ww1" becomes "phone:ww1": one source for all phones of a company, with its directory.
Result<std::string> PhoneService::MakeSource(const std::string& employee_source) {
  const std::size_t colon = employee_source.find(':');
  const std::string name =
      "phone:" + (colon == std::string::npos ? employee_source : employee_source.substr(colon + 1));
  storage::PushSource source;
  source.name = name;
  source.kind = "phone";
  source.title = name;
  source.directory = employee_source;
  source.created_at = clock_.Now();
  if (const Status there = sources_.Ensure(source); !there) return there.error();
  return name;
}

Result<Invitation> PhoneService::Invite(const std::string& employee_source, const std::string& employee_id,
                                        const std::string& label) {
  Result<std::string> source = MakeSource(employee_source);
  if (!source) return source.error();
  Invitation invitation;
  storage::Device& device = invitation.device;
  device.id = HexEncode(RandomBytes(16));
  device.source = std::move(*source);
  device.employee_source = employee_source;
  device.employee_id = employee_id;
  device.label = label;
  device.created_at = clock_.Now();
  device.code_expires_at = device.created_at + settings_.code_life_ms;
  invitation.code = MakeSecret(kCodePrefix);
  if (const Status made = devices_.Invite(device, HashOf(invitation.code)); !made) return made.error();
  return invitation;
}

Result<std::string> PhoneService::InviteAgain(const std::string& id) {
  std::string code = MakeSecret(kCodePrefix);
  const Status made = devices_.InviteAgain(id, HashOf(code), clock_.Now() + settings_.code_life_ms);
  if (!made) return made.error();
  return code;
}

Result<Invitation> PhoneService::Replace(const std::string& id, const std::string& label) {
  storage::Device next;
  next.id = HexEncode(RandomBytes(16));
  next.label = label;
  next.created_at = clock_.Now();
  next.code_expires_at = next.created_at + settings_.code_life_ms;
  std::string code = MakeSecret(kCodePrefix);
  Result<storage::Device> made = devices_.Replace(id, next, HashOf(code));
  if (!made) return made.error();
  return Invitation{std::move(*made), std::move(code)};
}

Result<std::optional<Enrolment>> PhoneService::Enrol(const std::string& code, const std::string& model,
                                                     const std::string& app_version) {
  if (!code.starts_with(kCodePrefix) || code.size() > 100) return std::optional<Enrolment>();
  std::string secret = MakeSecret(kDevicePrefix);
  auto device = devices_.Enrol(HashOf(code), HashOf(secret), model, app_version, clock_.Now());
  if (!device) return device.error();
  if (!device->has_value()) return std::optional<Enrolment>();
  return std::optional(Enrolment{std::move(**device), std::move(secret)});
}

Result<std::optional<storage::Device>> PhoneService::FindBySecret(const std::string& secret) {
  if (!secret.starts_with(kDevicePrefix) || secret.size() > 100) return std::optional<storage::Device>();
  return devices_.FindBySecret(HashOf(secret));
}

Result<BatchAnswer> PhoneService::Take(const std::string& device_id, const std::string& secret, std::string_view body) {
  const std::vector<NumberedLine> lines = SplitLines(body);
  if (lines.empty()) return Error{ErrorKind::kInvalid, "batch.head", "a batch begins with its head"};
  if (lines.size() > phone::kMaxRecords + 1) {
    return Error{ErrorKind::kInvalid, "batch.too_many_records", "send fewer at a time"};
  }
  const phone::BatchHead head = phone::ParseHead(lines.front().text);
  if (!head.problem.empty()) return Error{ErrorKind::kInvalid, "batch.head", head.problem.pointer};
  const std::scoped_lock turn(turns_[std::hash<std::string>()(device_id) % kTurns]);
  // Read when it is our turn: the batch before this one may have moved it on, or the device may be gone.
  Result<std::optional<storage::Device>> found = FindBySecret(secret);
  if (!found) return found.error();
  if (!found->has_value()) return Error{ErrorKind::kDenied, "device.revoked", "the device was revoked"};
  const storage::Device& device = **found;
  BatchAnswer answer;
  answer.now = clock_.Now();
  answer.skew_ms = head.at - answer.now;
  const phone::DeviceContext context = ContextOf(device, answer.now, answer.skew_ms);
  LineBatch batch(device.source, answer.now);
  storage::DeviceProgress progress;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    phone::ParsedRecord record = phone::ParseRecord(context, lines[i].text);
    const std::string parked_key = phone::ParkedKey(context, record, lines[i].text);
    if (record.seq != 0) progress.seqs.push_back(record.seq);
    batch.Add(lines[i], std::move(record), parked_key);
  }
  AddGaps(context, device, progress.seqs, batch);
  Result<std::vector<LineAnswer>> delivered = batch.Deliver(sink_);
  if (!delivered) return delivered.error();
  answer.lines = std::move(*delivered);
  progress.seen_at = answer.now;
  progress.skew_ms = answer.skew_ms;
  progress.pending = head.pending;
  progress.app_version = head.app_version;
  if (const Status advanced = devices_.Advance(device.id, progress); !advanced) return advanced.error();
  answer.last_seq = device.last_seq;
  answer.gaps = storage::GapsAfter(device.gaps, &answer.last_seq, std::move(progress.seqs), answer.now);
  return answer;
}

Result<std::uint64_t> PhoneService::TellSilence() {
  const TimeMs now = clock_.Now();
  const auto silent = devices_.Silent(now - settings_.silent_after_ms);
  if (!silent) return silent.error();
  std::uint64_t told = 0;
  for (const storage::Device& device : *silent) {
    LineBatch batch(device.source, now);
    batch.AddOwn(phone::SilenceFound(ContextOf(device, now, 0), device.last_seen_at));
    if (const auto delivered = batch.Deliver(sink_); !delivered) return delivered.error();
    if (const Status marked = devices_.MarkSilent(device.id, device.last_seen_at); !marked) return marked.error();
    ++told;
  }
  return told;
}

}  // namespace custos::server::intake
