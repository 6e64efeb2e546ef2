// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/field_reader.h"

#include <simdjson.h>

#include <cmath>
#include <string_view>
#include <utility>

#include "core/text/fold.h"
#include "core/text/utf8.h"

namespace custos::rules {
namespace {

using simdjson::dom::element;

constexpr std::size_t kMaxValues = 10000;  // of one field of one message

std::string NumberText(double value) {
  if (std::floor(value) == value && std::fabs(value) < 1e15) return std::to_string(static_cast<std::int64_t>(value));
  return std::to_string(value);
}

void AddScalar(const element& value, std::vector<std::string>* out) {
  switch (value.type()) {
    case simdjson::dom::element_type::STRING: out->emplace_back(std::string_view(value)); break;
    case simdjson::dom::element_type::INT64: out->push_back(std::to_string(std::int64_t(value))); break;
    case simdjson::dom::element_type::UINT64: out->push_back(std::to_string(std::uint64_t(value))); break;
    case simdjson::dom::element_type::DOUBLE: out->push_back(NumberText(double(value))); break;
    case simdjson::dom::element_type::BOOL: out->push_back(bool(value) ? "true" : "false"); break;
    default: break;
  }
}

// Follows the path; a list on the way stands for each of its elements.
void Walk(const element& value, const std::vector<std::string>& path, std::size_t at, std::vector<std::string>* out) {
  if (out->size() >= kMaxValues) return;
  if (value.is_array()) {
    for (const element child : simdjson::dom::array(value)) Walk(child, path, at, out);
  } else if (at == path.size()) {
    AddScalar(value, out);
  } else if (value.is_object()) {
    element child;
    if (simdjson::dom::object(value).at_key(path[at]).get(child) == simdjson::SUCCESS) Walk(child, path, at + 1, out);
  }
}

std::size_t Characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) text::NextChar(text, &at);
  return count;
}

std::string Extension(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : std::string(name.substr(dot + 1));
}

std::string Transformed(std::string value, Transform transform) {
  switch (transform) {
    case Transform::kDomain: return DomainOf(value);
    case Transform::kPhone: return PhoneOf(value);
    case Transform::kExtension: return Extension(value);
    case Transform::kLength: return std::to_string(Characters(value));
    case Transform::kNone:
    case Transform::kCount: break;
  }
  return value;
}

}  // namespace

struct FieldReader::Details {
  simdjson::dom::parser parser;
  element root;
  bool tried = false;
  bool usable = false;
};

FieldReader::FieldReader() : details_(std::make_unique<Details>()) {}
FieldReader::~FieldReader() = default;

void FieldReader::Reset(const Message& message, const Facts& facts) {
  message_ = &message;
  facts_ = &facts;
  details_->tried = false;
}

std::vector<std::string> FieldReader::Values(const Field& field) {
  std::vector<std::string> values = Raw(field);
  if (field.transform == Transform::kCount) return {std::to_string(values.size())};
  std::vector<std::string> out;
  for (auto& value : values) {
    std::string folded = text::Fold(value, text::kFoldBase, false).text;
    if (auto made = Transformed(std::move(folded), field.transform); !made.empty()) out.push_back(std::move(made));
  }
  return out;
}

std::vector<std::string> FieldReader::Raw(const Field& field) {
  const Message& message = *message_;
  const auto one = [](const std::string& value) {
    return value.empty() ? std::vector<std::string>() : std::vector<std::string>{value};
  };
  const auto of_media = [&](auto&& read) {
    std::vector<std::string> values;
    for (const auto& media : message.media) values.push_back(read(media));
    return values;
  };
  switch (field.id) {
    case FieldId::kText: return one(message.text);
    case FieldId::kType: return one(message.type);
    case FieldId::kAction: return one(message.action);
    case FieldId::kSource: return one(message.source);
    case FieldId::kRoom: return one(message.room);
    case FieldId::kRecalls: return one(message.recalls);
    case FieldId::kFrom: return one(message.from.id);
    case FieldId::kTo:
    case FieldId::kMembers: {
      std::vector<std::string> ids;
      if (field.id == FieldId::kMembers && !message.from.id.empty()) ids.push_back(message.from.id);
      for (const auto& party : message.to) ids.push_back(party.id);
      return ids;
    }
    case FieldId::kQuoteText: return message.quote ? one(message.quote->text) : std::vector<std::string>();
    case FieldId::kQuoteSpeaker: return message.quote ? one(message.quote->speaker) : std::vector<std::string>();
    case FieldId::kPhones:
      return PhonesIn(text::Fold(message.text, text::kFoldSeparators | text::kFoldNumerals, false).text);
    case FieldId::kDomains: return DomainsIn(text::Fold(message.text, text::kFoldBase, false).text);
    case FieldId::kMediaKind: return of_media([](const MediaRef& media) { return media.kind; });
    case FieldId::kMediaName: return of_media([](const MediaRef& media) { return media.name; });
    case FieldId::kMediaSize: return of_media([](const MediaRef& media) { return std::to_string(media.size); });
    case FieldId::kMediaSeconds:
      return of_media([](const MediaRef& media) { return std::to_string(media.duration_s); });
    case FieldId::kEmployee: return one(facts_->employee);
    case FieldId::kCustomer: return one(facts_->customer);
    case FieldId::kDevice: return one(facts_->device);
    case FieldId::kDepartments: return facts_->departments;
    case FieldId::kCustomerTags: return facts_->customer_tags;
    case FieldId::kDetail: break;
  }
  if (!details_->tried) {
    details_->tried = true;
    details_->usable = details_->parser.parse(message.detail).get(details_->root) == simdjson::SUCCESS;
  }
  std::vector<std::string> values;
  if (details_->usable) Walk(details_->root, field.path, 0, &values);
  return values;
}

}  // namespace custos::rules
