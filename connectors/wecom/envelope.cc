// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/envelope.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "core/digest.h"

namespace custos::wecom {
namespace {

using simdjson::ondemand::object;
using simdjson::ondemand::parser;
using simdjson::ondemand::value;

Error Unreadable() {
  return {ErrorKind::kCorrupt, "wecom.reply_unreadable", "the SDK's reply is not the JSON that was agreed"};
}

bool TakeString(value& from, std::string* into) {
  std::string_view text;
  if (from.get_string().get(text) != simdjson::SUCCESS) return false;
  into->assign(text);
  return true;
}

/// Fields of other types than agreed leave the envelope incomplete: it is then kept, not refused.
bool ReadField(std::string_view name, value& from, Envelope& into) {
  if (name == "seq") return from.get_uint64().get(into.seq) == simdjson::SUCCESS && into.seq > 0;
  if (name == "msgid") return TakeString(from, &into.msgid);
  if (name == "encrypt_random_key") return TakeString(from, &into.random_key);
  if (name == "encrypt_chat_msg") return TakeString(from, &into.message);
  if (name != "publickey_ver") return true;
  std::uint64_t version = 0;
  if (from.get_uint64().get(version) != simdjson::SUCCESS || version > UINT32_MAX) return false;
  into.key_version = static_cast<std::uint32_t>(version);
  return true;
}

bool ReadEnvelope(object entry, Envelope& into) {
  std::string_view raw;
  if (entry.raw_json().get(raw) != simdjson::SUCCESS || entry.reset().error() != simdjson::SUCCESS) return false;
  into.raw.assign(raw);
  bool good = true;
  for (auto field : entry) {
    std::string_view name;
    value content;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS || field.value().get(content) != simdjson::SUCCESS) {
      return false;
    }
    good = ReadField(name, content, into) && good;
  }
  into.complete = good && into.seq > 0 && !into.msgid.empty() && !into.random_key.empty() && !into.message.empty();
  return true;
}

bool ReadEnvelopes(value& array, std::vector<Envelope>& into) {
  simdjson::ondemand::array entries;
  if (array.get_array().get(entries) != simdjson::SUCCESS) return false;
  for (auto item : entries) {
    object entry;
    if (item.get_object().get(entry) != simdjson::SUCCESS) return false;
    if (!ReadEnvelope(entry, into.emplace_back())) return false;
  }
  return true;
}

void SortAndDropRepeats(Page& page) {
  auto& all = page.envelopes;
  std::stable_sort(all.begin(), all.end(), [](const Envelope& a, const Envelope& b) { return a.seq < b.seq; });
  const auto kept = std::unique(all.begin(), all.end(),
                                [](const Envelope& a, const Envelope& b) { return a.seq != 0 && a.seq == b.seq; });
  page.repeated = static_cast<std::uint64_t>(all.end() - kept);
  all.erase(kept, all.end());
}

parser& ThreadParser() {
  thread_local parser instance;
  return instance;
}

}  // namespace

Result<Page> ParsePage(std::string_view reply) {
  const simdjson::padded_string padded(reply);
  simdjson::ondemand::document document;
  object top;
  if (ThreadParser().iterate(padded).get(document) != simdjson::SUCCESS ||
      document.get_object().get(top) != simdjson::SUCCESS) {
    return Unreadable();
  }
  Page page;
  for (auto field : top) {
    std::string_view name;
    value content;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS || field.value().get(content) != simdjson::SUCCESS) {
      return Unreadable();
    }
    bool good = true;
    if (name == "errcode") {
      std::int64_t code = 0;
      good = content.get_int64().get(code) == simdjson::SUCCESS;
      page.errcode = static_cast<int>(code);
    } else if (name == "errmsg") {
      good = TakeString(content, &page.errmsg);
    } else if (name == "chatdata") {
      good = ReadEnvelopes(content, page.envelopes);
    }
    if (!good) return Unreadable();
  }
  SortAndDropRepeats(page);
  return page;
}

Result<Envelope> ParseEnvelope(std::string_view raw) {
  const simdjson::padded_string padded(raw);
  simdjson::ondemand::document document;
  object top;
  Envelope envelope;
  if (ThreadParser().iterate(padded).get(document) != simdjson::SUCCESS ||
      document.get_object().get(top) != simdjson::SUCCESS || !ReadEnvelope(top, envelope)) {
    return Unreadable();
  }
  return envelope;
}

ParkedMessage Park(const std::string& source, const Envelope& envelope, std::string reason) {
  ParkedMessage parked;
  parked.source = source;
  parked.seq = envelope.seq;
  parked.key = envelope.msgid.empty() ? "unnamed:" + HexEncode(AsBytes(Sha256(envelope.raw))) : envelope.msgid;
  parked.reason = std::move(reason);
  parked.key_version = envelope.key_version;
  parked.envelope = envelope.raw;
  return parked;
}

}  // namespace custos::wecom
