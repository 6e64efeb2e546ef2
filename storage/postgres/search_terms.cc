// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/search_terms.h"

#include <algorithm>
#include <string_view>

#include "core/text/bigrams.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostTerms = 16;
constexpr std::size_t kMostHits = 1000;
constexpr std::string_view kWideSpace = "\xe3\x80\x80";  // U+3000

std::vector<std::string> SplitAtSpaces(const std::string& query) {
  std::vector<std::string> words(1);
  for (std::size_t at = 0; at < query.size();) {
    if (std::string_view(query).substr(at).starts_with(kWideSpace)) {
      words.emplace_back();
      at += kWideSpace.size();
    } else if (static_cast<unsigned char>(query[at]) <= ' ') {
      words.emplace_back();
      ++at;
    } else {
      words.back() += query[at++];
    }
  }
  return words;
}

std::vector<Span> Joined(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  std::vector<Span> joined;
  for (const Span& span : spans) {
    if (!joined.empty() && span.begin <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, span.end);
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

}  // namespace

SearchTerms::SearchTerms(const std::string& query) {
  for (const std::string& word : SplitAtSpaces(query)) {
    const std::vector<std::int32_t> codes = text::QueryBigrams(word);
    if (codes.empty() || terms_.size() == kMostTerms) continue;
    terms_.push_back(text::FoldForSearch(word).text);
    codes_.insert(codes_.end(), codes.begin(), codes.end());
  }
  std::sort(codes_.begin(), codes_.end());
  codes_.erase(std::unique(codes_.begin(), codes_.end()), codes_.end());
}

bool SearchTerms::Match(const std::string& text, const std::optional<Quote>& quote, std::vector<Span>& hits) const {
  const text::Folded folded = text::FoldForSearch(text);
  const std::string quoted = quote ? text::FoldForSearch(quote->text).text : std::string();
  std::vector<Span> found;
  for (const std::string& term : terms_) {
    bool here = false;
    for (std::size_t at = folded.text.find(term); at != std::string::npos && found.size() < kMostHits;
         at = folded.text.find(term, at + term.size())) {
      found.push_back(folded.Original(at, at + term.size()));
      here = true;
    }
    if (!here && quoted.find(term) == std::string::npos) return false;
  }
  hits = Joined(std::move(found));
  return true;
}

}  // namespace custos::storage
