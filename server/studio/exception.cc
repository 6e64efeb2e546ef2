// SPDX-License-Identifier: Apache-2.0
#include "server/studio/exception.h"

#include <algorithm>

#include "server/studio/rule_documents.h"

namespace custos::server::studio {
namespace {

constexpr std::size_t kMostExamined = 200;
constexpr std::size_t kMostPhraseBytes = 120;  // some forty characters
constexpr std::size_t kCharactersAround = 4;

const std::vector<std::string_view> kBreaks = {"，", "。", "！", "？", "；", "、", "\n", ",", ".", "!", "?", ";"};

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t CharactersBefore(const std::string& text, std::size_t at, std::size_t count) {
  while (count > 0 && at > 0) {
    --at;
    if (!IsContinuation(text[at])) --count;
  }
  return at;
}

std::size_t CharactersAfter(const std::string& text, std::size_t at, std::size_t count) {
  while (count > 0 && at < text.size()) {
    ++at;
    while (at < text.size() && IsContinuation(text[at])) ++at;
    --count;
  }
  return at;
}

/// The end of the last break before `at`.
std::size_t ClauseBegin(const std::string& text, std::size_t at) {
  std::size_t begin = 0;
  for (const std::string_view mark : kBreaks) {
    const auto found = at == 0 ? std::string::npos : text.rfind(mark, at - 1);
    if (found != std::string::npos && found + mark.size() <= at) begin = std::max(begin, found + mark.size());
  }
  return begin;
}

std::size_t ClauseEnd(const std::string& text, std::size_t at) {
  std::size_t end = text.size();
  for (const std::string_view mark : kBreaks) end = std::min(end, text.find(mark, at));
  return end;
}

const Finding* FindingOf(const storage::AlertView& alert, const std::string& rule_id) {
  for (const Finding& finding : alert.findings) {
    if (rule_id.empty() || finding.rule_id == rule_id) return &finding;
  }
  return nullptr;
}

bool Fires(const rules::RuleSet& rules, const Message& message, const rules::Facts& facts, const std::string& rule_id) {
  const auto findings = rules.Judge(message, facts);
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule_id == rule_id; });
}

Error Unplaced(const std::string& why) { return {ErrorKind::kConflict, "pack.exception_unplaced", why}; }

}  // namespace

std::vector<std::string> SuggestPhrases(const std::string& text, const std::vector<Span>& spans) {
  std::vector<std::string> phrases;
  if (spans.empty()) return phrases;
  const auto add = [&](std::size_t begin, std::size_t end) {
    begin = std::min(text.find_first_not_of(" \r\n\t", begin), end);
    std::string phrase = text.substr(begin, end - begin);
    phrase.erase(phrase.find_last_not_of(" \r\n\t") + 1);
    const bool fits = phrase.size() >= 2 && phrase.size() <= kMostPhraseBytes;
    if (fits && std::find(phrases.begin(), phrases.end(), phrase) == phrases.end()) phrases.push_back(phrase);
  };
  const std::size_t begin = std::min<std::size_t>(spans.front().begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(spans.back().end, begin, text.size());
  add(ClauseBegin(text, begin), ClauseEnd(text, end));
  add(CharactersBefore(text, begin, kCharactersAround), CharactersAfter(text, end, kCharactersAround));
  add(begin, end);
  return phrases;
}

Message MessageOf(const storage::MessageView& view) {
  Message message;
  message.source = view.source;
  message.seq = view.seq;
  message.key = view.key;
  message.channel = view.channel;
  message.action = view.action;
  message.type = view.type;
  message.conversation_kind = view.conversation_kind;
  message.from = {view.from.kind, view.from.id};
  message.role = view.role;
  message.sent_at = view.ref.sent_at;
  message.text = view.text;
  message.quote = view.quote;
  message.detail = view.detail;
  for (const storage::MediaView& media : view.media) {
    message.media.push_back({.kind = media.kind,
                             .locator = {},
                             .md5 = {},
                             .size = media.size,
                             .name = media.name,
                             .duration_s = media.duration_s});
  }
  return message;
}

Result<ExceptionProposal> ExceptionService::Propose(const storage::Scope& scope, std::uint64_t alert_id,
                                                    const std::string& rule_id,
                                                    const std::vector<std::string>& phrases) {
  const auto alert = alerts_.Get(scope, alert_id);
  if (!alert) return alert.error();
  const Finding* finding = FindingOf(*alert, rule_id);
  if (finding == nullptr) return Unplaced("the alert is not of this rule");

  ExceptionProposal proposal;
  proposal.rule_id = finding->rule_id;
  const auto places = packs_.Places();
  const auto place = places.find(proposal.rule_id);
  if (place == places.end()) return Unplaced("the rule is not in the pack in force");
  proposal.place = place->second;
  proposal.suggestions = SuggestPhrases(alert->message.text, finding->spans);
  proposal.phrases = phrases;
  if (proposal.phrases.empty() && !proposal.suggestions.empty()) proposal.phrases = {proposal.suggestions.front()};
  if (proposal.phrases.empty()) return Unplaced("no phrase of the message can be an exception");

  auto files = packs_.store().Files(packs_.version_in_force());
  if (!files) return files.error();
  std::string& text = (*files)[proposal.place.file];
  auto edited = AddAllowPhrases(text, proposal.rule_id, proposal.phrases);
  if (!edited) return Unplaced("the rule is written in a form that a phrase cannot be put into");
  text = *edited;
  for (const RuleDocument& document : SplitDocuments(text)) {
    if (document.rule_id == proposal.rule_id) {
      proposal.rule_text = text.substr(document.begin, document.end - document.begin);
    }
  }
  proposal.changes[proposal.place.file] = std::move(*edited);
  proposal.checked = packs_.Validate(*files);
  const auto before = in_force_.InForce();
  if (!proposal.checked->valid()) return proposal;
  const rules::RuleSet& after = *proposal.checked->rules;
  const Message message = MessageOf(alert->message);
  proposal.silences_alert = !Fires(after, message, facts_(message), proposal.rule_id);

  const auto past = history_.AlertsOfRule(proposal.rule_id, kMostExamined);
  if (!past) return past.error();
  for (const std::uint64_t id : *past) {
    auto view = alerts_.Get(scope, id);
    if (!view && view.error().kind == ErrorKind::kNotFound) continue;  // outside the scope
    if (!view) return view.error();
    ++proposal.examined;
    const Message one = MessageOf(view->message);
    const rules::Facts facts = facts_(one);
    if (Fires(*before, one, facts, proposal.rule_id) && !Fires(after, one, facts, proposal.rule_id)) {
      proposal.silenced.push_back(std::move(*view));
    }
  }
  return proposal;
}

}  // namespace custos::server::studio
