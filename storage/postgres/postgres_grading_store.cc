// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_grading_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "storage/postgres/customer_book.h"
#include "storage/postgres/grade_round.h"
#include "storage/postgres/tag_hold.h"
#include "storage/postgres/tag_round.h"

namespace custos::storage {
namespace {

constexpr TimeMs kRoundEvery = 3'600'000;
constexpr std::int64_t kPiece = 1'000;
constexpr std::int64_t kSample = 20'000;
constexpr std::size_t kExamples = 5;

constexpr char kProgress[] = "SELECT rules, customer, begun_at, ended_at FROM grade_progress FOR UPDATE SKIP LOCKED";
constexpr char kMove[] = "UPDATE grade_progress SET rules = $1, customer = $2, begun_at = $3, ended_at = $4";
constexpr char kDue[] = "SELECT customer, id FROM grade_due ORDER BY id LIMIT $1";
constexpr char kDone[] = "DELETE FROM grade_due WHERE id = ANY($1::bigint[])";
constexpr char kForgetDue[] = "DELETE FROM grade_due";
// Records are written by one at a time: the follower takes the same lock.
constexpr char kLock[] = "SELECT leaf FROM customer_progress FOR UPDATE";
constexpr char kNext[] = "SELECT id FROM customer_record WHERE id > $1 AND merged_into IS NULL ORDER BY id LIMIT $2";
constexpr char kState[] =
    "SELECT rules, customer, begun_at, ended_at, (SELECT count(*) FROM (SELECT 1 FROM grade_due LIMIT 100000) d)"
    " FROM grade_progress";
constexpr char kHowMany[] = "SELECT count(*) FROM customer_record WHERE merged_into IS NULL";
constexpr char kEveryNth[] =
    "SELECT id FROM customer_record WHERE merged_into IS NULL AND id % $1 = 0 ORDER BY id LIMIT $2";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// In order, each once.
std::vector<std::int64_t> Column(const db::Rows& rows, int column = 0) {
  std::set<std::int64_t> values;
  for (std::size_t i = 0; i < rows.size(); ++i) values.insert(rows.Int(i, column));
  return {values.begin(), values.end()};
}

template <class T>
T Readable(std::optional<T> read) {
  if (!read) db::Fail(ErrorKind::kCorrupt, "customer_book.unreadable", "a stored page cannot be read");
  return std::move(*read);
}

GradeRules RulesIn(const BookPage& page) {
  return {.version = page.version,
          .rules = Readable(ReadGradeRules(page.content)),
          .changed_at = page.changed_at,
          .changed_by = page.changed_by};
}

void Require(const Status& checked) {
  if (!checked) throw db::Failure(checked.error());
}

}  // namespace

Result<GradeRules> PostgresGradingStore::Rules() {
  return db::Guard([&] { return RulesIn(NewestPage(*readers_.Acquire(), BookKind::kRules)); });
}

Result<GradeRules> PostgresGradingStore::SetRules(std::uint64_t version, const std::vector<GradeRule>& rules,
                                                  const std::string& user_name) {
  return db::Guard([&] {
    Require(CheckGradeRules(rules));
    auto lease = readers_.Acquire();
    BookPage page = NewestPage(*lease, BookKind::kRules);
    const bool current = page.version == version;
    const std::vector<GradeRule> before = RulesIn(page).rules;
    RequireTags(*lease, sources_, rules, before);
    page.version = version + 1;
    page.content = FormatGradeRules(NumberedRules(rules, before, &page.next_id));
    page.changed_at = clock_.Now();
    page.changed_by = user_name;
    if (!current || !AddPage(*lease, BookKind::kRules, page)) {
      db::Fail(ErrorKind::kConflict, "grading.changed", "somebody changed the rules meanwhile");
    }
    return RulesIn(page);
  });
}

Result<GradePreview> PostgresGradingStore::Preview(const std::vector<GradeRule>& rules) {
  return db::Guard([&] {
    Require(CheckGradeRules(rules));
    auto lease = readers_.Acquire();
    RequireTags(*lease, sources_, rules, RulesIn(NewestPage(*lease, BookKind::kRules)).rules);
    GradePreview preview;
    const std::int64_t customers = lease->Query(kHowMany).Int(0, 0);
    preview.customers = static_cast<std::uint64_t>(customers);
    const std::int64_t step = std::max<std::int64_t>(1, (customers + kSample - 1) / kSample);
    const std::vector<std::int64_t> sample = Column(lease->Query(kEveryNth, db::Params().Int(step).Int(2 * kSample)));
    preview.looked_at = sample.size();
    std::map<std::tuple<GradeTarget, std::string, std::string, std::string>, GradeMove> moves;
    const auto count = [&](GradeMove& move, std::int64_t customer) {
      ++move.customers;
      if (move.examples.size() < kExamples) move.examples.push_back(static_cast<std::uint64_t>(customer));
    };
    for (std::size_t at = 0; at < sample.size(); at += kPiece) {
      const auto begin = sample.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = sample.begin() + static_cast<std::ptrdiff_t>(std::min(sample.size(), at + kPiece));
      for (const GradeOutcome& outcome : OutcomesOf(*lease, sources_, rules, Now(), {begin, end})) {
        if (outcome.from == outcome.to) continue;
        count(moves[{outcome.target, "", outcome.from, outcome.to}], outcome.customer);
      }
      std::set<std::tuple<std::int64_t, int, std::string>> counted;  // once for all contacts of a customer
      for (const TagMove& tag : TagMovesOf(*lease, sources_, rules, Now(), {begin, end})) {
        if (!tag.changes || !counted.insert({tag.contact.customer, tag.contact.source_id, tag.tag}).second) continue;
        const std::string from = tag.add ? "" : tag.tag, to = tag.add ? tag.tag : "";
        count(moves[{GradeTarget::kTag, rules[tag.rule].source, from, to}], tag.contact.customer);
      }
    }
    for (auto& [key, move] : moves) {
      std::tie(move.target, move.source, move.from, move.to) = key;
      preview.moves.push_back(std::move(move));
    }
    std::stable_sort(preview.moves.begin(), preview.moves.end(),
                     [](const GradeMove& one, const GradeMove& other) { return one.customers > other.customers; });
    return preview;
  });
}

Result<GradeState> PostgresGradingStore::State() {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows rows = lease->Query(kState);
    return GradeState{.rules = rows.Id(0, 0),
                      .begun_at = rows.Int(0, 2),
                      .ended_at = rows.Int(0, 3),
                      .running = rows.Int(0, 1) != 0,
                      .due = rows.Id(0, 4),
                      .held = ReadHeld(*lease, sources_)};
  });
}

