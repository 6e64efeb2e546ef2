// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/example_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "rules/loader/scope_reader.h"

namespace custos::rules {
namespace {

constexpr TimeMs kMinute = 60 * 1000;
constexpr TimeMs kDay = 24 * 60 * kMinute;
constexpr TimeMs kSomeMonday = 20458;  // 2026-01-05, in days since 1970-01-01

void AppendJsonText(std::string_view text, std::string* out) {
  out->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out->push_back('\\');
      out->push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      *out += escaped;
    } else {
      out->push_back(c);
    }
  }
  out->push_back('"');
}

// Every value as text: comparisons read numbers out of texts just as well.
void AppendJson(const Node& node, std::string* out) {
  bool first = true;
  switch (node.kind) {
    case Node::Kind::kNull: *out += "null"; break;
    case Node::Kind::kScalar: AppendJsonText(node.scalar, out); break;
    case Node::Kind::kList:
      *out += '[';
      for (const auto& item : node.items) {
        if (!std::exchange(first, false)) *out += ',';
        AppendJson(item, out);
      }
      *out += ']';
      break;
    case Node::Kind::kMap:
      *out += '{';
      for (const auto& [key, value] : node.fields) {
        if (!std::exchange(first, false)) *out += ',';
        AppendJsonText(key, out);
        *out += ':';
        AppendJson(value, out);
      }
      *out += '}';
      break;
  }
}

// "2026-01-05 22:30" on the company's clock.
std::optional<TimeMs> ParseTime(std::string_view text, const Calendar& calendar) {
  if (text.size() != 16 || text[10] != ' ') return std::nullopt;
  const auto day = ParseDay(text.substr(0, 10));
  const auto minute = ParseMinute(text.substr(11));
  if (!day || !minute) return std::nullopt;
  return *day * kDay + *minute * kMinute - calendar.offset_ms;
}

class ExampleReader {
 public:
  ExampleReader(const Calendar& calendar, Fields* fields) : calendar_(calendar), fields_(*fields) {}

  Example Run(const Node& node) {
    example_.place = fields_.At(node);
    if (!fields_.IsMap(node, {"text", "expect", "speaker", "channel", "type", "action", "at", "conversation", "room",
                              "from", "to", "detail", "media", "quote", "departments", "customer_tags"})) {
      return example_;
    }
    const std::string expect = fields_.Text(node, "expect", true);
    if (expect != "hit" && expect != "miss") fields_.Fault("rule.expect", node, "expect is hit or miss");
    example_.hit = expect == "hit";
    const bool about_more =
        node.Find("type") || node.Find("detail") || node.Find("media") || node.Find("to") || node.Find("action");
    Message& message = example_.message;
    message.text = fields_.Text(node, "text", !about_more);
    message.action = node.Find("action") ? fields_.Text(node, "action", true) : "send";
    message.room = fields_.Text(node, "room", false);
    example_.role_given = Named(node, "speaker", "rule.role", ParseRole, &message.role);
    example_.channel_given = Named(node, "channel", "rule.channel", ParseChannel, &message.channel);
    example_.kind_given =
        Named(node, "conversation", "rule.conversation", ParseConversationKind, &message.conversation_kind);
    example_.type_given = node.Find("type") != nullptr;
    if (example_.type_given) message.type = fields_.Text(node, "type", true);
    message.detail = "{}";
    if (const Node* detail = node.Find("detail"); detail && fields_.IsMap(*detail)) {
      message.detail.clear();
      AppendJson(*detail, &message.detail);
    }
    if (node.Find("quote")) message.quote = Quote{"", fields_.Text(node, "quote", true)};
    ReadPeople(node);
    ReadMedia(node);
    ReadTime(node);
    return std::move(example_);
  }

 private:
  template <class Value, class Parse>
  bool Named(const Node& node, std::string_view key, const char* code, Parse parse, Value* out) {
    const Node* value = node.Find(key);
    if (!value) return false;
    const auto parsed = parse(fields_.Scalar(*value));
    if (!parsed) fields_.Fault(code, *value, "no such " + std::string(key));
    *out = parsed.value_or(*out);
    return true;
  }

