// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/alert_store.h"
#include "storage/consent_store.h"
#include "storage/customer_condition.h"
#include "storage/follow_up_store.h"
#include "storage/order_store.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// By what a customer is known. Values are stored; never renumber.
enum class CustomerIdentityKind : std::uint8_t {
  kContact = 1,  ///< the id within one company's directory (external_userid)
  kUnionid = 2,
  kPhone = 3,  ///< E.164 without plus
  kEmail = 4,
  kWechat = 5,  ///< the id by which WeChat users find each other (微信号)
};

std::string_view ToString(CustomerIdentityKind kind);  ///< contact, unionid, phone, email, wechat

/// Why an identity stands at its record.
struct CustomerIdentity {
  CustomerIdentityKind kind = CustomerIdentityKind::kContact;
  std::string source;  ///< of the directory, for kContact; empty otherwise
  std::string value;
  std::string reason;           ///< contact, talked, unionid, noted, lead, order, person
  std::uint8_t confidence = 0;  ///< percent
  std::string learned_from;     ///< source that told it; empty: a person
  TimeMs since = 0;
};

/// What happens between an employee and a customer, and to records. Values are stored; never renumber.
enum class CustomerEventKind : std::uint8_t {
  kAdded = 1,
  kHalfAdded = 2,  ///< the customer added the employee, not the other way round
  kEdited = 3,     ///< remark or tags, the platform does not say what
  kRemarked = 4,   ///< detail: from, to
  kTagged = 5,     ///< detail: from, to: ids of tags
  kDeletedByEmployee = 6,
  kDeletedByCustomer = 7,
  kHandedOver = 8,  ///< deleted by a handover
  kHandoverFailed = 9,
  kConsent = 15,  ///< to being archived; detail: from, to: names of ConsentState
  kJoined = 20,   ///< records joined by the rules; detail: other, reason
  kMerged = 21,   ///< by a person; detail: other, reason
  kUnmerged = 22,
  kChanged = 23,  ///< detail: the members with from and to
};

std::string_view ToString(
    CustomerEventKind kind);  ///< added, half_added, edited, remarked, tagged, deleted_by_employee …

struct CustomerEvent {
  std::uint64_t id = 0;
  TimeMs at = 0;
  CustomerEventKind kind = CustomerEventKind::kAdded;
  std::optional<PersonView> employee;
  std::uint64_t message_id = 0;  ///< the message that tells it; 0: none does
  std::uint64_t user_id = 0;     ///< who did it here; 0: nobody did
  std::string user_name;
  std::string detail;  ///< JSON object
};

/// What the customer said to being archived with an employee.
struct RelationConsent {
  ConsentState state = ConsentState::kUnknown;
  TimeMs changed_at = 0;  ///< 0 when the platform does not say
  TimeMs asked_at = 0;
};

/// An employee who has, or had, the customer.
struct CustomerRelation {
  PersonView employee;
  std::string contact;  ///< the customer's id within the employee's directory
  std::string remark;
  std::vector<std::string> tags;  ///< names
  int add_way = 0;
  TimeMs added_at = 0;
  std::string state;                       ///< stands, deleted_by_employee, deleted_by_customer, handed_over
  TimeMs changed_at = 0;                   ///< when it came into this state; 0 when nobody told
  bool restored = false;                   ///< it stands again after it had ended
  std::optional<RelationConsent> consent;  ///< nullopt: nobody asked yet
  std::vector<CustomerEvent> history;      ///< oldest first
};

struct CustomerMerge {
  std::uint64_t id = 0;
  std::uint64_t kept = 0;
  std::uint64_t gone = 0;
  TimeMs at = 0;
  std::string user_name;  ///< empty: by the rules
  std::string reason;
  TimeMs undone_at = 0;  ///< 0 while it stands
  std::string undone_by;
  std::string undo_reason;
};

/// A customer as lists show him.
struct CustomerSummary {
  std::uint64_t id = 0;
  std::string name;  ///< empty while nobody told one
  std::string corp_name;
  std::string avatar;
  std::string grade;
  std::string stage;
  std::vector<std::string> phones;
  std::vector<PersonView> employees;  ///< who has him as a contact, at most 5, within the scope
  std::vector<PersonView> owners;     ///< one for each line of business
  std::vector<std::string> tags;      ///< names
  TimeMs last_at = 0;                 ///< of the newest message; 0: there is none
};

/// Everything that is known of a customer but what was said.
struct CustomerView {
  CustomerSummary summary;
  std::uint64_t version = 0;
  std::string name_from;                      ///< person, contact, remark, lead
  std::string own_name;                       ///< given by a person; empty: none
  std::map<std::string, std::string> fields;  ///< of the company's own
  std::string grade_from;                     ///< person, or the id of the rule that set it; empty: nobody did
  std::string stage_from;
  std::string region;  ///< what a lead said, else where his first number belongs to; empty: unknown
  TimeMs created_at = 0;
  std::uint64_t messages = 0;  ///< of his conversations within the scope
  TimeMs first_at = 0;
  std::vector<CustomerIdentity> identities;
  std::vector<CustomerRelation> relations;  ///< within the scope
  std::uint64_t hidden_relations = 0;       ///< beyond it
  std::vector<CustomerMerge> merges;        ///< newest first
  std::vector<CustomerSummary> alike;       ///< others of the same name, at most 10: for a person to judge
};

