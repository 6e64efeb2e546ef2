// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/scope_reader.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace custos::rules {
namespace {

constexpr std::string_view kWeekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr TimeMs kLongestHoliday = 366;  // days

std::optional<int> Number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || text[0] == '-') return std::nullopt;
  return value;
}

std::optional<std::uint8_t> Weekday(std::string_view name) {
  const auto found = std::find(std::begin(kWeekdays), std::end(kWeekdays), name);
  if (found == std::end(kWeekdays)) return std::nullopt;
  return static_cast<std::uint8_t>(1u << (found - std::begin(kWeekdays)));
}

std::optional<Direction> ParseDirection(std::string_view name) {
  if (name == "staff_to_customer") return Direction::kStaffToCustomer;
  if (name == "customer_to_staff") return Direction::kCustomerToStaff;
  if (name == "internal") return Direction::kInternal;
  return std::nullopt;
}

class ScopeReader {
 public:
  explicit ScopeReader(Fields* fields) : fields_(*fields) {}

  Scope Run(const Node& node) {
    Scope scope;
    if (!fields_.IsMap(node, {"roles", "channels", "types", "direction", "conversations", "departments",
                              "customer_tags", "when"})) {
      return scope;
    }
    Names(node, "roles", "rule.role", "role", ParseRole, &scope.roles);
    Names(node, "channels", "rule.channel", "channel", ParseChannel, &scope.channels);
    Names(node, "direction", "rule.direction", "direction", ParseDirection, &scope.directions);
    Names(node, "conversations", "rule.conversation", "kind of conversation", ParseConversationKind,
          &scope.conversations);
    Texts(node, "types", &scope.types);
    Texts(node, "departments", &scope.departments);
    Texts(node, "customer_tags", &scope.customer_tags);
    if (const Node* when = node.Find("when")) {
      if (when->kind == Node::Kind::kList) {
        for (const auto& item : when->items) scope.when.push_back(ReadRange(item));
      } else {
        scope.when.push_back(ReadRange(*when));
      }
    }
    return scope;
  }

 private:
  template <class Value, class Parse>
  void Names(const Node& node, std::string_view key, const char* code, const char* what, Parse parse,
             std::vector<Value>* out) {
    const Node* list = node.Find(key);
    if (!list) return;
    for (const auto& name : fields_.Texts(*list)) {
      if (const auto value = parse(name)) {
        out->push_back(*value);
      } else {
        fields_.Fault(code, *list, std::string("no ") + what + " is named \"" + name + "\"");
      }
    }
  }

  void Texts(const Node& node, std::string_view key, std::vector<std::string>* out) {
    if (const Node* list = node.Find(key)) *out = fields_.Texts(*list);
  }

  TimeRange ReadRange(const Node& node) {
    TimeRange range;
    if (!fields_.IsMap(node, {"from", "to", "days"})) return range;
    range.from = ReadMinute(node, "from", 0);
    range.to = ReadMinute(node, "to", 24 * 60);
    if (range.from == range.to) fields_.Fault("rule.time", node, "from and to must differ");
    const Node* days = node.Find("days");
    for (const auto& name : days ? fields_.Texts(*days) : std::vector<std::string>()) {
      if (name == "workday") {
        range.workdays = true;
      } else if (name == "restday") {
        range.restdays = true;
      } else if (const auto bit = Weekday(name)) {
        range.days |= *bit;
      } else {
        fields_.Fault("rule.time", *days, "a day is mon, tue, wed, thu, fri, sat, sun, workday or restday");
      }
    }
    return range;
  }

  int ReadMinute(const Node& node, std::string_view key, int otherwise) {
    const Node* value = node.Find(key);
    if (!value) return otherwise;
    const auto minute = ParseMinute(fields_.Scalar(*value));
    if (!minute) fields_.Fault("rule.time", *value, "a time of day is written '22:30'");
    return minute.value_or(otherwise);
  }

  Fields& fields_;
};

}  // namespace

Scope ReadScope(const Node& node, Fields* fields) { return ScopeReader(fields).Run(node); }

void ReadCalendar(const Node& root, Fields* fields, Calendar* calendar) {
  if (!fields->IsMap(root, {"week", "holidays", "workdays"})) return;
  if (const Node* week = root.Find("week")) {
    calendar->week = 0;
    for (const auto& name : fields->Texts(*week)) {
      if (const auto bit = Weekday(name)) {
        calendar->week |= *bit;
      } else {
        fields->Fault("calendar.day", *week, "a day of the week is mon, tue, wed, thu, fri, sat or sun");
      }
    }
  }
  const auto day = [&](const Node& node) {
    const auto parsed = ParseDay(fields->Scalar(node));
    if (!parsed) fields->Fault("calendar.day", node, "a day is written 2026-02-16");
    return parsed.value_or(0);
  };
  const auto read = [&](std::string_view key, std::set<TimeMs>* days) {
    const Node* list = root.Find(key);
    if (!list) return;
    days->clear();
    for (const auto& item : list->items) {
      if (item.kind != Node::Kind::kMap) {
        days->insert(day(item));
      } else if (fields->IsMap(item, {"from", "to"}) && item.Find("from") && item.Find("to")) {
        const TimeMs first = day(*item.Find("from")), last = day(*item.Find("to"));
        if (last < first || last - first > kLongestHoliday) {
          fields->Fault("calendar.day", item, "to must be after from, and within a year");
          continue;
        }
        for (TimeMs d = first; d <= last; ++d) days->insert(d);
      } else {
        fields->Fault("calendar.day", item, "expected a day, or from and to");
      }
    }
  };
  read("holidays", &calendar->holidays);
  read("workdays", &calendar->extra_work);
}

std::optional<TimeMs> ParseOffset(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto minutes = ParseMinute(text.substr(1));
  if (!minutes || *minutes > 14 * 60) return std::nullopt;
  return TimeMs{*minutes} * 60 * 1000 * (text[0] == '-' ? -1 : 1);
}

std::optional<TimeMs> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Number(text.substr(0, 4)), month = Number(text.substr(5, 2)), day = Number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return TimeMs{std::chrono::sys_days{date}.time_since_epoch().count()};
}

std::optional<int> ParseMinute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = Number(text.substr(0, 2)), minutes = Number(text.substr(3, 2));
  if (!hours || !minutes || *minutes > 59 || *hours > 24 || (*hours == 24 && *minutes > 0)) return std::nullopt;
  return *hours * 60 + *minutes;
}

std::optional<ConversationKind> ParseConversationKind(std::string_view name) {
  for (const auto kind : {ConversationKind::kSingle, ConversationKind::kGroup, ConversationKind::kInternal}) {
    if (ToString(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace custos::rules