Result<std::uint64_t> PostgresGradingStore::Step() {
  return db::Guard([&]() -> std::uint64_t {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows progress = lease->Query(kProgress);
    if (progress.empty()) return 0;
    const GradeRules rules = RulesIn(NewestPage(*lease, BookKind::kRules));
    const TimeMs now = clock_.Now();
    if (std::none_of(rules.rules.begin(), rules.rules.end(), [](const GradeRule& rule) { return rule.active; })) {
      if (progress.Id(0, 0) == 0) return 0;
      lease->Query(kForgetDue);
      ForgetHeld(*lease, now + 1);
      lease->Query(kMove, db::Params().Int(0).Int(0).Int(0).Int(0));
      transaction.Commit();
      return 0;
    }
    const bool changed = progress.Id(0, 0) != rules.version;
    std::int64_t last = changed ? 0 : progress.Int(0, 1);
    TimeMs begun = changed ? 0 : progress.Int(0, 2);
    TimeMs ended = progress.Int(0, 3);
    const db::Rows due = lease->Query(kDue, db::Params().Int(kPiece));
    std::vector<std::int64_t> customers = Column(due);
    const bool of_round = customers.empty();
    if (of_round) {
      if (last == 0 && begun != 0 && now < begun + kRoundEvery) return 0;
      if (last == 0) begun = now;
      customers = Column(lease->Query(kNext, db::Params().Int(last).Int(kPiece)));
      last = customers.empty() ? 0 : customers.back();
      if (customers.empty()) {
        ended = now;
        ForgetHeld(*lease, begun);
      }
    }
    const std::vector<GradeOutcome> outcomes = OutcomesOf(*lease, sources_, rules.rules, Now(), customers);
    if (!outcomes.empty()) {
      lease->Query(kLock);
      WriteOutcomes(*lease, rules.rules, outcomes, now);
    }
    WriteTagMoves(*lease, sources_, rules.rules, Now(), customers);
    if (!due.empty()) lease->Query(kDone, db::Params().IntArray(Column(due, 1)));
    if (of_round || changed) {
      lease->Query(kMove, db::Params().Int(Signed(rules.version)).Int(last).Int(begun).Int(ended));
    }
    transaction.Commit();
    return customers.size();
  });
}

Result<CustomerFields> PostgresGradingStore::Fields() {
  return db::Guard([&] {
    const BookPage page = NewestPage(*readers_.Acquire(), BookKind::kFields);
    return CustomerFields{.version = page.version,
                          .fields = Readable(ReadCustomerFields(page.content)),
                          .changed_at = page.changed_at,
                          .changed_by = page.changed_by};
  });
}

Result<CustomerFields> PostgresGradingStore::SetFields(std::uint64_t version, const std::vector<CustomerField>& fields,
                                                       const std::string& user_name) {
  return db::Guard([&] {
    Require(CheckCustomerFields(fields));
    auto lease = readers_.Acquire();
    BookPage page = NewestPage(*lease, BookKind::kFields);
    const bool current = page.version == version;
    page.version = version + 1;
    page.content = FormatCustomerFields(fields);
    page.changed_at = clock_.Now();
    page.changed_by = user_name;
    if (!current || !AddPage(*lease, BookKind::kFields, page)) {
      db::Fail(ErrorKind::kConflict, "field.changed", "somebody changed the fields meanwhile");
    }
    return CustomerFields{
        .version = page.version, .fields = fields, .changed_at = page.changed_at, .changed_by = page.changed_by};
  });
}

}  // namespace custos::storage
