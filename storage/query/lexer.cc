// SPDX-License-Identifier: Apache-2.0
#include "storage/query/lexer.h"

#include <array>
#include <charconv>

#include "core/text/utf8.h"

namespace custos::storage::query {
namespace {

struct QuotePair {
  std::string_view open;
  std::string_view close;
};
// A keyboard for Chinese writes the curved and the wide forms.
constexpr std::array kQuotes = {QuotePair{"\"", "\""}, QuotePair{"“", "”"}, QuotePair{"”", "”"}, QuotePair{"＂", "＂"}};
constexpr std::array<std::string_view, 2> kOpen = {"(", "（"};
constexpr std::array<std::string_view, 2> kClose = {")", "）"};
constexpr std::array<std::string_view, 2> kColon = {":", "："};
constexpr std::array<std::string_view, 2> kComma = {",", "，"};
constexpr std::string_view kWideSpace = "\xe3\x80\x80";  // U+3000
constexpr std::uint32_t kUsualDistance = 10;

/// Length of the entry that stands at `at`, 0 for none.
template <std::size_t N>
std::size_t OneOf(const std::array<std::string_view, N>& entries, std::string_view text, std::size_t at) {
  for (const std::string_view entry : entries) {
    if (text.substr(at).starts_with(entry)) return entry.size();
  }
  return 0;
}

std::size_t SpaceAt(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with(kWideSpace)) return kWideSpace.size();
  return static_cast<unsigned char>(text[at]) <= ' ' ? 1 : 0;
}

const QuotePair* QuoteAt(std::string_view text, std::size_t at) {
  for (const QuotePair& pair : kQuotes) {
    if (text.substr(at).starts_with(pair.open)) return &pair;
  }
  return nullptr;
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::uint32_t CountCharacters(std::string_view text) {
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) text::NextChar(text, &at);
  return count;
}

}  // namespace

Place Lexer::Since(std::size_t begin) const {
  return {CountCharacters(text_.substr(0, begin)) + 1, CountCharacters(text_.substr(begin, at_ - begin))};
}

bool Lexer::AtWordEnd(std::size_t at) const {
  return at >= text_.size() || SpaceAt(text_, at) != 0 || OneOf(kOpen, text_, at) != 0 ||
         OneOf(kClose, text_, at) != 0 || QuoteAt(text_, at) != nullptr;
}

std::optional<Fault> Lexer::Run(std::vector<Token>& tokens) {
  if (CountCharacters(text_) > kMostCharacters) {
    return Fault{"search.too_long", {kMostCharacters + 1, 1}, std::to_string(kMostCharacters)};
  }
  while (at_ < text_.size()) {
    if (const std::size_t space = SpaceAt(text_, at_)) {
      at_ += space;
    } else if (auto fault = Next(tokens)) {
      return fault;
    }
  }
  Token end;
  end.place = Since(at_);
  tokens.push_back(std::move(end));
  return std::nullopt;
}

std::optional<Fault> Lexer::Next(std::vector<Token>& tokens) {
  const std::size_t begin = at_;
  Token token;
  if (const std::size_t open = OneOf(kOpen, text_, at_)) {
    token.kind = Token::Kind::kOpen;
    at_ += open;
  } else if (const std::size_t close = OneOf(kClose, text_, at_)) {
    token.kind = Token::Kind::kClose;
    at_ += close;
  } else if (QuoteAt(text_, at_) != nullptr) {
    token.kind = Token::Kind::kPhrase;
    if (auto fault = ReadQuoted(token.text)) return fault;
  } else if (text_[at_] == '-' && at_ + 1 < text_.size() && SpaceAt(text_, at_ + 1) == 0) {
    token.kind = Token::Kind::kNot;
    ++at_;
  } else {
    return ReadWord(tokens);
  }
  token.place = Since(begin);
  tokens.push_back(std::move(token));
  return std::nullopt;
}

std::optional<Fault> Lexer::ReadQuoted(std::string& into) {
  const std::size_t begin = at_;
  const QuotePair& pair = *QuoteAt(text_, at_);
  const std::size_t inside = at_ + pair.open.size();
  const std::size_t end = text_.find(pair.close, inside);
  if (end == std::string_view::npos) {
    at_ = text_.size();
    return Fault{"search.quote_open", Since(begin), std::string(pair.close)};
  }
  into += text_.substr(inside, end - inside);
  at_ = end + pair.close.size();
  return std::nullopt;
}

/// A term, an operator, or a field with its value.
std::optional<Fault> Lexer::ReadWord(std::vector<Token>& tokens) {
  const std::size_t begin = at_;
  std::size_t letters = at_;
  while (letters < text_.size() && IsLetter(text_[letters])) ++letters;
  if (letters > begin && letters < text_.size()) {
    const std::size_t colon = OneOf(kColon, text_, letters);
    if (colon != 0 && !text_.substr(letters + colon).starts_with("//")) {  // an address is a term
      at_ = letters + colon;
      return ReadField(text_.substr(begin, letters - begin), begin, tokens);
    }
  }
  while (!AtWordEnd(at_)) text::NextChar(text_, &at_);
  const std::string_view word = text_.substr(begin, at_ - begin);
  Token token;
  token.place = Since(begin);
  token.text = word;
  token.kind = word == "OR"    ? Token::Kind::kOr
               : word == "AND" ? Token::Kind::kAnd
               : word == "NOT" ? Token::Kind::kNot
                               : Token::Kind::kTerm;
  if (word == "NEAR" || word.starts_with("NEAR/")) {
    token.kind = Token::Kind::kNear;
    token.distance = kUsualDistance;
    if (word != "NEAR") {
      const std::string_view digits = word.substr(5);
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), token.distance);
      if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || token.distance > kMostDistance) {
        return Fault{"search.near_distance", token.place, std::to_string(kMostDistance)};
      }
    }
  }
  tokens.push_back(std::move(token));
  return std::nullopt;
}

std::optional<Fault> Lexer::ReadField(std::string_view name, std::size_t begin, std::vector<Token>& tokens) {
  Token token;
  token.kind = Token::Kind::kField;
  token.field = FindField(name);
  if (token.field == nullptr) return Fault{"search.field_unknown", Since(begin), std::string(NearestField(name))};
  token.values.emplace_back();
  for (;;) {
    if (at_ < text_.size() && QuoteAt(text_, at_) != nullptr) {
      if (auto fault = ReadQuoted(token.values.back())) return fault;
    } else if (AtWordEnd(at_)) {
      break;
    } else if (const std::size_t comma = OneOf(kComma, text_, at_)) {
      token.values.emplace_back();
      at_ += comma;
    } else {
      const std::size_t from = at_;
      text::NextChar(text_, &at_);
      token.values.back() += text_.substr(from, at_ - from);
    }
  }
  token.place = Since(begin);
  std::erase_if(token.values, [](const std::string& value) { return value.empty(); });
  if (token.values.empty()) return Fault{"search.field_empty", token.place, std::string(token.field->name)};
  tokens.push_back(std::move(token));
  return std::nullopt;
}

}  // namespace custos::storage::query
