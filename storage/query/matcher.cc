// SPDX-License-Identifier: Apache-2.0
#include "storage/query/matcher.h"

#include <algorithm>
#include <optional>

#include "core/text/bigrams.h"
#include "core/text/utf8.h"

namespace custos::storage::query {
namespace {

constexpr std::size_t kMostHits = 1000;

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

template <class F>
void EachOccurrence(const std::string& text, const std::string& wanted, F&& use) {
  std::size_t count = 0;
  for (std::size_t at = text.find(wanted); at != std::string::npos && count < kMostHits;
       at = text.find(wanted, at + wanted.size()), ++count) {
    use(at, at + wanted.size());
  }
}

/// Whether at most `most` characters stand between two places that do not overlap.
bool AreNear(const std::string& text, Span a, Span b, std::uint32_t most) {
  if (a.begin > b.begin) std::swap(a, b);
  if (b.begin < a.end) return false;
  std::uint32_t apart = 0;
  for (std::size_t at = a.end; at < b.begin; ++apart) {
    if (apart == most) return false;
    text::NextChar(text, &at);
  }
  return true;
}

}  // namespace

/// The parts of one message as search sees them, folded when first needed.
class Matcher::Folds {
 public:
  explicit Folds(const std::vector<TextPart>& parts) : parts_(parts), plain_(parts.size()), mapped_(parts.size()) {}

  std::size_t size() const { return parts_.size(); }
  const std::string& text(std::size_t part) const { return parts_[part].text; }
  const std::string& folded(std::size_t part) {
    if (mapped_[part]) return mapped_[part]->text;
    if (!plain_[part]) plain_[part] = text::Fold(parts_[part].text, text::kFoldSearch, false).text;
    return *plain_[part];
  }
  const text::Folded& mapped(std::size_t part) {
    if (!mapped_[part]) mapped_[part] = text::FoldForSearch(parts_[part].text);
    return *mapped_[part];
  }

 private:
  const std::vector<TextPart>& parts_;
  std::vector<std::optional<std::string>> plain_;
  std::vector<std::optional<text::Folded>> mapped_;
};

Matcher::Matcher(const Node& tree) : tree_(tree) { Prepare(tree); }

void Matcher::Prepare(const Node& node) {
  if (node.kind == Node::Kind::kTerm) folded_[&node] = text::FoldForSearch(node.text).text;
  for (const Node& child : node.children) Prepare(child);
}

bool Matcher::Match(const std::vector<TextPart>& parts, const Truth& truth) const {
  Folds folds(parts);
  return Holds(tree_, folds, truth);
}

bool Matcher::Holds(const Node& node, Folds& folds, const Truth& truth) const {
  const auto holds = [&](const Node& child) { return Holds(child, folds, truth); };
  switch (node.kind) {
    case Node::Kind::kAll: return true;
    case Node::Kind::kCondition: return truth(node.condition);
    case Node::Kind::kNot: return !holds(node.children[0]);
    case Node::Kind::kAnd: return std::all_of(node.children.begin(), node.children.end(), holds);
    case Node::Kind::kOr: return std::any_of(node.children.begin(), node.children.end(), holds);
    default: break;
  }
  for (std::size_t part = 0; part < folds.size(); ++part) {
    if (Occurs(node, folds, part)) return true;
  }
  return false;
}

bool Matcher::Occurs(const Node& node, Folds& folds, std::size_t part) const {
  if (node.kind == Node::Kind::kTerm) return folds.folded(part).find(folded_.at(&node)) != std::string::npos;
  if (node.kind == Node::Kind::kPhrase) return folds.text(part).find(node.text) != std::string::npos;
  return !NearPlaces(node, folds, part).empty();
}

/// Where a term, a phrase, or one of several of them stands in the original text.
std::vector<Span> Matcher::Places(const Node& node, Folds& folds, std::size_t part) const {
  std::vector<Span> places;
  if (node.kind == Node::Kind::kTerm) {
    if (!Occurs(node, folds, part)) return places;
    const text::Folded& folded = folds.mapped(part);
    EachOccurrence(folded.text, folded_.at(&node),
                   [&](std::size_t begin, std::size_t end) { places.push_back(folded.Original(begin, end)); });
  } else if (node.kind == Node::Kind::kPhrase) {
    EachOccurrence(folds.text(part), node.text, [&](std::size_t begin, std::size_t end) {
      places.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    });
  } else {
    for (const Node& child : node.children) {
      const std::vector<Span> more = Places(child, folds, part);
      places.insert(places.end(), more.begin(), more.end());
    }
  }
  return places;
}

std::vector<Span> Matcher::NearPlaces(const Node& node, Folds& folds, std::size_t part) const {
  const std::vector<Span> left = Places(node.children[0], folds, part);
  if (left.empty()) return {};
  const std::vector<Span> right = Places(node.children[1], folds, part);
  std::vector<Span> near;
  for (const Span& a : left) {
    for (const Span& b : right) {
      if (!AreNear(folds.text(part), a, b, node.distance)) continue;
      near.push_back(a);
      near.push_back(b);
      if (near.size() >= kMostHits) return near;
    }
  }
  return near;
}

void Matcher::Gather(const Node& node, Folds& folds, std::size_t part, std::vector<Span>& into) const {
  if (node.kind == Node::Kind::kNot || node.kind == Node::Kind::kCondition) return;
  if (node.kind == Node::Kind::kAnd || node.kind == Node::Kind::kOr) {
    for (const Node& child : node.children) Gather(child, folds, part, into);
    return;
  }
  if (node.kind == Node::Kind::kAll) return;
  const std::vector<Span> found =
      node.kind == Node::Kind::kNear ? NearPlaces(node, folds, part) : Places(node, folds, part);
  into.insert(into.end(), found.begin(), found.end());
}

std::vector<PartHits> Matcher::Hits(const std::vector<TextPart>& parts) const {
  Folds folds(parts);
  std::vector<PartHits> hits;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    std::vector<Span> spans;
    Gather(tree_, folds, part, spans);
    if (spans.empty()) continue;
    spans = Joined(std::move(spans));
    spans.resize(std::min(spans.size(), kMostHits));
    hits.push_back({parts[part].kind, parts[part].name, parts[part].text, std::move(spans)});
  }
  return hits;
}

}  // namespace custos::storage::query
