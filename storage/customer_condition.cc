// SPDX-License-Identifier: Apache-2.0
#include "storage/customer_condition.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/money.h"

namespace custos::storage {
namespace {

using nlohmann::json;
using Subject = ConditionSubject;
using Operator = ConditionOperator;

/// What the value of a leaf has to be.
enum class Shape : std::uint8_t { kTexts, kWays, kPools, kParties, kDepartments, kNumber, kDay, kText, kTruth };

struct Form {
  Subject on;
  Operator op;
  Shape shape;
};

// Every question that there is.
constexpr std::array kForms{
    Form{Subject::kGrade, Operator::kIn, Shape::kTexts},
    Form{Subject::kGrade, Operator::kNotIn, Shape::kTexts},
    Form{Subject::kStage, Operator::kIn, Shape::kTexts},
    Form{Subject::kStage, Operator::kNotIn, Shape::kTexts},
    Form{Subject::kTag, Operator::kAny, Shape::kTexts},
    Form{Subject::kTag, Operator::kEvery, Shape::kTexts},
    Form{Subject::kTag, Operator::kNone, Shape::kTexts},
    Form{Subject::kOwner, Operator::kIn, Shape::kParties},
    Form{Subject::kOwner, Operator::kNotIn, Shape::kParties},
    Form{Subject::kOwnerDepartment, Operator::kIn, Shape::kDepartments},
    Form{Subject::kOwnerDepartment, Operator::kNotIn, Shape::kDepartments},
    Form{Subject::kServed, Operator::kIn, Shape::kTexts},
    Form{Subject::kPool, Operator::kIn, Shape::kPools},
    Form{Subject::kPool, Operator::kNotIn, Shape::kPools},
    Form{Subject::kEmployee, Operator::kIn, Shape::kParties},
    Form{Subject::kEmployee, Operator::kNotIn, Shape::kParties},
    Form{Subject::kAddWay, Operator::kIn, Shape::kWays},
    Form{Subject::kAddWay, Operator::kNotIn, Shape::kWays},
    Form{Subject::kContact, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kContact, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kContactIn, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kContactIn, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kContactOut, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kContactOut, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kMessages, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kMessages, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kCalls, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kCalls, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kFirstContact, Operator::kBefore, Shape::kDay},
    Form{Subject::kFirstContact, Operator::kAfter, Shape::kDay},
    Form{Subject::kAdded, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kAdded, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kWaiting, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kPhone, Operator::kIs, Shape::kTruth},
    Form{Subject::kField, Operator::kIs, Shape::kText},
    Form{Subject::kField, Operator::kIn, Shape::kTexts},
    Form{Subject::kField, Operator::kContains, Shape::kText},
    Form{Subject::kField, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kField, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kField, Operator::kBefore, Shape::kDay},
    Form{Subject::kField, Operator::kAfter, Shape::kDay},
    Form{Subject::kField, Operator::kPastDays, Shape::kNumber},
    Form{Subject::kField, Operator::kNextDays, Shape::kNumber},
    Form{Subject::kField, Operator::kSet, Shape::kTruth},
    Form{Subject::kName, Operator::kContains, Shape::kText},
    Form{Subject::kCompany, Operator::kContains, Shape::kText},
    Form{Subject::kAlerts, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kOrders, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kOrders, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kOrderValue, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kOrderValue, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kLastOrder, Operator::kAtLeast, Shape::kNumber},
    Form{Subject::kLastOrder, Operator::kAtMost, Shape::kNumber},
    Form{Subject::kRegion, Operator::kIn, Shape::kTexts},
    Form{Subject::kRegion, Operator::kNotIn, Shape::kTexts},
};

constexpr std::array<std::string_view, 26> kSubjects{
    "grade",      "stage",   "tag",        "owner",       "owner_department", "served", "pool",          "employee",
    "add_way",    "contact", "contact_in", "contact_out", "messages",         "calls",  "first_contact", "added",
    "waiting",    "phone",   "field",      "name",        "company",          "alerts", "orders",        "order_value",
    "last_order", "region"};
constexpr std::array<std::string_view, 14> kOperators{"in",        "not_in",  "any",      "all",   "none",
                                                      "at_least",  "at_most", "before",   "after", "past_days",
                                                      "next_days", "is",      "contains", "set"};
constexpr std::array<std::string_view, 3> kServedWords{"owned", "pool", "nobody"};

constexpr std::size_t kMostValues = 200;
constexpr std::size_t kLongestValue = 400;  // bytes
constexpr double kMostNumber = 1e15;
constexpr double kMostDays = 36'500;
constexpr std::uint32_t kMostWindow = 3'650;
constexpr char kMainCurrency[] = "CNY";  // where a condition names none

struct Wrong {
  std::string path;
  std::string what;
};

[[noreturn]] void Refuse(const std::string& path, const std::string& what) { throw Wrong{path, what}; }

std::string Below(const std::string& path, const std::string& member) {
  return path.empty() ? member : path + "." + member;
}

template <class T, std::size_t N>
std::optional<T> Word(const std::array<std::string_view, N>& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<T>(found - words.begin());
}

class Parser {
 public:
  CustomerCondition Read(const json& value, const std::string& path, std::size_t depth) {
    if (!value.is_object()) Refuse(path, "an object");
    if (depth > kDeepestCondition) Refuse(path, "at most " + std::to_string(kDeepestCondition) + " levels");
    if (++count_ > kMostConditions) Refuse(path, "at most " + std::to_string(kMostConditions) + " conditions");
    if (value.contains("all")) return List(value, "all", CustomerCondition::Join::kAll, path, depth);
    if (value.contains("any")) return List(value, "any", CustomerCondition::Join::kAny, path, depth);
    if (!value.contains("not")) return Leaf(value, path);
    Only(value, {"not"}, path);
    CustomerCondition condition;
    condition.join = CustomerCondition::Join::kNot;
    condition.parts.push_back(Read(value["not"], Below(path, "not"), depth + 1));
    return condition;
  }

