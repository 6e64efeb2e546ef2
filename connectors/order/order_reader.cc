// SPDX-License-Identifier: Apache-2.0
#include "connectors/order/order_reader.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "connectors/json_object.h"
#include "connectors/order/parser.h"
#include "connectors/record/contact_text.h"
#include "core/money.h"

namespace custos::order {
namespace {

using nlohmann::json;
using record::Trim;

constexpr std::size_t kShort = 200;
constexpr std::size_t kLong = 4'000;
constexpr std::size_t kMostContacts = 20;
constexpr std::size_t kMostLines = 200;
constexpr std::size_t kMostFields = 200;
// Beyond this a floating number would not say which amount it was.
constexpr double kLargestExact = 9'007'199'254'740.0;

void AddOnce(json& list, std::string value) {
  if (!list.is_array()) list = json::array();
  if (std::find(list.begin(), list.end(), json(value)) == list.end()) list.push_back(std::move(value));
}

}  // namespace

void OrderReader::Refuse(const char* code, std::string pointer) {
  if (problem_.empty()) problem_ = {code, std::move(pointer)};
}

std::string OrderReader::Text(const json& value, const std::string& pointer, std::size_t most) {
  std::string text;
  if (value.is_string()) {
    text = Trim(value.get_ref<const std::string&>());
  } else if (value.is_number_float()) {
    const double number = value.get<double>();
    const bool whole = std::floor(number) == number && std::fabs(number) <= 9e15;
    text = whole ? std::to_string(static_cast<std::int64_t>(number)) : value.dump();
  } else if (value.is_number_integer()) {
    text = value.dump();
  } else if (!value.is_null()) {
    Refuse("order.type", pointer);
  }
  if (record::Characters(text) > most || text.find('\0') != std::string::npos) {
    Refuse("order.value", pointer);
    text.clear();
  }
  return text;
}

std::string OrderReader::Member(const char* name, std::size_t most) {
  const auto found = object_.find(name);
  return found == object_.end() ? std::string() : Text(*found, "/" + std::string(name), most);
}

std::string OrderReader::Number() {
  std::string number = Member("number", kShort);
  if (number.empty()) Refuse("order.missing", "/number");
  return number;
}

std::optional<TimeMs> OrderReader::Time(TimeMs now) {
  constexpr double kSecondsUntil = 1e11;  // the year 5138 in seconds, 1973 in milliseconds
  const auto found = object_.find("ordered_at");
  if (found == object_.end() || found->is_null() || *found == "") {
    Refuse("order.missing", "/ordered_at");
    return std::nullopt;
  }
  std::optional<TimeMs> time;
  if (found->is_number()) {
    const double number = found->get<double>();
    if (number > 0 && number < 1e15) time = static_cast<TimeMs>(number < kSecondsUntil ? number * 1000 : number);
  } else if (found->is_string()) {
    const std::string text = record::Narrow(Trim(found->get_ref<const std::string&>()));
    time = record::ReadTime(text, zone_);
    if (!time && text.size() <= 10) time = record::ReadTime(text + " 00:00", zone_);
  }
  if (!time) {
    Refuse("order.time", "/ordered_at");
  } else if (!record::IsPlausible(*time, now)) {
    Refuse("order.wrong_clock", "/ordered_at");
  }
  return time;
}

void OrderReader::ReadMoney(json& detail) {
  std::string currency;
  if (const std::string written = Member("currency", kShort); !written.empty()) {
    currency = ReadCurrency(written).value_or("");
    if (currency.empty()) return Refuse("order.currency", "/currency");
  }
  const auto found = object_.find("amount");
  if (found == object_.end() || found->is_null() || *found == "") return Refuse("order.missing", "/amount");
  if (found->is_number_float() && std::fabs(found->get<double>()) > kLargestExact) {
    return Refuse("order.amount", "/amount");
  }
  const auto money = custos::ReadMoney(Text(*found, "/amount", kShort), currency);
  if (!money) return Refuse("order.amount", "/amount");
  detail["amount"] = FormatAmount(*money);
  detail["currency"] = money->currency;
}

/// The texts of a member that may stand alone or in a list, with their places.
std::vector<std::pair<std::string, std::string>> OrderReader::Values(const char* one, const char* many) {
  std::vector<std::pair<std::string, std::string>> values;
  const auto add = [&](const json& value, const std::string& pointer) {
    for (std::string& part : record::SplitContacts(Text(value, pointer, kLong))) {
      values.emplace_back(std::move(part), pointer);
    }
  };
  for (const char* name : {one, many}) {
    const auto found = object_.find(name);
    if (found == object_.end()) continue;
    const std::string pointer = "/" + std::string(name);
    if (!found->is_array()) {
      add(*found, pointer);
      continue;
    }
    for (std::size_t i = 0; i < found->size(); ++i) add((*found)[i], pointer + "/" + std::to_string(i));
  }
  if (values.size() > kMostContacts) {
    Refuse("order.value", values[kMostContacts].second);
    values.resize(kMostContacts);
  }
  return values;
}

void OrderReader::ReadContacts(json& detail) {
  for (const auto& [written, pointer] : Values("phone", "phones")) {
    record::Number number = numbers_.Read(record::Narrow(written));
    if (number.kind == record::NumberKind::kOutside) {
      AddOnce(detail["phones"], std::move(number.id));
    } else if (record::Characters(written) > kShort) {
      Refuse("order.value", pointer);
    } else {
      AddOnce(detail["unread_phones"], written);
    }
  }
  for (const auto& [written, pointer] : Values("email", "emails")) {
    if (!record::IsEmail(written)) Refuse("order.email", pointer);
    AddOnce(detail["emails"], record::Lower(written));
  }
}

/// The buyer's id within a directory: its source and external_userid.
void OrderReader::ReadContact(json& detail) {
  const auto found = object_.find("contact");
  if (found == object_.end() || found->is_null()) return;
  if (!found->is_object()) return Refuse("order.type", "/contact");
  json contact = json::object();
  for (const auto& [name, value] : found->items()) {
    if (name != "source" && name != "id") return Refuse("order.unknown_member", "/contact" + PointerPiece(name));
    contact[name] = Text(value, "/contact/" + name, kShort);
  }
  for (const char* name : {"source", "id"}) {
    if (!contact.contains(name) || contact[name] == "") return Refuse("order.missing", "/contact/" + std::string(name));
  }
  detail["contact"] = std::move(contact);
}

void OrderReader::ReadLines(json& detail, const std::string& currency) {
  const auto found = object_.find("lines");
  if (found == object_.end() || found->is_null()) return;
  if (!found->is_array()) return Refuse("order.type", "/lines");
  if (found->size() > kMostLines) return Refuse("order.value", "/lines");
  json lines = json::array();
  for (std::size_t i = 0; i < found->size(); ++i) {
    const std::string pointer = "/lines/" + std::to_string(i);
    const json& one = (*found)[i];
    if (!one.is_object()) return Refuse("order.type", pointer);
    json line = json::object();
    for (const auto& [name, value] : one.items()) {
      const std::string place = pointer + PointerPiece(name);
      if (name == "amount") {
        const auto money = custos::ReadMoney(Text(value, place, kShort), currency);
        if (!money) return Refuse("order.amount", place);
        line[name] = FormatAmount(*money);
      } else if (name == "name" || name == "quantity") {
        line[name] = Text(value, place, kShort);
      } else {
        return Refuse("order.unknown_member", place);
      }
    }
    if (!line.contains("name") || line["name"] == "") return Refuse("order.missing", pointer + "/name");
    lines.push_back(std::move(line));
  }
  if (!lines.empty()) detail["lines"] = std::move(lines);
}

// What a shop calls by names of its own is kept under them.
void OrderReader::ReadFields(json& detail) {
  const auto found = object_.find("fields");
  if (found == object_.end() || found->is_null()) return;
  if (!found->is_object()) return Refuse("order.type", "/fields");
  if (found->size() > kMostFields) return Refuse("order.value", "/fields");
  json fields = json::object();
  for (const auto& [name, value] : found->items()) {
    const std::string pointer = "/fields" + PointerPiece(name);
    if (name.empty() || record::Characters(name) > kShort || name.find('\0') != std::string::npos) {
      return Refuse("order.value", pointer);
    }
    if (std::string text = Text(value, pointer, kLong); !text.empty()) fields[name] = std::move(text);
  }
  if (!fields.empty()) detail["fields"] = std::move(fields);
}

json OrderReader::Detail() {
  json detail = json::object();
  for (const auto& [name, value] : object_.items()) {
    if (!IsMember(name)) Refuse("order.unknown_member", PointerPiece(name));
  }
  const std::string written = Member("status", kShort);
  const std::string_view status = written.empty() ? "done" : ReadStatus(written);
  if (status.empty()) Refuse("order.status", "/status");
  detail["status"] = status;
  ReadMoney(detail);
  for (const char* name : {"name", "wechat", "unionid", "title", "rep"}) {
    if (std::string text = Member(name, kShort); !text.empty()) detail[name] = std::move(text);
  }
  if (std::string note = Member("note", kLong); !note.empty()) detail["note"] = std::move(note);
  ReadContacts(detail);
  ReadContact(detail);
  ReadLines(detail, detail.value("currency", std::string("CNY")));
  ReadFields(detail);
  return detail;
}

}  // namespace custos::order
