// SPDX-License-Identifier: Apache-2.0
#include "storage/format/manifest.h"

#include <chrono>
#include <cstdio>
#include <initializer_list>

#include "storage/format/note_key.h"
#include "storage/format/wire.h"

namespace custos::storage {
namespace {

constexpr std::string_view kHeader = "custos/manifest/1";
constexpr TimeMs kMinute = 60'000;
constexpr TimeMs kDay = 1440 * kMinute;

std::string Escape(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x21 && byte != 0x7F && c != '%') {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

std::optional<std::string> Unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = HexDecode(text.substr(i + 1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    out += *byte;
    i += 2;
  }
  if (Escape(out) != text) return std::nullopt;
  return out;
}

void Line(std::string& out, std::initializer_list<std::string_view> words) {
  const char* between = "";
  for (const std::string_view word : words) {
    out += between;
    out += word;
    between = " ";
  }
  out += "\n";
}

void PutRuns(std::string& out, std::string_view total, std::string_view line, const NumberRuns& runs) {
  Line(out, {total, std::to_string(runs.numbers), std::to_string(runs.runs)});
  for (const NumberRun& run : runs.listed) Line(out, {line, std::to_string(run.first), std::to_string(run.last)});
}

// Reads lines of words. After the first violation every read gives nothing and ok() is false.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool Finished() const { return ok_ && rest_.empty(); }
  void Fail() { ok_ = false; }

  bool NextIs(std::string_view name) const { return ok_ && rest_.starts_with(name) && rest_[name.size()] == ' '; }

  /// The words behind `name`, exactly `count` of them.
  std::vector<std::string_view> Words(std::string_view name, std::size_t count) {
    std::vector<std::string_view> words;
    std::string_view line = ok_ ? TakeLine(rest_) : std::string_view();
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') Fail();
    while (ok_ && line.find(' ') != line.npos) {
      line.remove_prefix(line.find(' ') + 1);
      words.push_back(line.substr(0, line.find(' ')));
    }
    if (words.size() != count) Fail();
    words.resize(count);
    return words;
  }

  std::uint64_t Number(std::string_view word) {
    const auto number = StrictDecimal(word);
    if (!number) Fail();
    return number.value_or(0);
  }

  Digest Hash(std::string_view word) {
    const auto digest = DigestFromBytes(StrictBase64(word).value_or(""));
    if (!digest) Fail();
    return digest.value_or(Digest{});
  }

  std::string Text(std::string_view word) {
    auto text = Unescape(word);
    if (!text) Fail();
    return std::move(text).value_or("");
  }

  std::string_view Whole() { return ok_ ? TakeLine(rest_) : std::string_view(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

NumberRuns TakeRuns(LineReader& in, std::string_view total, std::string_view line) {
  NumberRuns runs;
  const auto totals = in.Words(total, 2);
  runs.numbers = in.Number(totals[0]);
  runs.runs = in.Number(totals[1]);
  while (in.NextIs(line) && runs.listed.size() < kMaxManifestLines) {
    const auto words = in.Words(line, 2);
    runs.listed.push_back({in.Number(words[0]), in.Number(words[1])});
  }
  if (runs.listed.size() != std::min<std::uint64_t>(runs.runs, kMaxManifestLines)) in.Fail();
  return runs;
}

std::vector<ParkedLine> TakeParked(LineReader& in, std::string_view line, std::uint64_t total, bool with_reason) {
  std::vector<ParkedLine> lines;
  while (in.NextIs(line) && lines.size() < kMaxManifestLines) {
    const auto words = in.Words(line, with_reason ? 3 : 2);
    lines.push_back({in.Number(words[0]), in.Number(words[1]), with_reason ? in.Text(words[2]) : ""});
  }
  if (lines.size() != std::min<std::uint64_t>(total, kMaxManifestLines)) in.Fail();
  return lines;
}

void TakeHead(LineReader& in, Manifest& manifest) {
  if (in.Whole() != kHeader) in.Fail();
  manifest.origin = std::string(in.Whole());
  if (manifest.origin.empty()) in.Fail();
  manifest.source = in.Text(in.Words("source", 1)[0]);
  const auto day = in.Words("day", 2);
  const auto parsed_day = ParseDay(day[0]);
  const auto zone = ParseZone(day[1]);
  if (!parsed_day || !zone) in.Fail();
  manifest.day = parsed_day.value_or(0);
  manifest.zone_minutes = zone.value_or(0);
  manifest.until = static_cast<TimeMs>(in.Number(in.Words("until", 1)[0]));
  const auto leaves = in.Words("leaves", 2);
  manifest.first = in.Number(leaves[0]);
  manifest.end = in.Number(leaves[1]);
}

}  // namespace

std::string FormatManifest(const Manifest& m) {
  std::string out;
  Line(out, {kHeader});
  Line(out, {m.origin});
  Line(out, {"source", Escape(m.source)});
  Line(out, {"day", FormatDay(m.day), FormatZone(m.zone_minutes)});
  Line(out, {"until", std::to_string(m.until)});
  Line(out, {"leaves", std::to_string(m.first), std::to_string(m.end)});
  if (m.previous)
    Line(out, {"previous", std::to_string(m.previous->leaf), Base64Encode(AsBytes(m.previous->text))});
  else
    Line(out, {"previous", "none"});
  Line(out, {"records", std::to_string(m.records)});
  Line(out, {"messages", std::to_string(m.messages)});
  Line(out, {"root", Base64Encode(AsBytes(m.root))});
  if (m.sequence)
    Line(out, {"sequence", std::to_string(m.sequence->first), std::to_string(m.sequence->last)});
  else
    Line(out, {"sequence", "none"});
  PutRuns(out, "gaps", "gap", m.gaps);
  PutRuns(out, "late", "came", m.late);
  Line(out, {"parked", std::to_string(m.parked)});
  for (const ParkedLine& line : m.held) {
    Line(out, {"held", std::to_string(line.leaf), std::to_string(line.seq), Escape(line.reason)});
  }
  Line(out, {"settled", std::to_string(m.settled)});
  for (const ParkedLine& line : m.freed) Line(out, {"freed", std::to_string(line.leaf), std::to_string(line.seq)});
  return out;
}

Result<Manifest> ParseManifest(std::string_view text) {
  LineReader in(text);
  Manifest m;
  TakeHead(in, m);
  LineReader none = in;
  if (none.Words("previous", 1)[0] == "none") {
    in = none;
  } else {
    const auto previous = in.Words("previous", 2);
    m.previous = Manifest::Previous{in.Number(previous[0]), in.Hash(previous[1])};
  }
  m.records = in.Number(in.Words("records", 1)[0]);
  m.messages = in.Number(in.Words("messages", 1)[0]);
  m.root = in.Hash(in.Words("root", 1)[0]);
  none = in;
  if (none.Words("sequence", 1)[0] == "none") {
    in = none;
  } else {
    const auto sequence = in.Words("sequence", 2);
    m.sequence = NumberRun{in.Number(sequence[0]), in.Number(sequence[1])};
  }
  m.gaps = TakeRuns(in, "gaps", "gap");
  m.late = TakeRuns(in, "late", "came");
  m.parked = in.Number(in.Words("parked", 1)[0]);
  m.held = TakeParked(in, "held", m.parked, true);
  m.settled = in.Number(in.Words("settled", 1)[0]);
  m.freed = TakeParked(in, "freed", m.settled, false);
  if (!in.Finished() || m.first > m.end || FormatManifest(m) != text) return Malformed("manifest");
  return m;
}

std::int64_t DayOf(TimeMs at, std::int32_t zone_minutes) {
  const TimeMs local = at + zone_minutes * kMinute;
  return (local >= 0 ? local : local - kDay + 1) / kDay;
}

TimeMs EndOfDay(std::int64_t day, std::int32_t zone_minutes) { return (day + 1) * kDay - zone_minutes * kMinute; }

std::string FormatDay(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::optional<std::int64_t> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) value = c >= '0' && c <= '9' ? value * 10 + (c - '0') : 100'000;
    return value;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year > 9999 || month > 12 || day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::string FormatZone(std::int32_t minutes) {
  char text[24];
  const int size = minutes < 0 ? -minutes : minutes;
  std::snprintf(text, sizeof text, "%c%02d:%02d", minutes < 0 ? '-' : '+', size / 60, size % 60);
  return text;
}

std::optional<std::int32_t> ParseZone(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int hours = digit(1) * 10 + digit(2);
  const int minutes = digit(4) * 10 + digit(5);
  if (hours > 14 || minutes > 59) return std::nullopt;
  const int total = hours * 60 + minutes;
  return text[0] == '-' ? -total : total;
}

}  // namespace custos::storage