 private:
  CustomerCondition List(const json& value, const char* name, CustomerCondition::Join join, const std::string& path,
                         std::size_t depth) {
    Only(value, {name}, path);
    const json& list = value[name];
    if (!list.is_array()) Refuse(Below(path, name), "a list of conditions");
    CustomerCondition condition;
    condition.join = join;
    for (std::size_t i = 0; i < list.size(); ++i) {
      condition.parts.push_back(Read(list[i], Below(path, name) + "[" + std::to_string(i) + "]", depth + 1));
    }
    return condition;
  }

  static void Only(const json& value, const std::vector<std::string_view>& known, const std::string& path) {
    for (const auto& [name, ignored] : value.items()) {
      if (std::find(known.begin(), known.end(), name) == known.end()) Refuse(Below(path, name), "not a member here");
    }
  }

  static std::string Required(const json& value, const char* name, const std::string& path) {
    if (!value.contains(name) || !value[name].is_string()) Refuse(Below(path, name), "a text");
    return value[name].get<std::string>();
  }

  CustomerCondition Leaf(const json& value, const std::string& path) {
    CustomerCondition leaf;
    leaf.join = CustomerCondition::Join::kLeaf;
    const auto on = Word<Subject>(kSubjects, Required(value, "on", path));
    if (!on) Refuse(Below(path, "on"), "what the condition asks about");
    const auto op = Word<Operator>(kOperators, Required(value, "op", path));
    const auto form = std::find_if(kForms.begin(), kForms.end(),
                                   [&](const Form& one) { return op && one.on == *on && one.op == *op; });
    if (form == kForms.end()) Refuse(Below(path, "op"), "an operator of " + std::string(ToString(*on)));
    leaf.on = form->on;
    leaf.op = form->op;
    std::vector<std::string_view> known{"on", "op", "value"};
    if (leaf.on == Subject::kField) {
      known.push_back("key");
      leaf.key = Required(value, "key", path);
      if (leaf.key.empty() || leaf.key.size() > kLongestValue) Refuse(Below(path, "key"), "the key of a field");
    }
    if (leaf.on == Subject::kMessages || leaf.on == Subject::kCalls) {
      known.push_back("days");
      leaf.days = static_cast<std::uint32_t>(Number(value, "days", 1, kMostWindow, path));
    }
    if (leaf.on == Subject::kOrders || leaf.on == Subject::kOrderValue) {
      known.push_back("days");
      if (value.contains("days")) leaf.days = static_cast<std::uint32_t>(Number(value, "days", 0, kMostWindow, path));
    }
    if (leaf.on == Subject::kOrderValue) {
      known.push_back("currency");
      leaf.key = value.contains("currency") ? Required(value, "currency", path) : kMainCurrency;
      if (!MinorDigits(leaf.key)) Refuse(Below(path, "currency"), "a currency of ISO 4217");
    }
    Only(value, known, path);
    if (!value.contains("value")) Refuse(Below(path, "value"), "missing");
    Value(leaf, form->shape, value, path);
    return leaf;
  }

