// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "rules/stream/stream_judge.h"
#include "rules/stream/testing/stream_pack.h"

namespace custos::rules::testing {

struct Said {
  std::string text;
  TimeMs at = 0;  ///< seconds
  std::string who = "rep";
  std::string with = "customer";
  std::string source = "chat";
};

inline Message MessageOf(const Said& said, std::size_t number) {
  Message message;
  message.source = said.source;
  message.key = "m" + std::to_string(number);
  message.type = "text";
  message.action = "send";
  message.text = said.text;
  message.sent_at = 1'000'000'000 + said.at * 1000;
  const bool by_customer = said.who == said.with;
  message.role = by_customer ? Role::kCustomer : Role::kRep;
  const std::string rep = by_customer ? "rep" : said.who;
  message.conversation_key = rep + "|" + said.with;
  const Party staff{PartyKind::kStaff, rep};
  const Party external{PartyKind::kExternal, said.with};
  message.from = by_customer ? external : staff;
  message.to = {by_customer ? staff : external};
  return message;
}

/// The same people have the same ids in every source.
inline Facts FactsFor(const Message& message) {
  Facts facts;
  const bool by_customer = message.role == Role::kCustomer;
  facts.employee = by_customer ? message.to.front().id : message.from.id;
  facts.customer = by_customer ? message.from.id : message.to.front().id;
  facts.departments = {"d1", "root"};
  facts.own_departments = {"d1", "root"};
  return facts;
}

/// What a run found: rule, message it belongs to, and the keys of the other messages.
using Told = std::tuple<std::string, std::string, std::vector<std::string>>;

inline Told ToldOf(const std::string& key, const Finding& finding) {
  std::vector<std::string> parts;
  for (const FindingPart& part : finding.parts) parts.push_back(part.key);
  return {finding.rule_id.substr(34), key, parts};
}

/// A judge with the part of a database that it needs: messages in order, signals, newest times. Restart forgets the
/// judge and restores it from there.
class StoredStream {
 public:
  explicit StoredStream(std::shared_ptr<const RuleSet> rules) : rules_(std::move(rules)) { Restart(); }

  /// One page: those of its messages that are new are judged and stored together.
  void Page(const std::vector<Message>& page) {
    for (const Message& message : page) {
      if (!keys_.insert({message.source, message.key}).second) continue;
      const StreamVerdict verdict = judge_->Judge(message, FactsFor(message));
      for (const Finding& finding : verdict.findings) told_.push_back(ToldOf(message.key, finding));
      for (const EarlierFinding& earlier : verdict.earlier)
        told_.push_back(ToldOf(earlier.anchor.key, earlier.finding));
      signals_.insert(signals_.end(), verdict.signals.begin(), verdict.signals.end());
      messages_.push_back(message);
      newest_[message.source] = std::max(newest_[message.source], message.sent_at);
    }
    judge_->Keep();
  }

  /// A page that the database refused.
  void Refused(const std::vector<Message>& page) {
    for (const Message& message : page) judge_->Judge(message, FactsFor(message));
    judge_->Drop();
  }

  void Restart() {
    judge_ = std::make_unique<StreamJudge>(rules_);
    for (const Message& message : messages_) {
      if (message.sent_at >= newest_[message.source] - judge_->message_horizon()) {
        judge_->RestoreMessage(message, FactsFor(message));
      }
    }
    TimeMs newest = 0;
    for (const auto& [source, at] : newest_) newest = std::max(newest, at);
    for (const Signal& signal : signals_) {
      if (signal.at >= newest - judge_->signal_horizon()) judge_->RestoreSignal(signal);
    }
    for (const auto& [source, at] : newest_) judge_->RestoreWatermark(source, at);
  }

  const std::vector<Told>& told() const { return told_; }
  const StreamJudge& judge() const { return *judge_; }

 private:
  std::shared_ptr<const RuleSet> rules_;
  std::unique_ptr<StreamJudge> judge_;
  std::vector<Message> messages_;
  std::vector<Signal> signals_;
  std::map<std::string, TimeMs> newest_;
  std::set<std::pair<std::string, std::string>> keys_;
  std::vector<Told> told_;
};

/// What is found in these messages, one page.
inline std::vector<Told> Judged(const std::vector<Said>& all) {
  StoredStream stream(LoadStreamPack());
  std::vector<Message> page;
  for (const Said& said : all) page.push_back(MessageOf(said, page.size()));
  stream.Page(page);
  return stream.told();
}

}  // namespace custos::rules::testing
