// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/archive.h"
#include "storage/scope.h"

namespace custos::storage {

/// A participant with the names the directory knows; `name` falls back to the id.
struct PersonView {
  std::string source;
  PartyKind kind = PartyKind::kUnknown;
  std::string id;
  std::string name;
  std::string department;  ///< of an employee; empty otherwise
};

struct MediaView {
  std::uint32_t position = 0;  ///< within the message
  std::string kind;
  std::string name;
  std::uint64_t size = 0;
  std::uint32_t duration_s = 0;
  std::string state;              ///< pending, stored, gone
  std::optional<Digest> content;  ///< key in the media store once stored
  std::uint64_t leaf = 0;         ///< that names the content; 0 when unknown, set only by GetMedia
};

/// Which text of a message a search matched. Named in the API; never rename.
enum class SearchPart : std::uint8_t {
  kText,    ///< what was written
  kQuote,   ///< what it quotes
  kDetail,  ///< a field of its type: a title, an address, an entry of a forwarded record, a number
  kFile,    ///< the name of a file
};

std::string_view ToString(SearchPart part);  ///< "text", "quote", "detail", "file"

/// Where a search matched in one text of a message.
struct PartHits {
  SearchPart part = SearchPart::kText;
  std::string name;         ///< kDetail: path of the field; kFile: position of the file; else empty
  std::string text;         ///< the whole of it
  std::vector<Span> spans;  ///< ascending, not overlapping
};

struct MessageView {
  MessageRef ref;
  std::string source;
  std::uint64_t seq = 0;
  std::string key;
  Channel channel = Channel::kChat;
  std::string action;
  std::string type;
  ConversationKind conversation_kind = ConversationKind::kSingle;
  PersonView from;
  Role role = Role::kUnknown;
  std::string text;
  std::optional<Quote> quote;
  std::string detail;  ///< JSON object
  std::vector<MediaView> media;
  TimeMs recalled_at = 0;  ///< 0 when never taken back
  std::vector<std::uint64_t> alert_ids;
  std::vector<Span> hits;         ///< search: where the query matched `text`
  std::vector<PartHits> matches;  ///< search: where it matched beside `text`
};

struct ConversationView {
  ConversationId id;
  std::string source;
  ConversationKind kind = ConversationKind::kSingle;
  std::string title;               ///< group name, or the names of both sides
  std::vector<PersonView> people;  ///< at most 200
  std::uint64_t messages = 0;
  TimeMs first_at = 0;
  TimeMs last_at = 0;
};

/// What a search asks. Empty members do not restrict.
struct SearchQuery {
  std::string text;  ///< in the search language, docs/search.md
  std::optional<EmployeeRef> employee;
  std::optional<std::string> customer;      ///< external id
  std::optional<DepartmentRef> department;  ///< with its subtree
  std::optional<ConversationId> conversation;
  std::optional<Channel> channel;
  std::optional<Role> role;
  std::string type;
  TimeMs from = 0;   ///< inclusive; 0 = open
  TimeMs until = 0;  ///< exclusive; 0 = open
  std::optional<bool> recalled;
  std::optional<bool> has_media;
  std::string media_kind;               ///< image, voice … as in MediaView::kind
  std::vector<std::string> categories;  ///< of an alert of the message
  std::vector<std::string> verdicts;    ///< names of alert states
  std::vector<std::string> rules;       ///< ids of rules that raised an alert of the message
  bool oldest_first = false;
  std::string cursor;        ///< from the page before; empty at first
  std::size_t limit = 50;    ///< 1 … 200
  TimeMs now = 0;            ///< what relative times count from
  TimeMs budget_ms = 5'000;  ///< a search that takes longer is cut
};

/// A value of the query that stands for nobody and nothing in the archive.
struct UnknownValue {
  std::string value;
  std::uint32_t column = 0;  ///< of its field token, from 1; 0 for a filter
  std::uint32_t length = 0;
};

struct SearchPage {
  std::vector<MessageView> items;
  std::string next_cursor;  ///< empty on the last page
  std::uint64_t estimated_total = 0;
  bool total_exact = false;
  bool cut = false;         ///< out of time: what lies beyond `covered` was not looked at; next_cursor goes on there
  TimeMs covered_from = 0;  ///< of a search that was cut: what was looked at; 0 = open
  TimeMs covered_until = 0;
  std::vector<UnknownValue> unknown;
};

struct FacetValue {
  std::string value;   ///< id or name of the value
  std::string source;  ///< of people and departments
  std::string label;   ///< name for people; empty where the reader names it
  std::uint64_t count = 0;
};

/// The ten most frequent values of a property among what a search finds.
struct Facet {
  std::string name;  ///< employee, customer, department, type, channel, role, category, rule
  std::vector<FacetValue> values;
};

struct HistogramBar {
  TimeMs from = 0;
  TimeMs until = 0;
  std::uint64_t count = 0;
};

/// What a search finds, counted. Not exact: the newest (or oldest) `counted` matches were looked at, and everything is
/// carried forward to the expected total.
struct SearchFacets {
  std::uint64_t total = 0;
  bool exact = false;
  std::uint64_t counted = 0;
  std::vector<Facet> facets;
  std::vector<HistogramBar> histogram;
};

/// A conversation that speaks of the same things as another.
struct SimilarConversation {
  ConversationView conversation;
  double score = 0;  ///< share of what makes the other one special, 0 … 1
};

/// Messages around a place in a conversation, oldest first.
struct ConversationPage {
  std::vector<MessageView> items;
  bool more_before = false;
  bool more_after = false;
};

/// Reads content. Every call takes the scope of the person who looks; what lies outside does not exist for him.
class Reader {
 public:
  virtual ~Reader() = default;

  /// kInvalid "search.…" for a query that cannot be read: storage/query/parser.h says where.
  virtual Result<SearchPage> Search(const Scope& scope, const SearchQuery& query) = 0;
  /// `cursor` and `limit` of the query do not matter.
  virtual Result<SearchFacets> CountFacets(const Scope& scope, const SearchQuery& query) = 0;

  /// `anchor` 0 means the newest message. kNotFound when the conversation is not visible.
  virtual Result<ConversationPage> ReadConversation(const Scope& scope, const ConversationId& conversation,
                                                    std::uint64_t anchor, std::size_t before, std::size_t after) = 0;
  virtual Result<ConversationView> GetConversation(const Scope& scope, const ConversationId& conversation) = 0;
  /// The likest first, at most `limit`.
  virtual Result<std::vector<SimilarConversation>> FindSimilar(const Scope& scope, const ConversationId& conversation,
                                                               std::size_t limit) = 0;

  /// The decrypted original of a message, as received.
  virtual Result<std::string> ReadOriginal(const Scope& scope, std::uint64_t message_id) = 0;

  /// The stored file of a message, checked against the scope.
  virtual Result<MediaView> GetMedia(const Scope& scope, std::uint64_t message_id, std::uint32_t position) = 0;
};

}  // namespace custos::storage
