// SPDX-License-Identifier: Apache-2.0
// Rows that do not say what the evidence says, each found, named and placed.
#include <catch2/catch.hpp>

#include "storage/verify/memory_evidence_test.h"

namespace custos::storage {
namespace {

using testing::MemoryEvidence;
using testing::SampleArchive;

void CheckOnly(MemoryEvidence& archive, const std::string& code, std::uint64_t position) {
  const Result<VerifyReport> report = archive.Verify();
  REQUIRE(report.ok());
  REQUIRE(report->faults.size() == 1);
  CHECK(report->faults[0].code == code);
  CHECK(report->faults[0].position == position);
}

}  // namespace

TEST_CASE("any column of a message row that was rewritten is found") {
  using Change = void (*)(MessageRow&);
  const std::vector<Change> changes{
      [](MessageRow& row) { row.message.text += " "; },
      [](MessageRow& row) { row.message.seq++; },
      [](MessageRow& row) { row.message.sent_at++; },
      [](MessageRow& row) { row.message.key += "x"; },
      [](MessageRow& row) { row.message.from.id = "rep02"; },
      [](MessageRow& row) { row.message.to.clear(); },
      [](MessageRow& row) { row.message.role = Role::kCustomer; },
      [](MessageRow& row) { row.message.quote.reset(); },
      [](MessageRow& row) { row.message.quote->text += "!"; },
      [](MessageRow& row) { row.message.media[0].name = "b"; },
      [](MessageRow& row) { row.message.media.clear(); },
      [](MessageRow& row) { row.message.detail = "{}"; },
      [](MessageRow& row) { row.message.recalls = "k"; },
      [](MessageRow& row) { row.message.raw += " "; },
      [](MessageRow& row) { row.conversation.bytes[0] ^= 1; },
  };
  for (const Change change : changes) {
    MemoryEvidence archive = SampleArchive();
    change(archive.messages[200]);
    CheckOnly(archive, "row_changed", archive.messages[200].id);
  }
}

TEST_CASE("a missing message row is found") {
  MemoryEvidence archive = SampleArchive();
  const std::uint64_t id = archive.messages[200].id;
  archive.messages.erase(archive.messages.begin() + 200);
  CheckOnly(archive, "row_missing", id);
}

TEST_CASE("a message row on the leaf of something else is forged") {
  MemoryEvidence archive = SampleArchive();
  MessageRow forged = archive.messages[5];
  forged.id = 13;  // a page
  archive.messages.push_back(forged);
  CheckOnly(archive, "row_forged", 13);
}

TEST_CASE("a second row of the same id is forged") {
  MemoryEvidence archive = SampleArchive();
  archive.messages.push_back(archive.messages[5]);
  CheckOnly(archive, "row_forged", archive.messages[5].id);
}

TEST_CASE("a row beyond the end of the log is forged") {
  MemoryEvidence archive = SampleArchive();
  MessageRow forged = archive.messages[5];
  forged.id = 1'000'000;
  archive.messages.push_back(forged);
  CheckOnly(archive, "row_forged", 1'000'000);
}

TEST_CASE("a rewritten alert is found, its state included") {
  MemoryEvidence severity = SampleArchive();
  severity.alerts[3].severity = Severity::kLow;
  CheckOnly(severity, "row_changed", severity.alerts[3].id);
  MemoryEvidence findings = SampleArchive();
  findings.alerts[3].findings.clear();
  CheckOnly(findings, "row_changed", findings.alerts[3].id);
  MemoryEvidence state = SampleArchive();
  state.alerts.back().state = AlertState::kFalsePositive;
  CheckOnly(state, "row_changed", state.alerts.back().id);
  MemoryEvidence version = SampleArchive();
  version.alerts.back().version = 2;
  CheckOnly(version, "row_changed", version.alerts.back().id);
  MemoryEvidence note = SampleArchive();
  note.alerts.back().note = "无";
  CheckOnly(note, "row_changed", note.alerts.back().id);
  MemoryEvidence who = SampleArchive();
  who.alerts.back().decided_by = "别人";
  CheckOnly(who, "row_changed", who.alerts.back().id);
  MemoryEvidence when = SampleArchive();
  when.alerts.back().decided_at++;
  CheckOnly(when, "row_changed", when.alerts.back().id);
  MemoryEvidence closed = SampleArchive();
  closed.alerts[3].state = AlertState::kFalsePositive;  // nobody ever decided on it
  CheckOnly(closed, "row_changed", closed.alerts[3].id);
}

TEST_CASE("a rewritten, missing or invented decision is found") {
  MemoryEvidence changed = SampleArchive();
  changed.decisions[1].user_name = "别人";
  CheckOnly(changed, "row_changed", changed.decisions[1].id);
  MemoryEvidence missing = SampleArchive();
  const std::uint64_t id = missing.decisions[0].id;
  missing.decisions.erase(missing.decisions.begin());
  CheckOnly(missing, "row_missing", id);
  MemoryEvidence forged = SampleArchive();
  DecisionRow extra = forged.decisions[0];
  extra.id = 3;
  forged.decisions.push_back(extra);
  CheckOnly(forged, "row_forged", 3);
}

}  // namespace custos::storage
