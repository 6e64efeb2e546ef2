// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/customer.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/directory.h"
#include "server/app/bench/asking.h"
#include "server/app/bench/fill.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/owners.h"
#include "server/app/bench/plain_messages.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/segments.h"
#include "server/app/bench/texts.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

using nlohmann::json;
using Time = std::chrono::steady_clock;

constexpr std::size_t kPage = 1'000;
constexpr std::size_t kContacts = 5'000;  // of one snapshot
constexpr std::size_t kShowEvery = 50'000;
constexpr std::size_t kDistinctTexts = 100'000;
constexpr std::size_t kSellers = 200;
constexpr std::size_t kAlertEvery = 500;  // of his entries
constexpr char kCustomer[] = "wm_bench_customer";

std::string Seller(std::size_t number) { return "employee" + std::to_string(number % kSellers); }

/// Entry `entry` of the customer instead of an invented message: mostly chat, and a little of everything else.
void MakeHis(Message& message, std::size_t entry) {
  const std::size_t turn = entry % 20;
  const std::string seller = Seller(entry % 3);
  const std::string other = turn < 3 ? BenchNumber(0) : kCustomer;
  if (turn < 2) message.channel = Channel::kSms;
  if (turn == 2) message.channel = Channel::kCall;
  if (turn == 3) message.channel = Channel::kEvent;
  message.type = turn < 2 ? "sms" : turn == 2 ? "call" : turn == 3 ? "edit_external_contact" : "text";
  message.from = {PartyKind::kStaff, seller};
  message.to = {{PartyKind::kExternal, other}};
  message.role = Role::kRep;
  message.conversation_kind = ConversationKind::kSingle;
  message.conversation_key = std::min(seller, other) + "|" + std::max(seller, other);
  message.room.clear();
}

Finding Hit() {
  return {.rule_id = "00000000-0000-4000-8000-000000000001",
          .rule_version = "1",
          .category = "private_payment",
          .severity = Severity::kHigh,
          .spans = {{0, 1}},
          .folded = {}};
}

Status Fill(storage::PostgresStorage& storage, const CustomerBench& options, const std::vector<std::string>& texts) {
  const std::size_t every = std::max<std::size_t>(1, options.messages / options.entries);
  std::size_t entry = 0;
  for (std::size_t at = 0; at < options.messages; at += kPage) {
    storage::CommitRequest page = PlainPage(texts, at, std::min(options.messages, at + kPage));
    for (std::size_t i = 0; i < page.messages.size(); ++i) {
      if ((at + i) % every != 0 || entry >= options.entries) continue;
      MakeHis(page.messages[i].message, entry);
      if (entry % kAlertEvery == 0) page.messages[i].findings = {Hit()};
      ++entry;
    }
    const auto committed = storage.archive().Commit(page);
    if (!committed) return committed.error();
    if ((at + kPage) % kShowEvery == 0) {
      std::cerr << "\r" << at + kPage << " of " << options.messages << " messages" << std::flush;
      if (const Status sealed = SealWhatIsDue(storage); !sealed) return sealed;
    }
  }
  std::cerr << "\n";
  return SealWhatIsDue(storage);
}

/// The directory: he is the first, every contact has a number noted, every eighth two employees.
Status Introduce(storage::PostgresStorage& storage, std::size_t customers, TimeMs now) {
  for (std::size_t at = 0; at < customers; at += kContacts) {
    DirectorySnapshot snapshot;
    snapshot.source = kPlainSource;
    snapshot.taken_at = now;
    for (std::size_t i = at; i < std::min(customers, at + kContacts); ++i) {
      const std::string id = i == 0 ? kCustomer : "wm_bench_" + std::to_string(i);
      snapshot.customers.push_back({.id = id,
                                    .name = i == 0 ? "客户0" : PersonName(i),
                                    .corp_name = i == 0 ? std::string() : CompanyName(i),
                                    .avatar = {},
                                    .unionid = "union" + std::to_string(i)});
      for (std::size_t k = 0; k < (i == 0 ? 3U : i % 8 == 0 ? 2U : 1U); ++k) {
        snapshot.relations.push_back({.employee_id = Seller(i + k),
                                      .customer_id = id,
                                      .remark = "备注" + std::to_string(i),
                                      .added_at = now - 86'400'000,
                                      .tags = {},
                                      .mobiles = {BenchNumber(i)},
                                      .add_way = 1});
      }
    }
    if (const Status applied = storage.directory().Apply(snapshot); !applied) return applied;
  }
  return {};
}

