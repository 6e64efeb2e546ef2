// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/callback_receiver.h"

#include <utility>

#include "connectors/wecom/callback_event.h"
#include "connectors/wecom/xml_element.h"

namespace custos::wecom {

Result<std::string> EncryptedText(std::string_view body) {
  const Result<XmlElement> root = ReadXml(body);
  if (!root) return root.error();
  std::string text(root->Text("Encrypt"));
  if (text.empty()) return Error{ErrorKind::kCorrupt, "wecom.callback_malformed", "nothing encrypted"};
  return text;
}

CallbackAnswer CallbackReceiver::Refuse(CallbackVerdict verdict, std::atomic<std::uint64_t>& counter) {
  ++counter;
  return {verdict, {}};
}

CallbackAnswer CallbackReceiver::Verify(const CallbackQuery& query) {
  if (query.echo.empty()) return Refuse(CallbackVerdict::kMalformed, malformed_);
  if (!crypt_.IsSigned(query.signature, query.timestamp, query.nonce, query.echo)) {
    return Refuse(CallbackVerdict::kForged, forged_);
  }
  Result<std::string> echo = crypt_.Decrypt(query.echo);
  if (!echo) return Refuse(CallbackVerdict::kForged, undecryptable_);
  return {CallbackVerdict::kAccepted, std::move(*echo)};
}

CallbackAnswer CallbackReceiver::Receive(const CallbackQuery& query, std::string body) {
  const Result<std::string> encrypted = EncryptedText(body);
  if (!encrypted) return Refuse(CallbackVerdict::kMalformed, malformed_);
  if (!crypt_.IsSigned(query.signature, query.timestamp, query.nonce, *encrypted)) {
    return Refuse(CallbackVerdict::kForged, forged_);
  }
  Result<std::string> xml = crypt_.Decrypt(*encrypted);
  if (!xml) ++undecryptable_;
  const Status kept =
      xml ? inbox_.Keep({}, WithoutWelcomeCode(std::move(*xml))) : inbox_.Keep(xml.error().code, std::move(body));
  if (!kept) return Refuse(CallbackVerdict::kBusy, busy_);
  ++received_;
  return {};
}

CallbackCounts CallbackReceiver::counts() const {
  return {.received = received_,
          .undecryptable = undecryptable_,
          .forged = forged_,
          .malformed = malformed_,
          .busy = busy_};
}

}  // namespace custos::wecom
