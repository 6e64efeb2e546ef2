// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/owners.h"

#include <array>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string_view>
#include <thread>

#include "core/directory.h"
#include "server/app/bench/plain_messages.h"
#include "storage/postgres/db.h"
#include "storage/postgres/embedded_postgres.h"

namespace custos::app {
namespace {

using nlohmann::json;
using storage::OwnershipAct;
using storage::OwnershipOrder;
using Time = std::chrono::steady_clock;

constexpr std::uint64_t kFirstNumber = 8'613'000'000'000;
constexpr std::size_t kSellers = 200;
constexpr std::size_t kBatch = 5'000;
constexpr std::size_t kActors = 16;
constexpr std::size_t kLikes = 10;  // one reads every record

constexpr std::array<std::string_view, 20> kFamilies{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                                     "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"};
constexpr std::array<std::string_view, 40> kGiven{"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋",
                                                  "勇", "艳", "杰", "娟", "涛", "明", "超", "秀", "霞", "平",
                                                  "刚", "桂", "英", "华", "玉", "萍", "红", "玲", "建", "文",
                                                  "辉", "力", "海", "波", "宁", "福", "生", "龙", "元", "全"};
constexpr std::array<std::string_view, 10> kPlaces{"上海", "北京", "广州", "深圳", "杭州",
                                                   "苏州", "成都", "武汉", "西安", "青岛"};
constexpr std::array<std::string_view, 5> kTrades{"科技", "贸易", "实业", "商务咨询", "电子商务"};

/// A number that follows from `n`, spread over all values.
std::uint64_t Spread(std::uint64_t n) {
  n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9ULL;
  n = (n ^ (n >> 27)) * 0x94D049BB133111EBULL;
  return n ^ (n >> 31);
}

template <std::size_t N>
std::string_view Pick(const std::array<std::string_view, N>& words, std::uint64_t& dice) {
  const std::string_view word = words[dice % N];
  dice /= N;
  return word;
}

storage::EmployeeRef Seller(std::size_t number) {
  return {kPlainSource, "employee" + std::to_string(number % kSellers)};
}

Result<std::vector<std::uint64_t>> AllCustomers(storage::PostgresStorage& storage, std::size_t count) {
  std::vector<std::uint64_t> ids;
  storage::CustomerFilter filter;
  filter.limit = 200;
  while (ids.size() < count) {
    const auto page = storage.customers().List(storage::Scope::All(), filter);
    if (!page) return page.error();
    for (const auto& one : page->items) ids.push_back(one.id);
    filter.cursor = page->next_cursor;
    if (filter.cursor.empty()) break;
  }
  return ids;
}

/// What the operation checkDuplicates asks the stores for.
Status CheckDuplicate(storage::PostgresStorage& storage, std::size_t customer) {
  storage::KnownQuestion question;
  question.name = PersonName(customer);
  question.company = CompanyName(customer);
  question.identities = {{storage::IdentityKind::kPhone, BenchNumber(customer)}};
  const auto known = storage.known_customers().Find(question);
  if (!known) return known.error();
  std::vector<std::uint64_t> ids;
  for (const auto& one : *known) ids.push_back(one.customer);
  const auto summaries = storage.customers().Summaries(ids);
  if (!summaries) return summaries.error();
  return Done(storage.ownership().Of(ids));
}

Status MeasureDuplicates(storage::PostgresStorage& storage, const std::filesystem::path& data_dir,
                         std::size_t customers, std::size_t rounds, Asking& asking) {
  for (std::size_t round = 0; round < rounds; ++round) {
    const Status done =
        asking.Time("duplicate_check", [&] { return CheckDuplicate(storage, Spread(round) % customers); });
    if (!done) return done;
  }
  const Result<std::string> conninfo = storage::EmbeddedPostgres::RunningConninfo(data_dir);
  if (!conninfo) return conninfo.error();
  storage::db::Connection plain(*conninfo);
  for (std::size_t round = 0; round < kLikes; ++round) {
    const std::size_t customer = Spread(round) % customers;
    const Status done = asking.Time("duplicate_like", [&]() -> Status {
      plain.Query("SELECT id FROM customer_record WHERE terms LIKE '%' || $1 || '%' LIMIT 20",
                  storage::db::Params().Text(CompanyName(customer).substr(6)));
      return {};
    });
    if (!done) return done;
  }
  return {};
}

Result<double> FillPool(storage::PostgresStorage& storage, std::uint64_t pool, const std::vector<std::uint64_t>& ids) {
  const auto begin = Time::now();
  for (std::size_t at = 0; at < ids.size(); at += kBatch) {
    std::vector<OwnershipOrder> orders;
    for (std::size_t i = at; i < std::min(ids.size(), at + kBatch); ++i) {
      OwnershipOrder& order = orders.emplace_back();
      order.customer = ids[i];
      order.act = OwnershipAct::kReturn;
      order.pool = pool;
    }
    const auto outcomes = storage.ownership().Apply(orders);
    if (!outcomes) return outcomes.error();
  }
  return static_cast<double>(ids.size()) / std::chrono::duration<double>(Time::now() - begin).count();
}

Status Claim(storage::OwnershipStore& ownership, std::uint64_t customer, std::size_t seller) {
  OwnershipOrder order;
  order.customer = customer;
  order.act = OwnershipAct::kClaim;
  order.employee = Seller(seller);
  const auto outcomes = ownership.Apply({order});
  if (!outcomes) return outcomes.error();
  return outcomes->front().refused ? Status(*outcomes->front().refused) : Status();
}

/// Each claims another customer, all at the same time.
Status ClaimTogether(storage::OwnershipStore& ownership, const std::vector<std::uint64_t>& ids, std::size_t first,
                     std::size_t rounds, Asking& asking) {
  std::mutex mutex;
  Status failed;
  std::vector<std::thread> threads;
  for (std::size_t actor = 0; actor < kActors; ++actor) {
    threads.emplace_back([&, actor] {
      for (std::size_t round = 0; round < rounds; ++round) {
        const auto begin = Time::now();
        const Status done = Claim(ownership, ids[first + round * kActors + actor], actor);
        const double took = std::chrono::duration<double, std::milli>(Time::now() - begin).count();
        const std::scoped_lock lock(mutex);
        if (!done) failed = done;
        asking.Add("claim_of_16", took);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return failed;
}

/// What somebody asks for who serves very many: his scope is found anew with each request.
Status MeasureRep(storage::PostgresStorage& storage, const std::vector<std::uint64_t>& ids, std::size_t first,
                  std::size_t rounds, Asking& asking) {
  std::vector<OwnershipOrder> orders;
  for (std::size_t i = first; i < std::min(ids.size(), first + kBatch); ++i) {
    OwnershipOrder& order = orders.emplace_back();
    order.customer = ids[i];
    order.act = OwnershipAct::kAssign;
    order.employee = Seller(kSellers - 1);
  }
  if (const auto assigned = storage.ownership().Apply(orders); !assigned) return assigned.error();
  const storage::Scope own{.kind = storage::Scope::Kind::kOwn, .departments = {}, .employees = {Seller(kSellers - 1)}};
  storage::SearchQuery words;
  words.text = "微信";
  for (std::size_t round = 0; round < rounds; ++round) {
    Status done = asking.Time("rep_of_5000_list", [&] { return Done(storage.customers().List(own, {})); });
    if (!done) return done;
    done = asking.Time("rep_of_5000_search", [&] { return Done(storage.reader().Search(own, words)); });
    if (!done) return done;
    done = asking.Time("rep_of_5000_events", [&] { return Done(storage.alerts().EventsSince(own, 0, 200)); });
    if (!done) return done;
  }
  return {};
}

}  // namespace

std::string PersonName(std::size_t customer) {
  std::uint64_t dice = Spread(customer);
  std::string name(Pick(kFamilies, dice));
  name += Pick(kGiven, dice);
  if (dice % 3 != 0) name += Pick(kGiven, dice);
  return name;
}

std::string CompanyName(std::size_t customer) {
  std::uint64_t dice = Spread(customer + 1'000'000'007);
  std::string name(Pick(kPlaces, dice));
  for (int i = 0; i < 3; ++i) name += Pick(kGiven, dice);
  name += Pick(kTrades, dice);
  return name + "有限公司";
}

std::string BenchNumber(std::size_t customer) { return std::to_string(kFirstNumber + customer); }

Result<json> MeasureOwners(storage::PostgresStorage& storage, const std::filesystem::path& data_dir,
                           std::size_t customers, std::size_t rounds, Asking& asking) {
  DirectorySnapshot sellers;
  sellers.source = kPlainSource;
  sellers.employees.emplace();
  for (std::size_t n = 0; n < kSellers; ++n) {
    sellers.employees->push_back(
        {.id = Seller(n).id, .name = "员工" + std::to_string(n), .departments = {1}, .main_department = 1});
  }
  if (const Status known = storage.directory().Apply(sellers); !known) return known.error();
  const auto ids = AllCustomers(storage, customers);
  if (!ids) return ids.error();
  storage::PublicPool pool;
  pool.name = "bench";
  pool.limits = {.per_day = 1'000'000, .held = 1'000'000, .cool_off_days = 1};
  const auto made = storage.pools().Create(pool);
  if (!made) return made.error();
  const auto filled = FillPool(storage, made->id, *ids);
  if (!filled) return filled.error();
  if (const Status done = MeasureDuplicates(storage, data_dir, customers, rounds, asking); !done) return done.error();
  const std::size_t most = std::min(rounds, ids->size() / (2 * kActors));
  for (std::size_t round = 0; round < most; ++round) {
    const Status done = asking.Time("claim", [&] { return Claim(storage.ownership(), (*ids)[round], round); });
    if (!done) return done.error();
  }
  if (const Status done = ClaimTogether(storage.ownership(), *ids, most, most, asking); !done) return done.error();
  const std::size_t claimed = most * (kActors + 1);
  if (const Status done = MeasureRep(storage, *ids, claimed, most, asking); !done) return done.error();
  return json{{"into_pool_per_s", *filled}};
}

}  // namespace custos::app