  static double Number(const json& value, const char* name, double least, double most, const std::string& path) {
    if (!value.contains(name) || !value[name].is_number()) Refuse(Below(path, name), "a number");
    const double number = value[name].get<double>();
    if (!std::isfinite(number) || number < least || number > most) Refuse(Below(path, name), "out of range");
    return number;
  }

  static void Value(CustomerCondition& leaf, Shape shape, const json& value, const std::string& path) {
    const json& given = value["value"];
    const std::string at = Below(path, "value");
    switch (shape) {
      case Shape::kTexts: leaf.texts = Texts(given, at); break;
      case Shape::kWays: leaf.texts = Numbers(given, at, true); break;
      case Shape::kPools: leaf.texts = Numbers(given, at, false); break;
      case Shape::kParties:
      case Shape::kDepartments: leaf.parties = Parties(given, at, shape == Shape::kDepartments); break;
      case Shape::kNumber: {
        const bool field =
            leaf.on == Subject::kField && (leaf.op == Operator::kAtLeast || leaf.op == Operator::kAtMost);
        const bool large = field || leaf.on == Subject::kOrderValue;
        leaf.number = Number(value, "value", field ? -kMostNumber : 0, large ? kMostNumber : kMostDays, path);
        break;
      }
      case Shape::kDay:
        if (!given.is_string() || !IsDay(given.get_ref<const std::string&>())) Refuse(at, "a day as YYYY-MM-DD");
        leaf.texts = {given.get<std::string>()};
        break;
      case Shape::kText:
        if (!given.is_string() || given.get_ref<const std::string&>().size() > kLongestValue ||
            given.get_ref<const std::string&>().empty()) {
          Refuse(at, "a text");
        }
        leaf.texts = {given.get<std::string>()};
        break;
      case Shape::kTruth:
        if (!given.is_boolean()) Refuse(at, "true or false");
        leaf.truth = given.get<bool>();
        break;
    }
    if (leaf.on != Subject::kServed) return;
    for (const std::string& word : leaf.texts) {
      if (std::find(kServedWords.begin(), kServedWords.end(), word) == kServedWords.end()) {
        Refuse(at, "owned, pool or nobody");
      }
    }
  }

  static void CheckList(const json& given, const std::string& at, const char* what) {
    if (!given.is_array() || given.empty() || given.size() > kMostValues) Refuse(at, what);
  }

  static std::vector<std::string> Texts(const json& given, const std::string& at) {
    CheckList(given, at, "a list of texts");
    std::vector<std::string> texts;
    for (const json& one : given) {
      if (!one.is_string() || one.get_ref<const std::string&>().size() > kLongestValue) Refuse(at, "a list of texts");
      texts.push_back(one.get<std::string>());
    }
    return texts;
  }

  /// Ways to add are numbers in JSON, ids of pools are texts of digits.
  static std::vector<std::string> Numbers(const json& given, const std::string& at, bool plain) {
    const char* what = plain ? "a list of numbers" : "a list of ids";
    CheckList(given, at, what);
    std::vector<std::string> numbers;
    for (const json& one : given) {
      if (plain) {
        if (!one.is_number_unsigned() || one.get<std::uint64_t>() > 1'000'000) Refuse(at, what);
        numbers.push_back(std::to_string(one.get<std::uint64_t>()));
      } else {
        if (!one.is_string() || !IsId(one.get_ref<const std::string&>())) Refuse(at, what);
        numbers.push_back(one.get<std::string>());
      }
    }
    return numbers;
  }

  static bool IsId(const std::string& text) {
    return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
  }