/// Customers or activity, to the end of the log; seconds.
template <class Store>
Result<double> FollowAll(Store& store) {
  const auto begin = Time::now();
  while (true) {
    const Result<std::uint64_t> followed = store.Follow();
    if (!followed) return followed.error();
    if (*followed == 0) break;
  }
  return std::chrono::duration<double>(Time::now() - begin).count();
}

Status Round(storage::CustomerStore& customers, std::uint64_t id, std::size_t round, std::size_t others,
             Asking& asking) {
  const storage::Scope all = storage::Scope::All();
  storage::TimelineQuery query;
  query.customer = id;
  // What a browser asks for when the page is opened; it asks for both at once, this in turn.
  Status done = asking.Time("page", [&] {
    const Status one = Done(customers.Get(all, id));
    return one ? Done(customers.Timeline(all, query)) : one;
  });
  if (!done) return done;
  done = asking.Time("record", [&] { return Done(customers.Get(all, id)); });
  if (!done) return done;
  done = asking.Time("timeline", [&] { return Done(customers.Timeline(all, query)); });
  if (!done) return done;
  storage::TimelineQuery deep = query;
  for (std::size_t page = 0; page < 5; ++page) {
    done = asking.Time("next_pages", [&] {
      auto read = customers.Timeline(all, deep);
      if (read) deep.cursor = read->next_cursor;
      return Done(read);
    });
    if (!done) return done;
  }
  storage::TimelineQuery oldest = query;
  oldest.oldest_first = true;
  done = asking.Time("oldest", [&] { return Done(customers.Timeline(all, oldest)); });
  if (!done) return done;
  storage::TimelineQuery calls = query;
  calls.kinds = {storage::TimelineKind::kCall};
  done = asking.Time("calls_only", [&] { return Done(customers.Timeline(all, calls)); });
  if (!done) return done;
  storage::CustomerFilter filter;
  filter.text = BenchNumber(round * 7919 % others);
  done = asking.Time("by_number", [&] { return Done(customers.List(all, filter)); });
  if (!done) return done;
  filter.text = PersonName(round * 7919 % others + 1);
  return asking.Time("by_name", [&] { return Done(customers.List(all, filter)); });
}

}  // namespace

Result<json> BenchCustomer(const CustomerBench& options) {
  const ScratchDirectory scratch;
  const SystemClock clock;
  const Result<std::vector<std::string>> texts = BenchTexts(options.corpus, std::min(options.messages, kDistinctTexts));
  if (!texts) return texts.error();
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = scratch.path();
  wanted.clock = &clock;
  const auto storage = storage::PostgresStorage::Open(wanted);
  if (!storage) return storage.error();
  if (const Status made = (*storage)->Maintain(); !made) return made.error();
  const auto told = Time::now();
  if (const Status known = Introduce(**storage, options.customers, clock.Now()); !known) return known.error();
  const double introduced = std::chrono::duration<double>(Time::now() - told).count();
  storage::CustomerStore& customers = (*storage)->customers();
  const Result<double> built = FollowAll(customers);
  if (!built) return built.error();
  if (const Status filled = Fill(**storage, options, *texts); !filled) return filled.error();
  const Result<double> followed = FollowAll(customers);
  if (!followed) return followed.error();
  const Result<double> counted = FollowAll((*storage)->activity());
  if (!counted) return counted.error();
  const Result<std::uint64_t> id = customers.Find(storage::Scope::All(), kPlainSource, kCustomer);
  if (!id) return id.error();
  const auto view = customers.Get(storage::Scope::All(), *id);
  if (!view) return view.error();
  Asking asking;
  for (std::size_t round = 0; round < options.rounds; ++round) {
    if (const Status done = Round(customers, *id, round, options.customers, asking); !done) return done.error();
  }
  const Result<json> owners = MeasureOwners(**storage, scratch.path(), options.customers, options.rounds, asking);
  if (!owners) return owners.error();
  const Result<json> segments = MeasureSegments(**storage, options.rounds, asking);
  if (!segments) return segments.error();
  json figures = {{"name", "customer"},        {"messages", options.messages},
                  {"entries", view->messages}, {"customers", options.customers},
                  {"directory_s", introduced}, {"build_s", *built},
                  {"log_s", *followed},        {"activity_s", *counted},
                  {"machine", MachineFacts()}};
  figures.update(asking.Figures());
  figures.update(*owners);
  figures.update(*segments);
  return figures;
}

}  // namespace custos::app
