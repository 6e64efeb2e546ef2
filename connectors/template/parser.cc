// SPDX-License-Identifier: Apache-2.0
#include "connectors/template/parser.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace custos::template_source {

Result<Message> ParseLine(const std::string& source, std::string_view line) {
  std::array<std::string_view, 5> part;
  for (std::size_t i = 0; i + 1 < part.size(); ++i) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) return Error{ErrorKind::kInvalid, "template.fields", "a line has five parts"};
    part[i] = line.substr(0, tab);
    line.remove_prefix(tab + 1);
  }
  part.back() = line;
  const auto& [id, time, employee, customer, text] = part;
  if (id.empty() || employee.empty() || customer.empty()) {
    return Error{ErrorKind::kInvalid, "template.fields", "id, employee and customer are needed"};
  }
  Message message;
  const auto read = std::from_chars(time.data(), time.data() + time.size(), message.sent_at);
  if (read.ec != std::errc() || read.ptr != time.data() + time.size() || message.sent_at < 0) {
    return Error{ErrorKind::kInvalid, "template.time", "milliseconds since 1970"};
  }
  message.source = source;
  message.key = std::string(id);
  message.action = "send";
  message.type = "text";
  message.from = {PartyKind::kStaff, std::string(employee)};
  message.to = {{PartyKind::kExternal, std::string(customer)}};
  message.role = Role::kRep;
  message.conversation_key =
      "s:" + std::string(std::min(employee, customer)) + "|" + std::string(std::max(employee, customer));
  message.text = std::string(text);
  message.detail = "{}";
  for (const std::string_view one : part) message.raw.append(message.raw.empty() ? "" : "\t").append(one);
  return message;
}

}  // namespace custos::template_source
