// SPDX-License-Identifier: Apache-2.0
#include "storage/format/ownership.h"

#include "storage/format/wire.h"

namespace custos::storage {
namespace {

constexpr std::uint8_t kVersion = 1;

void Put(std::string& out, const EmployeeRef& employee) {
  PutBytes(out, employee.source);
  PutBytes(out, employee.id);
}

void Put(std::string& out, const std::optional<EmployeeRef>& employee) {
  PutByte(out, employee ? 1 : 0);
  if (employee) Put(out, *employee);
}

void Put(std::string& out, const std::optional<DatedEmployee>& dated) {
  PutByte(out, dated ? 1 : 0);
  if (!dated) return;
  Put(out, dated->employee);
  PutSint(out, dated->at);
}

EmployeeRef TakeEmployee(WireReader& in) {
  EmployeeRef employee;
  employee.source = in.String();
  employee.id = in.String();
  return employee;
}

std::optional<EmployeeRef> TakeOptional(WireReader& in) {
  if (in.Byte(1) == 0) return std::nullopt;
  return TakeEmployee(in);
}

std::optional<DatedEmployee> TakeDated(WireReader& in) {
  if (in.Byte(1) == 0) return std::nullopt;
  DatedEmployee dated;
  dated.employee = TakeEmployee(in);
  dated.at = in.Sint();
  return dated;
}

}  // namespace

std::string EncodeOwnership(const OwnershipContent& content) {
  const OwnershipState& state = content.state;
  std::string out;
  PutByte(out, kVersion);
  Put(out, state.owner);
  PutUint(out, state.pool);
  PutSint(out, state.since);
  PutUint(out, state.shared.size());
  for (const EmployeeRef& one : state.shared) Put(out, one);
  Put(out, state.borrower);
  PutByte(out, state.frozen ? 1 : 0);
  PutSint(out, state.frozen_until);
  Put(out, state.last_owner);
  PutByte(out, state.merged ? 1 : 0);
  Put(out, content.employee);
  PutUint(out, content.actor.user_id);
  PutBytes(out, content.actor.user_name);
  PutBytes(out, content.actor.cause);
  PutBytes(out, content.actor.reason);
  return out;
}

Result<OwnershipContent> DecodeOwnership(std::string_view bytes) {
  WireReader in(bytes);
  if (in.Byte() != kVersion) return Malformed("ownership");
  OwnershipContent content;
  OwnershipState& state = content.state;
  state.owner = TakeOptional(in);
  state.pool = in.Uint();
  state.since = in.Sint();
  for (std::size_t left = in.Count(); left > 0 && in.ok(); --left) state.shared.push_back(TakeEmployee(in));
  state.borrower = TakeDated(in);
  state.frozen = in.Byte(1) != 0;
  state.frozen_until = in.Sint();
  state.last_owner = TakeDated(in);
  state.merged = in.Byte(1) != 0;
  content.employee = TakeOptional(in);
  content.actor.user_id = in.Uint();
  content.actor.user_name = in.String();
  content.actor.cause = in.String();
  content.actor.reason = in.String();
  if (!in.Finished()) return Malformed("ownership");
  return content;
}

}  // namespace custos::storage
