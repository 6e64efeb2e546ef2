// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/intercept_writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "connectors/wecom/remedy.h"

namespace custos::wecom {
namespace {

constexpr int kNameTaken = 41077;
constexpr int kBadWord = 41083;
constexpr int kBadSemantics = 41084;

}  // namespace

bool IsErrcode(const Status& status, int errcode) { return !status && status.error().code == ErrcodeCode(errcode); }

Status InterceptWriter::Put(InterceptRule rule) {
  Status put = Once(rule);
  if (IsErrcode(put, kBadSemantics)) {
    refused_semantics = true;
    rule.semantics.clear();
    put = Once(rule);
  }
  return IsErrcode(put, kBadWord) ? Narrow(rule) : put;
}

Status InterceptWriter::Remove(const std::string& id) {
  const Status removed = calls_.Remove(id, stop_);
  if (!removed && removed.error().kind != ErrorKind::kNotFound) return removed;
  standing_.erase(id);
  return {};
}

const InterceptRule* InterceptWriter::Now(const InterceptRule& rule) const {
  const auto found = standing_.find(rule.id);
  return rule.id.empty() || found == standing_.end() ? nullptr : &found->second;
}

// Looks afterwards at what stands there: whether the platform empties a list that comes empty is not documented. Where
// it does not, the rule is made anew.
Status InterceptWriter::Once(InterceptRule& rule) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    const bool was_there = Now(rule) != nullptr;
    if (const Status written = Write(rule); !written) return written;
    Result<InterceptRule> got = calls_.Get(rule.id, stop_);
    if (!got) return got.error();
    const bool same = SameEffect(*got, rule);
    standing_[rule.id] = std::move(*got);
    if (same) return {};
    if (!was_there) break;
    if (const Status removed = Remove(rule.id); !removed) return removed;
    rule.id.clear();
  }
  altered = true;
  return {};
}

// A name may be taken: by this very rule, when the answer to an earlier call was lost, or by somebody else's.
Status InterceptWriter::Write(InterceptRule& rule) {
  if (!FitsItsName(rule)) rule.name = InterceptName(rule);
  for (char variant = '0'; variant <= '9'; ++variant) {
    Status written;
    if (const InterceptRule* now = Now(rule)) {
      written = calls_.Update(*now, rule, stop_);
    } else {
      const Result<std::string> id = calls_.Add(rule, stop_);
      if (id) rule.id = *id;
      written = id ? Status() : Status(id.error());
    }
    if (!IsErrcode(written, kNameTaken)) return written;
    if (Now(rule) == nullptr) {
      const Result<std::string> adopted = Adopt(rule);
      if (!adopted) return adopted.error();
      rule.id = *adopted;
      if (!rule.id.empty()) return {};
    }
    rule.name = InterceptName(rule, variant == '9' ? variant : static_cast<char>(variant + 1));
  }
  return Error{ErrorKind::kInvalid, ErrcodeCode(kNameTaken), "every name of the rule is taken"};
}

/// The id of a rule with this name that does the same; empty when there is none.
Result<std::string> InterceptWriter::Adopt(const InterceptRule& rule) {
  const auto entries = calls_.List(stop_);
  if (!entries) return entries.error();
  for (const InterceptEntry& entry : *entries) {
    if (entry.name != rule.name || standing_.contains(entry.id)) continue;
    const Result<InterceptRule> got = calls_.Get(entry.id, stop_);
    if (!got) return got.error();
    if (SameEffect(*got, rule)) return entry.id;
  }
  return std::string();
}

// Which word is refused is not said: those that stand already are kept, the others are tried in halves.
Status InterceptWriter::Narrow(InterceptRule& rule) {
  const std::vector<std::string> wanted = rule.words;
  std::vector<std::string> good;
  if (const InterceptRule* now = Now(rule)) {
    std::set_intersection(wanted.begin(), wanted.end(), now->words.begin(), now->words.end(), std::back_inserter(good));
  }
  if (!good.empty()) {
    rule.words = good;
    const Status put = Once(rule);
    if (IsErrcode(put, kBadWord)) {
      good.clear();
    } else if (!put) {
      return put;
    }
  }
  std::vector<std::string> offered;
  std::set_difference(wanted.begin(), wanted.end(), good.begin(), good.end(), std::back_inserter(offered));
  if (const Status grown = Grow(rule, good, offered); !grown) return grown;
  return good.empty() && !rule.id.empty() ? Remove(rule.id) : Status();
}

Status InterceptWriter::Grow(InterceptRule& rule, std::vector<std::string>& good,
                             const std::vector<std::string>& offered) {
  if (offered.empty()) return {};
  rule.words = good;
  rule.words.insert(rule.words.end(), offered.begin(), offered.end());
  Tidy(rule);
  const Status put = Once(rule);
  if (put) good = rule.words;
  if (!IsErrcode(put, kBadWord)) return put;
  if (offered.size() == 1) {
    refused_words.push_back(offered.front());
    return {};
  }
  const auto middle = offered.begin() + static_cast<std::ptrdiff_t>(offered.size() / 2);
  if (const Status half = Grow(rule, good, {offered.begin(), middle}); !half) return half;
  return Grow(rule, good, {middle, offered.end()});
}

}  // namespace custos::wecom
