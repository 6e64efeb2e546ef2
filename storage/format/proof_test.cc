// SPDX-License-Identifier: Apache-2.0
#include "storage/format/proof.h"

#include <catch2/catch.hpp>
#include <map>

#include "storage/format/bundle.h"
#include "storage/format/cosignature.h"
#include "storage/format/merkle.h"
#include "storage/format/sample_test.h"

namespace custos::storage {
namespace {

// A log of one bundle: 300 messages, all tiles computed from it.
class SmallLog final : public TileReader {
 public:
  SmallLog() {
    BundleBuilder builder(0, 1'700'000'000'000, Sha256("seed"));
    for (std::uint64_t i = 0; i < 300; ++i) builder.AddMessage(testing::PlainMessage(i + 1));
    hashes_ = builder.leaf_hashes();
    bundle_.emplace(*Bundle::Decode(*builder.Finish()));
  }

  Result<std::string> ReadTile(TileId id, std::uint64_t width) override {
    std::string bytes;
    for (std::uint64_t i = 0; i < width; ++i) {
      const std::uint64_t at = id.index * kTileWidth + i;
      if (id.level == 0) {
        bytes += AsBytes(hashes_.at(at));
      } else {
        bytes += AsBytes(MerkleRoot({hashes_.begin(), hashes_.begin() + 256}));
      }
    }
    return bytes;
  }

  std::string Note(std::uint64_t size) { return *signer.Sign(size, *RootAt(size, *this)); }

  LeafProof Prove(std::uint64_t index, std::uint64_t size) {
    const Leaf leaf = *bundle_->ReadLeaf(index);
    return {.index = index,
            .leaf = {.record = leaf.record, .salt = leaf.salt, .content = std::string(leaf.content)},
            .path = *InclusionProof(index, size, *this),
            .checkpoint = Note(size)};
  }

  const NoteSigner signer = *NoteSigner::Generate("custos/test");

 private:
  std::vector<Digest> hashes_;
  std::optional<Bundle> bundle_;
};

// Chunks of 256 leaves whose roots are made up, but for the one that is proved: a log as large as ten million.
class LargeLog final : public TileReader {
 public:
  explicit LargeLog(std::uint64_t chunk) : chunk_(chunk) {
    LogAppender log;
    for (std::uint64_t i = 0; i < kTileWidth; ++i) leaves_.push_back(Sha256("leaf " + std::to_string(i)));
    for (std::uint64_t i = 0; i < kChunks; ++i) {
      log.AppendChunk(i == chunk ? MerkleRoot(leaves_) : Sha256("chunk " + std::to_string(i)));
      for (Tile& tile : log.TakeChangedTiles()) tiles_[tile.id] = std::move(tile.bytes);
    }
    root_ = log.Root();
  }
  Result<std::string> ReadTile(TileId id, std::uint64_t) override {
    ++reads;
    if (id.level > 0) {
      bytes += tiles_.at(id).size();
      return tiles_.at(id);
    }
    CHECK(id.index == chunk_);
    std::string tile;
    for (const Digest& hash : leaves_) tile += AsBytes(hash);
    bytes += tile.size();
    return tile;
  }
  static constexpr std::uint64_t kChunks = 39'063;
  int reads = 0;
  std::size_t bytes = 0;
  const Digest& root() const { return root_; }
  const Digest& leaf(std::uint64_t i) const { return leaves_.at(i); }