struct CustomerFilter {
  std::string text;  ///< in a name, remark or company; or a number
  std::optional<EmployeeRef> employee;
  std::optional<EmployeeRef> owner;  ///< who owns, borrows or shares him
  std::string tag;                   ///< name or id
  std::string grade;
  std::string stage;
  std::optional<CustomerCondition> condition;
  std::string cursor;
  std::size_t limit = 50;
};

struct CustomerPage {
  std::vector<CustomerSummary> items;  ///< newest record first
  std::string next_cursor;
};

/// What may be set by a person. Members that are nullopt stay as they are.
struct CustomerChange {
  std::optional<std::string> name;  ///< empty: the rule chooses again
  std::optional<std::string> grade;
  std::optional<std::string> stage;
  std::optional<std::map<std::string, std::string>> fields;
  bool grade_to_rules = false;  ///< what a person set holds no longer: the rules grade him again, soon
  bool stage_to_rules = false;
};

/// Who asks for a change, and why.
struct CustomerActor {
  std::uint64_t user_id = 0;
  std::string user_name;
  std::string reason;
};

enum class TimelineKind : std::uint8_t {
  kChat,
  kGroup,  ///< chat in groups
  kSms,
  kCall,
  kEvent,     ///< messages that tell a change of contacts
  kAlert,     ///< dated by its message
  kDecision,  ///< on an alert
  kChange,    ///< remarks, tags, and what people did to the record
  kNote,      ///< by the time it was written
  kOrder,     ///< by the time of the order
};

std::string_view ToString(TimelineKind kind);  ///< chat, group, sms, call, event, alert, decision, change, note, order
std::optional<TimelineKind> ParseTimelineKind(std::string_view name);

struct TimelineAlert {
  std::uint64_t alert_id = 0;
  std::uint64_t message_id = 0;
  ConversationId conversation;
  Severity severity = Severity::kMedium;
  AlertState state = AlertState::kNew;
  std::string category;
  std::vector<std::string> rules;
  PersonView employee;
};

/// Exactly one of the optionals is there.
struct TimelineEntry {
  TimelineKind kind = TimelineKind::kChat;
  TimeMs at = 0;
  std::optional<MessageView> message;
  std::optional<TimelineAlert> alert;
  std::optional<AlertDecision> decision;
  std::optional<CustomerEvent> change;
  std::optional<CustomerNote> note;
  std::optional<OrderRow> order;
};

struct TimelineQuery {
  std::uint64_t customer = 0;
  std::vector<TimelineKind> kinds;  ///< empty = all
  bool with_files = false;          ///< only messages that bring images, sounds or files
  std::optional<EmployeeRef> employee;
  TimeMs from = 0;   ///< inclusive; 0 = open
  TimeMs until = 0;  ///< exclusive; 0 = open
  bool oldest_first = false;
  std::string cursor;
  std::size_t limit = 50;
};

struct TimelinePage {
  std::vector<TimelineEntry> items;
  std::string next_cursor;  ///< empty at the end
};

/// Customers of the company: one record each, whoever knows them. Records follow from the directory and the messages;
/// what people set is kept beside. What lies outside the scope does not exist for the caller. Thread-safe.
class CustomerStore {
 public:
  virtual ~CustomerStore() = default;

  /// kUnavailable "customer.search_slow" when a condition takes too long.
  virtual Result<CustomerPage> List(const Scope& scope, const CustomerFilter& filter) = 0;
  /// The record that stands for this id now: of a merged one, the one it was merged into. kNotFound
  /// "customer.not_found".
  virtual Result<CustomerView> Get(const Scope& scope, std::uint64_t id) = 0;
  /// The record of a contact or number; 0 when there is none, or none in sight.
  virtual Result<std::uint64_t> Find(const Scope& scope, const std::string& source, const std::string& party) = 0;
  /// Standing records among the ids with what lists show, whoever asks, in the order of the ids.
  virtual Result<std::vector<CustomerSummary>> Summaries(const std::vector<std::uint64_t>& ids) = 0;
  /// Those of the ids that stand and are in sight.
  virtual Result<std::set<std::uint64_t>> InSight(const Scope& scope, const std::vector<std::uint64_t>& ids) = 0;
  /// One order over everything of all identities: by time, then messages, alerts, decisions, changes, notes,
  /// orders, each by id. A cursor goes on behind its entry, whatever came in meanwhile.
  virtual Result<TimelinePage> Timeline(const Scope& scope, const TimelineQuery& query) = 0;

  /// kConflict "customer.changed" unless `version` is the current one; kInvalid "customer.field" when a changed value
  /// does not fit the definition of its field. A grade or stage set here is a person's, and no rule changes it.
  virtual Result<CustomerView> Change(const Scope& scope, std::uint64_t id, std::uint64_t version,
                                      const CustomerChange& change, const CustomerActor& actor) = 0;
  /// Everything of `gone` stands at `kept` from now on. kInvalid "customer.same".
  virtual Result<CustomerMerge> Merge(const Scope& scope, std::uint64_t kept, std::uint64_t gone,
                                      const CustomerActor& actor) = 0;
  /// Takes a merge back: what it moved goes back, and no rule joins the two again. kNotFound "merge.not_found",
  /// kConflict "merge.undone".
  virtual Result<CustomerMerge> Unmerge(const Scope& scope, std::uint64_t merge_id, const CustomerActor& actor) = 0;

  /// Brings records up to what the directory and the log tell by now, a bounded piece at a time; how much was looked
  /// at, 0 when there is nothing left. One caller at a time works, others get 0.
  virtual Result<std::uint64_t> Follow() = 0;
  /// Lets Follow look at everything again. What is right stays as it is.
  virtual Status FollowAgain() = 0;
};

}  // namespace custos::storage
