// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/digest.h"
#include "server/packet/transcript.h"
#include "server/packet/verify_page.h"

namespace custos::server::packet {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string pattern = fs::temp_directory_path() / "custos-packet-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { fs::remove_all(path_); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }
  bool empty() const { return fs::is_empty(path_); }

 private:
  fs::path path_;
};

storage::MessageView Said(const std::string& text) {
  storage::MessageView view;
  view.ref.message_id = 7;
  view.ref.sent_at = 1'772'352'930'250;  // 2026-03-01T08:15:30.250Z
  view.from.id = "zhang.wei";
  view.from.name = "张伟";
  view.role = Role::kRep;
  view.type = "text";
  view.text = text;
  return view;
}

}  // namespace

TEST_CASE("a transcript shows what was said as text, never as markup") {
  storage::MessageView view = Said("<script>alert('x')</script> & \"y\"");
  view.quote = Quote{"<b>", "<i>"};
  view.detail = R"({"title":"</pre>"})";
  const std::string html =
      TranscriptMessage(Language::kEnglish, view, {{"media/7-0.pdf", "<a>.pdf", "file"}}, false, 480);
  for (const char* markup : {"<script>", "<b></b>", "<i>", "</pre>\"", "<a>.pdf"})
    CHECK(html.find(markup) == html.npos);
  CHECK(html.find("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;") != html.npos);
  CHECK(html.find("href=\"media/7-0.pdf\"") != html.npos);
}

TEST_CASE("a transcript shows time in its zone, recalls and files that are not there, in both languages") {
  storage::MessageView view = Said("退款");
  view.recalled_at = view.ref.sent_at + 60'000;
  const std::string zh = TranscriptMessage(Language::kChinese, view, {{"", "图.png", "image"}}, true, 480);
  CHECK(zh.find("2026-03-01 16:15:30 +08:00") != zh.npos);
  CHECK(zh.find("已撤回 2026-03-01 16:16:30 +08:00") != zh.npos);
  CHECK(zh.find("图.png: 文件不在包内") != zh.npos);
  CHECK(zh.find("员工") != zh.npos);
  const std::string en = TranscriptMessage(Language::kEnglish, view, {{"", "图.png", "image"}}, true, -90);
  CHECK(en.find("2026-03-01 06:45:30 -01:30") != en.npos);
  CHECK(en.find("taken back") != en.npos);
}

TEST_CASE("the page that checks carries files of any size as base64 in one piece") {
  const Folder folder;
  std::ofstream(folder / "built.html") << "<main></main><!--custos-packet--><script>code</script>";
  const std::string large = RandomBytes((3 << 18) * 2 + 7);
  {
    auto page = VerifyPage::Begin(folder / "built.html", folder.path());
    REQUIRE(page.ok());
    REQUIRE((*page)->Embed("proofs/1", "ab").ok());
    REQUIRE((*page)
                ->Embed("media/1-0",
                        [&](std::uint64_t offset, std::size_t) {  // a reader that gives odd pieces
                          return large.substr(std::min<std::uint64_t>(offset, large.size()), 100'001);
                        })
                .ok());
    REQUIRE((*page)->Finish().ok());
    const std::string html = (*page)->file().Read(0, 1 << 24);
    CHECK(html.starts_with("<main></main><script type=\"text/plain\" data-file=\"proofs/1\">YWI=</script>"));
    CHECK(html.find("data-file=\"media/1-0\">" + Base64Encode(large) + "</script>") != html.npos);
    CHECK(html.ends_with("<script>code</script>"));
  }
  std::filesystem::remove(folder / "built.html");
  CHECK(folder.empty());  // the temporary file is gone
}

TEST_CASE("without the built page there is a clear error") {
  const Folder folder;
  const auto page = VerifyPage::Begin(folder / "nothing.html", folder.path());
  REQUIRE_FALSE(page.ok());
  CHECK(page.error().code == "packet.no_page");
}

}  // namespace custos::server::packet
