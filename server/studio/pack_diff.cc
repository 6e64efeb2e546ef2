// SPDX-License-Identifier: Apache-2.0
#include "server/studio/pack_diff.h"

#include <algorithm>
#include <map>

#include "server/studio/rule_documents.h"

namespace custos::server::studio {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::ptrdiff_t kMostEdits = 1000;  // memory grows with the square
constexpr std::size_t kAround = 3;

Lines Split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

enum class Step : std::uint8_t { kSame, kAdd, kRemove };

std::vector<Step> Block(std::size_t removed, std::size_t added) {
  std::vector<Step> steps(removed, Step::kRemove);
  steps.insert(steps.end(), added, Step::kAdd);
  return steps;
}

/// Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986): the furthest row reached on each diagonal, edit by
/// edit, then the way back.
std::vector<Step> Edits(const Lines& a, const Lines& b) {
  const auto n = static_cast<std::ptrdiff_t>(a.size());
  const auto m = static_cast<std::ptrdiff_t>(b.size());
  const std::ptrdiff_t most = std::min(n + m, kMostEdits);
  std::vector<std::vector<std::ptrdiff_t>> trace;
  std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
  const auto at = [&](std::vector<std::ptrdiff_t>& v, std::ptrdiff_t k) -> std::ptrdiff_t& {
    return v[static_cast<std::size_t>(k + most + 1)];
  };
  std::ptrdiff_t edits = -1;
  for (std::ptrdiff_t d = 0; d <= most && edits < 0; ++d) {
    trace.push_back(reach);
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && at(reach, k - 1) < at(reach, k + 1));
      std::ptrdiff_t x = down ? at(reach, k + 1) : at(reach, k - 1) + 1;
      while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
      at(reach, k) = x;
      if (x >= n && x - k >= m) edits = d;
    }
  }
  if (edits < 0) return Block(a.size(), b.size());
  std::vector<Step> steps;
  std::ptrdiff_t x = n;
  std::ptrdiff_t y = m;
  for (std::ptrdiff_t d = edits; d > 0; --d) {
    auto& before = trace[static_cast<std::size_t>(d)];
    const std::ptrdiff_t k = x - y;
    const bool down = k == -d || (k != d && at(before, k - 1) < at(before, k + 1));
    const std::ptrdiff_t from_k = down ? k + 1 : k - 1;
    const std::ptrdiff_t from_x = at(before, from_k);
    for (const std::ptrdiff_t stop = down ? from_x : from_x + 1; x > stop; --x, --y) steps.push_back(Step::kSame);
    steps.push_back(down ? Step::kAdd : Step::kRemove);
    x = from_x;
    y = from_x - from_k;
  }
  for (; x > 0; --x) steps.push_back(Step::kSame);
  std::reverse(steps.begin(), steps.end());
  return steps;
}

/// Changed lines with what stands around them; close ones together.
std::vector<std::vector<DiffLine>> Hunks(const std::vector<DiffLine>& lines) {
  std::vector<std::vector<DiffLine>> hunks;
  std::size_t shown = 0;  // lines before this one are in a hunk, or too far from a change
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].op == DiffLine::Op::kSame) continue;
    const std::size_t begin = std::max(shown, i - std::min(i, kAround));
    std::size_t end = std::min(lines.size(), i + kAround + 1);
    if (hunks.empty() || begin > shown || shown == 0) hunks.emplace_back();
    end = std::max(end, begin);
    for (std::size_t j = begin; j < end; ++j) hunks.back().push_back(lines[j]);
    shown = std::max(shown, end);
  }
  return hunks;
}

FileDiff DiffFile(const std::string& path, Change change, std::string_view base, std::string_view text) {
  FileDiff diff{.path = path, .change = change, .added = 0, .removed = 0, .hunks = {}};
  const auto lines = DiffLines(base, text);
  for (const DiffLine& line : lines) {
    if (line.op == DiffLine::Op::kAdd) ++diff.added;
    if (line.op == DiffLine::Op::kRemove) ++diff.removed;
  }
  diff.hunks = Hunks(lines);
  return diff;
}