 private:
  std::uint64_t chunk_;
  std::vector<Digest> leaves_;
  std::map<TileId, std::string> tiles_;
  Digest root_{};
};

}  // namespace

TEST_CASE("a proof of a leaf survives its text form and says what was said and when it stood in the log") {
  SmallLog log;
  for (const std::uint64_t size : {41, 256, 300}) {
    const LeafProof proof = log.Prove(40, size);
    const std::string text = FormatLeafProof(proof);
    CHECK(text.starts_with("c2sp.org/tlog-proof@v1\nextra "));
    const Result<LeafProof> read = ParseLeafProof(text);
    REQUIRE(read.ok());
    CHECK(FormatLeafProof(*read) == text);
    const Result<ProvenClaim> claim = CheckLeafProof(*read, log.signer.verifier());
    REQUIRE(claim.ok());
    CHECK(claim->checkpoint.size == size);
    CHECK(std::get<MessageFields>(claim->record.fields).seq == 41);
  }
}

TEST_CASE("a proof without content holds and gives nothing away but the record") {
  SmallLog log;
  LeafProof proof = log.Prove(7, 300);
  const std::string content = proof.leaf.content;
  proof.leaf.salt.reset();
  proof.leaf.content.clear();
  const LeafProof read = *ParseLeafProof(FormatLeafProof(proof));
  CHECK(CheckLeafProof(read, log.signer.verifier()).ok());
  CHECK(read.leaf.content.empty());
  CHECK(read.leaf.record.find("样品编号") == std::string::npos);
}

TEST_CASE("every altered part of a proof is refused by its own code") {
  SmallLog log;
  const LeafProof good = log.Prove(40, 300);
  const auto code = [&](LeafProof proof) {
    const auto claim = CheckLeafProof(proof, log.signer.verifier());
    return claim ? std::string() : claim.error().code;
  };
  CHECK(code(good).empty());
  LeafProof bad = good;
  bad.leaf.content += "!";
  CHECK(code(bad) == "evidence.content_foreign");
  bad = good;
  bad.leaf.record[3] ^= 1;
  CHECK(code(bad) == "evidence.not_included");
  bad = good;
  bad.index = 41;
  CHECK(code(bad) == "evidence.not_included");
  bad = good;
  bad.path.pop_back();
  CHECK(code(bad) == "evidence.not_included");
  bad = good;
  bad.path[3][0] ^= 1;
  CHECK(code(bad) == "evidence.not_included");
  bad = good;
  bad.checkpoint = *NoteSigner::Generate("custos/test")->Sign(300, *RootAt(300, log));
  CHECK(code(bad) == "evidence.note_unsigned");
  bad = good;
  bad.checkpoint = log.Note(299);
  CHECK(code(bad) == "evidence.not_included");
}

TEST_CASE("texts that are no proofs are refused") {
  SmallLog log;
  const std::string text = FormatLeafProof(log.Prove(40, 300));
  CHECK_FALSE(ParseLeafProof("").ok());
  CHECK_FALSE(ParseLeafProof(text.substr(1)).ok());
  CHECK_FALSE(ParseLeafProof(text.substr(0, text.find("index"))).ok());
  std::string zero = text;
  zero.replace(zero.find("index 40"), 8, "index 040");
  CHECK_FALSE(ParseLeafProof(zero).ok());
  CHECK_FALSE(ParseConsistency(text).ok());
}

TEST_CASE("a proof between two checkpoints holds, and no other pair of checkpoints passes with it") {
  SmallLog log;
  const ConsistencyText good{.path = *ConsistencyProof(100, 300, log), .older = log.Note(100), .newer = log.Note(300)};
  const Result<ConsistencyText> read = ParseConsistency(FormatConsistency(good));
  REQUIRE(read.ok());
  CHECK(FormatConsistency(*read) == FormatConsistency(good));
  CHECK(CheckConsistency(*read, log.signer.verifier()).ok());
  ConsistencyText bad = good;
  bad.older = *log.signer.Sign(100, Sha256("another history"));
  CHECK(CheckConsistency(bad, log.signer.verifier()).error().code == "evidence.inconsistent");
  bad = good;
  bad.newer = log.Note(299);
  CHECK(CheckConsistency(bad, log.signer.verifier()).error().code == "evidence.inconsistent");
}

TEST_CASE("a cosigned checkpoint still verifies, and the witness's line tells when it signed") {
  SmallLog log;
  const Cosigner witness = *Cosigner::Generate("witness.example/w1");
  const std::string note = log.Note(300);
  const std::string text = *log.signer.verifier().VerifyText(note);
  const std::string cosigned = note + *witness.SignatureLine(text, 1'700'000'000'999);
  CHECK(log.signer.verifier().ParseAndVerify(cosigned).ok());
  CHECK_FALSE(witness.verifier().SignedAt(note)->has_value());
  CHECK(witness.verifier().SignedAt(cosigned)->value() == 1'700'000'000'000);
  CHECK_FALSE(Cosigner::Generate("witness.example/w1")->verifier().SignedAt(cosigned)->has_value());

  SECTION("the key survives its text forms") {
    const auto again = CosignatureVerifier::Parse(witness.verifier().vkey());
    REQUIRE(again.ok());
    CHECK(again->SignedAt(cosigned)->has_value());
    CHECK(Cosigner::Parse(witness.skey())->verifier().vkey() == witness.verifier().vkey());
    CHECK_FALSE(CosignatureVerifier::Parse(log.signer.verifier().vkey()).ok());  // a log's key is no witness's
  }
  SECTION("a line moved to another checkpoint is named") {
    const std::string moved = log.Note(299) + *witness.SignatureLine(text, 1'700'000'000'000);
    CHECK(witness.verifier().SignedAt(moved).error().code == "evidence.note_cosignature");
  }
}

TEST_CASE("the cosignature of c2sp.org/tlog-cosignature is over header, time and body") {
  const Cosigner witness = *Cosigner::Generate("witness.example/w1");
  const std::string body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const std::string line = *witness.SignatureLine(body, 1'679'315'147'000);
  // A log key over the same 32 bytes accepts the text that the standard spells out.
  const std::string vkey = witness.verifier().vkey();  // name, 8 characters of hash, key
  const std::string name = "witness.example/w1";
  const std::string raw = Base64Decode(vkey.substr(name.size() + 10))->substr(1);
  const std::string hash(AsBytes(Sha256(name + "\n\x01" + raw)).substr(0, 4));
  const auto plain = NoteVerifier::Parse(name + "+" + HexEncode(hash) + "+" + Base64Encode("\x01" + raw));
  REQUIRE(plain.ok());
  const std::string signature =
      Base64Decode(line.substr(line.rfind(' ') + 1, line.size() - line.rfind(' ') - 2))->substr(12);
  const std::string spelled = "cosignature/v1\ntime 1679315147\n" + body;
  CHECK(plain->VerifyText(spelled + "\n\xE2\x80\x94 " + name + " " + Base64Encode(hash + signature) + "\n").ok());
}

TEST_CASE("proving one leaf among ten million reads a handful of tiles") {
  const std::uint64_t size = LargeLog::kChunks * kTileWidth;
  REQUIRE(size >= 10'000'000);
  for (const std::uint64_t chunk : {std::uint64_t{0}, std::uint64_t{20'000}, LargeLog::kChunks - 1}) {
    LargeLog log(chunk);
    const std::uint64_t index = chunk * kTileWidth + 77;
    const auto proof = InclusionProof(index, size, log);
    REQUIRE(proof.ok());
    CHECK(VerifyInclusion(index, size, log.leaf(77), *proof, log.root()));
    CHECK(proof->size() <= 24);
    CHECK(log.reads <= 4);
    CHECK(log.bytes <= 4 * 256 * 32);
  }
}

}  // namespace custos::storage
