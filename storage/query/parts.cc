// SPDX-License-Identifier: Apache-2.0
#include "storage/query/parts.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/text/bigrams.h"

namespace custos::storage::query {
namespace {

using nlohmann::json;

// Fields that hold no words: digests and addresses of pictures.
constexpr std::array<std::string_view, 8> kOpaque = {"md5sum",   "image_url", "imageurl", "logo_url",
                                                     "icon_url", "thumb_url", "type",     "cdn_url"};

/// Gathers the texts of a JSON document with the way to each; whatever the document is, it never throws.
class TextGatherer final : public nlohmann::json_sax<json> {
 public:
  TextGatherer(const std::string& known, std::vector<TextPart>& parts) : known_(known), parts_(parts) {}

  bool null() override { return Step(); }
  bool boolean(bool) override { return Step(); }
  bool number_integer(number_integer_t) override { return Step(); }
  bool number_unsigned(number_unsigned_t) override { return Step(); }
  bool number_float(number_float_t, const string_t&) override { return Step(); }
  bool binary(binary_t&) override { return Step(); }
  bool string(string_t& value) override {
    if (std::find(kOpaque.begin(), kOpaque.end(), Key()) == kOpaque.end()) Add(value);
    return Step();
  }
  bool start_object(std::size_t) override { return way_.emplace_back(std::string(), -1), true; }
  bool end_object() override { return way_.pop_back(), Step(); }
  bool start_array(std::size_t) override { return way_.emplace_back(std::string(), 0), true; }
  bool end_array() override { return way_.pop_back(), Step(); }
  bool key(string_t& name) override { return way_.back().first = name, true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  /// Of the innermost object.
  std::string_view Key() const {
    for (auto step = way_.rbegin(); step != way_.rend(); ++step) {
      if (step->second < 0) return step->first;
    }
    return {};
  }

  bool Step() {
    if (!way_.empty() && way_.back().second >= 0) ++way_.back().second;
    return true;
  }

  void Add(const std::string& value) {
    // What follows the question mark of an address is for machines.
    const bool address = value.starts_with("http://") || value.starts_with("https://");
    std::string text = address ? value.substr(0, value.find('?')) : value;
    if (text.empty() || known_.find(text) != std::string::npos) return;
    std::string name;
    for (const auto& [key, index] : way_) name += (name.empty() ? "" : ".") + (index < 0 ? key : std::to_string(index));
    parts_.push_back({SearchPart::kDetail, std::move(name), std::move(text)});
  }

  const std::string& known_;
  std::vector<TextPart>& parts_;
  std::vector<std::pair<std::string, int>> way_;  // field, or -1 and place in a list
};

void AddDetail(const std::string& text, const std::string& detail, std::vector<TextPart>& parts) {
  if (detail.size() <= 2) return;
  TextGatherer gatherer(text, parts);
  json::sax_parse(detail, &gatherer);
}

template <class Files>
std::vector<TextPart> Gather(const std::string& text, const std::optional<Quote>& quote, const std::string& detail,
                             const Files& files) {
  std::vector<TextPart> parts = {{SearchPart::kText, {}, text}};
  if (quote) parts.push_back({SearchPart::kQuote, {}, quote->text});
  AddDetail(text, detail, parts);
  std::size_t position = 0;
  for (const auto& file : files) {
    if (!file.name.empty() && text.find(file.name) == std::string::npos) {
      parts.push_back({SearchPart::kFile, std::to_string(position), file.name});
    }
    ++position;
  }
  return parts;
}

}  // namespace

std::vector<TextPart> PartsOf(const Message& message) {
  return Gather(message.text, message.quote, message.detail, message.media);
}

std::vector<TextPart> PartsOf(const MessageView& message) {
  return Gather(message.text, message.quote, message.detail, message.media);
}

std::vector<std::int32_t> IndexCodes(const Message& message) {
  if (!message.quote && message.detail.size() <= 2 && message.media.empty()) return text::Bigrams(message.text);
  std::string joined;
  for (const TextPart& part : PartsOf(message)) {
    if (!joined.empty()) joined += '\n';
    joined += part.text;
  }
  return text::Bigrams(joined);
}

}  // namespace custos::storage::query
