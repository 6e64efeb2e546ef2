// SPDX-License-Identifier: Apache-2.0
#include "server/report/daily_text.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "server/report/days.h"

namespace custos::server::report {
namespace {

using storage::ActivityCounts;
using storage::ActivityRow;

constexpr std::size_t kForRest = 80;  ///< bytes for the line that counts the departments left out

class Words {
 public:
  explicit Words(bool english) : english_(english) {}

  std::string operator()(const char* zh, const char* en) const { return english_ ? en : zh; }
  std::string Span(std::int64_t seconds) const {
    const std::int64_t hours = seconds / 3600, minutes = seconds / 60 % 60;
    if (seconds < 60) return std::to_string(seconds) + (*this)(" 秒", " s");
    std::string text;
    if (hours > 0) text = std::to_string(hours) + (*this)(" 小时", " h");
    if (minutes > 0) text += (text.empty() ? "" : " ") + std::to_string(minutes) + (*this)(" 分", " min");
    return text;
  }

 private:
  const bool english_;
};

std::string N(std::uint64_t number) { return std::to_string(number); }

/// A name can be anything: nothing of it may look like markup, and no line break.
std::string Plain(const std::string& name) {
  std::string plain;
  for (const char c : name) {
    if (c == '\n' || c == '\r' || c == '<' || c == '>' || c == '*' || c == '`' || c == '[' || c == ']') continue;
    plain.push_back(c);
  }
  return plain;
}

std::vector<std::string> Totals(const DailyNumbers& numbers, const Words& words) {
  const ActivityCounts& c = numbers.employees.total;
  std::vector<std::string> lines;
  lines.push_back(words("消息：发出 ", "Messages: out ") + N(c.messages_out) + words("，收到 ", ", in ") +
                  N(c.messages_in) + words("；联系客户 ", "; customers contacted ") + N(c.contacted));
  lines.push_back(words("电话：呼出 ", "Calls: out ") + N(c.calls_out) + words("（接通 ", " (answered ") +
                  N(c.calls_reached) + words("），接听 ", "), in ") + N(c.calls_in) + words("，未接 ", ", missed ") +
                  N(c.calls_missed) + words("；通话 ", "; talk ") + words.Span(static_cast<std::int64_t>(c.talk_s)));
  std::string replies = words("首次回复：", "First replies: ") + N(c.replies);
  if (const auto median = storage::ReplyQuantile(c.reply_times, 0.5)) {
    replies += words("，一半不超过 ", ", half within ") + words.Span(*median);
  }
  if (const auto most = storage::ReplyQuantile(c.reply_times, 0.9)) {
    replies += words("，九成不超过 ", ", nine in ten within ") + words.Span(*most);
  }
  lines.push_back(replies);
  lines.push_back(words("客户：新增 ", "Contacts: added ") + N(c.added) + words("，流失 ", ", lost ") + N(c.lost) +
                  words("；员工删除 ", "; deleted by employees ") + N(c.deleted_by_employee) +
                  words("，被客户删除 ", ", by customers ") + N(c.deleted_by_customer));
  std::string waiting = words("等待回复超过 ", "Waiting for more than ") + N(numbers.over_hours) +
                        words(" 小时的客户：", " h: ") + N(numbers.waiting);
  if (numbers.waiting > 0) {
    waiting += words("，最久 ", ", the longest ") + words.Span(numbers.longest_ms / 1000) + words("（", " (") +
               Plain(numbers.longest_employee) + words("）", ")");
  }
  lines.push_back(waiting);
  return lines;
}

struct Team {
  std::string name;
  std::uint64_t out = 0, added = 0, lost = 0;
  std::vector<const ActivityRow*> people;
};

/// The busiest first.
std::vector<Team> TeamsOf(const DailyNumbers& numbers) {
  std::map<std::pair<std::string, std::string>, Team> teams;
  for (const ActivityRow& row : numbers.employees.rows) {
    if (!row.employee || row.employee->department.empty()) continue;
    Team& team = teams[{row.employee->source, row.employee->department}];
    team.name = row.employee->department;
    team.out += row.counts.messages_out;
    team.added += row.counts.added;
    team.lost += row.counts.lost;
    team.people.push_back(&row);
  }
  std::vector<Team> sorted;
  for (auto& [key, team] : teams) {
    std::stable_sort(team.people.begin(), team.people.end(), [](const ActivityRow* one, const ActivityRow* other) {
      return one->counts.contacted > other->counts.contacted;
    });
    sorted.push_back(std::move(team));
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Team& one, const Team& other) { return one.out > other.out; });
  return sorted;
}

std::string LineOf(const Team& team, const Words& words) {
  const auto person = [](const ActivityRow& row) { return Plain(row.employee->name) + " " + N(row.counts.contacted); };
  std::string line = Plain(team.name) + words("：发出 ", ": out ") + N(team.out) + words("，新增 ", ", added ") +
                     N(team.added) + words("，流失 ", ", lost ") + N(team.lost) +
                     words("；联系客户最多 ", "; contacted most: ") + person(*team.people.front());
  if (team.people.size() > 1) line += words("，最少 ", ", fewest: ") + person(*team.people.back());
  return line;
}

}  // namespace

DailyText MakeDailyText(const DailyNumbers& numbers, const DailyStyle& style) {
  const Words words(style.english);
  DailyText text;
  text.title = (style.markdown ? "## " : "") + words("业绩日报 ", "Daily report ") + DayName(numbers.day) +
               words("（截至 ", " (until ") + numbers.until + words("）", ")");
  for (const std::string& line : Totals(numbers, words)) {
    text.body += (text.body.empty() ? "" : "\n") + line;
  }
  const std::vector<Team> teams = TeamsOf(numbers);
  if (!teams.empty())
    text.body += (style.markdown ? "\n**" : "\n") + words("各部门", "Departments") + (style.markdown ? "**" : "");
  for (std::size_t i = 0; i < teams.size(); ++i) {
    const std::string line = (style.markdown ? "\n> " : "\n") + LineOf(teams[i], words);
    if (text.title.size() + 1 + text.body.size() + line.size() + kForRest > style.most_bytes) {
      text.body += (style.markdown ? "\n> " : "\n") + words("另有部门 ", "Further departments: ") + N(teams.size() - i);
      break;
    }
    text.body += line;
  }
  return text;
}

}  // namespace custos::server::report
