// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/duplicate_check.h"
#include "storage/known_customers.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class LeadState : std::uint8_t {
  kArrived = 0,    ///< nobody has looked for duplicates yet
  kNew = 1,        ///< nobody like this was known
  kDuplicate = 2,  ///< somebody with one of its identities was
};

std::string_view ToString(LeadState state);  ///< "arrived", "new", "duplicate"
std::optional<LeadState> ParseLeadState(std::string_view name);

/// A customer whom a lead may be, though none of its identities is his.
struct NearCustomer {
  KnownCustomer known;  ///< at present: the record that stands for him now
  std::string name;     ///< filled by List
};

/// A lead as the list shows it. Its evidence is the message of the same id.
struct LeadRow {
  std::uint64_t id = 0;  ///< its leaf in the evidence log
  std::string intake;    ///< source of its message, "lead:shop"
  std::string key;
  TimeMs at = 0;  ///< when the person asked
  LeadState state = LeadState::kArrived;
  std::string detail;                   ///< JSON, as docs/connectors/leads.md says
  std::vector<DuplicateMatch> matches;  ///< why it is a duplicate
  std::uint64_t customer = 0;           ///< his record; 0: not known yet, or he said nothing to know him by
  std::vector<NearCustomer> near;       ///< of a new one; the surest first
};

struct LeadQuery {
  std::string intake;  ///< empty: all
  std::optional<LeadState> state;
  std::string who;                   ///< part of a name or a company; or an identity as a whole
  std::vector<Identity> identities;  ///< what `who` may be in normal form; any of them counts
  std::string cursor;
  std::size_t limit = 50;
};

struct LeadPage {
  std::vector<LeadRow> items;  ///< the last to arrive first
  std::string next_cursor;
};

struct LeadVerdict {
  std::uint64_t id = 0;
  std::vector<DuplicateMatch> matches;
};

/// A new lead that nobody looked for near customers of.
struct NearQuestion {
  std::uint64_t id = 0;
  std::uint64_t customer = 0;  ///< his own record, which is no answer
  KnownQuestion who;
};

struct NearVerdict {
  std::uint64_t id = 0;
  std::vector<KnownCustomer> near;
};

/// Leads by rows that follow from the evidence: each is written in the commit of its message, so none is lost or there
/// twice. Thread-safe.
class LeadStore {
 public:
  virtual ~LeadStore() = default;

  /// kInvalid "cursor.invalid".
  virtual Result<LeadPage> List(const LeadQuery& query) = 0;
  /// Those nobody has looked for duplicates of, in order of arrival.
  virtual Result<std::vector<DuplicateQuestion>> Unchecked(std::size_t limit) = 0;
  virtual Status Checked(const std::vector<LeadVerdict>& verdicts) = 0;
  /// New ones that have a record and were not compared with near customers, in order of arrival.
  virtual Result<std::vector<NearQuestion>> Uncompared(std::size_t limit) = 0;
  virtual Status Compared(const std::vector<NearVerdict>& verdicts) = 0;
  /// How many there are of each state.
  virtual Result<std::map<LeadState, std::uint64_t>> Count() = 0;
};

}  // namespace custos::storage
