// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/verify_state.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "storage/format/key_file.h"
#include "storage/format/note_key.h"

namespace custos::storage {
namespace {

constexpr std::string_view kHeader = "custos/verify-state/1";

class StoredTiles final : public TileReader {
 public:
  explicit StoredTiles(EvidenceSource& source) : source_(source) {}
  Result<std::string> ReadTile(TileId id, std::uint64_t) override {
    Result<std::optional<std::string>> tile = source_.StoredTile(id);
    if (!tile) return tile.error();
    return std::move(*tile).value_or("");
  }

 private:
  EvidenceSource& source_;
};

std::optional<VerifyState> Parse(std::string_view text) {
  VerifyState state;
  if (TakeLine(text) != kHeader) return std::nullopt;
  state.public_key = std::string(TakeLine(text));
  const auto position = StrictDecimal(TakeLine(text));
  const auto root = DigestFromBytes(StrictBase64(TakeLine(text)).value_or(""));
  if (!position || *position % kTileWidth != 0 || !root) return std::nullopt;
  state.position = *position;
  state.root = *root;
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    const std::size_t first = line.find(' ');
    const std::size_t second = first == line.npos ? first : line.find(' ', first + 1);
    if (second == line.npos) return std::nullopt;
    const auto from = StrictDecimal(line.substr(first + 1, second - first - 1));
    const auto end = StrictDecimal(line.substr(second + 1));
    const std::string_view name = line.substr(0, first);
    if (!from || !end || (name != "erased" && name != "receipt")) return std::nullopt;
    (name == "erased" ? state.erased : state.receipts).emplace_back(*from, *end);
  }
  return state;
}

}  // namespace

Result<std::optional<VerifyState>> LoadVerifyState(const std::string& path) {
  if (!std::filesystem::exists(path)) return std::optional<VerifyState>();
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::optional<VerifyState> state = Parse(text);
  if (!state) return Error{ErrorKind::kCorrupt, "verify.state", path + " is no state of a verification"};
  return state;
}

Status SaveVerifyState(const std::string& path, const VerifyState& state) {
  std::string text = std::string(kHeader) + "\n" + state.public_key + "\n" + std::to_string(state.position) + "\n" +
                     Base64Encode(AsBytes(state.root)) + "\n";
  const auto put = [&](const char* name, const std::vector<VerifyState::Range>& ranges) {
    for (const auto& [first, end] : ranges) {
      text += std::string(name) + " " + std::to_string(first) + " " + std::to_string(end) + "\n";
    }
  };
  put("erased", state.erased);
  put("receipt", state.receipts);
  return WriteKeyFile(path, text, 0644);
}

Result<Digest> StoredRoot(EvidenceSource& source, std::uint64_t size) {
  StoredTiles tiles(source);
  return RootAt(size, tiles);
}

}  // namespace custos::storage
