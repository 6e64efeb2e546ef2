// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

class Scripts : public test::Fixture {
 public:
  ScriptStore& store() { return storage().scripts(); }
  std::uint64_t Folder(const std::string& title, std::uint64_t parent = 0) {
    const auto folder = store().SaveFolder({.parent = parent, .title = title});
    REQUIRE(folder);
    return folder->id;
  }
  Script Add(const std::string& title, const std::string& text, std::uint64_t folder = 0,
             const std::vector<std::string>& tags = {}, std::int32_t position = 0) {
    const auto script =
        store().Create({.folder = folder, .title = title, .text = text, .tags = tags, .position = position}, "admin");
    REQUIRE(script);
    return *script;
  }
  std::vector<std::string> Titles(const ScriptQuery& query) {
    const auto page = store().List(query);
    REQUIRE(page);
    std::vector<std::string> titles;
    for (const Script& script : page->items) titles.push_back(script.content.title);
    return titles;
  }
  std::vector<std::string> Found(const std::string& text) { return Titles({.text = text}); }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("A script is found by a piece of its text, by its sound and by its first letters") {
  Scripts f;
  f.Add("价格表", "{{customer}}您好，这是今年的报价", 0, {"报价"});
  f.Add("售后承诺", "七天无理由退换，Warranty 两年", 0, {"售后"});
  CHECK(f.Found("今年的报价") == Names{"价格表"});
  CHECK(f.Found("warranty") == Names{"售后承诺"});
  CHECK(f.Found("jgb") == Names{"价格表"});
  CHECK(f.Found("jiage") == Names{"价格表"});
  CHECK(f.Found("JiaGe Biao") == Names{"价格表"});
  CHECK(f.Found("shcn") == Names{"售后承诺"});
  CHECK(f.Found("baojia") == Names{"价格表"});  // its tag
  CHECK(f.Found("没有").empty());
  CHECK(f.Found("xyz").empty());
  CHECK(f.Found("价").size() == 1);
  CHECK(f.Titles({.tag = "售后"}) == Names{"售后承诺"});
}

TEST_CASE("A folder shows what stands below it, and scripts stand by position") {
  Scripts f;
  const auto sales = f.Folder("销售");
  const auto opening = f.Folder("开场白", sales);
  f.Add("第二", "二", opening, {}, 2);
  f.Add("第一", "一", opening, {}, 1);
  f.Add("别处", "三");
  CHECK(f.Titles({.folder = sales}) == Names{"第一", "第二"});
  CHECK(f.Titles({}).size() == 3);
  const auto first = f.store().List({.limit = 2});
  REQUIRE(first);
  CHECK(f.Titles({.cursor = first->next_cursor, .limit = 2}) == Names{"第二"});
}

TEST_CASE("Folders make no loop and go only when they are empty") {
  Scripts f;
  const auto outer = f.Folder("外");
  const auto inner = f.Folder("内", outer);
  const auto code = [](const auto& result) { return result ? std::string() : result.error().code; };
  CHECK(code(f.store().SaveFolder({.id = outer, .parent = inner, .title = "外"})) == "script_folder.loop");
  CHECK(code(f.store().SaveFolder({.id = outer, .parent = outer, .title = "外"})) == "script_folder.loop");
  CHECK(code(f.store().SaveFolder({.id = 99, .title = "无"})) == "script_folder.not_found");
  CHECK(code(f.store().SaveFolder({.parent = 99, .title = "无"})) == "script_folder.not_found");
  CHECK(code(f.store().RemoveFolder(outer)) == "script_folder.not_empty");
  CHECK(f.store().RemoveFolder(inner));
  CHECK(f.store().RemoveFolder(outer));
  CHECK(f.store().Folders()->empty());
  CHECK(code(f.store().Create({.folder = outer, .title = "一", .text = "二"}, "admin")) == "script_folder.not_found");
}

TEST_CASE("A script that is switched off is kept, found by editors only, and counts no use") {
  Scripts f;
  const Script script = f.Add("旧价格", "旧");
  ScriptContent off = script.content;
  off.active = false;
  const auto changed = f.store().Change(script.id, 1, off, "officer");
  REQUIRE(changed);
  CHECK(changed->version == 2);
  CHECK(changed->changed_by == "officer");
  CHECK(f.Titles({}).empty());
  CHECK(f.Titles({.inactive = true}) == Names{"旧价格"});
  CHECK(f.store().CountUse(script.id, ScriptUse::kCopied).error().code == "script.not_found");
  CHECK(f.store().Change(script.id, 1, off, "officer").error().code == "script.changed");
}

TEST_CASE("Uses of a script are counted by kind, and a file comes and goes") {
  Scripts f;
  const Script script = f.Add("画册", "请看");
  REQUIRE(f.store().CountUse(script.id, ScriptUse::kCopied));
  REQUIRE(f.store().CountUse(script.id, ScriptUse::kSent));
  REQUIRE(f.store().CountUse(script.id, ScriptUse::kSent));
  const ScriptFile file{Sha256("bytes"), "画册.pdf", "application/pdf", 5};
  const auto with = f.store().SetFile(script.id, file, "admin");
  REQUIRE(with);
  CHECK(with->copied == 1);
  CHECK(with->sent == 2);
  CHECK(with->used_at == f.clock().Now());
  REQUIRE(with->file);
  CHECK(with->file->content == file.content);
  CHECK(with->file->name == "画册.pdf");
  CHECK_FALSE(f.store().SetFile(script.id, std::nullopt, "admin")->file);
  CHECK(f.store().SetFile(99, file, "admin").error().code == "script.not_found");
}

TEST_CASE("A price sheet keeps its rows, is found by what it lists, and every former version stays") {
  Scripts f;
  ScriptContent content{.title = "报价单", .text = "{{customer}}您好"};
  content.kind = ScriptKind::kPrice;
  content.rows = {{"精装样册", "本", "1280.50", "CNY", "含运费"}};
  const auto made = f.store().Create(content, "admin");
  REQUIRE(made);
  CHECK(made->content.rows == content.rows);
  CHECK(f.Found("精装样册") == Names{"报价单"});
  CHECK(f.Titles({.kind = ScriptKind::kScript}).empty());
  CHECK(f.Titles({.kind = ScriptKind::kPrice}) == Names{"报价单"});
  CHECK(f.store().Past(made->id)->empty());
  content.rows[0].price = "1380";
  REQUIRE(f.store().Change(made->id, 1, content, "officer"));
  const Digest digest = Sha256("picture");
  REQUIRE(f.store().SetFile(made->id, ScriptFile{digest, "a.png", "image/png", 7}, "officer"));
  REQUIRE(f.store().SetFile(made->id, std::nullopt, "officer"));
  const auto past = f.store().Past(made->id);
  REQUIRE(past);
  REQUIRE(past->size() == 3);
  CHECK((*past)[0].version == 3);
  CHECK((*past)[0].file->content == digest);
  CHECK((*past)[1].content.rows[0].price == "1380");
  CHECK_FALSE((*past)[1].file);
  CHECK((*past)[2].content.rows[0].price == "1280.50");
  CHECK((*past)[2].who == "admin");
  CHECK(f.store().Past(made->id + 1).error().code == "script.not_found");
}

TEST_CASE("A list of one day leaves out what does not hold yet or any more") {
  Scripts f;
  const auto add = [&](const std::string& title, std::int64_t from, std::int64_t until) {
    ScriptContent content{.title = title};
    content.valid_from = from;
    content.valid_until = until;
    REQUIRE(f.store().Create(content, "admin"));
  };
  add("一直", 0, 0);
  add("当日", 100, 100);
  add("以前", 0, 99);
  add("以后", 101, 0);
  CHECK(f.Titles({.valid_on = 100}) == Names{"一直", "当日"});
  CHECK(f.Titles({.valid_on = 99}) == Names{"一直", "以前"});
  CHECK(f.Titles({}).size() == 4);
}

}  // namespace custos::storage
