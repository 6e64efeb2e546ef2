// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/partitions.h"

#include <chrono>
#include <cstdio>

#include "core/log.h"

namespace custos::storage {
namespace {

namespace chrono = std::chrono;

constexpr TimeMs kDay = 86'400'000;
constexpr int kFirstYear = 2005;         // nothing we read is older
constexpr TimeMs kFarthest = 62 * kDay;  // ahead of our clock: a wrong clock elsewhere
constexpr int kRawDaysAhead = 3;

constexpr char kParts[] =
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " WHERE i.inhparent = $1::regclass ORDER BY c.relname";

chrono::year_month_day DateOf(TimeMs time) {
  return chrono::floor<chrono::days>(chrono::sys_time<chrono::milliseconds>(chrono::milliseconds(time)));
}

TimeMs StartOf(chrono::year_month month) {
  return chrono::duration_cast<chrono::milliseconds>(chrono::sys_days(month / 1).time_since_epoch()).count();
}

std::string Range(TimeMs from, TimeMs to) {
  return " FOR VALUES FROM (" + std::to_string(from) + ") TO (" + std::to_string(to) + ")";
}

std::string MonthName(chrono::year_month month) {
  char name[32];
  std::snprintf(name, sizeof name, "message_p%04d%02u", static_cast<int>(month.year()),
                static_cast<unsigned>(month.month()));
  return name;
}

std::string DayName(TimeMs day) {
  const auto date = DateOf(day);
  char name[32];
  std::snprintf(name, sizeof name, "raw_page_p%04d%02u%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return name;
}

/// The month of "message_pYYYYMM"; nothing for another name.
std::optional<chrono::year_month> MonthOf(std::string_view name) {
  constexpr std::string_view kPrefix = "message_p";
  if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + 6) return std::nullopt;
  const int digits = std::stoi(std::string(name.substr(kPrefix.size())));
  return chrono::year(digits / 100) / chrono::month(static_cast<unsigned>(digits % 100));
}

/// False when the part cannot be made, for example because the default part holds rows of its range: then those rows
/// and the new ones stay there, which is slower and nothing worse.
bool TryCreate(db::Connection& connection, const std::string& name, const std::string& sql) {
  try {
    connection.Script(sql);
    return true;
  } catch (const db::Failure& failure) {
    if (failure.error().kind == ErrorKind::kUnavailable) throw;
    Log(LogLevel::kWarn, "a part of a table cannot be made", {{"part", name}, {"code", failure.error().code}});
    return false;
  }
}

}  // namespace

void Partitions::EnsureMonth(db::Connection& connection, int year, unsigned month) {
  const chrono::year_month wanted = chrono::year(year) / chrono::month(month);
  const std::string name = MonthName(wanted);
  const std::scoped_lock lock(mutex_);
  if (!known_.insert(name).second) return;
  try {
    TryCreate(connection, name,
              "CREATE TABLE IF NOT EXISTS " + name + " PARTITION OF message" +
                  Range(StartOf(wanted), StartOf(wanted + chrono::months(1))) +
                  " WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)");
  } catch (...) {
    known_.erase(name);
    throw;
  }
}

void Partitions::EnsureMonths(db::Connection& connection, const std::vector<TimeMs>& times) {
  std::set<std::pair<int, unsigned>> months;
  const TimeMs farthest = clock_.Now() + kFarthest;
  for (const TimeMs time : times) {
    if (time > farthest || time < 0) continue;
    const auto date = DateOf(time);
    if (static_cast<int>(date.year()) < kFirstYear) continue;
    months.emplace(static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
  }
  for (const auto& [year, month] : months) EnsureMonth(connection, year, month);
}

void Partitions::PrepareAhead(db::Connection& connection) {
  const TimeMs now = clock_.Now();
  EnsureMonths(connection, {now, now + 31 * kDay});
  const TimeMs today = now - now % kDay;
  for (int i = 0; i < kRawDaysAhead; ++i) {
    const TimeMs day = today + i * kDay;
    const std::string name = DayName(day);
    TryCreate(connection, name,
              "CREATE TABLE IF NOT EXISTS " + name + " PARTITION OF raw_page" + Range(day, day + kDay));
  }
}

void Partitions::DropRawBefore(db::Connection& connection, TimeMs before) {
  const std::string oldest_kept = DayName(before);
  const db::Rows parts = connection.Query(kParts, db::Params().Text("raw_page"));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string name = parts.Text(i, 0);
    if (name.starts_with("raw_page_p") && name < oldest_kept) connection.Script("DROP TABLE " + name);
  }
  connection.Query("DELETE FROM raw_page_default WHERE received_at < $1", db::Params().Int(before));
}

std::vector<TimeMs> Partitions::MessageBorders(db::Connection& connection) {
  std::set<TimeMs> borders;
  const db::Rows parts = connection.Query(kParts, db::Params().Text("message"));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (const auto month = MonthOf(parts.View(i, 0))) {
      borders.insert(StartOf(*month));
      borders.insert(StartOf(*month + chrono::months(1)));
    }
  }
  return {borders.begin(), borders.end()};
}

}  // namespace custos::storage
