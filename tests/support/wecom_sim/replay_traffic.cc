// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/replay_traffic.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/digest.h"
#include "tests/support/wecom_sim/corpus_reader.h"
#include "tests/support/wecom_sim/message_bodies.h"
#include "tests/support/wecom_sim/rng.h"

namespace custos::wecom_sim {
namespace {

enum class Side { kCustomer, kRep, kColleague, kUnknown };

Side SideOf(const std::string& speaker) {
  static const std::set<std::string> reps = {"agent", "rep", "seller", "staff", "service", "sales", "B"};
  static const std::set<std::string> customers = {"customer", "user", "buyer", "client", "caller", "A"};
  if (speaker == "colleague") return Side::kColleague;
  if (reps.contains(speaker)) return Side::kRep;
  return customers.contains(speaker) ? Side::kCustomer : Side::kUnknown;
}

std::uint64_t HashOf(const std::string& text) {
  const Digest digest = Sha256(text);
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < 8; ++i) hash = hash << 8 | digest[i];
  return hash;
}

}  // namespace

/// Collects lines into conversations with people.
struct ReplayTraffic::Draft {
  explicit Draft(const Company& of) : company(of) {}

  struct Open {
    std::uint32_t talk = 0;
    std::uint32_t rep = 0;
    std::uint32_t customer = 0;
    std::uint32_t mate = 0;
    std::size_t lines = 0;
    std::string first_speaker;
    std::set<Side> sides;
  };

  std::uint32_t Person(const std::string& id) {
    const auto [found, added] = numbers.emplace(id, static_cast<std::uint32_t>(people.size()));
    if (added) people.push_back(id);
    return found->second;
  }

  Open& Begin(const std::string& name) {
    const auto [found, added] = open.try_emplace(name);
    if (!added) return found->second;
    const std::uint64_t hash = HashOf(name);
    const SimRelation& relation = company.relations[hash % company.relations.size()];
    std::string mate = company.employees[hash / 7 % company.employees.size()].id;
    if (mate == relation.employee) mate = company.employees[(hash / 7 + 1) % company.employees.size()].id;
    found->second.talk = static_cast<std::uint32_t>(talks.size());
    found->second.rep = Person(relation.employee);
    found->second.customer = Person(relation.customer);
    found->second.mate = Person(mate);
    talks.emplace_back();
    return found->second;
  }

  /// Named sides as named; of unknown speakers the first is the customer; without any names they take turns.
  static Side Resolve(Open& talk, const std::string& speaker) {
    const Side named = SideOf(speaker);
    if (named != Side::kUnknown) return named;
    if (speaker.empty()) return talk.lines % 2 == 0 ? Side::kCustomer : Side::kRep;
    if (talk.first_speaker.empty()) talk.first_speaker = speaker;
    return talk.first_speaker == speaker ? Side::kCustomer : Side::kRep;
  }

  void Take(CorpusLine line) {
    Open& talk = Begin(line.conversation);
    const Side side = Resolve(talk, line.speaker);
    ++talk.lines;
    talk.sides.insert(side);
    const std::uint32_t from = side == Side::kCustomer    ? talk.customer
                               : side == Side::kColleague ? talk.mate
                                                          : talk.rep;
    rows.push_back({std::move(line.text), from, talk.talk});
  }

  /// Who is in each conversation is known only when all of it was read.
  void Settle() {
    for (const auto& [name, talk] : open) {
      Talk& settled = talks[talk.talk];
      const bool colleague = talk.sides.contains(Side::kColleague);
      const bool customer = talk.sides.contains(Side::kCustomer) || !colleague;
      settled.external = customer;
      settled.people = {talk.rep};
      if (customer) settled.people.push_back(talk.customer);
      if (colleague) settled.people.push_back(talk.mate);
      if (customer && colleague) settled.room = "wrSIMreplay" + std::to_string(talk.talk);
    }
  }

  const Company& company;
  std::vector<Row> rows;
  std::vector<Talk> talks;
  std::vector<std::string> people;
  std::map<std::string, std::uint32_t> numbers;
  std::map<std::string, Open> open;
};

ReplayTraffic::ReplayTraffic(Draft draft, std::uint64_t seed, Schedule schedule)
    : seed_(seed),
      schedule_(std::move(schedule)),
      rows_(std::move(draft.rows)),
      talks_(std::move(draft.talks)),
      people_(std::move(draft.people)) {}

Result<std::shared_ptr<ReplayTraffic>> ReplayTraffic::Load(const std::vector<std::string>& files,
                                                           const Company& company, std::uint64_t seed, TimeMs start,
                                                           double rate) {
  Draft draft(company);
  for (const std::string& file : files) {
    const Status read = ReadCorpus(file, [&](CorpusLine line) { draft.Take(std::move(line)); });
    if (!read) return read.error();
  }
  draft.Settle();
  const std::uint64_t past = rate > 0 ? 0 : draft.rows.size();
  Schedule schedule(start, past, 2, {{past + 1, start, rate > 0 ? rate : 1.0}});
  return std::shared_ptr<ReplayTraffic>(new ReplayTraffic(std::move(draft), seed, std::move(schedule)));
}

std::uint64_t ReplayTraffic::LastSeq(TimeMs now) {
  return std::min<std::uint64_t>(rows_.size(), schedule_.LastSeq(now));
}

PlainMessage ReplayTraffic::Make(std::uint64_t seq) const {
  const Row& row = rows_[seq - 1];
  const Talk& talk = talks_[row.talk];
  Line line{people_[row.from], {}, talk.room, schedule_.Time(seq), Rng({seed_, 0x1d, seq}).Next(), talk.external};
  for (const std::uint32_t person : talk.people) {
    if (person != row.from) line.to.push_back(people_[person]);
  }
  PlainMessage message = Compose(line, Text(row.text));
  message.seq = seq;
  return message;
}

std::vector<PlainMessage> ReplayTraffic::Page(const Range& range) {
  const std::uint64_t last = LastSeq(range.now);
  std::vector<PlainMessage> page;
  for (std::uint64_t seq = std::max(range.after, LastSeq(range.oldest - 1)) + 1;
       seq <= last && page.size() < range.limit; ++seq) {
    page.push_back(Make(seq));
  }
  return page;
}

}  // namespace custos::wecom_sim
