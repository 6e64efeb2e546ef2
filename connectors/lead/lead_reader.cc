// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead/lead_reader.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/json_object.h"
#include "connectors/lead/parser.h"
#include "connectors/record/contact_text.h"

namespace custos::lead {
namespace {

using nlohmann::json;
using record::Characters;
using record::IsEmail;
using record::Lower;
using record::Narrow;
using record::SplitContacts;
using record::Trim;

constexpr std::size_t kIdLength = 200;
constexpr std::size_t kShort = 200;
constexpr std::size_t kLong = 20'000;
constexpr std::size_t kMostContacts = 20;
constexpr std::size_t kMostFields = 200;
// Telephone numbers and ids are integers; beyond this a floating number would not say which.
constexpr double kLargestWhole = 9'007'199'254'740'991.0;

void AddOnce(json& list, std::string value) {
  if (!list.is_array()) list = json::array();
  if (std::find(list.begin(), list.end(), json(value)) == list.end()) list.push_back(std::move(value));
}

}  // namespace

void LeadReader::Refuse(const char* code, std::string pointer) {
  if (problem_.empty()) problem_ = {code, std::move(pointer)};
}

std::string LeadReader::Text(const json& value, const std::string& pointer, std::size_t most) {
  std::string text;
  if (value.is_string()) {
    text = Trim(value.get_ref<const std::string&>());
  } else if (value.is_number_float()) {
    const double number = value.get<double>();
    const bool whole = std::floor(number) == number && std::fabs(number) <= kLargestWhole;
    text = whole ? std::to_string(static_cast<std::int64_t>(number)) : value.dump();
  } else if (value.is_number() || value.is_boolean()) {
    text = value.dump();
  } else if (!value.is_null()) {
    Refuse("lead.type", pointer);
  }
  if (Characters(text) > most || text.find('\0') != std::string::npos) {
    Refuse("lead.value", pointer);
    text.clear();
  }
  return text;
}

std::string LeadReader::Id() {
  const auto found = object_.find("id");
  return found == object_.end() ? std::string() : Text(*found, "/id", kIdLength);
}

std::optional<TimeMs> LeadReader::Time(TimeMs now) {
  constexpr double kSecondsUntil = 1e11;  // the year 5138 in seconds, 1973 in milliseconds
  const auto found = object_.find("time");
  if (found == object_.end() || found->is_null() || *found == "") return std::nullopt;
  std::optional<TimeMs> time;
  if (found->is_number()) {
    const double number = found->get<double>();
    if (number > 0 && number < 1e15) time = static_cast<TimeMs>(number < kSecondsUntil ? number * 1000 : number);
  } else if (found->is_string()) {
    const std::string text = Trim(found->get_ref<const std::string&>());
    time = record::ReadTime(text, zone_);
    if (!time && text.size() == 10) time = record::ReadTime(text + " 00:00", zone_);
    if (const auto count = record::ReadCount(text); !time && count && *count > 0 && *count < 1'000'000'000'000'000) {
      time = *count < static_cast<std::int64_t>(kSecondsUntil) ? *count * 1000 : *count;
    }
  }
  if (!time) {
    Refuse("lead.time", "/time");
  } else if (!record::IsPlausible(*time, now)) {
    Refuse("lead.wrong_clock", "/time");
  }
  return time;
}

/// The texts of a member that may stand alone or in a list, with their places.
std::vector<std::pair<std::string, std::string>> LeadReader::Values(const char* one, const char* many) {
  std::vector<std::pair<std::string, std::string>> values;
  const auto add = [&](const json& value, const std::string& pointer) {
    for (std::string& part : SplitContacts(Text(value, pointer, kLong))) values.emplace_back(std::move(part), pointer);
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
    Refuse("lead.value", values[kMostContacts].second);
    values.resize(kMostContacts);
  }
  return values;
}

// A number nobody can dial is kept as it was written; whether somebody can be reached at all is asked at the end.
void LeadReader::ReadPhones(json& detail) {
  for (const auto& [written, pointer] : Values("phone", "phones")) {
    record::Number number = numbers_.Read(Narrow(written));
    if (number.kind == record::NumberKind::kOutside) {
      AddOnce(detail["phones"], std::move(number.id));
    } else {
      if (Characters(written) > kShort) Refuse("lead.phone", pointer);
      AddOnce(detail["unread_phones"], written);
    }
  }
}

void LeadReader::ReadEmails(json& detail) {
  for (const auto& [written, pointer] : Values("email", "emails")) {
    if (!IsEmail(written)) Refuse("lead.email", pointer);
    AddOnce(detail["emails"], Lower(written));
  }
}

// What a sender calls by names of its own is kept under them.
void LeadReader::ReadFields(json& detail) {
  json fields = json::object();
  const auto add = [&](const std::string& name, const json& value, const std::string& pointer) {
    if (name.empty() || Characters(name) > kShort || name.find('\0') != std::string::npos) {
      return Refuse("lead.value", pointer);
    }
    const bool deep = value.is_structured();
    std::string text = deep ? JsonText(value) : Text(value, pointer, kLong);
    if (text.size() > 4 * kLong) return Refuse("lead.value", pointer);
    if (!text.empty()) fields[name] = std::move(text);
  };
  for (const auto& [name, value] : object_.items()) {
    const std::string pointer = PointerPiece(name);
    if (!IsMember(name)) {
      add(name, value, pointer);
    } else if (name == "fields" && value.is_object()) {
      for (const auto& [own, text] : value.items()) add(own, text, pointer + PointerPiece(own));
    } else if (name == "fields" && !value.is_null()) {
      Refuse("lead.type", pointer);
    }
  }
  if (fields.size() > kMostFields) Refuse("lead.value", "/fields");
  if (!fields.empty()) detail["fields"] = std::move(fields);
}

json LeadReader::Detail() {
  json detail = json::object();
  for (const char* name : kTexts) {
    const auto found = object_.find(name);
    if (found == object_.end()) continue;
    const bool is_long = name == std::string_view("note") || name == std::string_view("interest");
    if (std::string text = Text(*found, "/" + std::string(name), is_long ? kLong : kShort); !text.empty()) {
      detail[name] = std::move(text);
    }
  }
  ReadPhones(detail);
  ReadEmails(detail);
  ReadFields(detail);
  const bool reachable =
      detail.contains("phones") || detail.contains("emails") || detail.contains("wechat") || detail.contains("unionid");
  if (!reachable) {
    if (detail.contains("unread_phones")) {
      Refuse("lead.phone", object_.contains("phone") ? "/phone" : "/phones");
    } else {
      Refuse("lead.no_identity", "");
    }
  }
  return detail;
}

}  // namespace custos::lead
