// SPDX-License-Identifier: Apache-2.0
#include "storage/format/manifest.h"

#include <catch2/catch.hpp>

#include "storage/format/manifest_tally.h"
#include "storage/format/record.h"

namespace custos::storage {
namespace {

std::string Encoded(RecordFields fields) {
  Record record{.at = 1, .fields = std::move(fields), .commitment = std::nullopt};
  if (HasContent(KindOf(record.fields))) record.commitment = Digest{};
  return EncodeRecord(record);
}

std::string MessageOf(std::uint64_t seq) {
  return Encoded(
      MessageFields{.source = "wecom:ww1", .seq = seq, .key = "k" + std::to_string(seq), .conversation = {}});
}
std::string ParkedOf(std::uint64_t seq) {
  return Encoded(ParkedFields{"wecom:ww1", seq, "k", "wecom.key_version_unknown", 3, Digest{}});
}
std::string UnparkedOf(std::uint64_t seq, std::uint64_t leaf) {
  return Encoded(UnparkedFields{"wecom:ww1", seq, leaf});
}

// Leaves from `first` on, one for each record.
ManifestTally TallyOf(std::uint64_t first, const std::vector<std::string>& records) {
  ManifestTally tally;
  for (const std::string& record : records) {
    tally.Add(first, record, LeafHash(record));
    ++first;
  }
  return tally;
}

Manifest Full() {
  Manifest m;
  m.origin = "custos/test";
  m.source = "sms:a b%";
  m.day = *ParseDay("2026-02-28");
  m.zone_minutes = 480;
  m.until = EndOfDay(m.day, m.zone_minutes);
  m.first = 100;
  m.end = 2000;
  m.previous = Manifest::Previous{99, Sha256("text before")};
  m.records = 1500;
  m.messages = 1490;
  m.root = Sha256("root");
  m.sequence = NumberRun{500, 2100};
  m.gaps = {3, 2, {{510, 511}, {600, 600}}};
  m.late = {1, 1, {{44, 44}}};
  m.parked = 1;
  m.held = {{150, 520, "wecom.key_version_unknown"}};
  m.settled = 1;
  m.freed = {{12, 44, ""}};
  return m;
}

}  // namespace

TEST_CASE("a manifest survives its text form") {
  for (Manifest m : {Full(), Manifest{.origin = "custos/test", .source = "s"}}) {
    const Result<Manifest> read = ParseManifest(FormatManifest(m));
    REQUIRE(read.ok());
    CHECK(*read == m);
  }
  CHECK(FormatManifest(Full()).find("source sms:a%20b%25\n") != std::string::npos);
}

TEST_CASE("a text that is not exactly a manifest is refused") {
  const std::string text = FormatManifest(Full());
  CHECK_FALSE(ParseManifest(text + "more 1\n").ok());
  CHECK_FALSE(ParseManifest(text.substr(0, text.size() - 1)).ok());
  for (std::size_t line = 0, at = 0; at < text.size(); ++line) {  // each line left out in turn
    const std::size_t end = text.find('\n', at) + 1;
    INFO("without line " << line);
    CHECK_FALSE(ParseManifest(text.substr(0, at) + text.substr(end)).ok());
    at = end;
  }
  std::string zeros = text;
  zeros.replace(zeros.find("records 1500"), 12, "records 01500");
  CHECK_FALSE(ParseManifest(zeros).ok());
}

TEST_CASE("a tally tells gaps, what came late, and what waits") {
  const ManifestTally tally =
      TallyOf(50, {Encoded(PageFields{"wecom:ww1", 11, 20, 6, {}}), MessageOf(11), MessageOf(12), ParkedOf(15),
                   MessageOf(18), MessageOf(20), ParkedOf(19), UnparkedOf(19, 56), UnparkedOf(3, 9), MessageOf(3)});
  Manifest m;
  tally.Fill(m, 10);
  CHECK(m.records == 10);
  CHECK(m.messages == 5);
  CHECK(m.sequence == NumberRun{11, 20});
  CHECK(m.gaps == NumberRuns{4, 2, {{13, 14}, {16, 17}}});
  CHECK(m.late == NumberRuns{1, 1, {{3, 3}}});
  CHECK(m.held == std::vector<ParkedLine>{{53, 15, "wecom.key_version_unknown"}});
  CHECK(m.freed == std::vector<ParkedLine>{{9, 3, ""}});

  SECTION("the first range of a source begins at its smallest number") {
    tally.Fill(m, std::nullopt);
    CHECK(m.sequence == NumberRun{3, 20});
    CHECK(m.late.numbers == 0);
    CHECK(m.gaps.listed.front() == NumberRun{4, 10});
  }
  SECTION("a range without a record says so") {
    ManifestTally().Fill(m, 20);
    CHECK(m.records == 0);
    CHECK(m.sequence == NumberRun{21, 20});
    CHECK(m.root == EmptyRoot());
    ManifestTally().Fill(m, std::nullopt);
    CHECK_FALSE(m.sequence.has_value());
  }
}

TEST_CASE("removing, swapping or changing any one record changes the manifest's root") {
  std::vector<std::string> records;
  for (std::uint64_t seq = 1; seq <= 40; ++seq) records.push_back(MessageOf(seq));
  Manifest whole;
  TallyOf(0, records).Fill(whole, std::nullopt);
  for (std::size_t i = 0; i < records.size(); ++i) {
    Manifest changed;
    std::vector<std::string> fewer = records;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    TallyOf(0, fewer).Fill(changed, 0);
    CHECK(changed.root != whole.root);
    CHECK(changed.messages + 1 == whole.messages);
    // The missing number is named, but for the last one, which the count alone tells.
    if (i + 1 < records.size()) CHECK(changed.gaps.listed == std::vector<NumberRun>{{i + 1, i + 1}});
    if (i == 0) continue;
    std::vector<std::string> swapped = records;
    std::swap(swapped[i - 1], swapped[i]);
    TallyOf(0, swapped).Fill(changed, 0);
    CHECK(changed.root != whole.root);
  }
}

TEST_CASE("gaps beyond what is listed are still counted") {
  std::vector<std::string> records;
  for (std::uint64_t seq = 1; seq <= 2 * (kMaxManifestLines + 10); seq += 2) records.push_back(MessageOf(seq));
  Manifest m{.origin = "custos/test", .source = "wecom:ww1"};
  TallyOf(0, records).Fill(m, std::nullopt);
  CHECK(m.gaps.runs == kMaxManifestLines + 9);
  CHECK(m.gaps.listed.size() == kMaxManifestLines);
  CHECK(ParseManifest(FormatManifest(m)).ok());
}

TEST_CASE("only records of a source have one") {
  CHECK(SourceOf(MessageOf(1)) == "wecom:ww1");
  CHECK(SourceOf(ParkedOf(1)) == "wecom:ww1");
  CHECK(SourceOf(UnparkedOf(1, 2)) == "wecom:ww1");
  CHECK_FALSE(SourceOf(Encoded(JudgementFields{})).has_value());
  CHECK_FALSE(SourceOf("").has_value());
  CHECK_FALSE(SourceOf(MessageOf(1).substr(0, 5)).has_value());
}

TEST_CASE("days and zones have one spelling each") {
  CHECK(FormatDay(0) == "1970-01-01");
  CHECK(FormatDay(*ParseDay("2024-02-29")) == "2024-02-29");
  CHECK_FALSE(ParseDay("2023-02-29").has_value());
  CHECK_FALSE(ParseDay("2023-13-01").has_value());
  CHECK(FormatZone(480) == "+08:00");
  CHECK(FormatZone(-150) == "-02:30");
  CHECK(ParseZone("-02:30") == -150);
  CHECK_FALSE(ParseZone("08:00").has_value());
  CHECK_FALSE(ParseZone("+25:00").has_value());
  const TimeMs before_midnight = 1'700'063'999'999;  // 2023-11-15 23:59:59.999 at +08:00
  CHECK(FormatDay(DayOf(before_midnight, 480)) == "2023-11-15");
  CHECK(FormatDay(DayOf(before_midnight + 1, 480)) == "2023-11-16");
  CHECK(EndOfDay(DayOf(before_midnight, 480), 480) == before_midnight + 1);
  CHECK(DayOf(-1, 0) == -1);
}

}  // namespace custos::storage
