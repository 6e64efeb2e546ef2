// SPDX-License-Identifier: Apache-2.0
#include "rules/bench/matching_bench.h"

#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <span>
#include <string_view>

#include "core/message.h"
#include "rules/bench/hyperscan_reference.h"
#include "rules/loader/compiler.h"
#include "rules/loader/reader.h"
#include "rules/matcher/matcher.h"
#include "rules/matcher/text_views.h"

namespace custos::rules {
namespace {

using Fired = std::vector<std::uint32_t>;

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Of this thread, so that other work on the machine disturbs little.
template <class Work>
double Seconds(Work&& work) {
  const double start = ThreadSeconds();
  work();
  return ThreadSeconds() - start;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

// The texts of a representative, with their foldings end to end in memory.
class Corpus {
 public:
  Corpus(const Program& program, const std::vector<std::string>& texts) : texts_(texts), views_(program.views.size()) {
    TextViews views;
    std::vector<std::size_t> ends;
    for (const std::string& text : texts) {
      views.Reset(program, text);
      for (std::size_t v = 0; v < views_; ++v) {
        buffer_ += views.Text(v);
        ends.push_back(buffer_.size());
      }
    }
    buffer_.append(LiteralFinder::kPadding, '\0');
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      folded_.push_back(std::string_view(buffer_).substr(begin, end - begin));
      begin = end;
    }
  }
  Corpus(const Corpus&) = delete;
  Corpus& operator=(const Corpus&) = delete;

  std::size_t size() const { return texts_.size(); }
  const std::string& text(std::size_t i) const { return texts_[i]; }
  std::span<const std::string_view> folded(std::size_t i) const { return {folded_.data() + i * views_, views_}; }
  double megabytes() const { return static_cast<double>(buffer_.size() - LiteralFinder::kPadding) / 1e6; }

 private:
  const std::vector<std::string>& texts_;
  const std::size_t views_;
  std::string buffer_;
  std::vector<std::string_view> folded_;
};

// The four things that are timed, one pass over the corpus each.
class Passes {
 public:
  Passes(const Program& program, const Corpus& corpus, HyperscanReference* reference)
      : program_(program), corpus_(corpus), reference_(reference) {
    message_.role = Role::kRep;
    message_.type = "text";
  }

  void Match() {
    for (std::size_t i = 0; i < corpus_.size(); ++i) MatchOne(i);
  }
  void MatchReference() {
    for (std::size_t i = 0; i < corpus_.size(); ++i) reference_->FiringRules(corpus_.folded(i), &fired_);
  }
  void Fold() {
    for (std::size_t i = 0; i < corpus_.size(); ++i) {
      views_.Reset(program_, corpus_.text(i));
      for (std::size_t v = 0; v < program_.views.size(); ++v) views_.Text(v);
    }
  }
  void Judge() {
    for (std::size_t i = 0; i < corpus_.size(); ++i) {
      message_.text = corpus_.text(i);
      MatchAll(program_, message_, facts_);
    }
  }
  void Compare(MatchingFigures* out) {
    Fired theirs;
    for (std::size_t i = 0; i < corpus_.size(); ++i) {
      MatchOne(i);
      out->fired += fired_.size();
      if (!reference_) continue;
      reference_->FiringRules(corpus_.folded(i), &theirs);
      out->reference_fired += theirs.size();
      out->differing += fired_ != theirs;
    }
  }

 private:
  void MatchOne(std::size_t i) {
    FiringRules(program_, message_, facts_, {corpus_.text(i), corpus_.folded(i)}, &fired_);
  }

  Message message_;
  const Program& program_;
  const Corpus& corpus_;
  HyperscanReference* const reference_;
  const Facts facts_;
  Fired fired_;
  TextViews views_;
};

void Measure(const Corpus& corpus, bool with_reference, std::size_t rounds, Passes* passes, MatchingFigures* out) {
  std::vector<double> ours, theirs, ratios, folding, judging;
  for (std::size_t round = 0; round < rounds; ++round) {
    const double own = Seconds([&] { passes->Match(); });
    ours.push_back(corpus.megabytes() / own);
    if (with_reference) {
      const double other = Seconds([&] { passes->MatchReference(); });
      theirs.push_back(corpus.megabytes() / other);
      ratios.push_back(other / own);
    }
    folding.push_back(corpus.megabytes() / Seconds([&] { passes->Fold(); }));
    judging.push_back(static_cast<double>(corpus.size()) / Seconds([&] { passes->Judge(); }));
  }
  out->mb_per_s = Median(ours);
  out->reference_mb_per_s = Median(theirs);
  out->ratio = Median(ratios);
  out->fold_mb_per_s = Median(folding);
  out->judged_per_s = Median(judging);
  out->micros_per_message = corpus.megabytes() * 1e6 / out->mb_per_s / static_cast<double>(corpus.size());
}

// The whole way a server takes, examples included.
void Load(const PackFiles& files, MatchingFigures* out) {
  malloc_trim(0);
  const double before = ResidentMb();
  LoadResult result;
  out->load_ms = 1e3 * Seconds([&] { result = RuleSet::Load(files); });
  malloc_trim(0);
  out->loaded_mb = ResidentMb() - before;
  out->loaded = result.rules != nullptr;
  if (out->loaded) out->rules = result.rules->rules().size();
  if (!out->loaded) out->fault = result.report.ToText();
}

}  // namespace

double ResidentMb() {
  std::ifstream file("/proc/self/statm");
  double size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

MatchingFigures MeasureMatching(const PackFiles& files, const std::vector<std::string>& texts,
                                const MatchingBench& options) {
  MatchingFigures figures;
  Load(files, &figures);
  if (!figures.loaded) return figures;
  LoadReport report;
  const Program program = Compile(ReadPack(files, &report), &report);
  std::unique_ptr<HyperscanReference> reference;
  if (options.with_reference) {
    figures.reference_load_ms = 1e3 * Seconds([&] { reference = HyperscanReference::Create(program, &figures.fault); });
  }
  figures.reference = reference != nullptr;
  const Corpus corpus(program, texts);
  Passes passes(program, corpus, reference.get());
  passes.Compare(&figures);
  Measure(corpus, figures.reference, options.rounds, &passes, &figures);
  return figures;
}

}  // namespace custos::rules