  void ReadPeople(const Node& node) {
    Message& message = example_.message;
    if (node.Find("from")) message.from = {PartyKind::kUnknown, fields_.Text(node, "from", true)};
    if (const Node* to = node.Find("to")) {
      for (auto& id : fields_.Texts(*to)) message.to.push_back({PartyKind::kUnknown, std::move(id)});
    }
    const Node* departments = node.Find("departments");
    const Node* tags = node.Find("customer_tags");
    if (!departments && !tags) return;
    example_.facts.emplace();
    if (departments) example_.facts->departments = fields_.Texts(*departments);
    if (tags) example_.facts->customer_tags = fields_.Texts(*tags);
  }

  void ReadMedia(const Node& node) {
    const Node* value = node.Find("media");
    if (!value || !fields_.IsMap(*value, {"kind", "name", "size", "seconds"})) return;
    MediaRef media;
    media.kind = fields_.Text(*value, "kind", true);
    media.name = fields_.Text(*value, "name", false);
    media.size = Number(*value, "size");
    media.duration_s = static_cast<std::uint32_t>(Number(*value, "seconds"));
    example_.message.media.push_back(std::move(media));
  }

  std::uint64_t Number(const Node& map, std::string_view key) {
    const Node* value = map.Find(key);
    if (!value) return 0;
    const std::string text = fields_.Scalar(*value);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      fields_.Fault("rule.not_a_number", *value, std::string(key) + " must be a number");
    }
    return number;
  }

  void ReadTime(const Node& node) {
    const Node* at = node.Find("at");
    if (!at) return;
    example_.time_given = true;
    const auto time = ParseTime(fields_.Scalar(*at), calendar_);
    if (!time) fields_.Fault("rule.time", *at, "a time is written '2026-01-05 22:30'");
    example_.message.sent_at = time.value_or(0);
  }

  const Calendar& calendar_;
  Fields& fields_;
  Example example_;
};

// Some time at which the rule looks.
TimeMs TimeInside(const Scope& scope, const Calendar& calendar) {
  const TimeMs start = kSomeMonday * kDay - calendar.offset_ms;
  for (TimeMs at = start; at < start + 400 * kDay; at += 15 * kMinute) {
    for (const auto& range : scope.when) {
      if (range.Holds(at, calendar)) return at;
    }
  }
  return start;
}

Role RoleInside(const Scope& scope) {
  if (!scope.roles.empty()) return scope.roles.front();
  if (scope.directions.empty()) return Role::kRep;
  switch (scope.directions.front()) {
    case Direction::kCustomerToStaff: return Role::kCustomer;
    case Direction::kInternal: return Role::kColleague;
    default: return Role::kRep;
  }
}

}  // namespace

std::vector<Example> ReadExamples(const Node& rule, const Calendar& calendar, Fields* fields) {
  std::vector<Example> examples;
  const Node* tests = rule.Find("tests");
  if (!tests || tests->kind != Node::Kind::kList) {
    fields->Fault("rule.no_examples", tests ? *tests : rule,
                  "a rule needs examples of what it finds and what it leaves");
    return examples;
  }
  for (const auto& node : tests->items) examples.push_back(ExampleReader(calendar, fields).Run(node));
  const auto has = [&](bool hit) {
    return std::any_of(examples.begin(), examples.end(), [&](const Example& e) { return e.hit == hit; });
  };
  if (!has(true) || !has(false)) fields->Fault("rule.no_examples", *tests, "one example must be a hit and one a miss");
  return examples;
}

Message ExampleMessage(const Scope& scope, const Example& example, const Calendar& calendar) {
  Message message = example.message;
  message.source = "example";
  if (!example.role_given) message.role = RoleInside(scope);
  if (!example.channel_given && !scope.channels.empty()) message.channel = scope.channels.front();
  if (!example.type_given) message.type = scope.types.empty() ? "text" : scope.types.front();
  if (!example.time_given) message.sent_at = TimeInside(scope, calendar);
  if (!example.kind_given) {
    message.conversation_kind =
        message.role == Role::kColleague ? ConversationKind::kInternal : ConversationKind::kSingle;
    if (!scope.conversations.empty()) message.conversation_kind = scope.conversations.front();
  }
  return message;
}

Facts ExampleFacts(const Scope& scope, const Example& example, const Message& message) {
  Facts facts = FactsOf(message);
  if (example.facts) {
    facts.departments = example.facts->departments;
    facts.customer_tags = example.facts->customer_tags;
  } else {
    facts.departments = scope.departments;
    facts.customer_tags = scope.customer_tags;
  }
  return facts;
}

}  // namespace custos::rules
