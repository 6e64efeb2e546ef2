// SPDX-License-Identifier: Apache-2.0
#include "connectors/json_fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/json_object.h"

namespace custos {
namespace {

using nlohmann::json;

constexpr TimeMs kLastTime = 253'402'300'799'999;  // end of the year 9999

std::size_t CountCharacters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool IsDigest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

const json* JsonFields::Find(const char* name, bool required) {
  known_.insert(name);
  const auto it = object_.find(name);
  if (it == object_.end()) {
    if (required) Refuse(name, "record.missing");
    return nullptr;
  }
  return &*it;
}

std::string JsonFields::PointerOf(std::string_view name) const { return pointer_ + PointerPiece(name); }

void JsonFields::Refuse(const char* name, const char* code) {
  if (problem_.empty()) problem_ = {code, PointerOf(name)};
}

bool JsonFields::Has(const char* name) { return Find(name, false) != nullptr; }

std::string JsonFields::Text(const char* name, std::size_t min, std::size_t max, bool required) {
  const json* member = Find(name, required);
  if (member == nullptr) return {};
  if (!member->is_string()) {
    Refuse(name, "record.type");
    return {};
  }
  const auto& text = member->get_ref<const std::string&>();
  const std::size_t length = CountCharacters(text);
  if (length < min || length > max || text.find('\0') != std::string::npos) {
    Refuse(name);
    return {};
  }
  return text;
}

std::string JsonFields::Word(const char* name, const std::vector<std::string_view>& words, bool required) {
  if (Find(name, required) == nullptr) return required ? std::string() : std::string(words.front());
  const std::string text = Text(name, 0, 64);
  if (std::find(words.begin(), words.end(), text) == words.end()) Refuse(name);
  return text;
}

std::optional<std::int64_t> JsonFields::Whole(const char* name, std::int64_t min, std::int64_t max, bool required) {
  const json* member = Find(name, required);
  if (member == nullptr) return std::nullopt;
  if (!member->is_number_integer()) {
    Refuse(name, "record.type");
    return std::nullopt;
  }
  const bool huge =
      member->is_number_unsigned() && member->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  const std::int64_t value = huge ? 0 : member->get<std::int64_t>();
  if (huge || value < min || value > max) {
    Refuse(name);
    return std::nullopt;
  }
  return value;
}

std::optional<TimeMs> JsonFields::Time(const char* name, bool required) {
  const json* member = Find(name, required);
  if (member == nullptr) return std::nullopt;
  if (!member->is_string()) return Whole(name, 0, kLastTime);
  const std::optional<TimeMs> time = ParseRfc3339(member->get_ref<const std::string&>());
  if (!time) Refuse(name);
  return time;
}

const json* JsonFields::Object(const char* name, bool required) {
  const json* member = Find(name, required);
  if (member == nullptr || member->is_object()) return member;
  Refuse(name, "record.type");
  return nullptr;
}

const json* JsonFields::List(const char* name, std::size_t max, bool required) {
  const json* member = Find(name, required);
  if (member == nullptr) return nullptr;
  if (!member->is_array()) {
    Refuse(name, "record.type");
    return nullptr;
  }
  if (member->size() > max) {
    Refuse(name);
    return nullptr;
  }
  return member;
}

void JsonFields::NothingElse() {
  for (const auto& [name, value] : object_.items()) {
    if (!known_.contains(name) && problem_.empty()) problem_ = {"record.unknown_member", PointerOf(name)};
  }
}

std::optional<MediaRef> ReadUploadedFile(const json& object, const std::string& pointer,
                                         const std::vector<std::string_view>& kinds, const std::string& owner,
                                         RecordProblem& problem) {
  constexpr std::int64_t kLargest = 4LL << 30;
  if (!object.is_object()) {
    if (problem.empty()) problem = {"record.type", pointer};
    return std::nullopt;
  }
  JsonFields fields(object, pointer, problem);
  MediaRef media;
  media.kind = fields.Word("kind", kinds, false);
  const std::string digest = fields.Text("sha256", 64, 64);
  if (!digest.empty() && !IsDigest(digest)) fields.Refuse("sha256");
  media.size = static_cast<std::uint64_t>(fields.Whole("size", 1, kLargest).value_or(0));
  media.name = fields.Text("name", 0, 255, false);
  media.duration_s = static_cast<std::uint32_t>(fields.Whole("duration_s", 0, 1'000'000, false).value_or(0));
  media.locator = "upload:" + owner + "/" + digest;
  fields.NothingElse();
  return problem.empty() ? std::optional(std::move(media)) : std::nullopt;
}

}  // namespace custos
