// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"

namespace simdjson::dom {
class element;
class object;
class parser;
}  // namespace simdjson::dom

namespace custos::wecom {

struct MessageType;

/// What a message's body says, gathered over nested parts.
struct BodyContent {
  std::string text;  ///< parts joined by line breaks
  std::string detail = "{}";
  std::vector<MediaRef> media;
};

/// Reads message bodies, also those that carry other bodies as JSON text (mixed, chatrecord). Keeps its parsers between
/// calls: one object per thread.
class BodyReader {
 public:
  BodyReader();
  ~BodyReader();

  /// `message` is the whole decrypted object; bodies are sought in it by the type's rules.
  BodyContent Read(const MessageType& type, const simdjson::dom::object& message);

  /// Parses JSON, mended first when it is not strict. False when even that does not help. `*into` is valid until the
  /// same depth is parsed again.
  bool Parse(std::string_view json, std::size_t depth, simdjson::dom::element* into);

  /// Deeper parts of a record of records are left out of text and detail; they stay in the raw message.
  static constexpr std::size_t kMaxDepth = 6;

 private:
  void ReadFields(const MessageType& type, const simdjson::dom::object& body, std::size_t depth, BodyContent& into);
  void ReadItems(const simdjson::dom::object& body, std::size_t depth, BodyContent& into);
  void ReadItem(const simdjson::dom::object& item, std::size_t depth, BodyContent& into);

  std::vector<std::unique_ptr<simdjson::dom::parser>> parsers_;  ///< one per depth, for elements live on in theirs
};

/// Milliseconds from a platform time that may be in seconds or milliseconds.
TimeMs MillisecondsOf(std::int64_t time);

}  // namespace custos::wecom
