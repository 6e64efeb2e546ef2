// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/connector.h"
#include "connectors/json_fields.h"
#include "connectors/record/number.h"
#include "connectors/record/time_text.h"

namespace custos::lead {

/// Largest lead that is read.
inline constexpr std::size_t kLargestLead = std::size_t{1} << 20;

/// Members of a lead that are one text each, in the order in which they are shown. docs/connectors/leads.md.
inline constexpr const char* kTexts[] = {"name",    "wechat",   "unionid", "company",  "source",
                                         "channel", "campaign", "region",  "interest", "note"};

/// Where leads come from and how to read what they leave unsaid.
struct LeadOptions {
  std::string source;                  ///< "lead:shop"
  std::string region = "CN";           ///< ISO 3166 region of numbers without a country code
  std::string zone = "Asia/Shanghai";  ///< of times without one, a name of the IANA database
  /// Where a sender keeps what we call by another name: JSON Pointer (RFC 6901) by member. Empty: it sends ours.
  std::map<std::string, std::string> pointers;
};

/// Turns the bytes of one lead into a message of channel `event` and type `lead`. No I/O; thread-safe.
class LeadParser {
 public:
  /// kInvalid "records.unknown_region", "records.unknown_zone", or "lead.pointers" for a member that does not exist or
  /// a pointer that is none.
  static Result<std::unique_ptr<LeadParser>> Create(LeadOptions options);

  const std::string& source() const { return options_.source; }

  /// A JSON object in UTF-8. `now` dates a lead that says no time and bounds one that does. Refused with
  /// `lead.not_json`, `lead.too_large`, `lead.type`, `lead.value`, `lead.phone`, `lead.email`, `lead.time`,
  /// `lead.wrong_clock` or `lead.no_identity`, and the place of the fault.
  RecordResult Parse(std::string_view bytes, TimeMs now) const;

  /// The same for an object that was put together from something else; `raw` is the evidence.
  RecordResult Read(const nlohmann::json& object, std::string raw, TimeMs now) const;

 private:
  LeadParser(LeadOptions options, std::unique_ptr<record::NumberReader> numbers,
             std::shared_ptr<const record::Zone> zone)
      : options_(std::move(options)), numbers_(std::move(numbers)), zone_(std::move(zone)) {}

  nlohmann::json Renamed(const nlohmann::json& object) const;

  const LeadOptions options_;
  const std::unique_ptr<record::NumberReader> numbers_;
  const std::shared_ptr<const record::Zone> zone_;
};

/// Whether leads have a member of this name.
bool IsMember(std::string_view name);

/// The key under which a lead that is not taken is kept: its id when that can be read, else the digest of its bytes.
std::string ParkedKey(const RecordResult& result, std::string_view bytes);

/// A refused lead as it is kept; of a very large one only the beginning.
ParkedMessage Parked(const std::string& source, const RecordResult& result, std::string_view bytes);

/// What `read` makes of leads that were refused earlier, for Connector::Retry.
Intake RetryLeads(const std::string& source, const std::vector<ParkedMessage>& parked, TimeMs now,
                  const std::function<RecordResult(const std::string& bytes)>& read);

/// Rises when a newer parser reads what an older one refused.
inline constexpr std::uint64_t kParserVersion = 1;

}  // namespace custos::lead
