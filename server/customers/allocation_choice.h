// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/customers/work_calendar.h"
#include "storage/allocation_store.h"

namespace custos::server::customers {

/// Who gets a customer and why, or why nobody does.
struct AllocationChoice {
  const storage::AllocationRule* rule = nullptr;  ///< that decided; null: none fits
  std::optional<storage::EmployeeRef> taker;
  /// Without a taker: no_rule, off_hours, no_takers (none of them works here), nobody_free (full or away), nobody_left
  /// (all had him already).
  std::string reason;
  std::string why;          ///< JSON: docs/allocation.md
  std::size_t receipt = 0;  ///< with a taker: for AllocationChooser::TakeBack
};

/// Chooses takers, one customer after another, and counts what it gave, so that the next choice knows. The same for the
/// same input. Reads and writes nothing.
class AllocationChooser {
 public:
  /// `standing` as AllocationStore::Standing of the rules.
  AllocationChooser(std::vector<storage::AllocationRule> rules,
                    std::vector<std::vector<storage::TakerStanding>> standing, WorkCalendar calendar, TimeMs now);
  AllocationChooser(const AllocationChooser&) = delete;
  AllocationChooser& operator=(const AllocationChooser&) = delete;

  /// By the first rule of the customer's line that fits.
  AllocationChoice Choose(const storage::AllocationCase& customer);
  /// By this rule, whether it fits still or not, to somebody who has not had him.
  AllocationChoice MoveOn(const storage::AllocationRule& rule, const storage::AllocationCase& customer,
                          const std::vector<storage::EmployeeRef>& had_him);

  /// He did not get the customer after all: what that cost him is his again, so that his turn is not over.
  void TakeBack(std::size_t receipt);

  /// Null when there is none of this id, or it is off.
  const storage::AllocationRule* Find(std::uint64_t rule) const;
  const WorkCalendar& calendar() const { return calendar_; }
  /// Whose turn changed by what was given.
  std::vector<storage::AllocationTurn> Turns() const;

 private:
  using Employee = std::pair<std::string, std::string>;
  struct Load {
    std::uint64_t owned = 0;
    std::uint64_t today = 0;
  };
  struct Place {
    storage::TakerStanding standing;
    Load* load = nullptr;  ///< in the line, whichever rule gives
    bool changed = false;
  };
  struct Receipt {
    std::size_t rule = 0;
    std::size_t place = 0;
    std::int64_t last_before = 0;
    std::int64_t last_after = 0;
    std::vector<std::size_t> earned;  ///< places whose weight was put to their credit, and paid by the taker
  };
  enum class Verdict : std::uint8_t { kLater, kChosen, kAway, kFull, kFullToday, kLeft, kUnknown, kHadHim };

  static const char* NameOf(Verdict verdict);
  static Verdict VerdictOf(const Place& place, const std::vector<storage::EmployeeRef>& had_him);
  AllocationChoice Decide(std::size_t n, const storage::AllocationCase& customer,
                          const std::vector<storage::EmployeeRef>& had_him, const std::string& passed);
  std::size_t Next(storage::AllocationMethod method, std::vector<Place>& places, const std::vector<Verdict>& verdicts,
                   std::vector<std::size_t>& earned) const;
  static std::string Explain(const storage::AllocationRule& rule, const storage::AllocationCase& customer,
                             const std::string& passed, const std::vector<Place>& places,
                             const std::vector<Verdict>& verdicts);

  const std::vector<storage::AllocationRule> rules_;
  std::vector<std::vector<Place>> places_;  ///< of each rule
  std::map<std::pair<std::string, Employee>, Load> loads_;
  std::vector<std::int64_t> counts_;  ///< of each rule: given so far
  std::vector<Receipt> receipts_;
  const WorkCalendar calendar_;
  const TimeMs now_;
};

/// The first condition that does not fit: regions, tags, grades, stages, intakes, channels, or field:<name>; empty when
/// all do.
std::string FirstMisfit(const storage::AllocationConditions& conditions, const storage::AllocationCase& customer);

}  // namespace custos::server::customers
