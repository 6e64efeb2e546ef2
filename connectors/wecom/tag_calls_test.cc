// SPDX-License-Identifier: Apache-2.0
// The company's tags against the simulated platform.
#include "connectors/wecom/tag_calls.h"

#include <catch2/catch.hpp>
#include <memory>

#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom {
namespace {

constexpr char kTag[] = "etSIM0000000000000000000000000001";

class Tagged {
 public:
  Tagged() : sim_(wecom_sim::WecomSimulator::Start({}).value()), corp(sim_->AddCorp({}, false)) {
    ApiSettings settings;
    settings.base = sim_->api_base();
    settings.corp_id = corp.settings().corp_id;
    settings.secret = corp.settings().contact_secret;
    settings.retry_first = std::chrono::milliseconds(1);
    api_ = std::make_unique<ApiClient>(settings, clock_);
    calls = std::make_unique<TagCalls>(*api_);
  }

  const wecom_sim::SimRelation& First() const { return corp.company()->relations.front(); }
  std::string Mark(const std::vector<std::string>& add, const std::vector<std::string>& remove = {}) {
    const wecom_sim::SimRelation first = First();
    const Status marked = calls->Mark({first.employee, first.customer, add, remove}, {});
    return marked ? "" : marked.error().code;
  }

 private:
  SystemClock clock_;
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;
  std::unique_ptr<ApiClient> api_;

 public:
  wecom_sim::Corp& corp;
  std::unique_ptr<TagCalls> calls;
};

}  // namespace

TEST_CASE("a tag is put on a customer of an employee and taken off, and twice is once") {
  Tagged f;
  CHECK(f.Mark({kTag}).empty());
  CHECK(f.Mark({kTag}).empty());
  CHECK(f.First().tags == std::vector<std::string>{kTag});
  CHECK(f.Mark({}, {kTag}).empty());
  CHECK(f.Mark({}, {kTag}).empty());
  CHECK(f.First().tags.empty());
}

TEST_CASE("what the platform refuses about a tag or a relation has a code of its own") {
  Tagged f;
  CHECK(f.Mark({"etNOBODYS"}) == "tag.not_found");
  CHECK(f.calls->Mark({"staff02", f.First().customer, {kTag}, {}}, {}).error().code == "tag.no_relation");
  CHECK(f.calls->Mark({"nobody", f.First().customer, {kTag}, {}}, {}).error().code == "tag.unknown_employee");
  CHECK(f.calls->Mark({"staff01", "wmNOBODY", {kTag}, {}}, {}).error().code == "tag.unknown_customer");
  f.corp.tag_book().SetMost(0);
  CHECK(f.Mark({kTag}) == "tag.too_many");
  CHECK(f.First().tags.empty());
}

TEST_CASE("tags and groups are made, renamed, put in order and removed") {
  Tagged f;
  const auto made = f.calls->Add({"", "来源", {"展会", "转介绍"}}, {});
  REQUIRE(made);
  REQUIRE(made->tags.size() == 2);
  CHECK(f.calls->Add({made->id, "", {"展会"}}, {}).error().code == "tag.name_taken");
  CHECK(f.calls->Add({made->id, "", {std::string(31, 'x')}}, {}).error().code == "tag.name_length");
  CHECK(f.calls->Add({"etNOGROUP", "", {"甲"}}, {}).error().code == "tag.not_found");
  REQUIRE(f.calls->Edit(made->tags[0].id, "老客户介绍", 7, {}));
  REQUIRE(f.calls->Edit(made->id, "客户来源", std::nullopt, {}));
  CHECK(f.calls->Edit("etNOBODYS", "甲", std::nullopt, {}).error().code == "tag.not_found");
  const auto all = f.calls->List({});
  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK(all->at(1).name == "客户来源");
  CHECK(all->at(1).tags[0].name == "老客户介绍");
  CHECK(all->at(1).tags[0].order == 7);
  CHECK(f.Mark({made->tags[1].id}).empty());
  REQUIRE(f.calls->Remove({made->tags[1].id}, {}, {}));
  CHECK(f.First().tags.empty());
  REQUIRE(f.calls->Remove({}, {made->id}, {}));
  CHECK(f.calls->List({})->size() == 1);
  CHECK(f.calls->Remove({}, {made->id}, {}).error().code == "tag.not_found");
}

}  // namespace custos::wecom
