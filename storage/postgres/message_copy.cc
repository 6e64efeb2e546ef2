// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/message_copy.h"

#include "storage/query/parts.h"

namespace custos::storage {
namespace {

constexpr std::int16_t kColumns = 21;

std::string_view BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace

std::vector<std::int32_t> GramsOf(const Message& message) { return query::IndexCodes(message); }

const char kCopyMessages[] =
    "COPY message (conversation_id, sent_at, message_id, seq, source_id, channel, conversation_kind, role, from_kind,"
    " has_media, recalled_at, recalled_by, key, action, type, from_id, text, quote_speaker, quote_text,"
    " detail, grams) FROM STDIN (FORMAT binary)";

void PutMessageRow(db::CopyRows& rows, int source_id, const Message& m, std::uint64_t id, TimeMs recalled_at,
                   std::uint64_t recalled_by) {
  rows.Row(kColumns)
      .Bytes(BytesOf(m.conversation()))
      .Int8(m.sent_at)
      .Int8(static_cast<std::int64_t>(id))
      .Int8(static_cast<std::int64_t>(m.seq))
      .Int4(source_id)
      .Int2(static_cast<int>(m.channel))
      .Int2(static_cast<int>(m.conversation_kind))
      .Int2(static_cast<int>(m.role))
      .Int2(static_cast<int>(m.from.kind))
      .Bool(!m.media.empty());
  if (recalled_at != 0) {
    rows.Int8(recalled_at).Int8(static_cast<std::int64_t>(recalled_by));
  } else {
    rows.Null().Null();
  }
  rows.Text(m.key).Text(m.action).Text(m.type).Text(m.from.id).Text(m.text);
  if (m.quote) {
    rows.Text(m.quote->speaker).Text(m.quote->text);
  } else {
    rows.Null().Null();
  }
  if (m.detail == "{}") {
    rows.Null();
  } else {
    rows.Text(m.detail);
  }
  rows.Int4Array(GramsOf(m));
}

}  // namespace custos::storage