struct WrittenRule {
  std::string file;
  std::string text;
};

std::map<std::string, WrittenRule> RulesOf(const storage::PackFiles& files) {
  std::map<std::string, WrittenRule> rules;
  for (const auto& [path, text] : files) {
    for (const RuleDocument& document : SplitDocuments(text)) {
      if (document.rule_id.empty()) continue;
      std::string own = text.substr(document.begin, document.end - document.begin);
      while (!own.empty() && (own.back() == '\n' || own.back() == '\r')) own.pop_back();
      rules.try_emplace(document.rule_id, WrittenRule{path, std::move(own)});
    }
  }
  return rules;
}

}  // namespace

std::string_view ToString(Change change) {
  switch (change) {
    case Change::kAdded: return "added";
    case Change::kRemoved: return "removed";
    case Change::kChanged: break;
  }
  return "changed";
}

std::vector<DiffLine> DiffLines(std::string_view base, std::string_view text) {
  Lines a = Split(base);
  Lines b = Split(text);
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  std::vector<Step> steps(head, Step::kSame);
  const Lines middle_a(a.begin() + static_cast<std::ptrdiff_t>(head), a.end() - static_cast<std::ptrdiff_t>(tail));
  const Lines middle_b(b.begin() + static_cast<std::ptrdiff_t>(head), b.end() - static_cast<std::ptrdiff_t>(tail));
  const auto edits = Edits(middle_a, middle_b);
  steps.insert(steps.end(), edits.begin(), edits.end());
  steps.insert(steps.end(), tail, Step::kSame);

  std::vector<DiffLine> lines;
  std::size_t x = 0;
  std::size_t y = 0;
  for (const Step step : steps) {
    switch (step) {
      case Step::kSame:
        lines.push_back({DiffLine::Op::kSame, std::string(a[x]), static_cast<int>(x + 1), static_cast<int>(y + 1)});
        ++x, ++y;
        break;
      case Step::kAdd:
        lines.push_back({DiffLine::Op::kAdd, std::string(b[y]), 0, static_cast<int>(y + 1)});
        ++y;
        break;
      case Step::kRemove:
        lines.push_back({DiffLine::Op::kRemove, std::string(a[x]), static_cast<int>(x + 1), 0});
        ++x;
        break;
    }
  }
  return lines;
}

PackDiff Diff(const storage::PackFiles& base, const storage::PackFiles& files) {
  PackDiff diff;
  for (const auto& [path, text] : base) {
    const auto now = files.find(path);
    if (now == files.end()) {
      diff.files.push_back(DiffFile(path, Change::kRemoved, text, ""));
    } else if (now->second != text) {
      diff.files.push_back(DiffFile(path, Change::kChanged, text, now->second));
    }
  }
  for (const auto& [path, text] : files) {
    if (!base.contains(path)) diff.files.push_back(DiffFile(path, Change::kAdded, "", text));
  }
  std::sort(diff.files.begin(), diff.files.end(), [](const FileDiff& a, const FileDiff& b) { return a.path < b.path; });

  const auto before = RulesOf(base);
  const auto after = RulesOf(files);
  for (const auto& [id, rule] : before) {
    const auto now = after.find(id);
    if (now == after.end()) {
      diff.rules.push_back({id, Change::kRemoved, rule.file});
    } else if (now->second.text != rule.text) {
      diff.rules.push_back({id, Change::kChanged, now->second.file});
    }
  }
  for (const auto& [id, rule] : after) {
    if (!before.contains(id)) diff.rules.push_back({id, Change::kAdded, rule.file});
  }
  std::stable_sort(diff.rules.begin(), diff.rules.end(),
                   [](const RuleDiff& a, const RuleDiff& b) { return a.file < b.file; });
  return diff;
}

}  // namespace custos::server::studio
