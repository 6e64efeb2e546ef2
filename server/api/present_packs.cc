// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_packs.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostProblems = 500;

json PresentPerson(const storage::PackActor& actor) { return {{"id", std::to_string(actor.id)}, {"name", actor.name}}; }

json PersonOrNull(const storage::PackActor& actor, TimeMs at) { return at == 0 ? json(nullptr) : PresentPerson(actor); }

json DigestOrNull(const std::optional<Digest>& digest) {
  return digest ? json(HexEncode(AsBytes(*digest))) : json(nullptr);
}

json LineOrNull(int line) { return line == 0 ? json(nullptr) : json(line); }

json ParsedOrNull(const std::string& text) {
  if (text.empty()) return nullptr;
  auto value = ParseObject(text);
  return value ? std::move(*value) : json(nullptr);
}

json PresentShadow(const storage::PackVersion& version) {
  json shadow = ParsedOrNull(version.shadow);
  if (shadow.is_object()) shadow["since"] = FormatTime(version.shadow_since);
  return shadow;
}

json PresentLookBack(const std::string& text) {
  const json stored = ParsedOrNull(text);
  if (stored.is_null()) return nullptr;
  const TimeMs finished_at = stored.value("finished_at", TimeMs{0});
  return {
      {"state", stored.value("state", "failed")},
      {"by",
       {{"id", std::to_string(stored.value("user_id", std::uint64_t{0}))}, {"name", stored.value("user_name", "")}}},
      {"started_at", FormatTime(stored.value("started_at", TimeMs{0}))},
      {"finished_at", TimeOrNull(finished_at)},
      {"created", stored.value("created", std::uint64_t{0})},
      {"existing", stored.value("existing", std::uint64_t{0})},
      {"note", stored.value("note", "")}};
}

std::string_view OpName(studio::DiffLine::Op op) {
  switch (op) {
    case studio::DiffLine::Op::kAdd: return "add";
    case studio::DiffLine::Op::kRemove: return "remove";
    case studio::DiffLine::Op::kSame: break;
  }
  return "same";
}

}  // namespace

json Present(const rules::Bilingual& text) { return {{"zh", text.zh}, {"en", text.en}}; }

json Present(const storage::PackVersion& version, const std::vector<storage::PackState>& moves) {
  json allowed = json::array();
  for (const auto state : moves) allowed.push_back(ToString(state));
  return {{"id", std::to_string(version.id)},
          {"revision", version.revision},
          {"state", ToString(version.state)},
          {"origin", ToString(version.origin)},
          {"name", version.facts.name},
          {"version", version.facts.version},
          {"digest", DigestOrNull(version.facts.digest)},
          {"content", HexEncode(AsBytes(version.content))},
          {"rules", version.facts.rules},
          {"valid", version.facts.digest.has_value()},
          {"from", version.from_id == 0 ? json(nullptr) : json(std::to_string(version.from_id))},
          {"note", version.note},
          {"created_by", PresentPerson(version.created_by)},
          {"created_at", FormatTime(version.created_at)},
          {"changed_by", PresentPerson(version.changed_by)},
          {"changed_at", FormatTime(version.changed_at)},
          {"submitted_by", PersonOrNull(version.submitted_by, version.submitted_at)},
          {"submitted_at", TimeOrNull(version.submitted_at)},
          {"published_by", PersonOrNull(version.published_by, version.published_at)},
          {"published_at", TimeOrNull(version.published_at)},
          {"moves", std::move(allowed)},
          {"shadow", PresentShadow(version)}};
}

json Present(const storage::PackEvent& event) {
  return {{"at", FormatTime(event.at)}, {"user", PresentPerson(event.by)},
          {"action", event.action},     {"from", event.from ? json(ToString(*event.from)) : json(nullptr)},
          {"to", ToString(event.to)},   {"note", event.note}};
}

json PresentProblems(const rules::LoadReport& report) {
  json problems = json::array();
  for (const rules::Problem& problem : report.problems) {
    if (problems.size() >= kMostProblems) break;
    problems.push_back({{"code", problem.code},
                        {"warning", problem.warning},
                        {"file", problem.place.file},
                        {"line", problem.place.line},
                        {"column", problem.place.column},
                        {"detail", problem.text}});
  }
  return problems;
}

json Present(const studio::Validation& validation) {
  return {{"valid", validation.valid()},
          {"digest", DigestOrNull(validation.facts.digest)},
          {"rules", validation.facts.rules},
          {"examples", validation.examples},
          {"problems", PresentProblems(validation.report)}};
}

json Present(const studio::FileDiff& diff) {
  json hunks = json::array();
  for (const auto& hunk : diff.hunks) {
    json lines = json::array();
    for (const auto& line : hunk) {
      lines.push_back({{"op", OpName(line.op)},
                       {"text", line.text},
                       {"base_line", LineOrNull(line.base_line)},
                       {"line", LineOrNull(line.line)}});
    }
    hunks.push_back(std::move(lines));
  }
  return {{"path", diff.path},
          {"change", ToString(diff.change)},
          {"added", diff.added},
          {"removed", diff.removed},
          {"hunks", std::move(hunks)}};
}

json Present(const storage::Backtest& backtest) {
  return {{"id", std::to_string(backtest.id)},
          {"state", ToString(backtest.state)},
          {"pack", ParsedOrNull(backtest.pack)},
          {"compare", ParsedOrNull(backtest.compare)},
          {"from", FormatTime(backtest.from)},
          {"until", FormatTime(backtest.until)},
          {"by", PresentPerson(backtest.by)},
          {"started_at", FormatTime(backtest.started_at)},
          {"finished_at", TimeOrNull(backtest.finished_at)},
          {"progress",
           {{"done", backtest.progress.done},
            {"total", backtest.progress.total},
            {"messages", backtest.progress.messages}}},
          {"problem", TextOrNull(backtest.problem)},
          {"result", ParsedOrNull(backtest.result)},
          {"look_back", PresentLookBack(backtest.look_back)}};
}

json Present(const storage::BacktestSampleView& sample, const RuleCatalog& rules) {
  json named = json::array();
  std::vector<Mark> marks;
  for (const Finding& finding : sample.sample.findings) {
    const auto title = rules.TitleOf(finding.rule_id).value_or(LocalText{finding.rule_id, finding.rule_id});
    named.push_back({{"rule_id", finding.rule_id}, {"title", Present(title)}});
    for (const Span& span : finding.spans) marks.push_back({span, finding.rule_id});
  }
  return {{"change", sample.sample.gained ? "gained" : "lost"},
          {"category", sample.sample.category},
          {"severity", ToString(sample.sample.severity)},
          {"rules", std::move(named)},
          {"segments", Segments(sample.message.text, marks)},
          {"message", PresentAlertMessage(sample.message)},
          {"from", Present(sample.message.from)},
          {"verdict", sample.verdict ? json(ToString(*sample.verdict)) : json(nullptr)},
          {"alert_id", sample.alert_id == 0 ? json(nullptr) : json(std::to_string(sample.alert_id))}};
}

}  // namespace custos::server::api
