// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/demo_content.h"

#include <iterator>
#include <vector>

#include "storage/suggested_rules.h"

namespace custos::app {
namespace {

constexpr char kAuthor[] = "演示";
constexpr std::size_t kEnough = 60;  ///< customers with an owner
constexpr std::size_t kEvery = 6;

constexpr std::size_t kTakers = 2;

constexpr struct {
  const char* name;
  const char* condition;
} kSegments[]{
    {"近 30 天没有联系", R"({"on":"contact","op":"at_least","value":30})"},
    {"有未处理告警的客户", R"({"on":"alerts","op":"at_least","value":1})"},
};

struct Entry {
  const char* folder;
  const char* title;
  const char* text;
  const char* tag;
};

constexpr Entry kScripts[]{
    {"开场与跟进", "第一次加好友", "{{customer}}您好，我是您的专属顾问{{rep}}，很高兴为您服务。", "开场"},
    {"开场与跟进", "三天未回复", "{{customer}}您好，上次给您的方案您看了吗？有任何问题随时找我。", "跟进"},
    {"报价", "标准报价说明", "{{customer}}您好，报价含税含运费，七天内有效，付款请走公司对公账户。", "报价"},
    {"报价", "价格异议", "我们的价格包含三年质保和上门安装，{{customer}}可以和同类产品比较一下总成本。", "异议"},
    {"售后", "安装预约", "{{customer}}您好，安装师傅会提前一天与您联系，请保持电话畅通。", "售后"},
};

}  // namespace

Result<bool> DemoContent::Fill() {
  if (const Status written = WriteScripts(); !written) return written.error();
  if (const Status made = MakePools(); !made) return made.error();
  if (const Status made = Grade(); !made) return made.error();
  return ReturnSome();
}

Status DemoContent::WriteScripts() {
  storage::ScriptStore& scripts = storage_.scripts();
  const auto folders = scripts.Folders();
  if (!folders) return folders.error();
  if (!folders->empty()) return {};
  storage::ScriptFolder folder;
  for (const Entry& entry : kScripts) {
    if (folder.title != entry.folder) {
      folder = {.id = 0, .parent = 0, .title = entry.folder, .position = folder.position + 1};
      const auto saved = scripts.SaveFolder(folder);
      if (!saved) return saved.error();
      folder = *saved;
    }
    storage::ScriptContent content;
    content.folder = folder.id;
    content.title = entry.title;
    content.text = entry.text;
    content.tags = {entry.tag};
    if (const auto created = scripts.Create(content, kAuthor); !created) return created.error();
  }
  storage::ScriptContent prices;
  prices.title = "智能门锁报价单";
  prices.text = "{{customer}}您好，这是现行的价格：";
  prices.tags = {"报价"};
  prices.kind = storage::ScriptKind::kPrice;
  prices.rows = {{"智能门锁 标准版", "把", "1299.00", "CNY", "含上门安装"},
                 {"智能门锁 旗舰版", "把", "2599.00", "CNY", "含上门安装，指静脉"},
                 {"三年延保", "份", "399.00", "CNY", ""}};
  const auto created = scripts.Create(prices, kAuthor);
  return created ? Status() : Status(created.error());
}

Status DemoContent::MakePools() {
  storage::PublicPoolStore& pools = storage_.pools();
  const auto there = pools.List();
  if (!there) return there.error();
  if (!there->empty()) return {};
  storage::PublicPool pool;
  pool.name = "新客公海";
  pool.limits = {.per_day = 10, .held = 500, .cool_off_days = 7};
  pool.returns = {.idle_days = 90, .no_deal_days = 0, .warn_days = 7, .grades = {}, .deal_stages = {}};
  if (const auto made = pools.Create(pool); !made) return made.error();
  pool.name = "老客公海";
  pool.limits = {.per_day = 3, .held = 500, .cool_off_days = 30};
  pool.returns = {};
  const auto made = pools.Create(pool);
  return made ? Status() : Status(made.error());
}

// The set that is offered, none of it active: grading is the visitor's first step.
Status DemoContent::Grade() {
  const auto there = storage_.grading().Rules();
  if (!there) return there.error();
  if (there->version != 0) return {};
  const auto users = storage_.users().ListUsers();
  if (!users) return users.error();
  if (users->empty()) return {};
  for (const auto& [name, condition] : kSegments) {
    const auto parsed = storage::ParseCondition(condition);
    if (!parsed) return parsed.error();
    storage::CustomerSegment segment;
    segment.name = name;
    segment.owner_id = users->front().id;
    segment.owner_name = kAuthor;
    segment.shared = true;
    segment.condition = *parsed;
    if (const auto made = storage_.customer_segments().CreateSegment(segment); !made) return made.error();
  }
  const auto set = storage_.grading().SetRules(0, storage::SuggestedRules(false, ""), kAuthor);
  return set ? Status() : Status(set.error());
}

Result<bool> DemoContent::ReturnSome() {
  const auto pools = storage_.pools().List();
  if (!pools) return pools.error();
  for (const auto& pool : *pools) {
    if (pool.customers > 0) return true;
  }
  storage::CustomerFilter filter;
  filter.limit = 200;
  const auto page = storage_.customers().List(storage::Scope::All(), filter);
  if (!page) return page.error();
  std::vector<std::uint64_t> ids;
  for (const auto& customer : page->items) ids.push_back(customer.id);
  const auto owned = storage_.ownership().Of(ids);
  if (!owned) return owned.error();
  if (owned->size() < kEnough) return false;
  std::vector<storage::OwnershipOrder> orders;
  for (std::size_t i = 0; i < owned->size(); i += kEvery) {
    storage::OwnershipOrder& order = orders.emplace_back();
    order.customer = (*owned)[i].customer;
    order.act = storage::OwnershipAct::kReturn;
    order.pool = (*pools)[orders.size() % pools->size()].id;
    order.actor.user_name = kAuthor;
    order.actor.reason = "长期未跟进";
  }
  const auto outcomes = storage_.ownership().Apply(orders);
  if (!outcomes) return outcomes.error();
  if (const Status allocated = Allocate(orders, *owned); !allocated) return allocated.error();
  if (const Status disputed = Dispute(*owned); !disputed) return disputed.error();
  if (const Status sold = Sell(*owned); !sold) return sold.error();
  return true;
}

// Some of those who were returned go to two of the owners by a rule.
Status DemoContent::Allocate(const std::vector<storage::OwnershipOrder>& returned,
                             const std::vector<storage::OwnershipView>& owned) {
  storage::AllocationRule rule;
  rule.name = "新客轮流分配";
  for (std::size_t i = 1; i <= kTakers; ++i) {
    if (!owned[i].state.owner) continue;
    rule.terms.takers.push_back(
        {.employee = *owned[i].state.owner, .weight = static_cast<std::uint32_t>(i), .owned = 300, .per_day = 20});
  }
  rule.terms.method = storage::AllocationMethod::kWeighted;
  rule.terms.anyway = true;
  if (const auto made = storage_.allocations().Create(rule); !made) return made.error();
  std::vector<std::uint64_t> offered;
  for (std::size_t i = 0; i < returned.size(); i += 3) offered.push_back(returned[i].customer);
  const auto waiting = storage_.allocations().Offer(offered, "", 0, kAuthor);
  return waiting ? Status() : Status(waiting.error());
}

Status DemoContent::Dispute(const std::vector<storage::OwnershipView>& owned) {
  const auto& one = owned[1];
  for (const storage::OwnershipView& other : owned) {
    if (!one.state.owner || !other.state.owner || storage::SameEmployee(*one.state.owner, *other.state.owner)) continue;
    const auto opened = storage_.disputes().Open({.customer = one.customer,
                                                  .line = one.line,
                                                  .claimant = *other.state.owner,
                                                  .statement = "展会上我先加的客户，报价也是我做的",
                                                  .user_id = 0,
                                                  .user_name = kAuthor,
                                                  .protected_for = 0});
    return opened ? Status() : Status(opened.error());
  }
  return {};
}

// A shop sold something to every other customer who has an owner.
Status DemoContent::Sell(const std::vector<storage::OwnershipView>& owned) {
  constexpr TimeMs kDay = 86'400'000;
  constexpr std::size_t kSold = 40;
  constexpr const char* kTitles[]{"智能门锁 标准版", "智能门锁 旗舰版", "安装服务", "三年延保"};
  constexpr std::int64_t kPrices[]{129'900, 259'900, 20'000, 39'900};  // in fen
  std::vector<storage::OrderWrite> orders;
  for (std::size_t i = 0; i < owned.size() && orders.size() < kSold; i += 2) {
    const auto customer = storage_.customers().Get(storage::Scope::All(), owned[i].customer);
    if (!customer) return customer.error();
    for (const storage::CustomerIdentity& identity : customer->identities) {
      if (identity.kind != storage::CustomerIdentityKind::kContact) continue;
      const std::size_t at = orders.size();
      storage::OrderWrite& order = orders.emplace_back();
      order.source = "demo-shop";
      order.number = "D" + std::to_string(1'000 + at);
      order.status = at % 9 == 8   ? storage::OrderStatus::kRefunded
                     : at % 5 == 4 ? storage::OrderStatus::kOpen
                                   : storage::OrderStatus::kPaid;
      order.ordered_at = customer->created_at - static_cast<TimeMs>(at * 7 % 300) * kDay;
      order.amount = {kPrices[at % std::size(kPrices)], "CNY"};
      order.contact_source = identity.source;
      order.detail = R"({"amount":")" + FormatAmount(order.amount) + R"(","contact":{"id":")" + identity.value +
                     R"(","source":")" + identity.source + R"("},"currency":"CNY","number":")" + order.number +
                     R"(","ordered_at":)" + std::to_string(order.ordered_at) + R"(,"status":")" +
                     std::string(ToString(order.status)) + R"(","title":")" + kTitles[at % std::size(kTitles)] +
                     R"("})";
      break;
    }
  }
  if (orders.empty()) return {};
  const auto taken = storage_.orders().Take(orders, kAuthor);
  return taken ? Status() : Status(taken.error());
}

}  // namespace custos::app
