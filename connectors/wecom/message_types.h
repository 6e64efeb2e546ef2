// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace custos::wecom {

/// What we know of one msgtype (wecom.md 3.2): where its body is, what of it is judged and searched, whether it has a
/// file. A text path is a field of the body, or "list.field" for a field of each entry of a list.
struct MessageType {
  std::string_view name;
  std::string_view body;
  std::array<std::string_view, 3> text{};
  std::string_view media{};         ///< MediaRef::kind, empty when the type has no file
  bool text_is_everything = false;  ///< the body holds nothing but the text
};

/// Nullptr for a type that is not known.
const MessageType* FindMessageType(std::string_view name);

/// The ordinary type behind the type of a chatrecord entry: "ChatRecordText" is "text". Other names come back as they
/// are.
std::string_view PlainRecordType(std::string_view name);

}  // namespace custos::wecom
