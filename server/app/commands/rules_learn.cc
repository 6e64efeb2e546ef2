// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/rules_learn.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "rules/loader/pack_directory.h"
#include "rules/score/learner.h"
#include "rules/score/lessons.h"

namespace custos::app {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> LessonFiles(const LearnOptions& options) {
  std::vector<fs::path> paths(options.lessons.begin(), options.lessons.end());
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fs::path(options.pack) / "learn", error)) {
    if (entry.path().extension() == ".tsv") paths.push_back(entry.path());
  }
  std::map<std::string, std::string> files;
  for (const auto& path : paths) {
    std::ifstream in(path, std::ios::binary);
    files[path.string()].assign(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

std::int32_t RiskOf(const rules::ScoreModel& model, const rules::Lesson& lesson) {
  rules::ScoredText text;
  text.Assign(lesson.text);
  return model.Of(text, lesson.role).risk;
}

// Every lesson is judged by a score that was learned without it.
void CrossCheck(const std::vector<rules::Lesson>& lessons, int folds) {
  std::vector<std::int32_t> risky, harmless;
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<rules::Lesson> others;
    for (std::size_t i = 0; i < lessons.size(); ++i) {
      if (static_cast<int>(i % static_cast<std::size_t>(folds)) != fold) others.push_back(lessons[i]);
    }
    const auto model = rules::Learn(others, {});
    if (!model.ok()) return;
    for (std::size_t i = static_cast<std::size_t>(fold); i < lessons.size(); i += static_cast<std::size_t>(folds)) {
      (lessons[i].classes.empty() ? harmless : risky).push_back(RiskOf(model.value(), lessons[i]));
    }
    std::cerr << "fold " << fold + 1 << " of " << folds << '\n';
  }
  std::sort(harmless.begin(), harmless.end());
  for (const double alarms : {0.01, 0.02, 0.05, 0.10}) {
    const auto at = static_cast<std::size_t>(static_cast<double>(harmless.size()) * (1 - alarms));
    const std::int32_t least = harmless[std::min(at, harmless.size() - 1)];
    const auto found = std::count_if(risky.begin(), risky.end(), [&](std::int32_t risk) { return risk > least; });
    std::printf("false alarms %4.1f %%: found %5.1f %%, from score %.2f\n", alarms * 100,
                100.0 * static_cast<double>(found) / static_cast<double>(risky.size()), least / 1000.0);
  }
}

bool WriteWhole(const fs::path& path, const std::string& content) {
  const fs::path fresh = path.string() + ".new";
  std::ofstream out(fresh, std::ios::binary);
  out << content;
  out.close();
  std::error_code error;
  if (out.good()) fs::rename(fresh, path, error);
  return out.good() && !error;
}

}  // namespace

int LearnScore(const LearnOptions& options) {
  rules::LoadReport report;
  const auto pack = rules::ReadPackDirectory(options.pack, &report);
  const auto files = LessonFiles(options);
  std::vector<rules::Lesson> lessons;
  if (pack) lessons = rules::ReadLessons(*pack, files, &report);
  std::cerr << report.ToText();
  if (!report.ok()) return 1;
  const auto model = rules::Learn(lessons, {});
  if (!model.ok()) {
    std::cerr << model.error().message << '\n';
    return 1;
  }
  const auto risky = std::count_if(lessons.begin(), lessons.end(), [](const auto& l) { return !l.classes.empty(); });
  std::cout << risky << " risky and " << static_cast<long>(lessons.size()) - risky << " harmless lessons in "
            << files.size() << " files: " << model.value().features() << " clues\n";
  if (options.folds > 1) CrossCheck(lessons, options.folds);
  const fs::path out = options.out.empty() ? fs::path(options.pack) / "score.tsv" : fs::path(options.out);
  if (WriteWhole(out, model.value().Write())) return 0;
  std::cerr << out.string() << " cannot be written\n";
  return 1;
}

}  // namespace custos::app
