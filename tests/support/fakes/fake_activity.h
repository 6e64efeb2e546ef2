// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/activity_store.h"

namespace custos::testing {

/// Two rows and one customer who waits.
class FakeActivity : public storage::ActivityStore {
 public:
  Result<storage::ActivityReport> Report(const storage::Scope& scope, const storage::ActivityQuery& query) override {
    scope_kind = scope.kind;
    asked = query;
    storage::ActivityReport report;
    storage::ActivityCounts counts;
    counts.messages_out = 12;
    counts.questions = 3;
    counts.replies = 3;
    counts.reply_ms = 4'500'500;
    counts.reply_times[2] = 1;
    counts.reply_times[9] = 1;
    counts.reply_times.back() = 1;
    counts.followed = 5;
    counts.served = 4;
    counts.served_contacted = 1;
    using By = storage::ActivityBy;
    storage::ActivityRow& row = report.rows.emplace_back();
    if (query.by == By::kEmployee) {
      row.employee = person;
      row.accounts = 2;
    }
    if (query.by == By::kTeam) {
      row.team = storage::DepartmentRef{"wecom:test", 3};
      row.team_name = "华东一部";
    }
    row.first_day = query.from_day;
    row.counts = counts;
    report.total = counts;
    return report;
  }
  Result<storage::OpenQuestionPage> OpenQuestions(const storage::Scope& scope,
                                                  const storage::OpenQuestionQuery& query) override {
    scope_kind = scope.kind;
    asked_questions = query;
    storage::OpenQuestionPage page;
    page.total = 1;
    storage::OpenQuestion& question = page.items.emplace_back();
    question.message_id = 7;
    question.since = 1'760'000'000'000;
    question.employee = person;
    question.customer = {"wecom:test", PartyKind::kExternal, "wm-0001", "王女士", ""};
    question.record = 1;
    return page;
  }
  Result<std::vector<storage::LastContact>> LastContacts(const storage::Scope&,
                                                         const std::vector<std::uint64_t>&) override {
    return std::vector<storage::LastContact>{};
  }
  Result<std::uint64_t> Follow() override { return std::uint64_t{0}; }
  Status FollowAgain() override { return {}; }
  Result<std::uint64_t> Behind() override { return std::uint64_t{0}; }

  storage::PersonView person{"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", "华东一部"};
  storage::Scope::Kind scope_kind = storage::Scope::Kind::kNothing;
  storage::ActivityQuery asked;
  storage::OpenQuestionQuery asked_questions;
};

}  // namespace custos::testing
