// SPDX-License-Identifier: Apache-2.0
#include "storage/media/file_media_store.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace custos::storage {
namespace {

namespace fs = std::filesystem;

class Store {
 public:
  Store() {
    std::string pattern = fs::temp_directory_path() / "custos-media-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    Open();
  }
  ~Store() { fs::remove_all(path_); }

  void Open() {
    Result<std::unique_ptr<FileMediaStore>> opened = FileMediaStore::Open(path_);
    REQUIRE(opened.ok());
    store_ = std::move(*opened);
  }

  std::unique_ptr<MediaUpload> Upload() {
    Result<std::unique_ptr<MediaUpload>> upload = store_->Create();
    REQUIRE(upload.ok());
    return std::move(*upload);
  }

  Digest Put(std::string_view content) {
    const std::unique_ptr<MediaUpload> upload = Upload();
    REQUIRE(upload->Write(content).ok());
    const Result<Digest> digest = upload->Commit();
    REQUIRE(digest.ok());
    return *digest;
  }

  std::size_t Files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path_)) count += entry.is_regular_file() ? 1 : 0;
    return count;
  }

  FileMediaStore* operator->() const { return store_.get(); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::unique_ptr<FileMediaStore> store_;
};

}  // namespace

TEST_CASE("a file is found by the SHA-256 of its content and read from any place") {
  Store store;
  const Digest digest = store.Put("0123456789");
  CHECK(digest == Sha256("0123456789"));
  CHECK(*store->Size(digest) == 10);
  CHECK(*store->Read(digest, 0, 100) == "0123456789");
  CHECK(*store->Read(digest, 3, 4) == "3456");
  CHECK(store->Read(digest, 10, 1)->empty());
  CHECK(store->Read(digest, UINT64_MAX, 1)->empty());
}

TEST_CASE("chunks make one file with the checksums of the whole") {
  Store store;
  const std::unique_ptr<MediaUpload> upload = store.Upload();
  REQUIRE(upload->Write("01234").ok());
  CHECK(upload->md5() == Md5Hex("01234"));
  REQUIRE(upload->Write("56789").ok());
  CHECK(upload->size() == 10);
  CHECK(upload->md5() == Md5Hex("0123456789"));
  CHECK(*upload->Commit() == Sha256("0123456789"));
  CHECK_FALSE(upload->Write("x").ok());
  CHECK_FALSE(upload->Commit().ok());
}

TEST_CASE("nothing is visible before the commit, and an upload that is given up leaves nothing") {
  Store store;
  {
    const std::unique_ptr<MediaUpload> upload = store.Upload();
    REQUIRE(upload->Write("abc").ok());
    CHECK_FALSE(store->Size(Sha256("abc")).ok());
  }
  CHECK(store.Files() == 0);
}

TEST_CASE("the same content is stored once") {
  Store store;
  store.Put("same");
  store.Put("same");
  CHECK(store.Files() == 1);
}

TEST_CASE("what a crash left unfinished is removed at the next start, finished files stay") {
  Store store;
  const Digest digest = store.Put("kept");
  std::ofstream(store.path() + "/uploads/7") << "half a fi";
  store.Open();
  CHECK(store.Files() == 1);
  CHECK(store->Read(digest, 0, 10).ok());
  store.Put("a new upload may take the number of an old one");
}

TEST_CASE("many writers of the same and of different contents do not disturb each other") {
  Store store;
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&store] {
      for (int i = 0; i < 25; ++i) {
        Result<std::unique_ptr<MediaUpload>> upload = store->Create();
        if (upload && (*upload)->Write(std::string(1000, static_cast<char>('a' + i)))) (void)(*upload)->Commit();
      }
    });
  }
  writers.clear();  // joins
  CHECK(store.Files() == 25);
  for (int i = 0; i < 25; ++i) {
    const std::string content(1000, static_cast<char>('a' + i));
    const Result<std::string> read = store->Read(Sha256(content), 0, 2000);
    REQUIRE(read.ok());
    CHECK(*read == content);
  }
}

TEST_CASE("an unknown digest is not found") {
  Store store;
  const Result<std::string> read = store->Read(Sha256("never"), 0, 1);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().kind == ErrorKind::kNotFound);
}

TEST_CASE("a store cannot be opened where no directory can be") {
  CHECK_FALSE(FileMediaStore::Open("/proc/custos-media").ok());
}

}  // namespace custos::storage