  static std::vector<ConditionParty> Parties(const json& given, const std::string& at, bool departments) {
    const char* what = departments ? "a list of departments" : "a list of employees";
    CheckList(given, at, what);
    std::vector<ConditionParty> parties;
    for (const json& one : given) {
      const bool fits = one.is_object() && one.size() == 2 && one.contains("source") && one["source"].is_string() &&
                        one.contains("id") && one["id"].is_string();
      if (!fits) Refuse(at, what);
      ConditionParty party{one["source"].get<std::string>(), one["id"].get<std::string>()};
      if (party.source.size() > kLongestValue || party.id.size() > kLongestValue) Refuse(at, what);
      if (departments && !IsId(party.id)) Refuse(at, what);
      parties.push_back(std::move(party));
    }
    return parties;
  }

  std::size_t count_ = 0;
};

json ToJson(const CustomerCondition& condition) {
  using Join = CustomerCondition::Join;
  if (condition.join == Join::kNot) return {{"not", ToJson(condition.parts.at(0))}};
  if (condition.join != Join::kLeaf) {
    json parts = json::array();
    for (const CustomerCondition& part : condition.parts) parts.push_back(ToJson(part));
    return {{condition.join == Join::kAll ? "all" : "any", std::move(parts)}};
  }
  json leaf{{"on", ToString(condition.on)}, {"op", ToString(condition.op)}};
  if (condition.on == Subject::kField) leaf["key"] = condition.key;
  if (condition.on == Subject::kOrderValue) leaf["currency"] = condition.key;
  if (condition.days != 0) leaf["days"] = condition.days;
  const auto form = std::find_if(kForms.begin(), kForms.end(),
                                 [&](const Form& one) { return one.on == condition.on && one.op == condition.op; });
  json value;
  switch (form == kForms.end() ? Shape::kTexts : form->shape) {
    case Shape::kTexts:
    case Shape::kPools: value = condition.texts; break;
    case Shape::kWays:
      value = json::array();
      for (const std::string& way : condition.texts) value.push_back(std::stoull(way));
      break;
    case Shape::kParties:
    case Shape::kDepartments:
      value = json::array();
      for (const ConditionParty& party : condition.parties) {
        value.push_back({{"source", party.source}, {"id", party.id}});
      }
      break;
    case Shape::kNumber:
      if (condition.number == std::floor(condition.number)) {
        value = static_cast<std::int64_t>(condition.number);
      } else {
        value = condition.number;
      }
      break;
    case Shape::kDay:
    case Shape::kText: value = condition.texts.at(0); break;
    case Shape::kTruth: value = condition.truth; break;
  }
  leaf["value"] = std::move(value);
  return leaf;
}

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string_view ToString(ConditionSubject subject) { return kSubjects.at(static_cast<std::size_t>(subject)); }
std::string_view ToString(ConditionOperator op) { return kOperators.at(static_cast<std::size_t>(op)); }

bool IsDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const std::string_view year = text.substr(0, 4), month = text.substr(5, 2), day = text.substr(8, 2);
  if (!AllDigits(year) || !AllDigits(month) || !AllDigits(day)) return false;
  const std::chrono::year_month_day date{std::chrono::year(std::stoi(std::string(year))),
                                         std::chrono::month(static_cast<unsigned>(std::stoi(std::string(month)))),
                                         std::chrono::day(static_cast<unsigned>(std::stoi(std::string(day))))};
  return date.ok() && year >= "1900" && year <= "2200";
}

bool IsDecimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  if (whole.empty() || whole.size() > 15 || !AllDigits(whole)) return false;
  if (point == text.size()) return true;
  const std::string_view rest = text.substr(point + 1);
  return !rest.empty() && rest.size() <= 6 && AllDigits(rest);
}

Result<CustomerCondition> ParseCondition(std::string_view text) {
  try {
    if (text.size() > kLongestCondition) Refuse("", "too long");
    // The depth of what may nest here is known: text that nests deeper is refused before it is built.
    std::size_t depth = 0;
    const json value = json::parse(
        text,
        [&](int level, json::parse_event_t, json&) {
          depth = std::max(depth, static_cast<std::size_t>(level));
          if (depth > 3 * kDeepestCondition) Refuse("", "too deep");
          return true;
        },
        false);
    if (value.is_discarded()) Refuse("", "not JSON");
    return Parser().Read(value, "", 1);
  } catch (const Wrong& wrong) {
    return Error{ErrorKind::kInvalid, "condition.invalid",
                 (wrong.path.empty() ? "the condition" : wrong.path) + ": " + wrong.what};
  }
}

std::string FormatCondition(const CustomerCondition& condition) {
  return ToJson(condition).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace custos::storage
