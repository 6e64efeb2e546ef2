// SPDX-License-Identifier: Apache-2.0
#include "server/packet/verify_page.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/digest.h"

namespace custos::server::packet {
namespace {

constexpr std::string_view kMark = "<!--custos-packet-->";
constexpr std::size_t kPiece = 3 << 18;  // a multiple of 3: pieces of base64 can be joined

}  // namespace

Result<std::unique_ptr<VerifyPage>> VerifyPage::Begin(const std::string& built_page, const std::string& directory) {
  std::ifstream in(built_page, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t mark = text.find(kMark);
  if (mark == text.npos) {
    return Error{ErrorKind::kUnavailable, "packet.no_page", "the page that checks a packet was not built"};
  }
  Result<std::unique_ptr<ScratchFile>> file = ScratchFile::Create(directory);
  if (!file) return file.error();
  if (Status status = (*file)->Write(std::string_view(text).substr(0, mark)); !status) return status.error();
  return std::unique_ptr<VerifyPage>(new VerifyPage(std::move(*file), text.substr(mark + kMark.size())));
}

Status VerifyPage::Embed(const std::string& path,
                         const std::function<std::string(std::uint64_t offset, std::size_t max)>& read) {
  if (Status status = file_->Write("<script type=\"text/plain\" data-file=\"" + path + "\">"); !status) return status;
  std::string piece;
  std::string next;
  for (std::uint64_t offset = 0;;) {
    next = read(offset, kPiece - piece.size());
    offset += next.size();
    piece += next;
    if (next.empty() || piece.size() == kPiece) {
      if (Status status = file_->Write(Base64Encode(piece)); !status) return status;
      piece.clear();
    }
    if (next.empty()) break;
  }
  return file_->Write("</script>\n");
}

Status VerifyPage::Embed(const std::string& path, std::string_view bytes) {
  return Embed(path, [bytes](std::uint64_t offset, std::size_t max) {
    return std::string(bytes.substr(std::min<std::uint64_t>(offset, bytes.size()), max));
  });
}

Status VerifyPage::Finish() { return file_->Write(rest_); }

}  // namespace custos::server::packet
